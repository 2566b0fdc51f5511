//! Writes a picture with a palette: a chart has few colours, and a mail has little room.

use std::collections::BTreeMap;

/// Colours kept, at most as many as half a byte names. Edges of letters have more, and take the nearest of these.
const COLOURS: usize = 10;

type Colour = [u8; 3];

/// An opaque picture of four bytes a pixel, as a PNG of half of one.
pub(super) fn encode(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    // Neighbours mostly are equal: what follows costs by the run and not by the pixel.
    let colours = pixels.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    let mut runs: Vec<(Colour, usize)> = Vec::new();
    for colour in colours {
        match runs.last_mut() {
            Some((last, length)) if *last == colour => *length += 1,
            _ => runs.push((colour, 1)),
        }
    }
    let mut counted: BTreeMap<Colour, usize> = BTreeMap::new();
    for (colour, length) in &runs {
        *counted.entry(*colour).or_default() += length;
    }
    let mut palette: Vec<(Colour, usize)> = counted.iter().map(|(colour, count)| (*colour, *count)).collect();
    // Stable, so that equals stay in the order of their colours and the bytes are the same each time.
    palette.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    palette.truncate(COLOURS);
    let nearest = |colour: &Colour| {
        let distances = palette.iter().map(|(kept, _)| distance(*kept, *colour)).enumerate();
        let index = distances.min_by_key(|(_, distance)| *distance).map_or(0, |(index, _)| index);
        (*colour, u8::try_from(index).unwrap_or(0))
    };
    let index: BTreeMap<Colour, u8> = counted.keys().map(nearest).collect();
    let one: Vec<u8> = runs.iter().flat_map(|(colour, length)| std::iter::repeat_n(index[colour], *length)).collect();
    let two = |pixels: &[u8]| pixels[0] << 4 | pixels.get(1).unwrap_or(&0);
    let data: Vec<u8> = one.chunks(width as usize).flat_map(|row| row.chunks(2).map(two)).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_palette(palette.iter().flat_map(|(colour, _)| *colour).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::Balanced);
    // Rows of indices resemble each other in no arithmetic sense.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(file)
}

fn distance(one: Colour, other: Colour) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}
