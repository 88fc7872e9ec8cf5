use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use ahash::AHashMap;
use rayon::slice::ParallelSliceMut;

use crate::config::Config;
use crate::model::{Date, Document, FiscalYear, Front, Kind, Record};
use crate::paper;

/// What the rules and the other pages see of a book: all but running text. Where two outlines are equal,
/// a document that did not change makes the same page.
#[derive(Debug, Default)]
pub struct Outline {
    /// The text of the configuration, since what is told of it names its places.
    pub config: Option<Arc<str>>,
    pub documents: Vec<Arc<Document>>,
    pub drafts: BTreeSet<String>,
    /// The paths of the other files of `content/`.
    pub assets: Vec<Arc<str>>,
    pub committed: BTreeMap<Arc<str>, Date>,
}

impl PartialEq for Outline {
    fn eq(&self, other: &Self) -> bool {
        let alike = |(one, other): (&Arc<Document>, &Arc<Document>)| Arc::ptr_eq(one, other) || one.looks_like(other);
        self.config == other.config
            && self.drafts == other.drafts
            && self.assets == other.assets
            && self.committed == other.committed
            && self.documents.len() == other.documents.len()
            && self.documents.iter().zip(&other.documents).all(alike)
    }
}

/// The whole guidebook: every document that is published, and where everything is to be found.
pub struct Book<'a> {
    pub config: &'a Config,
    pub documents: Vec<Arc<Document>>,
    /// Addresses of pages that are left out as drafts.
    pub drafts: BTreeSet<String>,
    /// Addresses of the other files of `content/`.
    pub assets: BTreeSet<String>,
    pub committed: &'a BTreeMap<Arc<str>, Date>,
    /// What each worksheet looks like on paper, by the address of its page.
    pub sheets: BTreeMap<String, paper::Sheet>,
    /// The PDF of each pack, by the address of its page.
    pub packs: BTreeMap<String, paper::Download>,
    pub nodes: Vec<Node>,
    by_url: AHashMap<String, usize>,
    /// Made when first asked for, which only a dead link does.
    by_name: OnceLock<AHashMap<String, Vec<usize>>>,
    folders: BTreeMap<String, Folder>,
}

/// One page of the site.
#[derive(Debug)]
pub struct Node {
    pub url: String,
    pub title: String,
    pub what: What,
    /// The folder that lists it, and its place there; the page of a folder is listed one folder up.
    place: Option<usize>,
}

/// Where a page comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A Markdown file: the index in [`Book::documents`].
    Document(usize),
    /// The page of a folder that has no `index.md`.
    Folder,
    /// The sessions of a fiscal year side by side.
    Year(FiscalYear),
    /// Which opinion led to what.
    Trace,
    /// A worksheet put together by the reader.
    Builder,
    /// The whole guide as one page to print.
    Bound,
    /// Every term and every page, in the order of their readings.
    Index,
}

/// A folder below `content/`; the top has an empty name.
#[derive(Debug, Default)]
pub struct Folder {
    /// The node that stands for it.
    pub index: usize,
    /// The pages in it, then the folders below it, in reading order.
    pub pages: Vec<usize>,
}

/// The address of the page that shows which opinion led to what.
pub const TRACE_URL: &str = "records/trace.html";

/// The address of the page on which readers put a worksheet together.
pub const BUILDER_URL: &str = "sheets/kumu.html";

/// The address of the page that holds the whole guide.
pub const BOUND_URL: &str = "guide/hon.html";

/// The address of the list of all terms and pages, for those who cannot search.
pub const INDEX_URL: &str = "sakuin.html";

/// A guide of fewer chapters is read on its own page; one of more is no longer a book, and would be
/// written twice on every build.
const BOUND_CHAPTERS: std::ops::RangeInclusive<usize> = 2..=100;

