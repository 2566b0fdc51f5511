//! What a drawing unfolds to: an element that is used ten times is drawn ten times, and what is used may use others. A
//! small file can stand for more shapes than there are atoms.

use std::collections::BTreeMap;

/// Shapes that a logo may unfold to.
const HEAVIEST: u64 = 10_000;
/// References one behind the other.
const LONGEST: usize = 100;

/// The elements of a drawing and what each refers to.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    nodes: Vec<Node>,
    open: Vec<usize>,
    named: BTreeMap<String, usize>,
    /// What the style sheet refers to: it may hold for every element that names a class.
    styles: Vec<String>,
}

#[derive(Debug, Default)]
struct Node {
    children: Vec<usize>,
    references: Vec<String>,
    styled: bool,
    weight: Weight,
}

#[derive(Debug, Default, Clone, Copy)]
enum Weight {
    #[default]
    Unknown,
    /// Being weighed: whoever comes here again goes in a circle.
    Open,
    Known(u64),
}

impl Drawing {
    /// An element begins, inside of those that are open.
    pub(super) fn begin(&mut self) -> usize {
        let node = self.nodes.len();
        if let Some(parent) = self.open.last() {
            self.nodes[*parent].children.push(node);
        }
        self.nodes.push(Node::default());
        self.open.push(node);
        node
    }

    /// The innermost element ends.
    pub(super) fn end(&mut self) {
        self.open.pop();
    }

    /// The element has this id.
    pub(super) fn names(&mut self, node: usize, id: &str) {
        self.named.entry(id.to_owned()).or_insert(node);
    }

    /// The element shows the one of this id.
    pub(super) fn refers(&mut self, node: usize, id: &str) {
        self.nodes[node].references.push(id.to_owned());
    }

    /// The element names a class.
    pub(super) fn styled(&mut self, node: usize) {
        self.nodes[node].styled = true;
    }

    /// The style sheet shows the element of this id.
    pub(super) fn styles_refer(&mut self, id: &str) {
        self.styles.push(id.to_owned());
    }

    /// Whether it can be drawn.
    pub(super) fn check(&mut self) -> Result<(), String> {
        if self.nodes.is_empty() {
            return Ok(());
        }
        self.weigh(0, 0).map(drop)
    }

    fn weigh(&mut self, node: usize, depth: usize) -> Result<u64, String> {
        let too_much = || format!("which unfolds to more than {HEAVIEST} shapes");
        match self.nodes[node].weight {
            Weight::Known(weight) => return Ok(weight),
            Weight::Open => return Err("which shows a part inside of itself".to_owned()),
            Weight::Unknown if depth > LONGEST => return Err(too_much()),
            Weight::Unknown => self.nodes[node].weight = Weight::Open,
        }
        let mut references = self.nodes[node].references.clone();
        if self.nodes[node].styled {
            references.extend(self.styles.iter().cloned());
        }
        let shown = references.iter().filter_map(|id| self.named.get(id).copied());
        let parts: Vec<usize> = self.nodes[node].children.iter().copied().chain(shown).collect();
        let mut weight = 1_u64;
        for part in parts {
            weight = weight.saturating_add(self.weigh(part, depth + 1)?);
            if weight > HEAVIEST {
                return Err(too_much());
            }
        }
        self.nodes[node].weight = Weight::Known(weight);
        Ok(weight)
    }
}
