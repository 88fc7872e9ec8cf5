use std::ops::Range;

use crate::diagnostics::{Diagnostic, Place, catalogue};

const FENCE: &str = "+++";

/// A file divided into front matter and Markdown.
pub(super) struct Split {
    /// The bytes between the fences.
    pub front: Option<Range<usize>>,
    /// Where the Markdown begins.
    pub body: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the front matter: from a first line `+++` to the next such line.
pub(super) fn split(text: &str, place: &Place) -> Split {
    let mut lines = Lines { text, at: 0 };
    let first = lines.next().unwrap_or(0..0);
    if text[first.clone()].trim_end() != FENCE {
        let diagnostic = match text[first.clone()].chars().next() {
            Some(sign @ '＋') => catalogue::toml_full_width(place.at(0..sign.len_utf8()), sign),
            _ => catalogue::no_front_matter(place.at(0..first.len())),
        };
        return Split { front: None, body: 0, diagnostics: vec![diagnostic] };
    }
    let start = lines.at;
    while let Some(line) = lines.next() {
        if text[line.clone()].trim_end() == FENCE {
            return Split { front: Some(start..line.start), body: lines.at, diagnostics: Vec::new() };
        }
    }
    let diagnostics = vec![catalogue::unclosed_front_matter(place.at(0..FENCE.len()))];
    Split { front: None, body: text.len(), diagnostics }
}

/// Lines as ranges, without their ends.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if start == self.text.len() {
            return None;
        }
        let end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        self.at = (end + 1).min(self.text.len());
        Some(start..end)
    }
}
