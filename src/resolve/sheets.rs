//! Views of worksheets and their items, and of cases, which fill them in.

use crate::book::Book;
use crate::model::{Card, Case, Front, Item, Kind, Phase, Role, Sheet, relative};
use crate::paper;

use super::pages::{description, link};
use super::trace::Trace;
use super::view::{
    CaseView, Download, Example, FilledItem, FilledSheet, ItemEntry, ItemView, Link, PhaseView, RoleView, SheetEntry,
    SheetItem, SheetPage, SheetView,
};

/// The items of a sheet that there are, with their documents.
fn items<'b>(sheet: &Sheet, book: &'b Book) -> Vec<(&'b Card, &'b Item)> {
    let known = sheet.items.iter().filter_map(|id| book.by_id(Kind::Item, id));
    known
        .filter_map(|(_, document)| match &document.front {
            Front::Item(item) => Some((&**document, item)),
            _ => None,
        })
        .collect()
}

fn role_link(sheet: &Sheet, book: &Book, from: &str) -> Option<Link> {
    let (node, _) = book.by_id(Kind::Role, sheet.for_role.as_ref()?)?;
    Some(link(book, node, from))
}

pub fn sheet(sheet: &Sheet, document: &Card, book: &Book, from: &str) -> SheetView {
    let items = items(sheet, book);
    let item = |index: usize| Some(sheet_item(index + 1, *items.get(index)?, from));
    let paper = book.papers.sheets.get(&document.url).map(|sheet| &sheet.paper);
    let pages = paper.into_iter().flat_map(|paper| paper.layout.pages.iter().zip(paper.sides.iter())).enumerate();
    SheetView {
        title: document.common.title.value.clone(),
        form: sheet.form.value.clone(),
        version: sheet.version.value.clone(),
        mark: document.mark(),
        orientation: sheet.orientation,
        role: role_link(sheet, book, from),
        header: sheet.header.clone(),
        note: sheet.note.clone(),
        hash: paper.map(|paper| paper.blank.hash.clone()).unwrap_or_default(),
        downloads: downloads(document, book, from),
        pages: pages
            .map(|(index, (page, side))| SheetPage {
                number: index + 1,
                side: side.clone(),
                items: page.items.clone().filter_map(item).collect(),
            })
            .collect(),
        examples: examples(document, book, from),
    }
}

pub fn sheet_item(number: usize, (document, item): (&Card, &Item), from: &str) -> SheetItem {
    SheetItem {
        number,
        title: document.common.title.value.clone(),
        href: relative(from, &document.url),
        question: item.question.clone(),
        hint: item.hint.clone(),
        purpose: item.purpose.clone(),
        field: item.field.clone(),
    }
}

/// The cases that fill the sheet in.
fn examples(sheet: &Card, book: &Book, from: &str) -> Vec<Example> {
    let filled = book.of_kind(Kind::Case).filter_map(|(node, document)| {
        let Front::Case(case) = &document.front else { return None };
        case.sheets.iter().find(|named| sheet.is_called(named))?;
        let items = filled_sheet(case, sheet, book, from)?.items;
        Some(Example { case: link(book, node, from), mark: document.mark(), items })
    });
    filled.collect()
}

fn downloads(document: &Card, book: &Book, from: &str) -> Vec<Download> {
    let downloads = book.papers.sheets.get(&document.url).map_or(&[][..], |sheet| &sheet.downloads);
    downloads.iter().map(|it| download(it, from)).collect()
}

pub fn download(download: &paper::Download, from: &str) -> Download {
    Download {
        label: download.label,
        href: relative(from, &download.url),
        size: format!("{} KB", download.bytes.div_ceil(1000)),
    }
}

pub fn entry(document: &Card, book: &Book, from: &str) -> Option<SheetEntry> {
    let Front::Sheet(sheet) = &document.front else { return None };
    Some(SheetEntry {
        title: document.common.title.value.clone(),
        href: relative(from, &document.url),
        form: sheet.form.value.clone(),
        description: description(document),
        role: role_link(sheet, book, from),
        pages: book.papers.sheets.get(&document.url).map_or(0, |sheet| sheet.paper.layout.pages.len()),
        mark: document.mark(),
        downloads: downloads(document, book, from),
    })
}

