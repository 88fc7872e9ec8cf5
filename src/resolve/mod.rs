//! From documents to views: every link looked up, every page given its neighbours, its place and the
//! words that it explains. Nothing here reads a file or writes a page.

mod body;
mod bound;
mod glossary;
mod index;
mod links;
mod pages;
mod printed;
mod records;
mod sheets;
mod trace;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::book::{Book, Generated, Outline, What};
use crate::diagnostics::Diagnostic;
use crate::memo::{Memo, Same};
use crate::model::{Document, Front, Kind};
use body::PageBody;
use glossary::Terms;
use index::TitleMemo;
use links::Links;
pub use pages::Summary;
use trace::Trace;
use view::{Data, IndexRow, Link, NavEntry, PageView, SiteView};

/// A page that the site will have.
#[derive(Clone, Copy, Debug)]
pub enum Page<'b> {
    Node(usize),
    /// The address that a document used to have.
    Moved(&'b Document),
    NotFound,
}

/// The whole book, looked through once, so that each page can be seen on its own.
pub struct Resolved<'b> {
    book: &'b Book<'b>,
    outline: Arc<Outline>,
    pub diagnostics: Vec<Diagnostic>,
    trace: Trace,
    terms: Arc<Terms>,
    links: Vec<Arc<Links>>,
    linked_from: Arc<LinkedFrom>,
    index: Arc<[IndexRow]>,
}

/// What a page is made of: the documents that it shows, and what it sees of all others.
pub type Seed = (Vec<Same<Document>>, Same<Outline>);

/// For each node, the nodes that link to it.
type LinkedFrom = BTreeMap<usize, Vec<usize>>;

/// What is kept from one build to the next.
#[derive(Default)]
pub struct Memos {
    links: Memo<usize, Seed, Arc<Links>>,
    linked_from: Memo<(), Same<Outline>, Arc<LinkedFrom>>,
    index: Memo<(), Same<Outline>, Arc<[IndexRow]>>,
    titles: TitleMemo,
}

impl Memos {
    /// For a build after which there is no other.
    pub fn for_one_build() -> Self {
        Self {
            links: Memo::forgetful(),
            linked_from: Memo::forgetful(),
            index: Memo::forgetful(),
            titles: Memo::forgetful(),
        }
    }
}

/// Looks up every link of the book, whose outline this is, and everything that more than one page shows.
pub fn resolve<'b>(book: &'b Book<'b>, outline: &Arc<Outline>, memos: &mut Memos) -> Resolved<'b> {
    let trace = Trace::new(book);
    let whole = || Same(outline.clone());
    let inputs = (0..book.nodes.len())
        .map(|node| (node, (book.document(node).cloned().map(Same).into_iter().collect(), whole())));
    let links = memos.links.round(inputs.collect(), |node, _| {
        Arc::new(book.document(*node).map_or_else(Links::default, |document| links::resolve(document, book, &trace)))
    });
    let titles = &mut memos.titles;
    let index = memos.index.one(whole(), |_| {
        let url = Generated::Index.url();
        book.find(url).map_or_else(Arc::default, |_| index::rows(book, url, titles).into())
    });
    Resolved {
        book,
        outline: outline.clone(),
        diagnostics: links.iter().flat_map(|links| links.diagnostics.iter().cloned()).collect(),
        terms: Arc::new(Terms::new(book)),
        linked_from: memos.linked_from.one(whole(), |_| Arc::new(backlinks(&links, book))),
        index,
        links,
        trace,
    }
}

impl<'b> Resolved<'b> {
    /// Every page, with its address.
    pub fn pages(&self) -> Vec<(String, Page<'b>)> {
        let nodes = self.book.nodes.iter().enumerate().map(|(id, node)| (node.url.clone(), Page::Node(id)));
        let documents = self.book.documents.iter();
        let moved = documents.flat_map(|it| it.old_addresses().map(move |(_, url)| (url, Page::Moved(it))));
        nodes.chain(moved).chain([("404.html".to_owned(), Page::NotFound)]).collect()
    }

    /// What a list tells of each page that says something itself, with its address.
    pub fn summaries(&self) -> impl Iterator<Item = (&'b str, Summary)> {
        let book = self.book;
        book.nodes.iter().enumerate().map(|(id, node)| (node.url.as_str(), pages::summary(id, book)))
    }

    /// What a page is made of. Where it is the same as before, so is the view.
    pub fn seed(&self, page: Page<'_>) -> Seed {
        let shown = match page {
            Page::Node(node) if self.book.nodes[node].what == What::Generated(Generated::Bound) => {
                self.book.of_kind(Kind::Guide).map(|(_, chapter)| Same(chapter.clone())).collect()
            }
            Page::Node(node) => self.book.document(node).cloned().map(Same).into_iter().collect(),
            // The title and the address of a document are part of the outline.
            Page::Moved(_) | Page::NotFound => Vec::new(),
        };
        (shown, Same(self.outline.clone()))
    }

    /// All that a template may read about one page.
    pub fn view(&self, url: &str, page: Page<'_>) -> PageView {
        match page {
            Page::Node(node) => self.node(node),
            Page::Moved(document) => redirect(url, document),
            Page::NotFound => not_found(self.book),
        }
    }

