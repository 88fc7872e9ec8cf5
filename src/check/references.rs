use std::collections::BTreeMap;

use ahash::AHashSet;

use crate::book::Book;
use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::model::{At, Card, Case, Front, Kind, Pack, Sheet};

/// What one document calls another must be there, and each name must be given once.
pub(super) fn check(book: &Book) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let opinions = ids(book, &mut diagnostics);
    forms(book, &mut diagnostics);
    for document in book.cards.iter().filter(|document| !document.broken) {
        for id in document.front.answers().iter().filter(|id| !opinions.contains_key(id.value.as_str())) {
            let place = document.place.at(id.span.clone());
            diagnostics.push(catalogue::no_such_opinion(place, id, opinions.keys().copied()));
        }
        match &document.front {
            Front::Sheet(sheet) => check_sheet(sheet, document, book, &mut diagnostics),
            Front::Role(role) => check_sheets(&role.sheets, document, book, &mut diagnostics),
            Front::Pack(pack) => check_pack(pack, document, book, &mut diagnostics),
            Front::Case(case) => check_case(case, document, book, &mut diagnostics),
            _ => {}
        }
    }
    diagnostics
}

/// The ids of all opinions; those of next steps are counted among them for doubles only.
fn ids<'b>(book: &'b Book, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<&'b str, Place> {
    let mut opinions: BTreeMap<&str, Place> = BTreeMap::new();
    let mut steps: BTreeMap<&str, Place> = BTreeMap::new();
    for (node, document) in book.of_kind(Kind::Record) {
        let Some(record) = book.record(node) else { continue };
        let named =
            record.opinions.iter().map(|it| (true, &it.id)).chain(record.next_steps.iter().map(|it| (false, &it.id)));
        for (is_opinion, id) in named {
            let place = document.place.at(id.span.clone());
            match opinions.get(id.value.as_str()).or_else(|| steps.get(id.value.as_str())) {
                Some(first) => diagnostics.push(catalogue::same_id(place, first.clone(), id)),
                None if is_opinion => _ = opinions.insert(&id.value, place),
                None => _ = steps.insert(&id.value, place),
            }
        }
    }
    opinions
}

fn forms(book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<&str, Place> = BTreeMap::new();
    for (_, document) in book.of_kind(Kind::Sheet).filter(|(_, document)| !document.broken) {
        let Front::Sheet(sheet) = &document.front else { continue };
        let place = document.place.at(sheet.form.span.clone());
        match taken.get(sheet.form.value.as_str()) {
            Some(first) => diagnostics.push(catalogue::same_form(place, first.clone(), &sheet.form)),
            None => _ = taken.insert(&sheet.form.value, place),
        }
    }
}

fn known(book: &Book, kind: Kind) -> impl Iterator<Item = &str> {
    book.of_kind(kind).map(|(_, document)| document.id())
}

fn check_sheet(sheet: &Sheet, document: &Card, book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    for id in sheet.items.iter().filter(|id| book.by_id(Kind::Item, id).is_none()) {
        let place = document.place.at(id.span.clone());
        diagnostics.push(catalogue::no_such_item(place, id, known(book, Kind::Item)));
    }
    check_role(sheet.for_role.as_ref(), document, book, diagnostics);
}

fn check_role(id: Option<&At<String>>, document: &Card, book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(id) = id.filter(|id| book.by_id(Kind::Role, id).is_none()) {
        let place = document.place.at(id.span.clone());
        diagnostics.push(catalogue::no_such_role(place, id, known(book, Kind::Role)));
    }
}

fn check_pack(pack: &Pack, document: &Card, book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    for part in &pack.parts {
        check_role(Some(&part.role), document, book, diagnostics);
        check_sheets(&part.sheets, document, book, diagnostics);
    }
}

fn check_sheets(sheets: &[At<String>], document: &Card, book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    for id in sheets.iter().filter(|id| book.by_id(Kind::Sheet, id).is_none()) {
        let place = document.place.at(id.span.clone());
        diagnostics.push(catalogue::no_such_sheet(place, id, known(book, Kind::Sheet)));
    }
}

fn check_case(case: &Case, document: &Card, book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    check_sheets(&case.sheets, document, book, diagnostics);
    let on_sheets: AHashSet<usize> = case
        .sheets
        .iter()
        .filter_map(|id| book.by_id(Kind::Sheet, id))
        .filter_map(|(_, sheet)| match &sheet.front {
            Front::Sheet(sheet) => Some(sheet.items.iter().filter_map(|item| Some(book.by_id(Kind::Item, item)?.0))),
            _ => None,
        })
        .flatten()
        .collect();
    for filled in &case.filled {
        let (id, place) = (&filled.item, document.place.at(filled.item.span.clone()));
        match book.by_id(Kind::Item, id) {
            None => diagnostics.push(catalogue::no_such_item(place, id, known(book, Kind::Item))),
            Some((node, _)) if !on_sheets.contains(&node) => {
                diagnostics.push(catalogue::item_not_on_sheets(place, id));
            }
            Some(_) => {}
        }
    }
}
