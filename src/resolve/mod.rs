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

use crate::book::{Book, Generated, What};
use crate::diagnostics::Diagnostic;
use crate::memo::Memo;
use crate::model::{Body, Card, Front, Kind};
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
    Moved(&'b Card),
    NotFound,
}

/// The whole book, looked through once, so that each page can be seen on its own.
pub struct Resolved<'b> {
    book: &'b Arc<Book>,
    /// The running text of each document, in the order of the book's cards.
    bodies: &'b [Arc<Body>],
    pub diagnostics: Vec<Diagnostic>,
    trace: Trace,
    terms: Arc<Terms>,
    links: Vec<Arc<Links>>,
    linked_from: Arc<LinkedFrom>,
    index: Arc<[IndexRow]>,
    /// Whether the last build had the same book, and the same pages linked to each other: whatever shows the same
    /// bodies shows the same.
    pub is_same: bool,
}

/// For each node, the nodes that link to it.
type LinkedFrom = BTreeMap<usize, Vec<usize>>;

/// What is kept from one build to the next.
#[derive(Default)]
pub struct Memos {
    /// The book that the links lead into.
    book: Option<Arc<Book>>,
    links: Memo<usize, Option<Arc<Body>>, Arc<Links>>,
    linked_from: Option<Arc<LinkedFrom>>,
    index: Option<Arc<[IndexRow]>>,
    titles: TitleMemo,
}

impl Memos {
    /// For a build after which there is no other.
    pub fn for_one_build() -> Self {
        Self { links: Memo::forgetful(), titles: Memo::forgetful(), ..Self::default() }
    }
}

/// Looks up every link of the book and everything that more than one page shows. `bodies` are those of the book's
/// cards, in their order.
pub fn resolve<'b>(book: &'b Arc<Book>, bodies: &'b [Arc<Body>], memos: &mut Memos) -> Resolved<'b> {
    let is_same = memos.book.as_ref().is_some_and(|last| Arc::ptr_eq(last, book));
    if !is_same {
        memos.links.clear();
        memos.index = None;
        memos.book = Some(book.clone());
    }
    let trace = Trace::new(book);
    let inputs = (0..book.nodes.len()).map(|node| (node, body(book, bodies, node).cloned()));
    let links = memos.links.round(inputs.collect(), |node, body| {
        let links = book.card(*node).zip(body.as_ref()).map(|(card, body)| links::resolve(card, body, book, &trace));
        Arc::new(links.unwrap_or_default())
    });
    let titles = &mut memos.titles;
    let index = memos.index.get_or_insert_with(|| {
        let url = Generated::Index.url();
        book.find(url).map_or_else(Arc::default, |_| index::rows(book, url, titles).into())
    });
    let (index, last) = (index.clone(), memos.linked_from.take());
    let linked_from = Arc::new(backlinks(&links, book));
    let linked_the_same = last.as_ref() == Some(&linked_from);
    memos.linked_from = Some(linked_from.clone());
    Resolved {
        book,
        bodies,
        diagnostics: links.iter().flat_map(|links| links.diagnostics.iter().cloned()).collect(),
        terms: Arc::new(Terms::new(book)),
        linked_from,
        index,
        links,
        trace,
        is_same: is_same && linked_the_same,
    }
}

/// The body of a node, where a file stands for it.
fn body<'b>(book: &Book, bodies: &'b [Arc<Body>], node: usize) -> Option<&'b Arc<Body>> {
    match book.nodes[node].what {
        What::Document(id) => bodies.get(id),
        _ => None,
    }
}

impl<'b> Resolved<'b> {
    /// Every page, with its address.
    pub fn pages(&self) -> Vec<(String, Page<'b>)> {
        let nodes = self.book.nodes.iter().enumerate().map(|(id, node)| (node.url.clone(), Page::Node(id)));
        let documents = self.book.cards.iter();
        let moved = documents.flat_map(|it| it.old_addresses().map(move |(_, url)| (url, Page::Moved(it))));
        nodes.chain(moved).chain([("404.html".to_owned(), Page::NotFound)]).collect()
    }

