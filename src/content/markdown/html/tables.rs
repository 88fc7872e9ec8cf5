use std::fmt::Write;
use std::ops::Range;

use memchr::memchr_iter;
use pulldown_cmark::Alignment;
use pulldown_cmark_escape::escape_html;

use super::Writer;
use crate::diagnostics::catalogue;

/// The table that is open.
#[derive(Default)]
pub(super) struct Table {
    pub alignments: Vec<Alignment>,
    pub names: Vec<String>,
    pub column: usize,
    pub in_head: bool,
    pub is_open: bool,
}

impl Writer<'_> {
    pub(super) fn start_row(&mut self, span: Range<usize>) {
        self.table.column = 0;
        self.push("<tr>");
        let columns = self.table.alignments.len();
        let source = self.prepared.text[span.clone()].trim_end();
        if let Some(from) = cells_beyond(source, columns) {
            let place = self.at(span.start + from..span.start + source.trim_end_matches('|').trim_end().len());
            self.diagnostics.push(catalogue::cell_too_many(place, columns));
        }
    }

    pub(super) fn start_cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Right) => " class=\"align-right\"",
            Some(Alignment::Center) => " class=\"align-center\"",
            _ => "",
        };
        if self.table.in_head {
            self.words = Some(String::new());
            self.no_terms += 1;
            let _ = write!(self.out.html, "<th scope=\"col\"{class}>");
            return;
        }
        let _ = write!(self.out.html, "<td{class}");
        if let Some(name) = self.table.names.get(self.table.column).filter(|name| !name.is_empty()) {
            self.out.html.push_str(" data-label=\"");
            let _ = escape_html(&mut self.out.html, name);
            self.out.html.push('"');
        }
        self.push(">");
    }

    pub(super) fn end_cell(&mut self) {
        self.table.column += 1;
        if self.table.in_head {
            self.no_terms -= 1;
            self.table.names.push(self.words.take().unwrap_or_default());
            self.push("</th>");
        } else {
            self.push("</td>");
        }
    }
}

/// Where the words of a row begin that stand behind its last column (GFM §4.10, example 204).
fn cells_beyond(row: &str, columns: usize) -> Option<usize> {
    let bytes = row.as_bytes();
    let first = row.len() - row.trim_start().trim_start_matches('|').len();
    let mut bars = memchr_iter(b'|', bytes).filter(|at| *at >= first && !bytes[..*at].ends_with(b"\\"));
    let after = bars.nth(columns.checked_sub(1)?)? + 1;
    let rest = row[after..].trim_end_matches(['|', ' ']);
    (!rest.trim().is_empty()).then(|| after + rest.len() - rest.trim_start_matches(['|', ' ']).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_beyond_the_last_column_are_lost() {
        assert_eq!(cells_beyond("| 1 | 2 | 落ちる |", 2).map(|at| &"| 1 | 2 | 落ちる |"[at..]), Some("落ちる |"));
        assert_eq!(cells_beyond("1 | 2 | x", 2), Some(8));
        assert_eq!(cells_beyond("| 1 | 2 |", 2), None);
        assert_eq!(cells_beyond("| 1 | 2 | |", 2), None);
        assert_eq!(cells_beyond(r"| 1 | `a\|b` |", 2), None);
    }
}
