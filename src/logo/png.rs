//! A PNG logo: decoded whole, put on white, made as small as it is shown, and written anew without all that is not
//! picture.

use std::collections::BTreeSet;
use std::io::Cursor;

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Limits, Transformations};

use crate::logo::Refused;

/// What a PNG may measure on each side, in pixels.
const LARGEST_SIDE: u32 = 4096;
/// Memory that its decoder may take, in bytes.
const MEMORY: usize = 128 * 1024 * 1024;
/// What is kept of it: twice what a mail shows and more, since it is printed too.
const WIDEST: u32 = 400;
const HIGHEST: u32 = 120;
/// What is kept of it in bytes: it travels in every mail.
const HEAVIEST: usize = 40 * 1024;
/// A channel this bright cannot be told from white paper.
const PALE: u8 = 232;

/// Rows of three bytes a pixel: red, green, blue. White stands where the file was transparent: a dark logo stays visible
/// on a dark page, since it brings its paper with it.
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
    /// Whether the file had anything on it, be it white.
    drawn: bool,
}

impl Pixels {
    /// From four bytes a pixel, the fourth its opacity.
    pub(super) fn on_white(width: u32, height: u32, pixels: &[u8]) -> Self {
        let flat = |pixel: &[u8]| [0, 1, 2].map(|part| on_white(pixel[part], pixel[3]));
        let bytes = pixels.chunks_exact(4).flat_map(flat).collect();
        Self { width, height, bytes, drawn: pixels.chunks_exact(4).any(|pixel| pixel[3] > 0) }
    }

    /// Whether anything of it shows on white paper.
    pub(super) fn has_ink(&self) -> bool {
        self.bytes.iter().any(|channel| *channel < PALE)
    }
}

/// The picture as it is kept; the same file gives the same bytes.
pub(super) fn sanitised(file: &[u8]) -> Result<Vec<u8>, Refused> {
    let pixels = decode(file)?;
    check_visible(&pixels)?;
    let mut bound = (WIDEST, HIGHEST);
    loop {
        let kept =
            encode(&shrink(&pixels, bound)).map_err(|error| format!("which cannot be written anew ({error})"))?;
        // A photograph does not compress; it is shown a little less sharp.
        if kept.len() <= HEAVIEST || bound.1 < HIGHEST / 4 {
            return Ok(kept);
        }
        bound = (bound.0 * 4 / 5, bound.1 * 4 / 5);
    }
}

/// Width and height in pixels; none if there is nothing to be seen.
pub(super) fn size_with_ink(file: &[u8]) -> Option<(u32, u32)> {
    let pixels = decode(file).ok().filter(Pixels::has_ink)?;
    Some((pixels.width, pixels.height))
}

/// What is drawn must show on white paper. A file without any drawing is no logo and no mistake.
pub(super) fn check_visible(pixels: &Pixels) -> Result<(), Refused> {
    if pixels.drawn && !pixels.has_ink() {
        let expected = "a logo for white paper, in a colour that shows on it";
        return Err(Refused { found: "which shows nothing on white".to_owned(), expected });
    }
    Ok(())
}

fn decode(file: &[u8]) -> Result<Pixels, Refused> {
    let broken = |error: png::DecodingError| format!("which is no whole PNG ({error})");
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: MEMORY });
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(broken)?;
    let (width, height) = reader.info().size();
    if width > LARGEST_SIDE || height > LARGEST_SIDE {
        return Err(Refused {
            found: format!("which measures {width} x {height} pixels"),
            expected: "at most 4096 pixels on each side",
        });
    }
    let size = reader.output_buffer_size().ok_or("which is too large to be decoded")?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(broken)?;
    bytes.truncate(frame.buffer_size());
    if frame.color_type == ColorType::GrayscaleAlpha {
        bytes = bytes.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect();
    }
    Ok(Pixels::on_white(width, height, &bytes))
}

fn on_white(channel: u8, opacity: u8) -> u8 {
    let sum = u16::from(channel) * u16::from(opacity) + 255 * (255 - u16::from(opacity));
    u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
}

/// No larger than `bound`; each pixel is the mean of those that it stands for.
fn shrink(from: &Pixels, bound: (u32, u32)) -> Pixels {
    let Pixels { width, height, .. } = *from;
    let (widest, highest) = bound;
    let (to_width, to_height) = if width <= widest && height <= highest {
        (width, height)
    } else if u64::from(width) * u64::from(highest) > u64::from(height) * u64::from(widest) {
        // The side that is further beyond its bound decides.
        (widest, (height * widest / width).max(1))
    } else {
        ((width * highest / height).max(1), highest)
    };
    let mut bytes = Vec::new();
    for y in 0..to_height {
        for x in 0..to_width {
            let (left, top) = (x * width / to_width, y * height / to_height);
            let right = ((x + 1) * width).div_ceil(to_width).clamp(left + 1, width);
            let bottom = ((y + 1) * height).div_ceil(to_height).clamp(top + 1, height);
            bytes.extend(mean(from, left..right, top..bottom));
        }
    }
    Pixels { width: to_width, height: to_height, bytes, drawn: from.drawn }
}