    fn node(&self, node: usize) -> PageView {
        let linked_from = self.linked_from.get(&node).map_or(&[][..], Vec::as_slice);
        let mut view = pages::page(node, self.body(node), linked_from, self.book, &self.trace);
        match self.book.nodes[node].what {
            What::Generated(Generated::Bound) => {
                view.data = Data::Bound(bound::view(self.book, |chapter| self.body(chapter)));
            }
            What::Generated(Generated::Index) => view.data = Data::Index { index: self.index.clone() },
            _ => {}
        }
        view
    }

    fn body(&self, node: usize) -> PageBody {
        PageBody {
            document: self.book.document(node).cloned(),
            fillings: self.links[node].fillings.clone(),
            terms: self.terms.clone(),
        }
    }
}

/// For each node, the nodes that link to it, in reading order, each once.
fn backlinks(links: &[Arc<Links>], book: &Book<'_>) -> LinkedFrom {
    let mut linked_from: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (from, links) in links.iter().enumerate() {
        for to in links.targets.iter().filter(|to| **to != from && !book.is_generated(**to)) {
            linked_from.entry(*to).or_default().insert(from);
        }
    }
    linked_from.into_iter().map(|(to, from)| (to, from.into_iter().collect())).collect()
}

/// Without a wish in `site.toml`, more sections than this are no navigation any more.
const MOST_SECTIONS: usize = 8;

/// The folders of the main navigation, with their short names.
pub(crate) fn navigation<'b>(book: &'b Book<'_>) -> Vec<(&'b str, String)> {
    let folders: Vec<&str> = match &book.config.nav {
        Some(folders) => folders.iter().map(|folder| folder.value.as_str()).collect(),
        None => default_navigation(book),
    };
    let label = |folder: &'b str| {
        let index = book.folder(folder)?.index;
        let short = match book.document(index).map(|document| &document.front) {
            Some(Front::Page(page)) => page.nav.clone(),
            _ => None,
        };
        Some((folder, short.unwrap_or_else(|| book.nodes[index].title.clone())))
    };
    folders.into_iter().filter_map(label).collect()
}

/// The kinds in the order in which a reader meets them, then other folders.
fn default_navigation<'b>(book: &'b Book<'_>) -> Vec<&'b str> {
    let kinds = Kind::ALL.iter().filter(|kind| kind.info().in_navigation).filter_map(|kind| kind.folder());
    let there: Vec<&str> = book.folder_names().filter(|name| !name.is_empty() && !name.contains('/')).collect();
    let mut folders: Vec<&str> = kinds.filter_map(|kind| there.iter().copied().find(|name| *name == kind)).collect();
    folders.extend(there.iter().filter(|name| Kind::of_folder(name).is_none()));
    if folders.len() > MOST_SECTIONS { Vec::new() } else { folders }
}

/// What is the same for every page.
pub fn site(book: &Book<'_>) -> SiteView {
    let home = book.folder("").map(|folder| folder.index);
    let title = book.config.title.clone().or_else(|| home.map(|home| book.nodes[home].title.clone()));
    let nav = navigation(book).into_iter().map(|(folder, label)| NavEntry {
        label,
        href: crate::model::relative("index.html", &format!("{folder}/index.html")),
        section: folder.to_owned(),
    });
    let footer = book.config.footer.iter().filter_map(|path| book.find(&crate::model::page_url(path)));
    let home_text = home.and_then(|home| book.document(home)).and_then(|document| document.common.description.clone());
    SiteView {
        title: title.unwrap_or_default(),
        description: book.config.description.clone().or(home_text).unwrap_or_default(),
        organisation: book.config.organisation.clone(),
        base_url: book.config.base_url.as_ref().map(|url| url.value.clone()),
        feed: book.config.base_url.is_some()
            && book.documents.iter().any(|document| pages::updated(document, book).is_some()),
        nav: nav.collect(),
        footer: footer.map(|node| pages::link(book, node, "index.html")).collect(),
        footnote: book.config.footnote.clone(),
        search: book.config.search.unwrap_or(true),
    }
}

/// The page at an address that a document used to have.
fn redirect(url: &str, document: &Document) -> PageView {
    let href = crate::model::relative(url, &document.url);
    bare("redirect", url.to_owned(), document.common.title.value.clone(), Data::Redirect { href })
}

fn not_found(book: &Book<'_>) -> PageView {
    let mut page = bare("not_found", "404.html".to_owned(), "ページが見つかりません".to_owned(), Data::Plain {});
    // A server shows it at any address, so that only the site's own address leads back.
    if let Some(base) = &book.config.base_url {
        page.root.clone_from(&base.value);
    }
    page.crumbs =
        book.folder("").map(|home| pages::link(book, home.index, "404.html")).into_iter().collect::<Vec<Link>>();
    page
}

fn bare(template: &'static str, url: String, title: String, data: Data) -> PageView {
    PageView {
        template,
        root: pages::root(&url),
        url,
        section: String::new(),
        title,
        description: String::new(),
        mark: None,
        crumbs: Vec::new(),
        chapters: None,
        prev: None,
        next: None,
        toc: Arc::default(),
        body: PageBody::default(),
        backlinks: Vec::new(),
        updated: None,
        based_on: Vec::new(),
        data,
    }
}
