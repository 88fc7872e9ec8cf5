use std::ops::Range;

use super::foreign;
use crate::diagnostics::{Diagnostic, Place, catalogue};

const FENCE: &str = "+++";

/// A file divided into front matter and Markdown.
pub(super) struct Split {
    pub front: Settings,
    /// Where the Markdown begins.
    pub body: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// The settings at the head of a file.
pub(super) enum Settings {
    /// The bytes between the fences.
    Toml(Range<usize>),
    /// Those of another tool, or none.
    Other(foreign::Settings),
    /// Something that was meant as front matter.
    Unreadable,
}

/// Finds the front matter: from a first line `+++` to the next such line. Empty lines, blanks and what nobody
/// sees may stand before it.
pub(super) fn split(text: &str, place: &Place) -> Split {
    let mut lines = Lines { text, at: 0 };
    let mut first = lines.next().unwrap_or(0..0);
    while is_nothing(&text[first.clone()])
        && let Some(next) = lines.next()
    {
        first = next;
    }
    let head = bare(&text[first.clone()]);
    if head != FENCE {
        let almost = ["++++", "+++++", "++", "＋＋＋"].contains(&head);
        let failed = |diagnostic| Split { front: Settings::Unreadable, body: 0, diagnostics: vec![diagnostic] };
        if let Some(sign @ '＋') = head.chars().next() {
            let start = first.start + text[first.clone()].find(sign).unwrap_or_default();
            return failed(catalogue::toml_full_width(place.at(start..start + sign.len_utf8()), sign));
        }
        if almost {
            return failed(catalogue::bad_fence(place.at(first.clone()), head).edit(first, FENCE));
        }
        let settings = foreign::read(text, first.start);
        return Split { body: settings.end, front: Settings::Other(settings), diagnostics: Vec::new() };
    }
    let start = lines.at;
    while let Some(line) = lines.next() {
        if bare(&text[line.clone()]) == FENCE {
            return Split { front: Settings::Toml(start..line.start), body: lines.at, diagnostics: Vec::new() };
        }
    }
    let diagnostics = vec![catalogue::unclosed_front_matter(place.at(first))];
    Split { front: Settings::Unreadable, body: text.len(), diagnostics }
}

/// A line without what nobody sees at its ends.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || "\u{200b}\u{200e}\u{2060}\u{feff}".contains(c))
}

fn is_nothing(line: &str) -> bool {
    bare(line).is_empty()
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