impl<'a> Book<'a> {
    pub fn new(
        config: &'a Config,
        documents: Vec<Arc<Document>>,
        drafts: BTreeSet<String>,
        assets: BTreeSet<String>,
        committed: &'a BTreeMap<Arc<str>, Date>,
        sheets: BTreeMap<String, paper::Sheet>,
        packs: BTreeMap<String, paper::Download>,
    ) -> Self {
        let mut book = Self {
            config,
            documents,
            drafts,
            assets,
            committed,
            sheets,
            packs,
            nodes: Vec::new(),
            by_url: AHashMap::new(),
            by_name: OnceLock::new(),
            folders: BTreeMap::new(),
        };
        book.place_documents();
        book.place_records();
        book.place_apart();
        book.index();
        book
    }

    /// Gives each folder its page and each document its place.
    fn place_documents(&mut self) {
        let mut order: Vec<usize> = (0..self.documents.len()).collect();
        order.par_sort_by(|a, b| self.documents[*a].rank().cmp(&self.documents[*b].rank()));
        let by_folder = self.documents.chunk_by(|a, b| a.folder() == b.folder());
        let folders: BTreeSet<&str> = by_folder.flat_map(|some| ancestors(some[0].folder())).collect();
        self.nodes.reserve(self.documents.len() + folders.len());
        for name in std::iter::once("").chain(folders) {
            let url = if name.is_empty() { "index.html".to_owned() } else { format!("{name}/index.html") };
            let index = self.nodes.len();
            self.nodes.push(Node { url, title: default_title(name), what: What::Folder, place: None });
            self.folders.insert(name.to_owned(), Folder { index, pages: Vec::new() });
        }
        for id in order {
            let document = &self.documents[id];
            let title = document.common.title.value.clone();
            let Some(folder) = self.folders.get_mut(document.folder()) else { continue };
            if document.is_index() {
                let node = &mut self.nodes[folder.index];
                (node.title, node.what) = (title, What::Document(id));
            } else {
                folder.pages.push(self.nodes.len());
                self.nodes.push(Node { url: document.url.clone(), title, what: What::Document(id), place: None });
            }
        }
        self.name_home();
    }

    /// The home page takes the site's name, where it has none of its own.
    fn name_home(&mut self) {
        let home = self.folders[""].index;
        if self.nodes[home].what == What::Folder
            && let Some(title) = &self.config.title
        {
            self.nodes[home].title.clone_from(title);
        }
    }

    /// Adds the pages that no file asks for: each fiscal year before its records, the trace after them.
    fn place_records(&mut self) {
        let Some(name) = Kind::Record.folder() else { return };
        let Some(mut pages) = self.folders.get(name).map(|folder| folder.pages.clone()) else { return };
        pages.sort_by_key(|node| self.record(*node).map_or(FiscalYear(i16::MAX), |record| record.fiscal_year.value));
        let mut placed = Vec::new();
        let (mut year, mut opinions) = (None, false);
        for node in pages {
            if let Some(record) = self.record(node) {
                let this = record.fiscal_year.value;
                opinions |= !record.opinions.is_empty();
                if year.replace(this) != Some(this) {
                    placed.push(self.nodes.len());
                    let url = format!("{name}/fy{}.html", this.0);
                    self.nodes.push(Node { url, title: this.to_string(), what: What::Year(this), place: None });
                }
            }
            placed.push(node);
        }
        if opinions {
            placed.push(self.nodes.len());
            let title = "どの声が、何になったか".to_owned();
            self.nodes.push(Node { url: TRACE_URL.to_owned(), title, what: What::Trace, place: None });
        }
        if let Some(folder) = self.folders.get_mut(name) {
            folder.pages = placed;
        }
    }

    /// Adds the pages that stand in no list of neighbours: those made to be printed, and the index.
    fn place_apart(&mut self) {
        let items = self.documents.iter().filter(|document| document.front.kind() == Kind::Item).count();
        let add =
            |url: &str, title: &str, what| Node { url: url.to_owned(), title: title.to_owned(), what, place: None };
        if items > 0 {
            self.nodes.push(add(BUILDER_URL, "用紙を組む", What::Builder));
        }
        if BOUND_CHAPTERS.contains(&self.of_kind(Kind::Guide).count()) {
            self.nodes.push(add(BOUND_URL, "手引きを一冊に", What::Bound));
        }
        if self.config.search.unwrap_or(true) {
            self.nodes.push(add(INDEX_URL, "索引", What::Index));
        }
    }

