//! HTML in the Markdown: comments vanish, a few harmless tags work, everything else is shown as text.

use std::ops::Range;

use memchr::{memchr2, memmem};
use pulldown_cmark_escape::escape_html_body_text;

use super::Writer;
use crate::content::markdown::read;
use crate::diagnostics::catalogue;

/// An element that works without `allow_html`, with the attributes that it keeps.
struct Element {
    name: &'static str,
    /// Whether it has no end tag.
    is_void: bool,
    /// Whether it stands beside paragraphs, not in them.
    is_block: bool,
    attributes: &'static [&'static str],
}

const fn inline(name: &'static str) -> Element {
    Element { name, is_void: false, is_block: false, attributes: &[] }
}

const fn block(name: &'static str, attributes: &'static [&'static str]) -> Element {
    Element { name, is_void: false, is_block: true, attributes }
}

const fn void(name: &'static str, is_block: bool) -> Element {
    Element { name, is_void: true, is_block, attributes: &[] }
}

const ELEMENTS: [Element; 31] = [
    void("br", false),
    void("wbr", false),
    void("hr", true),
    inline("ruby"),
    inline("rb"),
    inline("rt"),
    inline("rp"),
    inline("kbd"),
    inline("sub"),
    inline("sup"),
    inline("u"),
    inline("s"),
    inline("del"),
    inline("ins"),
    inline("mark"),
    inline("small"),
    inline("strong"),
    inline("em"),
    block("p", &[]),
    block("details", &["open"]),
    block("summary", &[]),
    block("table", &[]),
    block("caption", &[]),
    block("thead", &[]),
    block("tbody", &[]),
    block("tfoot", &[]),
    block("tr", &[]),
    block("th", &["rowspan", "colspan"]),
    block("td", &["rowspan", "colspan"]),
    block("ul", &[]),
    block("li", &[]),
];

/// An element that waits for its end tag.
pub(super) struct Open {
    name: &'static str,
    /// How many blocks are open around it.
    depth: usize,
    span: Range<usize>,
}

/// A stretch of HTML, by its bytes.
enum Piece {
    Comment { is_closed: bool },
    Tag,
    Text,
}

/// Sub-parsers may not nest without end.
const DEEPEST: usize = 8;

impl Writer<'_> {
    pub(super) fn block_html(&mut self, html: &str, span: Range<usize>) {
        if let Some((block, end)) = &mut self.html_block {
            block.push_str(html);
            *end = span.end;
        }
    }

    pub(super) fn inline_html(&mut self, html: &str, span: Range<usize>) {
        if html.starts_with("<!--") || self.image.is_some() {
            return;
        }
        if self.rules.allow_html {
            self.flush();
            let html = self.prepared.unmark(html).into_owned();
            self.push(&html);
        } else if let Some(element) = element(html).filter(|_| self.label.is_none()) {
            let text = std::mem::take(&mut self.run);
            self.join(None);
            let blank = std::mem::replace(&mut self.run, text);
            self.flush();
            self.push(&blank);
            self.tag(html, element, span);
        } else {
            self.told_tag(html, span.clone());
            self.text(html, span);
        }
    }

    pub(super) fn end_html_block(&mut self) {
        let Some((block, end)) = self.html_block.take() else { return };
        let start = end - block.len().min(end);
        let mut rest = 0;
        // Comments at the head of a block end it at the end of their last line (CommonMark 0.31.2 §4.6):
        // what stands behind them is text like any other.
        while let Some((Piece::Comment { is_closed }, length)) = first_piece(block[rest..].trim_start()) {
            let head = rest + block[rest..].len() - block[rest..].trim_start().len();
            if !is_closed {
                let place = self.at(start + head..start + head + "<!--".len());
                self.diagnostics.push(catalogue::unclosed_comment(place));
            }
            rest = head + length;
        }
        if block[rest..].trim().is_empty() {
            return;
        }
        if rest > 0 && self.nested < DEEPEST {
            self.nested += 1;
            let base = start + rest + block[rest..].len() - block[rest..].trim_start().len();
            read(block[rest..].trim_start(), base, self);
            self.nested -= 1;
        } else {
            self.html(&block[rest..], start + rest);
        }
    }

    /// Writes a block of HTML that stands at byte `base` of the prepared text.
    fn html(&mut self, block: &str, base: usize) {
        let block = block.trim_end();
        let is_plain = !self.rules.allow_html && !has_blocks(block);
        if is_plain {
            self.push("<p>");
        }
        let (mut at, mut told) = (0, false);
        while let Some((piece, length)) = first_piece(&block[at..]) {
            let source = &block[at..at + length];
            let span = base + at..base + at + length;
            at += length;
            match piece {
                Piece::Comment { is_closed: true } => {}
                Piece::Comment { is_closed: false } => {
                    let place = self.at(span.start..span.start + "<!--".len());
                    self.diagnostics.push(catalogue::unclosed_comment(place));
                }
                _ if self.rules.allow_html => {
                    let source = self.prepared.unmark(source).into_owned();
                    self.push(&source);
                }
                Piece::Tag => {
                    if let Some(element) = element(source) {
                        self.tag(source, element, span);
                        continue;
                    }
                    if !std::mem::replace(&mut told, true) {
                        self.told_tag(source, span);
                    }
                    self.escape(&self.prepared.unmark(source));
                }
                Piece::Text => self.entities(source),
            }
        }
        if is_plain {
            self.close_tags(self.depth);
            self.push("</p>");
        }
        self.push("\n");
    }

    /// Text between tags, in which `&amp;` stands for `&`.
    fn entities(&mut self, text: &str) {
        let text = self.prepared.unmark(text).into_owned();
        let mut rest = text.as_str();
        while let Some(at) = rest.find('&') {
            let name = rest[at + 1..].split_once(';').map_or("", |(name, _)| name);
            let is_entity =
                !name.is_empty() && name.len() < 32 && name.bytes().all(|b| b == b'#' || b.is_ascii_alphanumeric());
            let _ = escape_html_body_text(&mut self.out.html, &rest[..at]);
            self.push(if is_entity { "&" } else { "&amp;" });
            rest = &rest[at + 1..];
        }
        let _ = escape_html_body_text(&mut self.out.html, rest);
    }

    fn told_tag(&mut self, source: &str, span: Range<usize>) {
        // The end of what was told at its beginning.
        if source.starts_with("</") {
            return;
        }
        let name = source.split([' ', '>', '\n', '\t']).next().unwrap_or_default();
        let place = self.at(span.start..span.start + name.len());
        self.diagnostics.push(catalogue::tag_as_text(place, &format!("{}>", self.prepared.unmark(name))));
    }

    /// Writes one tag, of which only what is known to be harmless is left.
    fn tag(&mut self, source: &str, element: &'static Element, span: Range<usize>) {
        if source.starts_with("</") {
            let open = self.raw_open.iter().rposition(|open| open.name == element.name && open.depth == self.depth);
            // An end without a beginning ends nothing.
            let Some(open) = open else { return };
            for inner in self.raw_open.split_off(open).into_iter().rev() {
                if inner.name != element.name && !has_optional_end(inner.name) {
                    self.tell_unclosed(&inner);
                }
                self.push(&format!("</{}>", inner.name));
            }
            return;
        }
        self.push(&format!("<{}", element.name));
        for name in element.attributes {
            match attribute(source, name) {
                Some("") if *name == "open" => self.push(" open"),
                Some(value) if value.len() < 4 && !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) => {
                    self.push(&format!(" {name}=\"{value}\""));
                }
                _ => {}
            }
        }
        self.push(">");
        self.last = None;
        if !element.is_void {
            self.raw_open.push(Open { name: element.name, depth: self.depth, span });
        }
    }

    /// Ends the elements that the block of this depth leaves open.
    pub(super) fn close_tags(&mut self, depth: usize) {
        while let Some(open) = self.raw_open.pop_if(|open| open.depth >= depth) {
            if !has_optional_end(open.name) {
                self.tell_unclosed(&open);
            }
            self.push(&format!("</{}>", open.name));
        }
    }

    fn tell_unclosed(&mut self, open: &Open) {
        let place = self.at(open.span.clone());
        self.diagnostics.push(catalogue::unclosed_tag(place, open.name));
    }
}

