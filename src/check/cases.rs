use crate::book::Book;
use crate::diagnostics::{Diagnostic, catalogue};
use crate::model::{Front, Kind};

/// A case is made up, or it was published with consent, by a reviewer, until a day of review.
pub(super) fn check(book: &Book<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (_, document) in book.of_kind(Kind::Case) {
        let Front::Case(case) = &document.front else { continue };
        let agreed = case.consent.is_some() && case.reviewer.is_some() && case.review_by.is_some();
        if !document.broken && !case.fictional && !agreed {
            diagnostics.push(catalogue::case_without_consent(document.place.at(document.common.title.span.clone())));
        }
    }
    diagnostics
}