    fn index(&mut self) {
        let names: Vec<String> = self.folders.keys().filter(|name| !name.is_empty()).cloned().collect();
        for name in names {
            let index = self.folders[&name].index;
            let parent = name.rsplit_once('/').map_or("", |(parent, _)| parent);
            // The top is told apart by its navigation, not by a list of pages.
            if let Some(folder) = self.folders.get_mut(parent).filter(|_| !parent.is_empty()) {
                folder.pages.push(index);
            }
        }
        for folder in self.folders.values() {
            for (place, node) in folder.pages.iter().enumerate() {
                self.nodes[*node].place = Some(place);
            }
        }
        self.by_url = self.nodes.iter().enumerate().map(|(id, node)| (node.url.clone(), id)).collect();
    }

    /// The node at an address.
    pub fn find(&self, url: &str) -> Option<usize> {
        self.by_url.get(url).copied()
    }

    /// The nodes whose file has this name, wherever they lie.
    pub fn named(&self, name: &str) -> &[usize] {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: AHashMap<String, Vec<usize>> = AHashMap::new();
            for (id, node) in self.nodes.iter().enumerate() {
                let name = node.url.rsplit('/').next().unwrap_or_default();
                by_name.entry(name.to_owned()).or_default().push(id);
            }
            by_name
        });
        by_name.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn folder(&self, name: &str) -> Option<&Folder> {
        self.folders.get(name)
    }

    pub fn folder_names(&self) -> impl Iterator<Item = &str> {
        self.folders.keys().map(String::as_str)
    }

    /// The folder in whose list the node stands.
    pub fn listed_in<'n>(&self, node: &'n Node) -> &'n str {
        let folder = node.url.rsplit_once('/').map_or("", |(folder, _)| folder);
        if node.url.ends_with("/index.html") { folder.rsplit_once('/').map_or("", |(up, _)| up) } else { folder }
    }

    /// The neighbours of a node in reading order.
    pub fn neighbours(&self, node: &Node) -> (Option<usize>, Option<usize>) {
        let (Some(place), Some(folder)) = (node.place, self.folders.get(self.listed_in(node))) else {
            return (None, None);
        };
        let before = place.checked_sub(1).and_then(|place| folder.pages.get(place));
        (before.copied(), folder.pages.get(place + 1).copied())
    }

    pub fn document(&self, node: usize) -> Option<&Arc<Document>> {
        match self.nodes[node].what {
            What::Document(id) => self.documents.get(id),
            _ => None,
        }
    }

    pub fn record(&self, node: usize) -> Option<&Record> {
        match &self.document(node)?.front {
            Front::Record(record) => Some(record),
            _ => None,
        }
    }

    /// The document of a kind that other documents call `id`.
    pub fn by_id(&self, kind: Kind, id: &str) -> Option<(usize, &Arc<Document>)> {
        let node = self.find(&format!("{}/{id}.html", kind.folder()?))?;
        self.document(node).map(|document| (node, document))
    }

    /// All documents of a kind, in reading order, with their nodes. Folders within are passed over.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (usize, &Arc<Document>)> {
        let pages = kind.folder().and_then(|name| self.folders.get(name)).map_or(&[][..], |folder| &folder.pages);
        pages.iter().filter_map(move |node| {
            let document = self.document(*node)?;
            (document.front.kind() == kind).then_some((*node, document))
        })
    }
}

/// The folder and those above it, without the top.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain(std::iter::once(folder.len()));
    ends.map(move |end| &folder[..end]).filter(|name| !name.is_empty())
}

fn default_title(folder: &str) -> String {
    let title = match Kind::of_folder(folder) {
        Some(Kind::Guide) => "手引き",
        Some(Kind::Record) => "取り組みの記録",
        Some(Kind::Item) => "項目",
        Some(Kind::Sheet) => "用紙",
        Some(Kind::Role) => "役割の手引き",
        Some(Kind::Pack) => "会の一式",
        Some(Kind::Case) => "事例",
        Some(Kind::Term) => "ことば",
        Some(Kind::Page) | None if folder.is_empty() => "手引き",
        Some(Kind::Page) | None => folder.rsplit('/').next().unwrap_or_default(),
    };
    title.to_owned()
}