/// Elements whose end tag may be left out (HTML Standard §13.1.2.4).
fn has_optional_end(name: &str) -> bool {
    ["rb", "rt", "rp", "p", "li", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"].contains(&name)
}

/// The element of a tag that works.
fn element(tag: &str) -> Option<&'static Element> {
    let name = tag.trim_start_matches('<').trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    ELEMENTS.iter().find(|element| element.name.eq_ignore_ascii_case(name))
}

fn has_blocks(html: &str) -> bool {
    let mut at = 0;
    while let Some((piece, length)) = first_piece(&html[at..]) {
        if matches!(piece, Piece::Tag) && element(&html[at..at + length]).is_some_and(|element| element.is_block) {
            return true;
        }
        at += length;
    }
    false
}

/// The value of an attribute; empty where it has none.
fn attribute<'h>(tag: &'h str, name: &str) -> Option<&'h str> {
    let mut words = tag.trim_end_matches('>').trim_end_matches('/').split_ascii_whitespace().skip(1);
    words.find_map(|word| {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        key.eq_ignore_ascii_case(name).then(|| value.trim_matches(['"', '\'']))
    })
}

/// What HTML begins with, and how long that is.
fn first_piece(html: &str) -> Option<(Piece, usize)> {
    if html.is_empty() {
        return None;
    }
    if let Some(inner) = html.strip_prefix("<!--") {
        // CommonMark 0.31.2 §6.6: `<!-->` and `<!--->` are whole comments.
        let length = ["-->", "->", ">"].into_iter().find_map(|end| match end {
            "-->" => memmem::find(inner.as_bytes(), b"-->")
                .filter(|_| !inner.starts_with('>') && !inner.starts_with("->"))
                .map(|at| at + 3),
            end => inner.starts_with(end).then_some(end.len()),
        });
        return Some(match length {
            Some(length) => (Piece::Comment { is_closed: true }, "<!--".len() + length),
            None => (Piece::Comment { is_closed: false }, html.len()),
        });
    }
    let is_tag =
        html.starts_with('<') && html[1..].trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    if is_tag
        && let Some(end) = memchr2(b'<', b'>', &html.as_bytes()[1..]).filter(|end| html[1 + end..].starts_with('>'))
    {
        return Some((Piece::Tag, end + 2));
    }
    let first = html.chars().next().map_or(0, char::len_utf8);
    let text = html[first..].find('<').map_or(html.len(), |at| at + first);
    Some((Piece::Text, text))
}
