//! Logos through the program: in the head of what each party sends, carried by the mail itself, and the same when a
//! document is made again, whatever became of the files.

use std::fs;

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::support::program::{Lens, Program};

const NOW: &str = "2026-11-22T05:00:00Z";

/// A picture of one colour.
fn png(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&colour.repeat((width * height) as usize)).unwrap();
    writer.finish().unwrap();
    file
}

/// Width and height of a PNG.
fn size(file: &[u8]) -> (u32, u32) {
    png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap().info().size()
}

fn settle(program: &Program, brand: &str) {
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    fs::write(program.path("trueup.toml"), settings.replacen("[seller]\n", &format!("[seller]\n{brand}"), 1)).unwrap();
}

/// The letters with their PNG of that name, and what their page says about the picture.
fn logos(program: &Program) -> Vec<(String, Vec<u8>, String)> {
    let logo = |(_, letter): (String, Vec<u8>)| {
        let message = MessageParser::default().parse(&letter).unwrap();
        let from = message.from().unwrap().first().unwrap().name().unwrap().to_owned();
        (from, picture(&message), tag(&message))
    };
    program.letters().into_iter().map(logo).collect()
}

/// RFC 2387: page and picture are related parts, the picture is shown where the page names it.
fn picture(message: &Message<'_>) -> Vec<u8> {
    let related =
        message.parts.iter().find(|part| part.content_type().is_some_and(|kind| kind.subtype() == Some("related")));
    let PartType::Multipart(inside) = &related.expect("a page with its picture").body else { panic!("parts inside") };
    let inside: Vec<_> = inside.iter().map(|part| &message.parts[*part as usize]).collect();
    assert_eq!(inside[0].content_type().unwrap().subtype(), Some("html"), "the page comes first");
    let picture = inside.iter().find(|part| part.attachment_name() == Some("logo.png")).unwrap();
    let kind = picture.content_type().unwrap();
    assert_eq!((kind.ctype(), kind.subtype()), ("image", Some("png")));
    assert!(picture.content_disposition().unwrap().is_inline());
    let named = format!("src=\"cid:{}\"", picture.content_id().unwrap());
    assert!(message.body_html(0).unwrap().contains(&named), "{named}");
    picture.contents().to_vec()
}

fn tag(message: &Message<'_>) -> String {
    let page = message.body_html(0).unwrap().into_owned();
    let from = page.find("<img class=\"logo\"").unwrap();
    page[from..].split_inclusive('>').next().unwrap().to_owned()
}

#[test]
fn each_party_shows_its_own_logo_and_what_was_sent_is_proved_when_the_files_are_others() {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8"]);
    let program = Program::new(NOW, &lens, None);
    let data = lens.data();
    fs::write(program.path("seller.png"), png(840, 120, [10, 92, 143])).unwrap();
    settle(&program, "brand = { colour = \"#0a5c8f\", logo = \"seller.png\" }\n");
    let brand = "{ sender = \"Nordcom Cura\", logo = \"partner.png\" }";
    lens.declare("partner", &format!("reports_to = [\"service@partner.example\"]\nbrand = {brand}\n"));
    fs::write(data.join("partner.png"), png(60, 40, [163, 66, 15])).unwrap();
    program.apply(&lens);
    program.expect(0, &["run"]);

    let sent = logos(&program);
    let of = |name: &str| sent.iter().filter(|(from, ..)| from == name).collect::<Vec<_>>();
    let (sellers, partners) = (of("Poly+ Enterprise Service"), of("Nordcom Cura"));
    assert!(sellers.len() >= 2 && partners.len() == 1, "report, quote and copy");
    for (_, logo, tag) in sellers {
        assert_eq!(size(logo), (400, 57), "twice what is shown and a little more");
        for part in ["width=\"168\"", "height=\"24\"", "alt=\"Poly Services EMEA\""] {
            assert!(tag.contains(part), "{part}: {tag}");
        }
    }
    let (_, logo, tag) = partners[0];
    assert_eq!(size(logo), (60, 40));
    for part in ["width=\"60\"", "height=\"40\"", "alt=\"Nordcom Cura\""] {
        assert!(tag.contains(part), "{part}: {tag}");
    }

    // Other files, another colour, and in the end none at all: what was told stays as it was told.
    let same = |program: &Program| {
        let proved = program.expect(0, &["report", "PPE-E8", "--verify"]).stdout;
        assert!(proved.contains("TU-PPE-E8-2026-11-v1.html: the same"), "{proved}");
        assert!(!proved.contains("DIFFERENT"), "{proved}");
    };
    same(&program);
    fs::write(program.path("seller.png"), png(90, 90, [200, 0, 0])).unwrap();
    fs::write(data.join("partner.png"), png(90, 90, [0, 120, 0])).unwrap();
    program.apply(&lens);
    same(&program);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    let without = settings.replace("brand = { colour = \"#0a5c8f\", logo = \"seller.png\" }\n", "");
    fs::write(program.path("trueup.toml"), without).unwrap();
    fs::remove_file(program.path("seller.png")).unwrap();
    same(&program);
}

#[test]
fn a_logo_that_is_more_than_a_picture_stops_everything_before_it_begins() {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8"]);
    let program = Program::new(NOW, &lens, None);
    let data = lens.data();
    fs::write(data.join("partner.svg"), "<svg><image href='https://evil.example/pixel.png'/></svg>").unwrap();
    lens.declare("partner", "brand = { logo = \"partner.svg\" }\n");
    let refused = program.expect(78, &["apply", data.to_str().unwrap()]);
    let told = format!("{}{}", refused.stdout, refused.stderr);
    for part in ["brand.logo", "partner.svg", "<image>", "expected a drawing of shapes alone"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    settle(&program, "brand = { logo = \"seller.svg\" }\n");
    fs::write(program.path("seller.svg"), "<svg onload='alert(1)'/>").unwrap();
    let refused = program.expect(78, &["check"]);
    assert!(refused.stderr.contains("seller.brand.logo") && refused.stderr.contains("onload"), "{}", refused.stderr);
}

/// A folder without fonts, a file that is none: told at once, with what would do.
#[test]
fn the_font_folder_is_checked_at_the_start() {
    let lens = Lens::start(&["--contracts", "0", "--fixed", "e8"]);
    let program = Program::new(NOW, &lens, None);
    let settings = fs::read_to_string(program.path("trueup.toml")).unwrap();
    fs::write(program.path("trueup.toml"), settings + "[documents]\nfonts = \"fonts\"\n").unwrap();
    let told = |program: &Program| {
        let done = program.expect(1, &["check"]);
        format!("{}{}", done.stdout, done.stderr)
    };
    assert!(told(&program).contains("cannot read"), "{}", told(&program));
    fs::create_dir(program.path("fonts")).unwrap();
    fs::write(program.path("fonts/README"), "fonts go here").unwrap();
    assert!(told(&program).contains("holds no font file"), "{}", told(&program));
    if cfg!(feature = "pdf") {
        fs::write(program.path("fonts/a.otf"), "no font").unwrap();
        assert!(told(&program).contains("a.otf is no font that can be read"), "{}", told(&program));
    }
    fs::remove_file(program.path("fonts/README")).unwrap();
    let inter = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/Inter-Regular.otf");
    fs::copy(inter, program.path("fonts/a.otf")).unwrap();
    program.expect(0, &["check"]);
}
