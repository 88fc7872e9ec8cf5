use crate::book::Book;
use crate::diagnostics::{Diagnostic, catalogue};
use crate::model::{Front, Kind};
use crate::paper;

/// An item must fit on a page, since it is never divided.
pub(super) fn check(book: &Book<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (_, document) in book.of_kind(Kind::Sheet).filter(|(_, document)| !document.broken) {
        let Front::Sheet(sheet) = &document.front else { continue };
        for id in &sheet.items {
            let Some((_, item)) = book.by_id(Kind::Item, id) else { continue };
            let Front::Item(item) = &item.front else { continue };
            let (height, room) = (paper::height(item, sheet.orientation), paper::page_height(sheet.orientation));
            if height > room {
                let place = document.place.at(id.span.clone());
                diagnostics.push(catalogue::item_too_tall(place, id, height, room));
            }
        }
    }
    diagnostics
}
