use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

/// The Markdown of one document as HTML, with holes for what only the whole book knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    pub html: Box<str>,
    /// In the order of the HTML.
    pub holes: Vec<Hole>,
    /// Stretches of running text in which a term may be explained, in the order of the HTML.
    pub prose: Box<[Prose]>,
    /// The headings that a table of contents may show, down to the third level.
    pub headings: Arc<[Heading]>,
    /// Every anchor that a link may point at, headings and others.
    pub anchors: Vec<String>,
    /// The first words of the text, for lists and previews where no description is given.
    pub excerpt: String,
}

impl Body {
    /// Whether two bodies offer the same headings and anchors, ask for the same links, and begin alike.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.headings == other.headings
            && self.anchors == other.anchors
            && self.excerpt == other.excerpt
            && self.holes.iter().map(|hole| &hole.kind).eq(other.holes.iter().map(|hole| &hole.kind))
    }
}

/// A place in the HTML that is filled when the whole book is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Hole {
    /// The byte of the HTML at which the filling goes in.
    pub at: usize,
    /// The bytes of the file that asked for it.
    pub span: Range<usize>,
    pub kind: HoleKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum HoleKind {
    /// The value of an `href` or `src`, as written.
    Address(String),
    /// `[label]` without an address: an opinion's name, or just brackets.
    Label(String),
}

/// Running text between two tags. There is one for every few words, so it is kept small: a page of
/// more than 4 GB has no terms explained beyond that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prose {
    /// The bytes of the HTML that it fills.
    pub start: u32,
    pub end: u32,
    /// The byte of the HTML where the block around it ends, and an explanation may stand.
    pub block_end: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    /// The words alone.
    pub title: String,
}
