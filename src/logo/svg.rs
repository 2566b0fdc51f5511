//! An SVG logo, made harmless: read as XML and written anew from what a drawing needs. What runs, loads or unfolds without
//! end is refused by its name; what is only in the way (comments, notes of drawing programs) is dropped.

use quick_xml::events::{BytesEnd, BytesRef, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, XmlVersion};

use crate::logo::Refused;
use crate::logo::weight::Drawing;

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";
/// Elements one inside of the other.
const DEEPEST: usize = 48;
/// What a drawing is made of; none of it runs or loads anything.
const DRAWN: [&str; 22] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "title",
    "desc",
    "style",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
];
/// What says where and how they are drawn; others (names of layers, roles) are dropped.
const SAID: [&str; 72] = [
    "id",
    "class",
    "style",
    "href",
    "xlink:href",
    "d",
    "points",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "fx",
    "fy",
    "fr",
    "width",
    "height",
    "viewBox",
    "preserveAspectRatio",
    "version",
    "transform",
    "offset",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "clipPathUnits",
    "maskUnits",
    "maskContentUnits",
    "mask-type",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "opacity",
    "color",
    "display",
    "visibility",
    "clip-path",
    "clip-rule",
    "mask",
    "stop-color",
    "stop-opacity",
    "mix-blend-mode",
    "overflow",
    "paint-order",
    "dx",
    "dy",
    "rotate",
    "textLength",
    "lengthAdjust",
    "text-anchor",
    "font-family",
    "font-size",
    "font-weight",
    "font-style",
    "letter-spacing",
    "word-spacing",
    "dominant-baseline",
    "baseline-shift",
];

/// A drawing without all that it does not need.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) svg: String,
    /// All that it writes, to be looked for in fonts.
    pub(super) texts: String,
}

/// Writes a drawing anew.
///
/// # Errors
/// What makes it more than a drawing.
pub(super) fn sanitised(text: &str) -> Result<Kept, Refused> {
    let mut reader = Reader::from_str(text);
    let mut writing = Writing {
        to: Writer::new(Vec::new()),
        open: Vec::new(),
        drawing: Drawing::default(),
        sheet: String::new(),
        texts: String::new(),
        begun: false,
    };
    // Inside of something that is dropped.
    let mut dropped = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| format!("which is no well-formed SVG ({error})"))?;
        match event {
            Event::Eof => break,
            Event::DocType(doctype) if doctype.contains(['[', '&']) => {
                return Err("which declares entities, more than a picture needs".into());
            }
            Event::Start(_) if dropped > 0 => dropped += 1,
            Event::End(_) if dropped > 0 => dropped -= 1,
            Event::Start(element) if is_note(&element) => dropped = 1,
            Event::Empty(element) if is_note(&element) => {}
            _ if dropped > 0 => {}
            Event::Start(element) => writing.begin(&element, false)?,
            Event::Empty(element) => writing.begin(&element, true)?,
            Event::End(_) => writing.end()?,
            Event::Text(text) => writing.text(&text)?,
            Event::CData(text) => writing.text(&text)?,
            Event::GeneralRef(reference) => writing.text(&resolved(&reference)?)?,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
        }
    }
    if !writing.begun || !writing.open.is_empty() {
        return Err("which is no whole SVG".into());
    }
    writing.drawing.check()?;
    let svg = String::from_utf8(writing.to.into_inner()).map_err(|error| error.to_string())?;
    Ok(Kept { svg, texts: writing.texts })
}

/// What drawing programs tell themselves.
fn is_note(element: &BytesStart<'_>) -> bool {
    element.name().prefix().is_some() || element.name().0 == "metadata"
}

/// Only what XML itself defines.
fn resolved(reference: &BytesRef<'_>) -> Result<String, String> {
    let named = match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    let named = named.map(String::from);
    named.ok_or_else(|| format!("which uses the entity &{};, more than a picture needs", &**reference))
}

struct Writing {
    to: Writer<Vec<u8>>,
    /// The elements around, by name.
    open: Vec<String>,
    drawing: Drawing,
    /// The style sheet so far: what it says is known at its end, not piece by piece.
    sheet: String,
    texts: String,
    begun: bool,
}

