//! Texts from outside (names, addresses, models) made safe to stand in a line of a document.
//!
//! Escaping for HTML is the template's; here goes what no format wants: control characters, marks that turn the
//! direction of the text around them, endless length.

/// Longest text kept, in characters; real names are far shorter.
const LONGEST: usize = 200;

/// One line: control and direction characters dropped, white space collapsed, cut with an ellipsis when endless.
pub fn line(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let visible = text.chars().map(|c| if c.is_whitespace() && c != '\u{a0}' { ' ' } else { c });
    let kept: String = visible.filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let words: Vec<&str> = kept.split(' ').filter(|word| !word.is_empty()).collect();
    let joined = words.join(" ");
    if joined.chars().count() <= LONGEST {
        return joined;
    }
    let cut: String = joined.chars().take(LONGEST - 1).collect();
    format!("{}…", cut.trim_end())
}

/// A name for a sentence of the body: right-to-left names are isolated, so that numbers beside them keep their place.
pub fn name(text: &str) -> String {
    let line = line(text);
    if line.chars().any(is_right_to_left) { format!("\u{2068}{line}\u{2069}") } else { line }
}

/// Whether there is nothing to do, as for nearly every serial number, model and site.
fn is_clean(text: &str) -> bool {
    let plain = text.len() <= LONGEST && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    plain && text.trim() == text && !text.contains("  ")
}

/// Byte order, direction and format marks: unseen, and used to disguise texts.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The blocks of Hebrew, Arabic and their neighbours.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_or_direction_character_survives() {
        assert_eq!(line("Acme\r\nBcc: evil@example.com"), "Acme Bcc: evil@example.com");
        assert_eq!(line(" a\t\u{202e}b\u{0}\u{feff}  c "), "a b c");
        assert_eq!(line(&"x".repeat(1000)).chars().count(), 200);
    }

    #[test]
    fn only_right_to_left_names_are_isolated() {
        assert_eq!(name("Acme"), "Acme");
        assert_eq!(name("שלום"), "\u{2068}שלום\u{2069}");
    }
}
