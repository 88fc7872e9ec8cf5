//! The view of each page: what all have in common, and which view its kind adds.

use std::sync::Arc;

use crate::book::{Book, Generated, Node, What};
use crate::japanese::{ROWS, row};
use crate::model::{Card, Date, Front, Kind, Term, relative};

use super::body::PageBody;
use super::trace::Trace;
use super::view::{
    Chapter, Chapters, Data, DateView, Entry, HomeView, KanaRow, Link, PageView, Purpose, SheetView, TermView,
};
use super::{printed, records, sheets};

/// A list of neighbours longer than this is no help beside a page; the folder's own page has it.
const MOST_CHAPTERS: usize = 40;

/// How many pages of a section the home page names.
const HOME_LINKS: usize = 3;

pub fn link(book: &Book, node: usize, from: &str) -> Link {
    let node = &book.nodes[node];
    Link { title: node.title.clone(), href: relative(from, &node.url) }
}

/// What the page says of itself, or its first words.
pub fn description(document: &Card) -> String {
    document.common.description.clone().unwrap_or_else(|| document.excerpt.clone())
}

/// What a list of pages tells of one.
pub struct Summary {
    pub title: String,
    pub description: String,
    pub updated: Option<DateView>,
}

pub fn summary(id: usize, book: &Book) -> Summary {
    let (node, document) = (&book.nodes[id], book.card(id));
    Summary {
        title: node.title.clone(),
        description: document.map_or_else(|| node.what.description(), |document| description(document)),
        updated: document.and_then(|document| updated(document, book)).map(DateView::from),
    }
}

/// The view of one node, with its body and the pages that link to it.
pub fn page(id: usize, body: PageBody, linked_from: &[usize], book: &Book, trace: &Trace) -> PageView {
    let node = &book.nodes[id];
    let url = node.url.as_str();
    let document = book.card(id);
    let (prev, next) = book.neighbours(node);
    let (template, data) = data(id, node, book, trace);
    let Summary { title, description, updated } = summary(id, book);
    PageView {
        template,
        url: node.url.clone(),
        root: root(url),
        section: url.split_once('/').map_or("", |(section, _)| section).to_owned(),
        title,
        description,
        mark: match node.what {
            What::Document(_) => document.and_then(|document| document.mark()),
            what => what.mark(),
        },
        crumbs: crumbs(id, node, book),
        chapters: chapters(id, node, book),
        prev: prev.map(|prev| link(book, prev, url)),
        next: next.map(|next| link(book, next, url)),
        toc: document.map_or_else(Arc::default, |document| document.headings.clone()),
        body,
        backlinks: linked_from.iter().map(|from| link(book, *from, url)).collect(),
        updated,
        based_on: document.map_or_else(Vec::new, |document| trace.based_on(&document.front, book, url)),
        data,
    }
}

pub fn root(url: &str) -> String {
    "../".repeat(url.matches('/').count())
}

/// When a page last changed: what it says itself, or its last commit.
pub fn updated(document: &Card, book: &Book) -> Option<Date> {
    document.common.updated.or_else(|| book.committed.get(&document.path).copied())
}

/// The home page, then the page of each folder on the way down.
fn crumbs(id: usize, node: &Node, book: &Book) -> Vec<Link> {
    let folder = node.url.rsplit_once('/').map_or("", |(folder, _)| folder);
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    let names = std::iter::once("").chain(ends.map(|end| &folder[..end]).filter(|name| !name.is_empty()));
    let above = names.filter_map(|name| book.folder(name)).map(|folder| folder.index).filter(|index| *index != id);
    above.map(|index| link(book, index, &node.url)).collect()
}

fn chapters(id: usize, node: &Node, book: &Book) -> Option<Chapters> {
    let own = node.url.strip_suffix("/index.html");
    let folder = book.folder(own.unwrap_or_else(|| book.listed_in(node)))?;
    if !(2..=MOST_CHAPTERS).contains(&folder.pages.len()) {
        return None;
    }
    let entries = folder.pages.iter().map(|page| {
        let Link { title, href } = link(book, *page, &node.url);
        Chapter { label: label(book, *page), title, href, current: *page == id }
    });
    let Link { title, href } = link(book, folder.index, &node.url);
    let numbered = node.url.starts_with("guide/");
    Some(Chapters { title, href, numbered, entries: entries.collect() })
}

/// What a neighbour is known by beside its title: the number of its form.
fn label(book: &Book, node: usize) -> Option<String> {
    match &book.card(node)?.front {
        Front::Sheet(sheet) => Some(sheet.form.value.clone()),
        _ => None,
    }
}

