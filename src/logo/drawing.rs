//! Draws an SVG logo as the picture that mails show, since few mail programs show an SVG.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Indent, Options, Tree, WriteOptions, fontdb};

use crate::fonts;
use crate::logo::{DENSITY, Picture, Refused, fitted, png, whole};

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for file in fonts::EMBEDDED {
        fonts.load_font_data(file.to_vec());
    }
    // What stands in for every font of somebody else's machine.
    fonts.set_serif_family("Inter");
    fonts.set_sans_serif_family("Inter");
    Arc::new(fonts)
});

/// The drawing with its texts as shapes: it looks the same wherever it is shown.
///
/// # Errors
/// If it cannot be drawn, or does not show on white paper.
pub(super) fn without_fonts(svg: String, texts: &str) -> Result<String, Refused> {
    let missing: Vec<String> = texts.chars().filter(|c| !can_show(*c)).map(|c| format!("{c:?}")).collect();
    if !missing.is_empty() {
        let found = format!("whose text has {}, which no embedded font can show", missing.join(", "));
        return Err(Refused { found, expected: "its texts converted to paths, by the program that drew it" });
    }
    let tree = tree(&svg).map_err(|error| format!("which cannot be drawn ({error})"))?;
    let (pixels, _) = pixels(&tree).ok_or("which has no size that could be drawn")?;
    png::check_visible(&pixels)?;
    if !tree.has_text_nodes() {
        return Ok(svg);
    }
    Ok(tree.to_string(&WriteOptions { indent: Indent::None, ..WriteOptions::default() }))
}

/// On white, at most as large as mails show it; none if there is nothing to be seen.
pub(super) fn draw(svg: &str) -> Option<Picture> {
    let (pixels, (width, height)) = pixels(&tree(svg).ok()?)?;
    let bytes = png::encode(&pixels).ok()?.into();
    pixels.has_ink().then_some(Picture { bytes, width, height })
}

fn tree(svg: &str) -> Result<Tree, resvg::usvg::Error> {
    Tree::from_str(svg, &Options { fontdb: Arc::clone(&FONTS), ..Options::default() })
}

fn can_show(c: char) -> bool {
    let shows = |face: &fontdb::FaceInfo| {
        let glyph = |data: &[u8], index| ttf_parser::Face::parse(data, index).ok()?.glyph_index(c);
        FONTS.with_face_data(face.id, glyph).flatten().is_some()
    };
    c.is_whitespace() || c.is_control() || FONTS.faces().any(shows)
}

/// The picture, and how large it is shown.
fn pixels(tree: &Tree) -> Option<(png::Pixels, (u32, u32))> {
    let (from_width, from_height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let (width, height) = fitted(from_width, from_height, f64::INFINITY);
    let mut canvas = Pixmap::new(whole(width * DENSITY), whole(height * DENSITY))?;
    #[expect(clippy::cast_possible_truncation, reason = "a few hundred pixels at most")]
    let scale = |to: u32, from: f64| (f64::from(to) / from) as f32;
    let transform = Transform::from_scale(scale(canvas.width(), from_width), scale(canvas.height(), from_height));
    resvg::render(tree, transform, &mut canvas.as_mut());
    let pixels = canvas.pixels().iter().flat_map(|pixel| {
        let pixel = pixel.demultiply();
        [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
    });
    let pixels = png::Pixels::on_white(canvas.width(), canvas.height(), &pixels.collect::<Vec<u8>>());
    Some((pixels, (whole(width), whole(height))))
}
