use ahash::AHashMap;

use crate::book::Book;
use crate::diagnostics::{Diagnostic, catalogue};
use crate::japanese::is_hiragana;
use crate::model::{Front, Kind};

/// Each word names one term, and each reading is kana, so that it can be filed and found.
pub(super) fn check(book: &Book) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut taken = AHashMap::new();
    for (_, document) in book.of_kind(Kind::Term).filter(|(_, document)| !document.broken) {
        let Front::Term(term) = &document.front else { continue };
        if !is_hiragana(&term.reading) {
            diagnostics.push(catalogue::reading_not_kana(document.place.at(term.reading.span.clone())));
        }
        for word in std::iter::once(&document.common.title).chain(&term.aliases) {
            let place = document.place.at(word.span.clone());
            match taken.get(word.value.as_str()) {
                Some(first) => diagnostics.push(catalogue::same_term(place, Clone::clone(first), word)),
                None => {
                    taken.insert(word.value.as_str(), place);
                }
            }
        }
    }
    diagnostics
}