/// The template of a node and what only its kind has.
fn data(id: usize, node: &Node, book: &Book, trace: &Trace) -> (&'static str, Data) {
    let from = node.url.as_str();
    if from == "index.html" {
        return ("home", Data::Home(home(id, book, trace)));
    }
    match node.what {
        What::Year(year) => return ("year", Data::Year(records::year(year, book, trace, from))),
        What::Generated(generated) => {
            let data = match generated {
                Generated::Trace => Data::Trace(trace.view(book, from)),
                Generated::Builder => Data::Builder(printed::builder(book, from)),
                // `Resolved::node` fills these two in, which has the bodies and the readings of all pages.
                Generated::Bound | Generated::Index => Data::Plain {},
            };
            return (generated.info().template, data);
        }
        What::Folder | What::Document(_) => {}
    }
    if let Some(folder) = from.strip_suffix("/index.html") {
        return index(folder, from, book, trace);
    }
    let Some(document) = book.card(id) else { return ("plain", Data::Plain {}) };
    match &document.front {
        Front::Page(_) => ("plain", Data::Plain {}),
        Front::Guide(_) => ("guide", Data::Plain {}),
        Front::Record(record) => ("record", Data::Record(records::record(record, document, id, book, trace, from))),
        Front::Item(item) => ("item", Data::Item(sheets::item(item, document, book, from))),
        Front::Sheet(sheet) => ("sheet", Data::Sheet(sheets::sheet(sheet, document, book, from))),
        Front::Role(role) => ("role", Data::Role(sheets::role(role, book, from))),
        Front::Pack(pack) => ("pack", Data::Pack(printed::pack(pack, book, from))),
        Front::Case(case) => ("case", Data::Case(sheets::case(case, book, from))),
        Front::Term(it) => ("term", Data::Term(term(it, document, from))),
    }
}

/// The page of a folder: a list fit for what lies in it.
fn index(folder: &str, from: &str, book: &Book, trace: &Trace) -> (&'static str, Data) {
    match Kind::of_folder(folder) {
        Some(Kind::Record) => ("records", Data::Records { years: records::years(book, trace, from) }),
        Some(Kind::Item) => (
            "items",
            Data::Items {
                phases: sheets::phases(book, trace, from),
                builder: generated(Generated::Builder, book, from),
            },
        ),
        Some(Kind::Sheet) => {
            let packs = book.of_kind(Kind::Pack).map(|(node, _)| link(book, node, from)).collect();
            let builder = generated(Generated::Builder, book, from);
            ("sheets", Data::Sheets { sheets: sheets::entries(book, from), packs, builder })
        }
        Some(Kind::Term) => ("glossary", Data::Glossary { rows: glossary(book, from) }),
        kind => {
            let bound = (kind == Some(Kind::Guide)).then(|| generated(Generated::Bound, book, from)).flatten();
            ("section", Data::Section { entries: entries(folder, from, book), bound })
        }
    }
}

/// A link to a page that no file asks for, where there is one.
fn generated(page: Generated, book: &Book, from: &str) -> Option<Link> {
    book.find(page.url()).filter(|node| book.is_generated(*node)).map(|node| link(book, node, from))
}

fn entries(folder: &str, from: &str, book: &Book) -> Vec<Entry> {
    let pages = book.folder(folder).map_or(&[][..], |folder| &folder.pages);
    let entry = |page: &usize| {
        let Link { title, href } = link(book, *page, from);
        let document = book.card(*page);
        let description = document.map(|document| description(document)).unwrap_or_default();
        Entry { title, href, description, mark: document.and_then(|document| document.mark()) }
    };
    pages.iter().map(entry).collect()
}

fn term(term: &Term, document: &Card, from: &str) -> TermView {
    TermView {
        id: document.id().to_owned(),
        title: document.common.title.value.clone(),
        href: relative(from, &document.url),
        reading: term.reading.value.clone(),
        aliases: term.aliases.iter().map(|alias| alias.value.clone()).collect(),
        short: term.short.clone(),
        legal: term.legal.clone(),
    }
}

fn glossary(book: &Book, from: &str) -> Vec<KanaRow> {
    let mut rows = ROWS.map(|row| KanaRow { row, terms: Vec::new() });
    for (_, document) in book.of_kind(Kind::Term) {
        if let Front::Term(it) = &document.front {
            rows[row(&it.reading)].terms.push(term(it, document, from));
        }
    }
    for row in &mut rows {
        row.terms.sort_by(|a, b| (&a.reading, &a.id).cmp(&(&b.reading, &b.id)));
    }
    rows.into()
}

fn home(id: usize, book: &Book, trace: &Trace) -> HomeView {
    let from = "index.html";
    let front = book.card(id).map(|document| &document.front);
    let purposes = super::navigation(book).into_iter().filter_map(|(folder, label)| {
        let name = folder;
        let folder = book.folder(name)?;
        let document = book.card(folder.index);
        Some(Purpose {
            label,
            href: relative(from, &book.nodes[folder.index].url),
            description: document.map(|document| description(document)).unwrap_or_default(),
            mark: folder.pages.first().and_then(|page| book.card(*page)?.mark()),
            links: first_pages(&folder.pages, book).map(|page| link(book, page, from)).collect(),
        })
    });
    HomeView {
        headline: match front {
            Some(Front::Page(page)) => page.headline.clone(),
            _ => None,
        },
        purposes: purposes.collect(),
        sheets: sheets::entries(book, from),
        sample: sample(book, from),
        counts: trace.counts(),
        trace: generated(Generated::Trace, book, from),
    }
}

/// The pages that the home page names: those that set others side by side, or else the first few.
fn first_pages<'p>(pages: &'p [usize], book: &'p Book) -> impl Iterator<Item = usize> + 'p {
    let overviews = pages.iter().any(|page| book.is_generated(*page));
    pages.iter().copied().filter(move |page| !overviews || book.is_generated(*page)).take(HOME_LINKS)
}

fn sample(book: &Book, from: &str) -> Option<SheetView> {
    let (_, document) = book.of_kind(Kind::Sheet).next()?;
    match &document.front {
        Front::Sheet(sheet) => Some(sheets::sheet(sheet, document, book, from)),
        _ => None,
    }
}
