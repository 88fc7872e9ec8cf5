use std::ops::Range;

use serde::Serialize;

/// The Markdown of one document as HTML, with holes for what only the whole book knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    pub html: Box<str>,
    /// In the order of the HTML.
    pub holes: Vec<Hole>,
    /// Stretches of running text in which a term may be explained, in the order of the HTML.
    pub prose: Box<[Prose]>,
}

/// A place in the HTML that is filled when the whole book is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The byte of the HTML at which the filling goes in.
    pub at: usize,
    /// The bytes of the file that asked for it.
    pub span: Range<usize>,
    pub kind: HoleKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoleKind {
    /// The value of an `href` or `src`, as written.
    Address(String),
    /// `[label]` without an address: an opinion's name, or just brackets.
    Label(String),
}

/// Running text between two tags. There is one for every few words, so it is kept small: a page of
/// more than 4 GB has no terms explained beyond that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The bytes of the HTML that it fills.
    pub start: u32,
    pub end: u32,
    /// The byte of the HTML where the block around it ends, and an explanation may stand.
    pub block_end: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heading {
    pub level: u8,
    pub id: String,
    /// The words alone.
    pub title: String,
}
