//! The whole guidebook: documents in their folders, in reading order, with the pages that no file asks for.

mod generated;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use ahash::AHashMap;
use rayon::slice::ParallelSliceMut;

use crate::config::Config;
use crate::model::{Card, Date, FiscalYear, Kind, Record, page_url};
use crate::paper;
pub use generated::{Generated, GeneratedInfo, maker, year_url};

/// Everything that a book is made of. Where it is equal, so is the book, and all that rules and pages see of
/// each other; only running text is not in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contents {
    pub config: Config,
    /// The text of `site.toml`: what is told of it names places in it.
    pub config_text: Option<Arc<str>>,
    /// The documents that are published, by path.
    pub cards: Vec<Arc<Card>>,
    /// Addresses of pages that are left out as drafts.
    pub drafts: BTreeSet<String>,
    /// The paths of the other files of `content/`.
    pub assets: Vec<Arc<str>>,
    /// The day of the last commit of each file, by path.
    pub committed: BTreeMap<Arc<str>, Date>,
}

/// The whole guidebook: its contents, and where everything is to be found.
pub struct Book {
    contents: Arc<Contents>,
    /// Addresses of files that a page may link to: those of `content/`, and worksheets to take away.
    pub files: BTreeSet<String>,
    /// What the site puts on paper.
    pub papers: paper::Papers,
    pub nodes: Vec<Node>,
    by_url: AHashMap<String, usize>,
    /// Made when first asked for, which only a dead link does.
    by_name: OnceLock<AHashMap<String, Vec<usize>>>,
    folders: BTreeMap<String, Folder>,
    by_kind: BTreeMap<Kind, Vec<usize>>,
    /// Documents in folders within the folder of their kind, by the name of the file; none where two share it.
    by_file_name: AHashMap<(Kind, String), Option<usize>>,
}

impl std::ops::Deref for Book {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.contents
    }
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
    /// A Markdown file: the index in [`Contents::cards`].
    Document(usize),
    /// The page of a folder that has no `index.md`.
    Folder,
    /// The sessions of a fiscal year side by side.
    Year(FiscalYear),
    Generated(Generated),
}

/// A folder below `content/`; the top has an empty name.
#[derive(Debug, Default)]
pub struct Folder {
    /// The node that stands for it.
    pub index: usize,
    /// The pages in it, then the folders below it, in reading order.
    pub pages: Vec<usize>,
}

/// A guide of fewer chapters is read on its own page; one of more is no longer a book, and would be
/// written twice on every build.
const BOUND_CHAPTERS: std::ops::RangeInclusive<usize> = 2..=100;

impl Book {
    /// Puts the contents in order. Worksheets are made before, so that pages can link to them with their sizes.
    pub fn new(contents: Arc<Contents>, papers: paper::Papers) -> Self {
        let downloads = papers.downloads().map(|file| file.url.clone());
        let mut book = Self {
            files: downloads.chain(contents.assets.iter().map(|path| page_url(path))).collect(),
            contents,
            papers,
            nodes: Vec::new(),
            by_url: AHashMap::new(),
            by_name: OnceLock::new(),
            folders: BTreeMap::new(),
            by_kind: BTreeMap::new(),
            by_file_name: AHashMap::new(),
        };
        book.place_documents();
        book.place_records();
        book.place_apart();
        book.index();
        book
    }

    /// Gives each folder its page and each document its place.
    fn place_documents(&mut self) {
        let contents = self.contents.clone();
        let cards = &contents.cards;
        let mut order: Vec<usize> = (0..cards.len()).collect();
        order.par_sort_by(|a, b| cards[*a].rank().cmp(&cards[*b].rank()));
        let by_folder = cards.chunk_by(|a, b| a.folder() == b.folder());
        let folders: BTreeSet<&str> = by_folder.flat_map(|some| ancestors(some[0].folder())).collect();
        self.nodes.reserve(cards.len() + folders.len());
        for name in std::iter::once("").chain(folders) {
            let url = if name.is_empty() { "index.html".to_owned() } else { format!("{name}/index.html") };
            let index = self.nodes.len();
            self.nodes.push(Node { url, title: default_title(name), what: What::Folder, place: None });
            self.folders.insert(name.to_owned(), Folder { index, pages: Vec::new() });
        }
        for id in order {
            let card = &cards[id];
            let title = card.common.title.value.clone();
            let Some(folder) = self.folders.get_mut(card.folder()) else { continue };
            if card.is_index() {
                let node = &mut self.nodes[folder.index];
                (node.title, node.what) = (title, What::Document(id));
            } else {
                folder.pages.push(self.nodes.len());
                self.nodes.push(Node { url: card.url.clone(), title, what: What::Document(id), place: None });
            }
        }
        self.name_home();
    }

    /// The home page takes the site's name, where it has none of its own.
    fn name_home(&mut self) {
        let home = self.folders[""].index;
        if self.nodes[home].what == What::Folder
            && let Some(title) = &self.contents.config.title
        {
            self.nodes[home].title.clone_from(title);
        }
    }

