//! Where the writer looks for slips: at the head of each line, and in each stretch of running text.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::CodeBlockKind;
use pulldown_cmark_escape::escape_html;

use super::Writer;
use crate::content::markdown::slips::inline::{self, Kind, bare_addresses};
use crate::content::markdown::slips::lines::{self, Certainty};
use crate::diagnostics::catalogue;
use crate::japanese::is_wide;

/// A line of running text: where it begins in the prepared text, and whether it runs on from the one before.
pub(super) struct Line {
    start: usize,
    runs_on: bool,
}

impl Writer<'_> {
    pub(super) fn begin_line(&mut self, start: usize) {
        let Some(runs_on) = self.line_begins.take() else { return };
        if !self.table.is_open && self.image.is_none() && self.nested == 0 {
            self.lines.push(Line { start, runs_on });
        }
    }

    /// Looks at the lines of the block that ends.
    pub(super) fn end_lines(&mut self) {
        let heads = std::mem::take(&mut self.lines);
        if heads.is_empty() {
            return;
        }
        let lines: Vec<(usize, String)> = heads
            .iter()
            .map(|line| {
                let rest = self.prepared.text[line.start..].split('\n').next().unwrap_or_default();
                (line.start, self.prepared.unmark(rest.trim_end_matches('\r')).into_owned())
            })
            .collect();
        let mut told: Vec<bool> = lines.iter().map(|(start, line)| self.look_at_sign(*start, line)).collect();
        let next_runs_on = |index: usize| heads.get(index + 1).is_some_and(|next| next.runs_on);
        let joined: Vec<bool> = (0..heads.len()).map(|index| heads[index].runs_on || next_runs_on(index)).collect();
        self.look_at_table(&lines, &joined, &mut told);
        self.look_at_items(&lines, &joined, &told);
    }

    fn look_at_sign(&mut self, start: usize, line: &str) -> bool {
        if line.starts_with(":::") {
            let place = self.at(start..start + ":::".len());
            let ja = "囲みは「> [!NOTE]」の行で始め、中の行の初めに > を付けます。";
            self.diagnostics.push(catalogue::other_dialect(place, ":::", ja, "begin an alert with a line > [!NOTE]."));
            return true;
        }
        if let Some(alert) = alert(line) {
            return self.look_at_alert(start, line, alert);
        }
        if line.starts_with("```") || line.starts_with("~~~") {
            return false;
        }
        let Some(sign) = lines::sign(line) else { return false };
        let place = self.at(start..start + sign.sign.len());
        let span = self.at(start..self.end_of_line(start)).span.map_or(0..0, |span| span.start..span.end);
        let diagnostic = catalogue::sign_without_effect(place, &sign.sign, &sign.better);
        self.diagnostics.push(diagnostic.edit(span, sign.better));
        true
    }

    /// `[!NOTE] 題` and `[!情報]`, which begin no alert.
    fn look_at_alert(&mut self, start: usize, line: &str, alert: &str) -> bool {
        let is_quote = self.prepared.text[..start].trim_end_matches(' ').ends_with('>');
        if !is_quote {
            return false;
        }
        let place = self.at(start..start + alert.len());
        let known = ["[!NOTE]", "[!TIP]", "[!IMPORTANT]", "[!WARNING]", "[!CAUTION]"];
        let (ja, en) = if known.contains(&alert.to_ascii_uppercase().as_str()) {
            (
                "この行には [!…] だけを書き、題は次の行に ** で囲んで書きます。",
                "write the title on the next line, in **.",
            )
        } else {
            (
                "使えるのは [!NOTE]、[!TIP]、[!IMPORTANT]、[!WARNING]、[!CAUTION] の五つです。",
                "the five that work: [!NOTE], [!TIP], [!IMPORTANT], [!WARNING], [!CAUTION].",
            )
        };
        debug_assert!(line.starts_with(alert));
        self.diagnostics.push(catalogue::other_dialect(place, alert, ja, en));
        true
    }

    fn look_at_table(&mut self, lines: &[(usize, String)], joined: &[bool], told: &mut [bool]) {
        let rows: Vec<Option<Vec<&str>>> = lines
            .iter()
            .enumerate()
            .map(|(index, (_, line))| if joined[index] && !told[index] { lines::cells(line) } else { None })
            .collect();
        let grid = lines.iter().position(|(_, line)| lines::is_grid(line));
        let first =
            grid.or_else(|| (1..rows.len()).find(|at| rows[at - 1].is_some() && rows[*at].is_some()).map(|at| at - 1));
        let Some(first) = first else { return };
        let columns = rows.iter().flatten().map(Vec::len).max().unwrap_or(2);
        let line = |cells: &[&str]| {
            let missing = std::iter::repeat_n("", columns.saturating_sub(cells.len()));
            lines::table_row(&cells.iter().copied().chain(missing).collect::<Vec<_>>())
        };
        let mut edits = Vec::new();
        let (mut better, mut has_delimiters) = (String::new(), false);
        for (index, (start, _)) in lines.iter().enumerate().skip(first) {
            let Some(cells) = &rows[index] else { break };
            told[index] = true;
            let span = self.at(*start..self.end_of_line(*start)).span.map_or(0..0, |span| span.start..span.end);
            let delimiters = format!("|{}", " --- |".repeat(columns));
            let text = if lines::are_delimiters(cells) {
                has_delimiters = true;
                delimiters
            } else if index == first {
                better = line(cells);
                let next_is_row =
                    rows.get(first + 1).and_then(Option::as_ref).is_some_and(|next| lines::are_delimiters(next));
                if next_is_row { better.clone() } else { format!("{better}\n{delimiters}") }
            } else {
                line(cells)
            };
            edits.push((span, text));
        }
        let better = match grid {
            Some(_) => "| 見出し | 見出し |、| --- | --- |、| 欄 | 欄 | のように、行ごとに".to_owned(),
            None if has_delimiters => better,
            None => format!("{better} の次の行に |{}", " --- |".repeat(columns)),
        };
        let at = lines[first].0;
        let place = self.at(at..self.end_of_line(at));
        // Within a quote or an item a new line would need its sign.
        let edits = if grid.is_none() && self.depth == 1 && self.heading.is_none() { edits } else { Vec::new() };
        self.diagnostics.push(catalogue::with_edits(catalogue::no_table(place, &better), edits));
    }

    /// Lines that were typed as a list or as paragraphs of their own, and run together.
    fn look_at_items(&mut self, lines: &[(usize, String)], joined: &[bool], told: &[bool]) {
        let is_free = |index: usize| joined[index] && !told[index];
        let items: Vec<Option<(Certainty, String)>> = lines
            .iter()
            .enumerate()
            .map(|(index, (_, line))| if is_free(index) { lines::item(line) } else { None })
            .collect();
        let is_sure =
            items.iter().flatten().count() > 1 || items.iter().flatten().any(|item| item.0 == Certainty::Sure);
        if is_sure && let Some(first) = items.iter().position(Option::is_some) {
            let better = items[first].as_ref().map_or("", |item| &item.1).to_owned();
            let mut edits = Vec::new();
            let mut in_list = false;
            for (index, (start, _)) in lines.iter().enumerate() {
                let span = self.at(*start..self.end_of_line(*start)).span.map_or(0..0, |span| span.start..span.end);
                match &items[index] {
                    Some((_, better)) => {
                        // A number other than 1 begins no list within a paragraph (CommonMark 0.31.2 §5.3).
                        let blank = if !in_list && index > 0 { "\n" } else { "" };
                        edits.push((span, format!("{blank}{better}")));
                        in_list = true;
                    }
                    None if std::mem::take(&mut in_list) => edits.push((span.start..span.start, "\n".to_owned())),
                    None => {}
                }
            }
            return self.tell_run_together(lines[first].0, &better, edits);
        }
        // Paragraphs that begin with a full-width blank.
        let indented: Vec<usize> =
            (1..lines.len()).filter(|index| is_free(*index) && lines[*index].1.starts_with('\u{3000}')).collect();
        if let Some(first) = indented.first() {
            let before = |index: &usize| self.at(lines[*index].0..lines[*index].0).span.map_or(0, |span| span.start);
            let edits = indented.iter().map(|index| (before(index)..before(index), "\n".to_owned())).collect();
            let better = "段落のあいだに空の行を入れる".to_owned();
            self.tell_run_together(lines[*first].0, &better, edits);
        }
    }

    fn tell_run_together(&mut self, start: usize, better: &str, edits: Vec<(Range<usize>, String)>) {
        let place = self.at(start..self.end_of_line(start));
        let edits = if self.depth == 1 && self.heading.is_none() { edits } else { Vec::new() };
        self.diagnostics.push(catalogue::with_edits(catalogue::lines_run_together(place, better), edits));
    }

    fn end_of_line(&self, start: usize) -> usize {
        let rest = self.prepared.text[start..].split('\n').next().unwrap_or_default();
        start + rest.trim_end().len()
    }

    // ── running text ────────────────────────────────────────────────────────────────────────────

    pub(super) fn look_at_run(&mut self, run: &str) {
        if self.prepared.has_underscores
            && let Some(at) = literal_underscores(run)
        {
            let place = self.at(self.in_source(run, at..at + 2));
            self.diagnostics.push(catalogue::literal_underscores(place));
        }
        for slip in inline::find(run) {
            let span = self.in_source(run, slip.at.clone());
            let place = self.at(span.clone());
            let sign = &run[slip.at.clone()];
            let diagnostic = match slip.kind {
                Kind::Comment => catalogue::unclosed_comment(place),
                Kind::Note(label) => catalogue::no_such_note(place, &label),
                Kind::Dialect(ja, en) => catalogue::other_dialect(place, sign, ja, en),
                Kind::Link { better, certain } => {
                    let is_whole = certain && self.prepared.text.get(span) == Some(sign);
                    let at = place.span.filter(|_| is_whole);
                    let diagnostic = catalogue::link_as_text(place, &better);
                    match at {
                        Some(at) => diagnostic.edit(at.start..at.end, better),
                        None => diagnostic,
                    }
                }
            };
            self.diagnostics.push(diagnostic);
        }
    }

    /// Where a stretch of the run stands in the prepared text. What the run shows stands there as it is, up to
    /// a line's end.
    fn in_source(&self, run: &str, at: Range<usize>) -> Range<usize> {
        let source = self.prepared.text.get(self.run_span.clone()).unwrap_or_default();
        let sign = &run[at.clone()];
        let earlier = memmem::find_iter(&run.as_bytes()[..at.start], sign.as_bytes()).count();
        let found = memmem::find_iter(source.as_bytes(), sign.as_bytes()).nth(earlier);
        match found {
            Some(found) => self.run_span.start + found..self.run_span.start + found + sign.len(),
            None => self.run_span.start..self.end_of_line(self.run_span.start).max(self.run_span.start),
        }
    }

    /// `{width=50%}` behind a picture or link, as Pandoc writes it: nothing for a reader.
    pub(super) fn without_attributes<'s>(&mut self, text: &'s str) -> &'s str {
        if !std::mem::take(&mut self.after_link) {
            return text;
        }
        let inner = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        match inner {
            Some((inner, rest))
                if inner.split_ascii_whitespace().all(|it| it.starts_with(['.', '#']) || it.contains('=')) =>
            {
                rest
            }
            _ => text,
        }
    }

    /// Text in which addresses become links.
    pub(super) fn stretch_with_addresses(&mut self, text: &str) {
        let mut from = 0;
        for (at, prefix) in bare_addresses(text) {
            self.words(&text[from..at.start]);
            self.push("<a href=\"");
            self.push(prefix);
            let _ = escape_html(&mut self.out.html, &text[at.clone()]);
            self.push("\" rel=\"noreferrer\">");
            self.escape(&text[at.clone()]);
            self.push("</a>");
            from = at.end;
        }
        if from < text.len() {
            self.words(&text[from..]);
        }
    }

    /// A diagram or formula that would be shown as code, and code that never ends.
    pub(super) fn look_at_code(&mut self, kind: &CodeBlockKind<'_>, span: Range<usize>) {
        let CodeBlockKind::Fenced(info) = kind else { return };
        let source = self.prepared.text[span.clone()].trim_end();
        let head = source.lines().next().unwrap_or_default();
        let fence: String = head.chars().take_while(|c| matches!(c, '`' | '~')).collect();
        let last = source.lines().last().unwrap_or_default().trim_start_matches(['>', ' ', '\t']);
        let place = self.at(span.start..span.start + head.len());
        if !fence.is_empty() && (!last.starts_with(&fence) || source.lines().count() < 2) {
            let ja = "コードの終わりに、初めと同じ記号だけの行を入れてください。";
            self.diagnostics.push(catalogue::other_dialect(place, head, ja, "end it with a line of the same signs."));
        } else if let Some(language) = DIAGRAMS.iter().find(|it| info.trim().to_ascii_lowercase().starts_with(**it)) {
            let ja = "図や数式としては描かれません。画像にして content に置き、![説明](図.svg) と書いてください。";
            let en = "it is not drawn; save it as a picture and show that.";
            self.diagnostics.push(catalogue::other_dialect(place, language, ja, en));
        }
    }
}

/// Languages of code that other places draw.
const DIAGRAMS: [&str; 7] = ["mermaid", "plantuml", "graphviz", "dot", "math", "katex", "geojson"];

/// `[!…]` at the head of a line.
fn alert(line: &str) -> Option<&str> {
    let inner = line.strip_prefix("[!")?;
    let end = inner.find(']')?;
    let is_name = end > 0 && !inner[..end].contains(['(', '[', ' ']);
    (is_name && !inner[end + 1..].starts_with('(')).then(|| &line[..end + "[!]".len()])
}

/// Where `__` begins that was meant to make Japanese bold: there are two, and Japanese touches one.
fn literal_underscores(run: &str) -> Option<usize> {
    let mut found = memmem::find_iter(run.as_bytes(), "__");
    let (open, close) = (found.next()?, found.next()?);
    let touched = |at: usize| {
        run[..at].chars().next_back().is_some_and(is_wide) || run[at + 2..].chars().next().is_some_and(is_wide)
    };
    (touched(open) || touched(close)).then_some(open)
}
