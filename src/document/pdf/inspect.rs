//! What a machine can see of a page: whether it is empty, whether a text leaves it, whether a character has no picture.

use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst_layout::{Page, PagedDocument};

/// Room for rounding.
const SLACK: f64 = 0.5;

/// What is wrong with the pages, a sentence each.
pub(super) fn faults(document: &PagedDocument) -> Vec<String> {
    document.pages().iter().enumerate().flat_map(|(at, page)| faults_of(at, page)).collect()
}

/// The same of one page, counted from nought.
pub(super) fn faults_of(at: usize, page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = Look { page: at + 1, size: page.frame.size().to_point(), texts: 0, found: &mut found };
    look.at(&page.frame, Transform::identity());
    if look.texts == 0 {
        found.push(format!("page {} has no text", at + 1));
    }
    found
}

struct Look<'a> {
    page: usize,
    size: Point,
    texts: usize,
    found: &'a mut Vec<String>,
}

impl Look<'_> {
    fn at(&mut self, frame: &Frame, placed: Transform) {
        for (at, item) in frame.items() {
            let placed = placed.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => self.at(&group.frame, placed.pre_concat(group.transform)),
                FrameItem::Text(text) => {
                    self.texts += 1;
                    let end = Point::new(text.width(), Abs::zero());
                    for corner in [Point::zero().transform(placed), end.transform(placed)] {
                        if self.is_beyond(corner) {
                            self.found.push(format!("page {}: {:?} leaves the page", self.page, text.text));
                        }
                    }
                    if text.glyphs.iter().any(|glyph| glyph.id == 0) {
                        self.found.push(format!("page {}: {:?} has no picture", self.page, text.text));
                    }
                }
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn is_beyond(&self, corner: Point) -> bool {
        let beyond = |value: Abs, end: Abs| value.to_pt() < -SLACK || value.to_pt() > end.to_pt() + SLACK;
        beyond(corner.x, self.size.x) || beyond(corner.y, self.size.y)
    }
}
