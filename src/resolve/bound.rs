//! The guide as one page. Each chapter was written as a page of its own: its headings go one level
//! down, its anchors are told apart by the chapter's number, and links between chapters stay within
//! the book.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::book::{Book, Generated};
use crate::model::{Card, Heading, Kind, relative};

use super::body::PageBody;
use super::view::{BoundChapter, BoundView};

/// Binds the chapters, whose bodies `body` gives for their nodes.
pub fn view(book: &Book, body: impl Fn(usize) -> PageBody) -> BoundView {
    let chapters: Vec<(usize, &Arc<Card>)> = book.of_kind(Kind::Guide).collect();
    let numbers =
        chapters.iter().enumerate().map(|(index, (_, document))| (document.url.as_str(), index + 1)).collect();
    let bound = chapters.iter().enumerate().map(|(index, (node, document))| {
        let chapter = Chapter { number: index + 1, url: &document.url, numbers: &numbers };
        let sections = document.headings.iter().filter(|heading| heading.level == 2);
        BoundChapter {
            number: chapter.number,
            id: chapter.anchor(""),
            title: document.common.title.value.clone(),
            mark: document.mark(),
            body: chapter.bind(&body(*node).html()),
            toc: sections
                .map(|it| Heading { id: chapter.anchor(&it.id), title: it.title.clone(), level: it.level })
                .collect(),
        }
    });
    BoundView { chapters: bound.collect() }
}

struct Chapter<'a> {
    number: usize,
    url: &'a str,
    /// The numbers of all chapters, by address.
    numbers: &'a BTreeMap<&'a str, usize>,
}

impl Chapter<'_> {
    /// An anchor of this chapter, or without a name that of the chapter itself, within the book.
    fn anchor(&self, id: &str) -> String {
        anchor(self.number, id)
    }

    /// The chapter's HTML as it stands in the book.
    fn bind(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 16);
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            let (text, from_tag) = rest.split_at(start);
            out.push_str(text);
            let end = end_of_tag(from_tag);
            let tag = &from_tag[..end];
            if tag.starts_with("<!") {
                out.push_str(tag);
            } else {
                self.bind_tag(tag, &mut out);
            }
            rest = &from_tag[end..];
        }
        out.push_str(rest);
        out
    }

    fn bind_tag(&self, tag: &str, out: &mut String) {
        let mut rest = lower_heading(tag, out);
        while let Some(equals) = rest.find("=\"") {
            let (name, value) = (&rest[..equals], &rest[equals + 2..]);
            let Some(end) = value.find('"') else { break };
            out.push_str(&rest[..equals + 2]);
            let name = name.rsplit(|c: char| c.is_ascii_whitespace() || c == '"').next().unwrap_or_default();
            match name {
                "id" | "for" | "headers" | "aria-labelledby" | "aria-describedby" | "aria-controls" => {
                    let ids: Vec<String> = value[..end].split_ascii_whitespace().map(|id| self.anchor(id)).collect();
                    out.push_str(&ids.join(" "));
                }
                "href" | "src" => out.push_str(&self.address(&value[..end])),
                _ => out.push_str(&value[..end]),
            }
            out.push('"');
            rest = &value[end + 1..];
        }
        out.push_str(rest);
    }

    /// An address as written in the chapter's page, seen from the book.
    fn address(&self, address: &str) -> String {
        let (path, id) = address.split_once('#').unwrap_or((address, ""));
        if path.contains(':') || path.starts_with('/') {
            return address.to_owned();
        }
        let url = if path.is_empty() { self.url.to_owned() } else { joined(self.url, path) };
        if let Some(number) = self.numbers.get(url.as_str()) {
            return format!("#{}", anchor(*number, id));
        }
        let mut address = relative(Generated::Bound.url(), &url);
        if !id.is_empty() {
            // Writing into a String does not fail.
            let _ = write!(address, "#{id}");
        }
        address
    }
}

/// Writes the start of a heading's tag, one level further down, and gives the rest of the tag.
fn lower_heading<'t>(tag: &'t str, out: &mut String) -> &'t str {
    for start in ["<h", "</h"] {
        let Some(rest) = tag.strip_prefix(start) else { continue };
        let level = rest.chars().next().and_then(|level| level.to_digit(10));
        if let Some(level @ 1..=5) = level {
            // Writing into a String does not fail.
            let _ = write!(out, "{start}{}", level + 1);
            return &rest[1..];
        }
    }
    tag
}

/// `s3-junbi` for `junbi` of chapter 3, and `s3` for the chapter. Names of different chapters never meet.
fn anchor(number: usize, id: &str) -> String {
    if id.is_empty() { format!("s{number}") } else { format!("s{number}-{id}") }
}

/// The bytes up to the end of the tag or comment that `html` begins with. A `>` within quotes ends nothing.
fn end_of_tag(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |end| end + 3);
    }
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

/// A relative path, from the folder of the page at `from`.
fn joined(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(html: &str) -> String {
        let numbers = BTreeMap::from([("guide/a.html", 1), ("guide/b.html", 2)]);
        Chapter { number: 2, url: "guide/b.html", numbers: &numbers }.bind(html)
    }

    #[test]
    fn anchors_of_two_chapters_never_meet() {
        assert_eq!(
            bound("<h2 id=\"x\">題</h2><a href=\"#x\">x</a><p aria-labelledby=\"x y\">id=\"x\"</p>"),
            "<h3 id=\"s2-x\">題</h3><a href=\"#s2-x\">x</a><p aria-labelledby=\"s2-x s2-y\">id=\"x\"</p>"
        );
    }

    #[test]
    fn links_between_chapters_stay_in_the_book_and_others_lead_out() {
        for (page, book) in [
            ("a.html#x", "#s1-x"),
            ("a.html", "#s1"),
            ("b.html", "#s2"),
            ("../records/r5.html#r5-a", "../records/r5.html#r5-a"),
            ("zu.svg", "zu.svg"),
            ("https://example.jp/a.html#x", "https://example.jp/a.html#x"),
        ] {
            assert_eq!(bound(&format!("<a href=\"{page}\">")), format!("<a href=\"{book}\">"));
        }
    }

    #[test]
    fn what_only_looks_like_a_tag_is_left_alone() {
        for html in ["<!-- <p id=\"x\"> -->", "a &lt;p id=\"x\"> b", "<img alt=\"a > b\" width=\"3\">", "<p"] {
            assert_eq!(bound(html), html);
        }
    }
}
