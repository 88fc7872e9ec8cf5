//! Rules over the whole book. Each rule is a file; each finds all that breaks it.

mod addresses;
mod calendar;
mod cases;
mod config;
mod glossary;
mod paper;
mod privacy;
mod references;
mod search;

pub use addresses::Address;

use crate::book::Book;
use crate::diagnostics::Diagnostic;

/// Everything that the rules find; `theme` are the files that the theme brings. Documents whose front matter has
/// mistakes are left alone: what they hold is not what was meant.
pub fn check(book: &Book<'_>, theme: &[Address]) -> Vec<Diagnostic> {
    let rules = [
        config::check,
        calendar::check,
        cases::check,
        glossary::check,
        paper::check,
        privacy::check,
        references::check,
        search::check,
    ];
    let found = rules.into_iter().flat_map(|rule| rule(book));
    addresses::check(book, theme).into_iter().chain(found).collect()
}
