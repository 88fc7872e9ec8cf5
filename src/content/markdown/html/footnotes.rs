use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::{Fragment, Writer};
use crate::diagnostics::{Place, catalogue};
use crate::model::Hole;

/// The notes of a page, which are written at its end.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Labels in the order in which the page first names them, with how often it does.
    pub named: Vec<(String, usize)>,
    pub written: BTreeMap<String, Note>,
    open: Option<(String, String, Place)>,
}

/// A note, as its file writes its label, and where.
pub(super) struct Note {
    label: String,
    place: Place,
    text: Fragment,
}

/// Labels that differ in case or blanks only are the same (GFM, as those of links: CommonMark 0.31.2 §6.3).
fn key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &CowStr<'_>) {
        let label = key(&self.prepared.unmark(label));
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

    pub(super) fn start_footnote(&mut self, label: &CowStr<'_>, span: Range<usize>) {
        let label = self.prepared.unmark(label).into_owned();
        let length = "[^]".len() + label.len();
        let place = self.at(span.start..span.start + length);
        self.footnotes.open = Some((key(&label), label, place));
        self.no_terms += 1;
        self.page = Some(std::mem::take(&mut self.out));
    }

    pub(super) fn end_footnote(&mut self) {
        self.no_terms -= 1;
        let page = self.page.take().unwrap_or_default();
        let text = std::mem::replace(&mut self.out, page);
        let Some((key, label, place)) = self.footnotes.open.take() else { return };
        match self.footnotes.written.entry(key) {
            Entry::Vacant(entry) => _ = entry.insert(Note { label, place, text }),
            // What is written twice is shown one after the other, so that nothing is lost.
            Entry::Occupied(mut entry) => {
                let note = entry.get_mut();
                self.diagnostics.push(catalogue::note_twice(place, note.place.clone(), &label));
                note.text.append(text);
            }
        }
    }

    pub(super) fn write_footnotes(&mut self) {
        let Footnotes { named, mut written, .. } = std::mem::take(&mut self.footnotes);
        for (key, note) in &written {
            if !named.iter().any(|(known, _)| known == key) {
                self.diagnostics.push(catalogue::unused_note(note.place.clone(), &note.label));
            }
        }
        if named.is_empty() {
            return;
        }
        self.push("<section class=\"footnotes\" aria-label=\"注\"><ol>\n");
        for (index, (label, _)) in named.iter().enumerate() {
            let number = index + 1;
            let _ = write!(self.out.html, "<li id=\"chu-{number}\"><span>注{number}</span><div>");
            let mut note = written.remove(label).map(|note| note.text).unwrap_or_default();
            note.html.truncate(note.html.trim_end().len());
            self.out.append(note);
            let _ = writeln!(
                self.out.html,
                " <a href=\"#chu-r{number}\" class=\"back-link\" aria-label=\"本文に戻る\">戻る</a></div></li>"
            );
        }
        self.push("</ol></section>\n");
    }
}

impl Fragment {
    /// Puts another behind it. In notes no term is explained.
    fn append(&mut self, other: Self) {
        let shift = self.html.len();
        self.holes.extend(other.holes.into_iter().map(|hole| Hole { at: hole.at + shift, ..hole }));
        self.html.push_str(&other.html);
    }
}
