//! Markdown to HTML with holes: CommonMark, GFM tables, footnotes, task lists and alerts,
//! definition lists, and what Japanese needs.

mod anchors;
mod emphasis;
mod html;
mod prepared;
mod slips;

pub use anchors::slug;

use pulldown_cmark::{BrokenLink, CowStr, LinkType, Options, Parser};

use crate::diagnostics::{Diagnostic, Place};
use crate::japanese::Phrases;
use crate::model::{Body, Heading};
use html::Writer;
use prepared::Prepared;

/// What the whole site has decided about Markdown.
#[derive(Clone, Copy)]
pub struct Rules<'p> {
    /// Whether HTML in the Markdown is passed on, or shown as text.
    pub allow_html: bool,
    pub phrases: &'p Phrases,
    /// The title of the page, which a first heading may repeat.
    pub title: &'p str,
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
    let prepared = Prepared::new(text);
    let mut writer = Writer::new(&prepared, place, offset, rules);
    read(&prepared.text, 0, &mut writer);
    let mut written = writer.finish();
    written.diagnostics.extend(slips::invisible(text, place, offset));
    written
}

/// Hands what the parser makes of `text`, which stands at byte `base` of the prepared text, to the writer.
fn read(text: &str, base: usize, writer: &mut Writer<'_>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let label = |link: BrokenLink<'_>| name_label(&link, text);
    for (event, span) in Parser::new_with_broken_link_callback(text, options, Some(label)).into_offset_iter() {
        writer.event(event, span.start + base..span.end + base);
    }
}

/// Keeps `[label]`, which CommonMark takes for text, as a link for the book to resolve. What a `!`
/// precedes would be an image, and stays text.
fn name_label(link: &BrokenLink<'_>, text: &str) -> Option<(CowStr<'static>, CowStr<'static>)> {
    let is_image = text[link.span.clone()].starts_with('!') || text[..link.span.start].ends_with('!');
    let named = matches!(link.link_type, LinkType::Shortcut | LinkType::Reference) && looks_like_id(&link.reference);
    (named && !is_image).then(|| (format!("{LABEL}{}", link.reference).into(), "".into()))
}

/// Whether `[label]` may name an opinion: small letters, digits and at least one hyphen.
fn looks_like_id(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_lowercase())
        && label.contains('-')
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