fn mean(from: &Pixels, columns: std::ops::Range<u32>, rows: std::ops::Range<u32>) -> [u8; 3] {
    let (mut sums, mut count) = ([0_u64; 3], 0_u64);
    for y in rows {
        let start = (y as usize * from.width as usize + columns.start as usize) * 3;
        for pixel in from.bytes[start..start + columns.len() * 3].chunks_exact(3) {
            for (sum, channel) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(*channel);
            }
            count += 1;
        }
    }
    sums.map(|sum| u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX))
}

/// With a palette where it has so few colours: a logo mostly does, and a mail has little room.
pub(super) fn encode(pixels: &Pixels) -> Result<Vec<u8>, png::EncodingError> {
    let colours: BTreeSet<&[u8]> = pixels.bytes.chunks_exact(3).collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width, pixels.height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::High);
    if colours.len() > 256 {
        encoder.set_color(ColorType::Rgb);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels.bytes)?;
        writer.finish()?;
        return Ok(file);
    }
    let palette: Vec<&[u8]> = colours.into_iter().collect();
    let index = |pixel: &[u8]| u8::try_from(palette.partition_point(|colour| *colour < pixel)).unwrap_or(u8::MAX);
    let data: Vec<u8> = pixels.bytes.chunks_exact(3).map(index).collect();
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(palette.concat());
    // Rows of indices resemble each other in no arithmetic sense.
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, pixel: [u8; 4]) -> Vec<u8> {
        with_opacity(width, height, &pixel.repeat((width * height) as usize))
    }

    fn with_opacity(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_color(ColorType::Rgba);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(pixels).unwrap();
        writer.finish().unwrap();
        file
    }

    #[test]
    fn a_picture_is_made_as_small_as_it_is_shown_and_keeps_its_shape_and_colour() {
        for (from, to) in
            [((200, 60), (200, 60)), ((2000, 300), (400, 60)), ((500, 1000), (60, 120)), ((4096, 1), (400, 1))]
        {
            let kept = sanitised(&picture(from.0, from.1, [10, 92, 143, 255])).unwrap();
            assert_eq!(size_with_ink(&kept), Some(to));
            assert_eq!(decode(&kept).unwrap().bytes[..3], [10, 92, 143]);
            assert_eq!(sanitised(&kept).unwrap(), kept, "once is enough");
        }
    }

    #[test]
    fn what_is_transparent_is_white_paper() {
        let kept = sanitised(&with_opacity(3, 1, &[0, 0, 0, 0, 10, 20, 30, 255, 0, 0, 0, 51])).unwrap();
        assert_eq!(decode(&kept).unwrap().bytes, [255, 255, 255, 10, 20, 30, 204, 204, 204]);
        for unseen in [[255, 255, 255, 255], [240, 245, 250, 255], [255, 255, 255, 9]] {
            assert_eq!(sanitised(&picture(9, 9, unseen)).unwrap_err().found, "which shows nothing on white");
        }
        assert_eq!(size_with_ink(&sanitised(&picture(9, 9, [0; 4])).unwrap()), None, "nothing is no logo");
    }

    #[test]
    fn a_photograph_is_kept_in_few_bytes() {
        let mut state = 7_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        let pixels: Vec<u8> = (0..800 * 240).flat_map(|_| [noise(), noise(), noise(), 255]).collect();
        let kept = sanitised(&with_opacity(800, 240, &pixels)).unwrap();
        assert!(kept.len() <= HEAVIEST, "{} bytes", kept.len());
    }

    #[test]
    fn what_hangs_on_a_picture_is_dropped_and_half_a_picture_is_refused() {
        let whole = picture(40, 20, [1, 2, 3, 255]);
        let with_script = [&whole[..], b"<script>alert(1)</script>"].concat();
        assert_eq!(sanitised(&with_script).unwrap(), sanitised(&whole).unwrap());
        for half in [&whole[..20], &whole[..whole.len() / 2], b"\x89PNG\r\n\x1a\n"] {
            assert!(sanitised(half).unwrap_err().found.starts_with("which is no whole PNG"));
        }
        let mut huge = whole.clone();
        huge[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        assert!(sanitised(&huge).is_err(), "it says 16384 x 16384 and holds nothing of it");
        assert!(sanitised(&picture(4097, 1, [0; 4])).unwrap_err().found.contains("4097 x 1"));
    }
}