pub fn entries(book: &Book, from: &str) -> Vec<SheetEntry> {
    book.of_kind(Kind::Sheet).filter_map(|(_, document)| entry(document, book, from)).collect()
}

pub fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Before => "前",
        Phase::During => "当日",
        Phase::After => "後",
    }
}

/// The library of items, by when they are written.
pub fn phases(book: &Book, trace: &Trace, from: &str) -> Vec<PhaseView> {
    let of_phase = |phase: Phase| {
        let items = book.of_kind(Kind::Item).filter_map(|(_, document)| match &document.front {
            Front::Item(item) if item.phase == phase => Some(ItemEntry {
                title: document.common.title.value.clone(),
                href: relative(from, &document.url),
                question: item.question.clone(),
                purpose: item.purpose.clone(),
                mark: document.mark(),
                opinions: trace.based_on(&document.front, book, from),
            }),
            _ => None,
        });
        PhaseView { phase: phase_name(phase), items: items.collect() }
    };
    let phases = [Phase::Before, Phase::During, Phase::After].map(of_phase);
    phases.into_iter().filter(|phase| !phase.items.is_empty()).collect()
}

pub fn item(item: &Item, document: &Card, book: &Book, from: &str) -> ItemView {
    let on_sheet =
        |front: &Front| matches!(front, Front::Sheet(sheet) if sheet.items.iter().any(|item| document.is_called(item)));
    let in_case = |front: &Front| matches!(front, Front::Case(case) if case.filled.iter().any(|filled| document.is_called(&filled.item)));
    let links = |kind: Kind, wanted: &dyn Fn(&Front) -> bool| -> Vec<Link> {
        let found = book.of_kind(kind).filter(|(_, document)| wanted(&document.front));
        found.map(|(node, _)| link(book, node, from)).collect()
    };
    ItemView {
        question: item.question.clone(),
        hint: item.hint.clone(),
        purpose: item.purpose.clone(),
        phase: phase_name(item.phase),
        field: item.field.clone(),
        excerpt: book.papers.items.get(&document.url).map(|paper| paper.excerpt.clone()).unwrap_or_default(),
        sheets: links(Kind::Sheet, &on_sheet),
        cases: links(Kind::Case, &in_case),
    }
}

pub fn role(role: &Role, book: &Book, from: &str) -> RoleView {
    let sheets = role.sheets.iter().filter_map(|id| entry(book.by_id(Kind::Sheet, id)?.1, book, from));
    RoleView {
        summary: role.summary.clone(),
        before: role.before.clone(),
        during: role.during.clone(),
        after: role.after.clone(),
        say: role.say.clone(),
        avoid: role.avoid.clone(),
        sheets: sheets.collect(),
    }
}

pub fn case(case: &Case, book: &Book, from: &str) -> CaseView {
    let sheets = case.sheets.iter().filter_map(|id| filled_sheet(case, book.by_id(Kind::Sheet, id)?.1, book, from));
    CaseView {
        fictional: case.fictional,
        consent: case.consent.clone(),
        profile: case.profile.clone(),
        sheets: sheets.collect(),
    }
}

fn filled_sheet(case: &Case, document: &Card, book: &Book, from: &str) -> Option<FilledSheet> {
    let Front::Sheet(sheet) = &document.front else { return None };
    let items = items(sheet, book).into_iter().enumerate().map(|(index, (document, item))| FilledItem {
        number: index + 1,
        title: document.common.title.value.clone(),
        href: relative(from, &document.url),
        question: item.question.clone(),
        answer: case.filled.iter().find(|filled| document.is_called(&filled.item)).map(|filled| filled.answer.clone()),
    });
    Some(FilledSheet {
        title: document.common.title.value.clone(),
        href: relative(from, &document.url),
        form: sheet.form.value.clone(),
        items: items.collect(),
    })
}