impl Writing {
    fn begin(&mut self, element: &BytesStart<'_>, empty: bool) -> Result<(), Refused> {
        let name = element.name().0;
        if self.open.is_empty() && (name != "svg" || self.begun) {
            return Err("which is neither SVG nor PNG".into());
        }
        if !DRAWN.contains(&name) {
            return Err(format!("which contains <{name}>, more than a picture needs").into());
        }
        if self.open.len() >= DEEPEST {
            return Err(format!("which nests more than {DEEPEST} elements").into());
        }
        let mut clean = BytesStart::new(name);
        if !self.begun {
            clean.push_attribute(("xmlns", SVG));
            clean.push_attribute(("xmlns:xlink", XLINK));
        }
        self.begun = true;
        let node = self.drawing.begin();
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| format!("which is no well-formed SVG ({error})"))?;
            let key = attribute.key.0;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|_| format!("whose {key} uses an entity, more than a picture needs"))?;
            let runs = key.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
            if runs || key == "filter" {
                return Err(format!("which contains {key}, more than a picture needs").into());
            }
            let references = references(&value)?;
            if !SAID.contains(&key) {
                continue;
            }
            match key {
                "href" | "xlink:href" => {
                    let inside = value.trim().strip_prefix('#');
                    let inside = inside.ok_or_else(|| format!("which refers to {:?}, outside of it", cut(&value)))?;
                    self.drawing.refers(node, inside);
                }
                "id" => self.drawing.names(node, &value),
                "class" => self.drawing.styled(node),
                _ => {}
            }
            for inside in references {
                self.drawing.refers(node, &inside);
            }
            clean.push_attribute((key, &*value));
        }
        if empty {
            self.drawing.end();
            return Ok(self.write(Event::Empty(clean))?);
        }
        self.open.push(name.to_owned());
        Ok(self.write(Event::Start(clean))?)
    }

    fn end(&mut self) -> Result<(), Refused> {
        let Some(name) = self.open.pop() else { return Ok(()) };
        self.drawing.end();
        if name == "style" {
            self.check_sheet()?;
        }
        Ok(self.write(Event::End(BytesEnd::new(name)))?)
    }

    fn check_sheet(&mut self) -> Result<(), Refused> {
        let sheet = std::mem::take(&mut self.sheet);
        if sheet.contains('@') {
            return Err("whose <style> has a rule with @, more than a picture needs".into());
        }
        for inside in references(&sheet)? {
            self.drawing.styles_refer(&inside);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Refused> {
        match self.open.last().map(String::as_str) {
            None if text.trim().is_empty() => return Ok(()),
            None => return Err("which is neither SVG nor PNG".into()),
            Some("style") => self.sheet.push_str(text),
            Some("text" | "tspan") => self.texts.push_str(text),
            Some(_) => {}
        }
        Ok(self.write(Event::Text(BytesText::new(text)))?)
    }

    fn write(&mut self, event: Event<'_>) -> Result<(), String> {
        self.to.write_event(event).map_err(|error| error.to_string())
    }
}

/// The ids behind `url(#…)`.
fn references(value: &str) -> Result<Vec<String>, String> {
    // Style sheets can write any letter as a number, and split a word by a comment.
    let plain = value.to_lowercase();
    let hides = plain.contains('\\') || plain.contains("/*");
    if let Some(active) =
        ["javascript:", "expression(", "data:", "filter:"].into_iter().find(|active| plain.contains(active))
    {
        return Err(format!("which contains {active:?}, more than a picture needs"));
    }
    let mut found = Vec::new();
    let mut rest = value;
    while let Some(at) = rest.to_ascii_lowercase().find("url") {
        let after = rest[at + 3..].trim_start();
        rest = &rest[at + 3..];
        let Some(inner) = after.strip_prefix('(') else { continue };
        let inner = inner.trim_start().trim_start_matches(['"', '\'']);
        let outside = || format!("which refers to {:?}, outside of it", cut(inner));
        let inner = inner.strip_prefix('#').ok_or_else(outside)?;
        found.push(inner.split([')', '"', '\'', ' ']).next().unwrap_or_default().to_owned());
    }
    if hides && (plain.contains("url") || plain.contains('\\')) {
        return Err("whose styles are written in a way that hides what they say".to_owned());
    }
    Ok(found)
}

/// The beginning of a text, for a message.
fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}
