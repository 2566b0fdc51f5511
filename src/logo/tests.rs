use super::*;

fn drawing(svg: &str) -> Result<String, String> {
    svg::sanitised(svg).map(|kept| kept.svg).map_err(|refused| refused.found)
}

#[test]
fn a_drawing_is_kept_without_the_notes_of_its_program() {
    let svg = "<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'>\
                   <!-- by Inkscape --><svg xmlns='http://www.w3.org/2000/svg' xmlns:inkscape='http://www.inkscape.org' \
                   viewBox='0 0 9 9' inkscape:version='1'><metadata><x>private</x></metadata><inkscape:view a='b'><g/>\
                   </inkscape:view><style>.a{fill:url(#b)}</style><defs><linearGradient id='b'/></defs>\
                   <path class='a' d='M0 0h9' fill='url(#b)'/><title>A &amp; B &#233;</title></svg>";
    let kept = drawing(svg).unwrap();
    for gone in ["DOCTYPE", "inkscape", "Inkscape", "private", "metadata", "w3.org/svg11"] {
        assert!(!kept.contains(gone), "{gone} in {kept}");
    }
    for there in ["<path class=\"a\"", "url(#b)", "viewBox", "A &amp; B é", "<linearGradient id=\"b\"/>"] {
        assert!(kept.contains(there), "{there} not in {kept}");
    }
    assert_eq!(drawing(&kept).unwrap(), kept, "once is enough");
    assert_eq!(drawing("<svg/>").unwrap().matches("<svg ").count(), 1);
}

#[test]
fn what_is_more_than_a_drawing_is_refused_by_its_name() {
    for (inside, named) in [
        ("<script>alert(1)</script>", "<script>"),
        ("<SCRIPT/>", "<SCRIPT>"),
        ("<foreignObject><p/></foreignObject>", "<foreignObject>"),
        ("<image href='https://evil.example/x.png'/>", "<image>"),
        ("<a href='https://evil.example'/>", "<a>"),
        ("<animate attributeName='href'/>", "<animate>"),
        ("<set attributeName='onload'/>", "<set>"),
        ("<iframe/>", "<iframe>"),
        ("<filter/>", "<filter>"),
        ("<pattern/>", "<pattern>"),
        ("<marker/>", "<marker>"),
        ("<g filter='blur(900px)'/>", "filter"),
        ("<g style='filter:blur(900px)'/>", "filter:"),
        ("<style>a{fill:u&#114;l(//evil.example)}</style>", "evil.example"),
        ("<style>a{fill:u<!-- -->rl(//evil.example)}</style>", "evil.example"),
        ("<path data-x='url(https://evil.example/x)'/>", "evil.example"),
        ("<g onload='alert(1)'/>", "onload"),
        ("<g ONCLICK='alert(1)'/>", "ONCLICK"),
        ("<use href='https://evil.example/x.svg#a'/>", "evil.example"),
        ("<use xlink:href='other.svg#a'/>", "other.svg"),
        ("<path fill='url(https://evil.example/x)'/>", "evil.example"),
        ("<path style='fill:UrL( \"//evil.example/x\" )'/>", "evil.example"),
        ("<path style='fill:u\\72l(//evil.example)'/>", "hides"),
        ("<path style='fill:url/**/(#a)'/>", "hides"),
        ("<style>@import '//evil.example/x.css';</style>", "@"),
        ("<style><![CDATA[a{fill:url(http://evil.example)}]]></style>", "evil.example"),
        ("<path d='javascript:alert(1)'/>", "javascript:"),
        ("<path fill='data:text/html,x'/>", "data:"),
        ("&nbsp;", "&nbsp;"),
        ("<g id='&x;'/>", "entity"),
        ("<g", "<g"),
        ("<g></h>", "well-formed"),
    ] {
        let wrong = drawing(&format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>")).unwrap_err();
        assert!(wrong.contains(named), "{inside}: {wrong}");
    }
    let doctype = "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>";
    assert!(drawing(doctype).unwrap_err().contains("entities"));
    for neither in ["<p><svg/></p>", "<svg/><svg/>", "text <svg/>", "<svg>"] {
        assert!(drawing(neither).is_err(), "{neither}");
    }
    for other in [b"GIF89a".as_slice(), b"", b"\xff\xfe"] {
        assert!(kept(other).is_err(), "{other:?}");
    }
}

#[test]
fn a_drawing_that_unfolds_without_end_is_refused() {
    let laughs = |level: usize| format!("<g id='g{}'>{}</g>", level + 1, format!("<use href='#g{level}'/>").repeat(10));
    let bomb: String = (0..9).map(laughs).collect();
    assert!(drawing(&format!("<svg><path id='g0'/>{bomb}</svg>")).unwrap_err().contains("unfolds"));
    assert!(
        drawing("<svg><g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g></svg>")
            .unwrap_err()
            .contains("itself")
    );
    assert!(drawing(&format!("<svg>{}{}</svg>", "<g>".repeat(60), "</g>".repeat(60))).unwrap_err().contains("nests"));
    let styled = "<svg><style>.a{mask:url(#m)}</style><mask id='m'><path class='a'/></mask></svg>";
    assert!(drawing(styled).unwrap_err().contains("itself"));
    assert!(drawing("<svg><path id='p'/><use href='#p'/><use href='#p'/><use href='#none'/></svg>").is_ok());
}

#[cfg(feature = "pdf")]
#[test]
fn texts_become_shapes_and_what_shows_nothing_on_white_is_refused() {
    let svg = |inside: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 40'>{inside}</svg>");
    let written = kept(svg("<text x='9' y='30' font-family='Helvetica' font-size='22'>Nordcom</text>").as_bytes());
    let written = String::from_utf8(written.unwrap()).unwrap();
    assert!(!written.contains("<text") && written.contains("<path"), "{written}");
    let shown = picture("a", written.as_bytes()).unwrap();
    assert!(is_png(&shown.bytes) && (shown.width, shown.height) == (168, 34), "{shown:?}");
    let white = kept(svg("<rect width='99' height='9' fill='#fff'/>").as_bytes()).unwrap_err();
    assert_eq!(white.found, "which shows nothing on white");
    let other_script = kept(svg("<text>中</text>").as_bytes()).unwrap_err();
    assert_eq!(other_script.found, "whose text has '中', which no embedded font can show");
    assert!(picture("b", &kept(b"<svg/>").unwrap()).is_none(), "nothing is no logo");
}

#[cfg(feature = "pdf")]
#[test]
fn huge_sizes_and_long_dashes_are_drawn_as_small_pictures() {
    for drawing in [
        "<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'><rect width='1e9' height='1e9'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0H1e9' stroke='red' \
         stroke-width='9' stroke-dasharray='0.001'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000000 1'><rect width='999999' height='1'/></svg>",
    ] {
        let kept = kept(drawing.as_bytes()).unwrap();
        let small = |shown: Picture| shown.width <= 168 && shown.height <= 48 && shown.bytes.len() < 40_000;
        assert!(picture(drawing, &kept).is_none_or(small), "{drawing}");
    }
}
