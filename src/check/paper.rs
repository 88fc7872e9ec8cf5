use crate::book::Book;
use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::model::{Card, Front, Kind, Sheet};
use crate::paper::rules::Breach;
use crate::paper::{self, Paper, rules};

/// Every sheet, laid out, keeps the rules of paper, has room for what is written in the examples, and says
/// which version it is.
pub(super) fn check(book: &Book) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (_, document) in book.of_kind(Kind::Sheet).filter(|(_, document)| !document.broken) {
        let (Front::Sheet(sheet), Some(paper::Sheet { paper, .. })) =
            (&document.front, book.papers.sheets.get(&document.url))
        else {
            continue;
        };
        check_layout(sheet, document, paper, &mut diagnostics);
        check_letters(sheet, document, paper, &mut diagnostics);
        check_version(sheet, document, paper, &mut diagnostics);
        check_room(document, paper, book, &mut diagnostics);
    }
    diagnostics
}

/// Where the sheet names the item, or the whole sheet.
fn place(sheet: &Sheet, document: &Card, paper: &Paper, item: Option<usize>) -> Place {
    let id = item.and_then(|item| paper.blank.words.items.get(item)).map(|item| &item.id);
    let named = id.and_then(|id| sheet.items.iter().find(|item| item.value == *id));
    document.place.at(named.map_or_else(|| sheet.form.span.clone(), |item| item.span.clone()))
}

fn name(paper: &Paper, item: Option<usize>) -> &str {
    item.and_then(|item| paper.blank.words.items.get(item)).map_or(&paper.blank.words.form, |item| &item.id)
}

fn check_layout(sheet: &Sheet, document: &Card, paper: &Paper, diagnostics: &mut Vec<Diagnostic>) {
    for (item, breach) in rules::breaches(&paper.layout) {
        let place = place(sheet, document, paper, item);
        let name = name(paper, item);
        diagnostics.push(match breach {
            Breach::TooTall { height, room } => catalogue::item_too_tall(place, name, height, room),
            Breach::Divided => catalogue::item_divided(place, name),
            Breach::InHoles { x } => catalogue::in_holes(place, name, x, rules::HOLES),
            Breach::OffPage { by } => catalogue::off_page(place, name, by),
            Breach::LowRow { height } => catalogue::low_row(place, name, height, rules::LOWEST_ROW),
            Breach::SmallTick { width } => catalogue::small_tick(place, name, width, rules::SMALLEST_TICK),
            Breach::ThinRule { width } => catalogue::thin_rule(place, name, width, rules::THINNEST_RULE),
        });
    }
}

fn check_letters(sheet: &Sheet, document: &Card, paper: &Paper, diagnostics: &mut Vec<Diagnostic>) {
    for (item, letter) in &paper.layout.lacking {
        let place = place(sheet, document, paper, *item);
        diagnostics.push(catalogue::letter_without_glyph(place, name(paper, *item), *letter));
    }
}

fn check_version(sheet: &Sheet, document: &Card, paper: &Paper, diagnostics: &mut Vec<Diagnostic>) {
    if !is_version(&sheet.version) {
        diagnostics.push(catalogue::bad_version(document.place.at(sheet.version.span.clone()), &sheet.version));
    }
    if let Some(hash) = sheet.hash.as_ref().filter(|hash| hash.value != paper.blank.hash) {
        diagnostics.push(catalogue::words_changed(document.place.at(hash.span.clone()), &paper.blank.hash));
    }
}

/// Numbers with dots between them: 1, 0.1, 2.10.3.
fn is_version(version: &str) -> bool {
    version
        .split('.')
        .all(|number| !number.is_empty() && number.len() < 5 && number.bytes().all(|c| c.is_ascii_digit()))
}

/// The room for an answer holds what the example cases write there.
fn check_room(document: &Card, paper: &Paper, book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    let spaces = paper.layout.pages.iter().flat_map(|page| &page.spaces);
    let rooms: Vec<_> = spaces.map(|space| (paper.blank.words.items[space.item].id.as_str(), space)).collect();
    for (_, case_document) in book.of_kind(Kind::Case).filter(|(_, document)| !document.broken) {
        let Front::Case(case) = &case_document.front else { continue };
        if !case.sheets.iter().any(|id| document.is_called(id)) {
            continue;
        }
        for filled in &case.filled {
            // The sheet and the case may name the item in two ways: by its path, and by its file.
            let Some((_, item)) = book.by_id(Kind::Item, &filled.item) else { continue };
            let Some((_, space)) = rooms.iter().find(|(id, _)| item.is_called(id)) else { continue };
            let lines = rules::lines_for(&filled.answer, space.width);
            if lines > space.lines {
                let place = case_document.place.at(filled.item.span.clone());
                let form = &paper.blank.words.form;
                diagnostics.push(catalogue::answer_too_long(place, form, &filled.item, lines, space.lines));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_numbers_with_dots_between() {
        assert!(["1", "0.1", "2.10.3"].into_iter().all(is_version));
        assert!(!["", "案", "1.", ".1", "第2版", "1.0-rc", "１.０"].into_iter().any(is_version));
    }
}
