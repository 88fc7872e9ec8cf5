//! What is wrong with the content, said so that the person who wrote it can mend it.
//!
//! A [`Diagnostic`] is a code, a place, a sentence and a mend, each in Japanese and English. It is
//! made by a named constructor of [`catalogue`] and put into words only by [`report`].

pub mod catalogue;
mod misfit;
pub mod report;

use std::ops::Range;
use std::sync::Arc;

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
        Self { code, severity: Severity::Error, place, message, mend: None, others: Vec::new() }
    }

    pub fn warning(code: &'static str, place: Place, message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place, message) }
    }

    #[must_use]
    pub fn mend(mut self, mend: Text) -> Self {
        self.mend = Some(mend);
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

/// The known name nearest to `name`, if it is near enough to be what was meant: a third of its letters
/// mistyped at most; of several, the first by name.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= most && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}
