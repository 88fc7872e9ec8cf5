use std::fmt::Write;

use pulldown_cmark::Alignment;
use pulldown_cmark_escape::escape_html;

use super::Writer;

/// The table that is open.
#[derive(Default)]
pub(super) struct Table {
    pub alignments: Vec<Alignment>,
    pub names: Vec<String>,
    pub column: usize,
    pub in_head: bool,
}

impl Writer<'_> {
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
