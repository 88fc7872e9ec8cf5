//! Views of paper that is more than one sheet, or that the reader puts together.

use crate::book::Book;
use crate::model::{Card, Front, Item, Kind, Pack, Part, Phase};

use super::pages::link;
use super::sheets;
use super::view::{BuilderItem, BuilderPhase, BuilderView, PackPart, PackView, SheetView};

pub fn pack(pack: &Pack, book: &Book, from: &str) -> PackView {
    let paper = book.papers.packs.get(from);
    PackView {
        minutes: pack.minutes,
        parts: pack.parts.iter().filter_map(|it| part(it, book, from)).collect(),
        cover: paper.map(|paper| paper.cover.clone()).unwrap_or_default(),
        download: paper.and_then(|paper| paper.download.as_ref()).map(|it| sheets::download(it, from)),
    }
}

/// The paper of one role, without the sheets that there are not.
fn part(part: &Part, book: &Book, from: &str) -> Option<PackPart> {
    let (node, role) = book.by_id(Kind::Role, &part.role)?;
    let sheets = part.sheets.iter().filter_map(|id| {
        let (_, document) = book.by_id(Kind::Sheet, id)?;
        match &document.front {
            Front::Sheet(sheet) => {
                Some(SheetView { examples: Vec::new(), ..sheets::sheet(sheet, document, book, from) })
            }
            _ => None,
        }
    });
    Some(PackPart { id: role.id().to_owned(), role: link(book, node, from), sheets: sheets.collect() })
}

pub fn builder(book: &Book, from: &str) -> BuilderView {
    let items: Vec<(&Card, &Item)> = book
        .of_kind(Kind::Item)
        .filter_map(|(_, document)| match &document.front {
            Front::Item(item) => Some((&**document, item)),
            _ => None,
        })
        .collect();
    let phases = [Phase::Before, Phase::During, Phase::After].map(|phase| BuilderPhase {
        phase: sheets::phase_name(phase),
        items: items
            .iter()
            .filter(|(_, item)| item.phase == phase)
            .map(|it| BuilderItem {
                id: it.0.id().to_owned(),
                item: sheets::sheet_item(1, *it, from),
                paper: book.papers.items.get(&it.0.url).cloned(),
            })
            .collect(),
    });
    BuilderView {
        phases: phases.into_iter().filter(|phase| !phase.items.is_empty()).collect(),
        headers: headers(book),
        kit: book.papers.kit.clone(),
        sheets: sheets::entries(book, from),
    }
}

/// What the heads of all sheets ask for, in the order of the sheets.
fn headers(book: &Book) -> Vec<String> {
    let mut headers: Vec<String> = Vec::new();
    for (_, document) in book.of_kind(Kind::Sheet) {
        let Front::Sheet(sheet) = &document.front else { continue };
        for header in &sheet.header {
            if !headers.contains(header) {
                headers.push(header.clone());
            }
        }
    }
    headers
}
