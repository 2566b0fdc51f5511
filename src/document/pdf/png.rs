//! Writes a picture with a palette: a chart has few colours, and a mail has little room.

use std::cmp::Reverse;

/// Colours kept, at most as many as half a byte names. Edges of letters have more, and take the nearest of these.
const COLOURS: usize = 8;

/// An opaque picture of four bytes a pixel, as a PNG of half of one.
pub(super) fn encode(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    // Neighbours mostly are equal: what follows costs by the run and not by the pixel.
    let (pixels, _) = pixels.as_chunks::<4>();
    let run = |run: &[[u8; 4]]| (u32::from_be_bytes(run[0]), run.len());
    let runs: Vec<(u32, usize)> = pixels.chunk_by(|one, next| one == next).map(run).collect();
    let mut counted = runs.clone();
    counted.sort_unstable_by_key(|(colour, _)| *colour);
    counted.dedup_by(|(colour, length), (kept, sum)| {
        let same = colour == kept;
        *sum += if same { *length } else { 0 };
        same
    });
    let mut palette = counted.clone();
    // Stable, so that equals stay in the order of their colours and the bytes are the same each time.
    palette.sort_by_key(|(_, count)| Reverse(*count));
    palette.truncate(COLOURS);
    let nearest = |(colour, _): &(u32, usize)| {
        let distances = palette.iter().map(|(kept, _)| distance(*kept, *colour)).enumerate();
        let index = distances.min_by_key(|(_, distance)| *distance).map_or(0, |(index, _)| index);
        u8::try_from(index).unwrap_or(0)
    };
    let nearest: Vec<u8> = counted.iter().map(nearest).collect();
    let index = |colour| counted.binary_search_by_key(&colour, |(known, _)| *known).map_or(0, |at| nearest[at]);
    let one: Vec<u8> = runs.iter().flat_map(|(colour, length)| std::iter::repeat_n(index(*colour), *length)).collect();
    let two = |pixels: &[u8]| pixels[0] << 4 | pixels.get(1).unwrap_or(&0);
    let data: Vec<u8> = one.chunks(width as usize).flat_map(|row| row.chunks(2).map(two)).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_palette(palette.iter().flat_map(|(colour, _)| rgb(*colour)).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::Balanced);
    // Rows of indices resemble each other in no arithmetic sense.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(file)
}

fn rgb(colour: u32) -> [u8; 3] {
    let [red, green, blue, _] = colour.to_be_bytes();
    [red, green, blue]
}

fn distance(one: u32, other: u32) -> u32 {
    rgb(one).iter().zip(rgb(other)).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}