    /// Adds the pages that the records make: each fiscal year before its records, the trace after them.
    fn place_records(&mut self) {
        let Some(folder) = Kind::Record.folder() else { return };
        let Some(pages) = self.folders.get(folder).map(|folder| folder.pages.clone()) else { return };
        let records = || self.contents.cards.iter().filter_map(|card| card.record());
        let years: BTreeSet<FiscalYear> = records().map(|record| record.fiscal_year.value).collect();
        let opinions = records().any(|record| !record.opinions.is_empty());
        let mut placed = Vec::new();
        for year in years {
            placed.push(self.nodes.len());
            let what = What::Year(year);
            self.nodes.push(Node { url: year_url(year), title: year.to_string(), what, place: None });
            let of_year = |node: &&usize| self.record(**node).is_some_and(|record| record.fiscal_year.value == year);
            placed.extend(pages.iter().filter(of_year));
        }
        placed.extend(pages.iter().filter(|node| self.record(**node).is_none()));
        if opinions {
            placed.push(self.nodes.len());
            self.add(Generated::Trace);
        }
        if let Some(folder) = self.folders.get_mut(folder) {
            folder.pages = placed;
        }
    }

    /// Adds the pages that stand in no list of neighbours: those made to be printed, and the index.
    fn place_apart(&mut self) {
        let count = |kind| self.contents.cards.iter().filter(|card| card.front.kind() == kind).count();
        let (items, chapters) = (count(Kind::Item), count(Kind::Guide));
        if items > 0 {
            self.add(Generated::Builder);
        }
        if BOUND_CHAPTERS.contains(&chapters) {
            self.add(Generated::Bound);
        }
        if self.config.search.unwrap_or(true) {
            self.add(Generated::Index);
        }
    }

    fn add(&mut self, generated: Generated) {
        let info = generated.info();
        let (url, title) = (info.url.to_owned(), info.title.to_owned());
        self.nodes.push(Node { url, title, what: What::Generated(generated), place: None });
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
        self.by_kind = Kind::ALL.iter().map(|kind| (*kind, self.gather(*kind))).collect();
        let mut by_file_name = AHashMap::new();
        for kind in Kind::ALL {
            for (node, card) in self.of_kind(*kind) {
                let Some((_, name)) = card.id().rsplit_once('/') else { continue };
                let known = by_file_name.entry((*kind, name.to_owned()));
                known.and_modify(|known| *known = None).or_insert(Some(node));
            }
        }
        self.by_file_name = by_file_name;
    }

    /// The documents of a kind at any depth, in reading order; records by their years, whatever folder they
    /// lie in.
    fn gather(&self, kind: Kind) -> Vec<usize> {
        let mut found = Vec::new();
        // The folders still to be looked through, the next one last.
        let mut waiting: Vec<usize> = Vec::new();
        let top = kind.folder().and_then(|name| self.folders.get(name)).map_or(&[][..], |folder| &folder.pages);
        waiting.extend(top.iter().rev());
        while let Some(node) = waiting.pop() {
            if let Some(folder) = self.nodes[node].url.strip_suffix("/index.html") {
                waiting.extend(self.folders.get(folder).map_or(&[][..], |folder| &folder.pages).iter().rev());
            } else if self.card(node).is_some_and(|card| card.front.kind() == kind) {
                found.push(node);
            }
        }
        found.sort_by_key(|node| self.record(*node).map(|record| record.fiscal_year.value));
        found
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

    pub fn card(&self, node: usize) -> Option<&Arc<Card>> {
        match self.nodes[node].what {
            What::Document(id) => self.contents.cards.get(id),
            _ => None,
        }
    }

    pub fn record(&self, node: usize) -> Option<&Record> {
        self.card(node)?.record()
    }

    /// Whether a node is one that no file stands for.
    pub fn is_generated(&self, node: usize) -> bool {
        !matches!(self.nodes[node].what, What::Document(_))
    }

    /// The document of a kind that other documents call `id`: by its path below the kind's folder, or by the
    /// name of its file where only one of the kind has it.
    pub fn by_id(&self, kind: Kind, id: &str) -> Option<(usize, &Arc<Card>)> {
        let node = self.find(&format!("{}/{id}.html", kind.folder()?));
        let node = node.or_else(|| self.by_file_name.get(&(kind, id.to_owned())).copied().flatten())?;
        let card = self.card(node).filter(|card| card.front.kind() == kind)?;
        Some((node, card))
    }

    /// All documents of a kind at any depth below its folder, in reading order, with their nodes.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (usize, &Arc<Card>)> {
        let nodes = self.by_kind.get(&kind).map_or(&[][..], Vec::as_slice);
        nodes.iter().filter_map(|node| Some((*node, self.card(*node)?)))
    }
}

/// The folder and those above it, without the top.
fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain(std::iter::once(folder.len()));
    ends.map(move |end| &folder[..end]).filter(|name| !name.is_empty())
}

/// The title of a folder's page where the folder has no `index.md`.
fn default_title(folder: &str) -> String {
    let title = match Kind::of_folder(folder) {
        Some(kind) => kind.info().title,
        None if folder.is_empty() => Kind::Page.info().title,
        None => folder.rsplit('/').next().unwrap_or_default(),
    };
    title.to_owned()
}
