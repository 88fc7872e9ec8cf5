//! Markdown to HTML with holes: CommonMark, GFM tables, footnotes, task lists and alerts,
//! definition lists, and what Japanese needs.

mod anchors;
mod emphasis;
mod html;

use pulldown_cmark::{BrokenLink, CowStr, LinkType, Options, Parser};

use crate::diagnostics::{Diagnostic, Place};
use crate::japanese::Phrases;
use crate::model::{Body, Heading};
use html::Writer;

/// What the whole site has decided about Markdown.
#[derive(Clone, Copy)]
pub struct Rules<'p> {
    /// Whether HTML in the Markdown is passed on, or shown as text.
    pub allow_html: bool,
    pub phrases: &'p Phrases,
}

/// Stands before a label without an address, so that the writer knows one from a real link.
const LABEL: &str = "furikaeri-label:";

/// What the Markdown of a file came to.
#[derive(Debug)]
pub struct Written {
    pub body: Body,
    pub headings: Vec<Heading>,
    /// Sorted.
    pub anchors: Vec<String>,
    pub excerpt: String,
    pub diagnostics: Vec<Diagnostic>,
}

/// Turns the Markdown that begins at byte `offset` of the file at `place` into HTML.
pub fn to_body(text: &str, place: &Place, offset: usize, rules: Rules<'_>) -> Written {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let prepared = emphasis::prepare(text);
    let parser = Parser::new_with_broken_link_callback(&prepared.text, options, Some(name_label));
    let mut writer = Writer::new(&prepared, place, offset, rules);
    for (event, span) in parser.into_offset_iter() {
        writer.event(event, span);
    }
    writer.finish()
}

/// Keeps `[label]`, which CommonMark takes for text, as a link for the book to resolve.
#[expect(clippy::needless_pass_by_value, reason = "the signature is the parser's")]
#[expect(clippy::elidable_lifetime_names, reason = "the lifetime ties the link to its text")]
fn name_label<'t>(link: BrokenLink<'t>) -> Option<(CowStr<'t>, CowStr<'t>)> {
    let named = matches!(link.link_type, LinkType::Shortcut | LinkType::Reference) && looks_like_id(&link.reference);
    named.then(|| (format!("{LABEL}{}", link.reference).into(), "".into()))
}

/// Whether `[label]` may name an opinion: small letters, digits and at least one hyphen.
fn looks_like_id(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_lowercase())
        && label.contains('-')
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
