use crate::diagnostics::{Diagnostic, catalogue};
use crate::model::{Card, Front};

/// A case is made up, or it was published with consent, by a reviewer, until a day of review.
pub(super) fn check(card: &Card) -> Vec<Diagnostic> {
    let Front::Case(case) = &card.front else { return Vec::new() };
    let agreed = case.consent.is_some() && case.reviewer.is_some() && case.review_by.is_some();
    if case.fictional || agreed {
        return Vec::new();
    }
    vec![catalogue::case_without_consent(card.place.at(card.common.title.span.clone()))]
}
