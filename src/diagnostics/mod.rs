//! What is wrong with the content, said so that the person who wrote it can mend it.
//!
//! A [`Diagnostic`] is a code, a place, a sentence and a mend, each in Japanese and English. It is
//! made by a named constructor of [`catalogue`] and put into words only by [`report`].

pub mod catalogue;
mod misfit;
pub mod report;

use std::ops::Range;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

pub use misfit::{Misfit, Type};

/// One mistake, or one thing worth a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stays the same in every language and release.
    pub code: &'static str,
    pub severity: Severity,
    pub place: Place,
    pub message: Text,
    /// How to mend it.
    pub mend: Option<Text>,
    /// The mend as changes to the file, where a machine can make them: what stands in these bytes is replaced.
    pub edits: Vec<(Span, String)>,
    /// Other places that belong to it.
    pub others: Vec<(Place, Text)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site is not built.
    Error,
    /// The site is built all the same.
    Warning,
}

/// A stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From the root of the project, with `/` between folders.
    pub path: Arc<str>,
    /// Bytes of the file; nothing where the file as a whole is meant.
    pub span: Option<Span>,
}

/// A range of bytes that can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Place {
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), span: None }
    }

    /// The same file, at these bytes.
    #[must_use]
    pub fn at(&self, span: Range<usize>) -> Self {
        Self { path: self.path.clone(), span: Some(Span { start: span.start, end: span.end }) }
    }
}

/// The same sentence in each language of the tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub ja: String,
    pub en: String,
}

impl Text {
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }

    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.ja,
            Language::English => &self.en,
        }
    }
}

/// The language in which the tool speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Japanese,
    English,
}

impl Diagnostic {
    pub fn error(code: &'static str, place: Place, message: Text) -> Self {
        Self { code, severity: Severity::Error, place, message, mend: None, edits: Vec::new(), others: Vec::new() }
    }

    pub fn warning(code: &'static str, place: Place, message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    #[must_use]
    pub fn mend(mut self, mend: Text) -> Self {
        self.mend = Some(mend);
        self
    }

    /// Replaces bytes of the file by `text` when the mend is obeyed.
    #[must_use]
    pub fn edit(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.edits.push((Span { start: span.start, end: span.end }, text.into()));
        self
    }

    #[must_use]
    pub fn other(mut self, place: Place, text: Text) -> Self {
        self.others.push((place, text));
        self
    }
}

/// Puts diagnostics in the order in which a reader goes through the files, each one once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (&a.place, a.code, &a.message.en).cmp(&(&b.place, b.code, &b.message.en)));
    diagnostics.dedup();
}

pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// The known word nearest to `name`, if it is near enough to be what was meant: a third of its letters
/// mistyped at most; of several, the first by name.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).max(1);
    nearest_within(name, known, most)
}

/// The same for names of what people wrote, where another one than was meant would be taken for what they
/// said: two letters and a quarter of them mistyped at most. One sign in a name of few is another name.
pub fn nearly_same<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let same = same_but_for_writing(name);
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    let written_otherwise = known.iter().copied().find(|candidate| same_but_for_writing(candidate) == same);
    written_otherwise.or_else(|| nearest_within(name, known, (name.chars().count() / 4).min(2)))
}

/// A name without what typing changes: width, case, and the signs taken for a hyphen.
pub fn same_but_for_writing(name: &str) -> String {
    let folded = name.nfkc().flat_map(char::to_lowercase);
    folded.filter(|c| !c.is_whitespace() && !"-‐‑‒–—―−ー_".contains(*c)).collect()
}

fn nearest_within<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Option<&'a str> {
    let length = name.chars().count();
    known
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= most)
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= most && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}
