//! Diagnostics as people and programs read them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::{Diagnostic, Language, Place, Severity};

/// The texts of the files that diagnostics point into, by path from the root.
pub type Sources = BTreeMap<Arc<str>, Arc<str>>;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The line itself, with a mark under it.
    Human { colour: bool },
    /// One line each: `path:line:column: code: message`.
    Short,
    /// An array of objects.
    Json,
}

pub fn write(diagnostics: &[Diagnostic], sources: &Sources, format: Format, language: Language) -> String {
    match format {
        Format::Human { colour } => human(diagnostics, sources, colour, language),
        Format::Short => short(diagnostics, sources, language),
        Format::Json => json(diagnostics, sources, language),
    }
}

fn human(diagnostics: &[Diagnostic], sources: &Sources, colour: bool, language: Language) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let (error, warning, mend) = match language {
        Language::Japanese => ("誤り", "注意", "直し方"),
        Language::English => ("error", "warning", "mend"),
    };
    let mut out = String::new();
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR.with_name(error),
            Severity::Warning => Level::WARNING.with_name(warning),
        };
        let excerpts: Vec<Excerpt<'_>> = std::iter::once((&diagnostic.place, ""))
            .chain(diagnostic.others.iter().map(|(place, text)| (place, text.get(language))))
            .map(|(place, label)| Excerpt::new(place, label, sources))
            .collect();
        let title = level.primary_title(diagnostic.message.get(language)).id(diagnostic.code);
        let mut group = Group::with_title(title);
        for (index, excerpt) in excerpts.iter().enumerate() {
            group = excerpt.add_to(group, index == 0);
        }
        if let Some(text) = &diagnostic.mend {
            group = group.element(Level::HELP.with_name(mend).message(text.get(language)));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

/// One line of a file, cut around the place so that a line of any length can be shown.
struct Excerpt<'a> {
    path: &'a str,
    label: &'a str,
    line: Option<Line>,
}

/// The line that a place lies in, and the bytes of it that are meant.
#[derive(Clone, Debug)]
pub struct Line {
    pub text: String,
    /// From 1.
    pub number: usize,
    pub mark: std::ops::Range<usize>,
}

/// How much of a long line is shown on either side of the mark.
const AROUND: usize = 240;

impl<'a> Excerpt<'a> {
    fn new(place: &'a Place, label: &'a str, sources: &Sources) -> Self {
        Self { path: &place.path, label, line: line(place, sources) }
    }

    fn add_to<'g>(&'g self, group: Group<'g>, primary: bool) -> Group<'g> {
        let Some(line) = &self.line else {
            return group.element(annotate_snippets::Origin::path(self.path));
        };
        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let mark = kind.span(line.mark.clone());
        let mark = if self.label.is_empty() { mark } else { mark.label(self.label) };
        group.element(Snippet::source(&line.text).path(self.path).line_start(line.number).annotation(mark))
    }
}

fn short(diagnostics: &[Diagnostic], sources: &Sources, language: Language) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let _ = write!(out, "{}", diagnostic.place.path);
        if let Some((line, column)) = line_column(&diagnostic.place, sources) {
            let _ = write!(out, ":{line}:{column}");
        }
        let _ = writeln!(out, ": {}: {}", diagnostic.code, diagnostic.message.get(language));
    }
    out
}

/// The line of a place, with its mark; nothing where the file as a whole is meant.
pub fn line(place: &Place, sources: &Sources) -> Option<Line> {
    let (span, text) = (place.span?, sources.get(&place.path)?);
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let from = text.ceil_char_boundary(start.saturating_sub(AROUND).max(line_start));
    let to = text.floor_char_boundary((start + AROUND).min(line_end));
    let end = text.floor_char_boundary(span.end.clamp(start, to.max(start)));
    let shown = text[from..to.max(from)].trim_end_matches('\r');
    let mark = (start - from).min(shown.len())..(end - from).min(shown.len());
    Some(Line { text: shown.to_owned(), number: text[..start].matches('\n').count() + 1, mark })
}

/// Line and column of a place, from 1; the column counts characters.
pub fn line_column(place: &Place, sources: &Sources) -> Option<(usize, usize)> {
    let (span, text) = (place.span?, sources.get(&place.path)?);
    let before = &text[..text.floor_char_boundary(span.start.min(text.len()))];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    code: &'a str,
    severity: &'a str,
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
    mend: Option<&'a str>,
}

fn json(diagnostics: &[Diagnostic], sources: &Sources, language: Language) -> String {
    let rows: Vec<JsonDiagnostic<'_>> = diagnostics
        .iter()
        .map(|d| {
            let position = line_column(&d.place, sources);
            JsonDiagnostic {
                code: d.code,
                severity: match d.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                path: &d.place.path,
                line: position.map(|p| p.0),
                column: position.map(|p| p.1),
                message: d.message.get(language),
                mend: d.mend.as_ref().map(|mend| mend.get(language)),
            }
        })
        .collect();
    // Strings and numbers always serialise.
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Text;

    fn sample() -> (Vec<Diagnostic>, Sources) {
        let text = "+++\ntitle = \"題\"\n+++\n\n進行役と[記録](kirku.md)が分かち合います。\n";
        let start = text.find("kirku").unwrap();
        let place = Place::file("content/guide/a.md").at(start..start + "kirku.md".len());
        let diagnostic = Diagnostic::error("L01", place, Text::new("リンク先がありません。", "no such page."))
            .mend(Text::new("もしかして: kiroku.md", "did you mean: kiroku.md"));
        (vec![diagnostic], BTreeMap::from([("content/guide/a.md".into(), text.into())]))
    }

    #[test]
    fn the_mark_stands_under_the_right_full_width_character() {
        let (diagnostics, sources) = sample();
        let report = write(&diagnostics, &sources, Format::Human { colour: false }, Language::Japanese);
        let lines: Vec<&str> = report.lines().collect();
        let (line, mark) = (lines[3], lines[4]);
        let columns = |text: &str| -> usize {
            text.chars().map(|c| if c.is_ascii() || "│┃|━".contains(c) { 1 } else { 2 }).sum()
        };
        assert_eq!(
            columns(&line[..line.find("kirku").unwrap()]),
            columns(&mark[..mark.find('^').unwrap()]),
            "\n{report}"
        );
        assert!(report.contains("もしかして: kiroku.md"));
    }

    #[test]
    fn short_and_json_give_line_and_column() {
        let (diagnostics, sources) = sample();
        assert_eq!(
            write(&diagnostics, &sources, Format::Short, Language::English),
            "content/guide/a.md:5:10: L01: no such page.\n"
        );
        let json = write(&diagnostics, &sources, Format::Json, Language::English);
        assert!(json.contains("\"line\": 5") && json.contains("\"column\": 10"), "{json}");
    }
}