    /// What a list tells of each page that says something itself, with its address.
    pub fn summaries(&self) -> impl Iterator<Item = (&'b str, Summary)> {
        let book = self.book;
        book.nodes.iter().enumerate().map(|(id, node)| (node.url.as_str(), pages::summary(id, book)))
    }

    /// The bodies that a page shows.
    pub fn shown(&self, page: Page<'_>) -> Vec<Arc<Body>> {
        let body = |node| body(self.book, self.bodies, node).cloned();
        match page {
            Page::Node(node) if self.book.nodes[node].what == What::Generated(Generated::Bound) => {
                self.book.of_kind(Kind::Guide).filter_map(|(chapter, _)| body(chapter)).collect()
            }
            Page::Node(node) => body(node).into_iter().collect(),
            Page::Moved(_) | Page::NotFound => Vec::new(),
        }
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
            url: self.book.nodes[node].url.clone(),
            body: body(self.book, self.bodies, node).cloned(),
            fillings: self.links[node].fillings.clone(),
            terms: self.terms.clone(),
        }
    }
}

/// For each node, the nodes that link to it, in reading order, each once.
fn backlinks(links: &[Arc<Links>], book: &Book) -> LinkedFrom {
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
pub(crate) fn navigation<'b>(book: &'b Book) -> Vec<(&'b str, String)> {
    let folders: Vec<&str> = match &book.config.nav {
        Some(folders) => folders.iter().map(|folder| folder.value.as_str()).collect(),
        None => default_navigation(book),
    };
    let label = |folder: &'b str| {
        let index = book.folder(folder)?.index;
        let short = match book.card(index).map(|document| &document.front) {
            Some(Front::Page(page)) => page.nav.clone(),
            _ => None,
        };
        Some((folder, short.unwrap_or_else(|| book.nodes[index].title.clone())))
    };
    folders.into_iter().filter_map(label).collect()
}

/// The kinds in the order in which a reader meets them, then other folders.
fn default_navigation(book: &Book) -> Vec<&str> {
    let kinds = Kind::ALL.iter().filter(|kind| kind.info().in_navigation).filter_map(|kind| kind.folder());
    let there: Vec<&str> = book.folder_names().filter(|name| !name.is_empty() && !name.contains('/')).collect();
    let mut folders: Vec<&str> = kinds.filter_map(|kind| there.iter().copied().find(|name| *name == kind)).collect();
    folders.extend(there.iter().filter(|name| Kind::of_folder(name).is_none()));
    if folders.len() > MOST_SECTIONS { Vec::new() } else { folders }
}

/// What is the same for every page.
pub fn site(book: &Book) -> SiteView {
    let home = book.folder("").map(|folder| folder.index);
    let title = book.config.title.clone().or_else(|| home.map(|home| book.nodes[home].title.clone()));
    let nav = navigation(book).into_iter().map(|(folder, label)| NavEntry {
        label,
        href: crate::model::relative("index.html", &format!("{folder}/index.html")),
        section: folder.to_owned(),
    });
    let footer = book.config.footer.iter().filter_map(|path| book.find(&crate::model::page_url(path)));
    let home_text = home.and_then(|home| book.card(home)).and_then(|document| document.common.description.clone());
    SiteView {
        title: title.unwrap_or_default(),
        description: book.config.description.clone().or(home_text).unwrap_or_default(),
        organisation: book.config.organisation.clone(),
        base_url: book.config.base_url.as_ref().map(|url| url.value.clone()),
        feed: book.config.base_url.is_some()
            && book.cards.iter().any(|document| pages::updated(document, book).is_some()),
        nav: nav.collect(),
        footer: footer.map(|node| pages::link(book, node, "index.html")).collect(),
        footnote: book.config.footnote.clone(),
        search: book.config.search.unwrap_or(true),
        own_style: false,
        logo: false,
    }
}

/// The page at an address that a document used to have.
fn redirect(url: &str, document: &Card) -> PageView {
    let href = crate::model::relative(url, &document.url);
    bare("redirect", url.to_owned(), document.common.title.value.clone(), Data::Redirect { href })
}

fn not_found(book: &Book) -> PageView {
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
