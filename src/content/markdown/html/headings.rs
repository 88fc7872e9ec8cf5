use std::fmt::Write;

use pulldown_cmark_escape::escape_html;

use super::{DEEPEST_IN_CONTENTS, OpenHeading, Writer};
use crate::diagnostics::{catalogue, same_but_for_writing};
use crate::japanese::without_ruby;
use crate::model::Heading;

/// Longer lines above `---` are hardly meant as a heading.
const LONGEST: usize = 60;

impl Writer<'_> {
    pub(super) fn end_heading(&mut self) {
        let words = self.words.take().unwrap_or_default();
        let open = self.open_tags.pop().unwrap_or(self.out.html.len());
        self.no_terms -= 1;
        let lines = self.lines.len();
        self.end_lines();
        let Some(heading) = self.heading.take() else { return };
        if self.out.html[open..] == *"\">" {
            let place = self.at(heading.span.clone());
            self.diagnostics.push(catalogue::empty_heading(place));
            self.out.html.truncate(heading.start);
            return;
        }
        self.look_at_underline(&heading, lines, &words);
        let is_title = heading.level == 1 && self.is_title(&heading, &words);
        let id = match &heading.id {
            Some(id) => self.fixed_id(id, &heading),
            None => self.anchors.of_heading(&words),
        };
        let mut escaped = String::with_capacity(id.len());
        let _ = escape_html(&mut escaped, &id);
        if is_title {
            // The page shows its title already; links to the heading still arrive.
            self.out.html.truncate(heading.start);
            self.out.holes.retain(|hole| hole.at <= heading.start);
            let _ = writeln!(self.out.html, "<span id=\"{escaped}\"></span>");
            return;
        }
        self.insert(open, &escaped);
        let level = heading.level.max(2);
        let _ = writeln!(self.out.html, "</h{level}>");
        if level <= DEEPEST_IN_CONTENTS {
            self.headings.push(Heading { level, id, title: words });
        }
    }

    /// Whether a first heading repeats the title of the page. Another one is told.
    fn is_title(&mut self, heading: &OpenHeading, words: &str) -> bool {
        let title = self.rules.title;
        if self.headings.is_empty() && same_but_for_writing(&without_ruby(title)) == same_but_for_writing(words) {
            return true;
        }
        if !title.is_empty() {
            let source = &self.prepared.text[heading.span.clone()];
            let place = self.at(heading.span.start..heading.span.start + source.trim_end().len());
            let diagnostic = catalogue::first_heading(place, words.trim());
            let sign = self.at(heading.span.start..heading.span.start).span;
            self.diagnostics.push(match sign.filter(|_| source.starts_with('#')) {
                Some(sign) => diagnostic.edit(sign.start..sign.start, "#"),
                None => diagnostic,
            });
        }
        false
    }

    /// The name that the writer gave to a heading. It goes before those made of words.
    fn fixed_id(&mut self, id: &str, heading: &OpenHeading) -> String {
        if let Some(id) = self.anchors.fixed(id) {
            return id;
        }
        let given = self.anchors.unique(id);
        let source = &self.prepared.text[heading.span.clone()];
        let start = source.rfind(&format!("#{id}")).map_or(heading.span.start, |at| heading.span.start + at);
        let place = self.at(start..start + 1 + id.len());
        let span = place.span.map_or(0..0, |span| span.start + 1..span.end);
        self.diagnostics.push(catalogue::id_is_taken(place, id, &given).edit(span, given.clone()));
        given
    }

    /// Lines above `---` that became a heading (CommonMark 0.31.2 §4.3) without being meant as one.
    fn look_at_underline(&mut self, heading: &OpenHeading, lines: usize, words: &str) {
        let source = self.prepared.text[heading.span.clone()].trim_end();
        let Some(rule) = source.rfind('\n').filter(|_| !source.trim_start().starts_with('#')) else { return };
        let is_sentence = words.trim_end().ends_with(['。', '．', '！', '？', '、']);
        if lines < 2 && !is_sentence && words.chars().count() <= LONGEST {
            return;
        }
        let start = heading.span.start;
        let first = source.lines().next().unwrap_or_default();
        let place = self.at(start..start + first.len());
        let diagnostic = catalogue::heading_of_lines(place, source[rule..].trim());
        let before = self.at(start + rule + 1..start + rule + 1).span.filter(|_| self.depth == 1);
        self.diagnostics.push(match before {
            Some(before) => diagnostic.edit(before.start..before.start, "\n"),
            None => diagnostic,
        });
    }
}
