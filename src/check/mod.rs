//! The rules: those on one file alone, and those over the whole book. Each rule is a module; each finds all that
//! breaks it.

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
use crate::model::Card;

/// Everything that the rules on one file find, whatever stands in the others; `text` is that of the file. Run
/// where the file is parsed, and remembered with it.
pub fn file(card: &Card, text: &str) -> Vec<Diagnostic> {
    let rules = [calendar::check, cases::check];
    let found = rules.into_iter().filter(|_| !card.broken).flat_map(|rule| rule(card));
    privacy::check(card, text).into_iter().chain(found).collect()
}

/// Everything that the rules on the whole book find; `theme` are the files that the theme brings. Documents whose
/// front matter has mistakes are left alone: what they hold is not what was meant.
pub fn book(book: &Book, theme: &[Address]) -> Vec<Diagnostic> {
    let rules = [config::check, glossary::check, paper::check, references::check, search::check];
    let found = rules.into_iter().flat_map(|rule| rule(book));
    addresses::check(book, theme).into_iter().chain(found).collect()
}
