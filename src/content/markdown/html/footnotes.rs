use std::collections::BTreeMap;
use std::fmt::Write;

use pulldown_cmark::CowStr;

use super::{Fragment, Writer};
use crate::model::Hole;

/// The notes of a page, which are written at its end.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Labels in the order in which the page first names them, with how often it does.
    pub named: Vec<(String, usize)>,
    pub written: BTreeMap<String, Fragment>,
    pub open: String,
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &CowStr<'_>) {
        let label = self.prepared.unmark(label).into_owned();
        let named = &mut self.footnotes.named;
        let index = named.iter().position(|(known, _)| *known == label).unwrap_or_else(|| {
            named.push((label, 0));
            named.len() - 1
        });
        named[index].1 += 1;
        let (number, times) = (index + 1, named[index].1);
        let back = if times == 1 { String::new() } else { format!("-{times}") };
        let _ = write!(
            self.out.html,
            "<a class=\"footnote-ref\" href=\"#chu-{number}\" id=\"chu-r{number}{back}\">［注{number}］</a>"
        );
        self.last = Some('］');
    }

    pub(super) fn end_footnote(&mut self) {
        self.no_terms -= 1;
        let page = self.page.take().unwrap_or_default();
        let note = std::mem::replace(&mut self.out, page);
        self.footnotes.written.insert(std::mem::take(&mut self.footnotes.open), note);
    }

    pub(super) fn write_footnotes(&mut self) {
        let Footnotes { named, mut written, .. } = std::mem::take(&mut self.footnotes);
        if named.is_empty() {
            return;
        }
        self.push("<section class=\"footnotes\" aria-label=\"注\"><ol>\n");
        for (index, (label, _)) in named.iter().enumerate() {
            let number = index + 1;
            let _ = write!(self.out.html, "<li id=\"chu-{number}\"><span>注{number}</span><div>");
            let note = written.remove(label).unwrap_or_default();
            let shift = self.out.html.len();
            self.out.holes.extend(note.holes.into_iter().map(|hole| Hole { at: hole.at + shift, ..hole }));
            self.out.html.push_str(note.html.trim_end());
            let _ = writeln!(
                self.out.html,
                " <a href=\"#chu-r{number}\" class=\"back-link\" aria-label=\"本文に戻る\">戻る</a></div></li>"
            );
        }
        self.push("</ol></section>\n");
    }
}
