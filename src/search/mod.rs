//! The search: an index of the finished pages, cut into files that a reader's browser loads as it needs
//! them. `themes/default/static/search-engine/` reads them.
//!
//! 1. `text` takes what a reader sees out of each page.
//! 2. [`fold`] makes writings that read the same the same.
//! 3. `grams` notes which page holds which characters, so that any stretch of text is found.
//! 4. `words` notes how the words of the site are read.
//! 5. `shard` writes the files.
//!
//! All of it is done when a file is first asked for, so that a preview that nobody searches pays nothing. What it
//! came to is kept: of the next version of the same pages, only those that changed are read.

mod entry;
mod grams;
mod shard;
mod text;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;
use xxhash_rust::xxh3::Xxh3;

use crate::japanese::WIDE;
use crate::japanese::fold::{self, Folding};
use crate::japanese::readings::Readings;
pub use entry::Entry;
use text::Text;

/// The folder of the index, from the root of the site.
pub use crate::model::SEARCH_FOLDER as FOLDER;

/// A page as it is searched.
#[derive(Debug)]
pub struct Page {
    entry: Arc<Entry>,
    text: Text,
}

impl Page {
    /// Everything that is searched, piece by piece.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let sections = self.text.sections.iter().flat_map(|it| [it.heading.as_str(), it.text.as_str()]);
        std::iter::once(self.title.as_str()).chain(self.aliases.iter().map(String::as_str)).chain(sections)
    }
}

impl std::ops::Deref for Page {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.entry
    }
}

/// What all builds need, made once, and what the last pages that were searched came to.
#[derive(Clone, Debug, Default)]
pub struct Tools {
    folding: Arc<Folding>,
    readings: Arc<Readings>,
    made: Arc<Mutex<Made>>,
}

/// Words that mean the same everywhere; `site.toml` and the glossary add theirs.
const SYNONYMS: [[&str; 2]; 1] = [["障がい", "障害"]];

/// What is told of each page, and the page itself.
type Sources = Arc<Vec<(Arc<Entry>, Arc<Vec<u8>>)>>;

/// The index of a site.
#[derive(Debug)]
pub struct Index {
    sources: Sources,
    synonyms: Vec<Vec<String>>,
    tools: Tools,
}

/// What the pages of one index came to.
#[derive(Debug, Default)]
struct Made {
    sources: Sources,
    synonyms: Vec<Vec<String>>,
    pages: Vec<Page>,
    rows: grams::Rows,
    tally: words::Tally,
    grams: Vec<grams::Shard>,
    words: Vec<words::Shard>,
    /// The same for all files of one index, so that a mixture of two is noticed.
    stamp: String,
}

/// How an index is cut into files, each a balance of what the first query loads and of what all files weigh.
struct Cut {
    /// How many pages share a file for their texts.
    pages: usize,
    /// How many bytes of grams a file holds, before they are packed.
    grams: usize,
    /// How many bytes of words a file holds, before they are packed.
    words: usize,
    /// Whether kana tell pages apart too little by two.
    kana_by_three: bool,
}

/// A reader of so few pages soon has them all.
const FEW_PAGES: usize = 400;

/// With more texts than these, there would be too many files.
const TEXT_FILES: usize = 6000;

impl Cut {
    fn of(pages: usize) -> Self {
        match pages {
            0..=FEW_PAGES => Self { pages: 6, grams: 6 * 1024, words: 6 * 1024, kana_by_three: false },
            _ if pages <= TEXT_FILES => Self { pages: 1, grams: 1152, words: 768, kana_by_three: true },
            _ => Self { pages: pages.div_ceil(TEXT_FILES), grams: 6 * 1024, words: 1024, kana_by_three: true },
        }
    }
}

impl Index {
    /// The index of finished pages. `synonyms` are the site's own: words that mean the same.
    pub fn new(mut pages: Vec<(Arc<Entry>, Arc<Vec<u8>>)>, synonyms: &[Vec<String>], tools: &Tools) -> Self {
        pages.sort_by_key(|(entry, _)| entry.rank);
        Self { sources: Arc::new(pages), synonyms: synonyms.to_vec(), tools: tools.clone() }
    }

    /// What the pages came to, made now if it is not there yet.
    fn made(&self) -> MutexGuard<'_, Made> {
        // What a thread that panicked left half made is of other pages, and is made anew.
        let mut made = self.tools.made.lock().unwrap_or_else(|poisoned| {
            self.tools.made.clear_poison();
            let mut made = PoisonError::into_inner(poisoned);
            *made = Made::default();
            made
        });
        if !made.is_of(self) {
            made.follow(self);
        }
        made
    }

    /// Every file, by address.
    pub fn files(&self) -> BTreeMap<String, Arc<Vec<u8>>> {
        let made = self.made();
        let grams = (0..made.grams.len()).map(|number| format!("g{number}"));
        let texts = (0..self.texts_of_pages().count()).map(|number| format!("b{number}"));
        let words = (0..made.words.len()).map(|number| format!("y{number}"));
        let catalogue = std::iter::once("mokuroku".to_owned());
        let names: Vec<String> = catalogue.chain(grams).chain(words).chain(texts).collect();
        let made = &*made;
        let file = |name: String| Some((format!("{FOLDER}{name}.js"), Arc::new(self.file(&name, made)?)));
        names.into_par_iter().filter_map(file).collect::<Vec<_>>().into_iter().collect()
    }

    /// One file, by its address from the root of the site. The first of an index is a while in the making.
    pub fn get(&self, path: &str) -> Option<Arc<Vec<u8>>> {
        let name = path.strip_prefix(FOLDER)?.strip_suffix(".js")?;
        self.file(name, &self.made()).map(Arc::new)
    }

    /// Whether the files can be had at once.
    pub fn is_made(&self) -> bool {
        self.tools.made.try_lock().is_ok_and(|made| made.is_of(self))
    }

    /// Makes what all files need.
    pub fn make(&self) {
        drop(self.made());
    }

    fn file(&self, name: &str, made: &Made) -> Option<Vec<u8>> {
        let number = || name.get(1..)?.parse::<usize>().ok();
        let bytes = match name.as_bytes().first()? {
            _ if name == "mokuroku" => self.catalogue(made),
            b'g' => made.rows.bytes(made.grams.get(number()?)?),
            b'y' => shard::json(&made.words.get(number()?)?.text),
            b'b' => self.texts(number()?, made)?,
            _ => return None,
        };
        Some(shard::script(name, &made.stamp, &bytes))
    }

    /// From where on each page has a file of its own for its text: lists are long where pages are many.
    fn first_list(&self) -> usize {
        let pages = self.sources.len();
        if pages <= FEW_PAGES { pages } else { self.sources.partition_point(|(page, _)| !page.is_list()) }
    }

    /// The pages of each file of texts.
    fn texts_of_pages(&self) -> impl Iterator<Item = Range<usize>> {
        let (lists, per, pages) = (self.first_list(), Cut::of(self.sources.len()).pages, self.sources.len());
        let shared = (0..lists).step_by(per).map(move |first| first..(first + per).min(lists));
        shared.chain((lists..pages).map(|page| page..page + 1))
    }

    /// The texts of a few pages: address, title, aliases, and of each section the anchor, the heading and
    /// the text.
    fn texts(&self, number: usize, made: &Made) -> Option<Vec<u8>> {
        let pages = self.texts_of_pages().nth(number)?;
        let texts: Vec<_> = made.pages[pages]
            .iter()
            .map(|page| {
                let sections = page.text.sections.iter();
                let sections: Vec<_> = sections.map(|it| (&it.anchor, &it.heading, &it.text)).collect();
                (&page.url, &page.title, &page.aliases, sections)
            })
            .collect();
        Some(shard::json(&texts))
    }

    /// The words that mean the same: everywhere, on this site, and by its glossary.
    fn synonyms(&self) -> Vec<Vec<String>> {
        let everywhere = SYNONYMS.iter().map(|words| words.map(str::to_owned).to_vec());
        let terms = self.sources.iter().map(|(page, _)| page).filter(|page| !page.aliases.is_empty());
        let terms = terms.map(|page| std::iter::once(&page.title).chain(&page.aliases).cloned().collect());
        let folded = |words: Vec<String>| words.iter().map(|word| self.tools.folding.bare(word)).collect();
        everywhere.chain(self.synonyms.iter().cloned()).chain(terms).map(folded).collect()
    }

    /// The file that tells what is in the others.
    fn catalogue(&self, made: &Made) -> Vec<u8> {
        #[derive(Serialize)]
        struct Catalogue<'i> {
            pages: usize,
            pages_per_text: usize,
            lists: usize,
            first_list: usize,
            first_repeat: usize,
            kana_by_three: bool,
            grams: String,
            words: Vec<&'i str>,
            kinds: Vec<&'i str>,
            years: Vec<&'i str>,
            runs: Vec<(usize, usize, usize)>,
            synonyms: Vec<Vec<String>>,
            fold: serde_json::Value,
            wide: [(u32, u32); WIDE.len()],
        }
        let (mut kinds, mut years, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (page, _)) in self.sources.iter().enumerate() {
            let (kind, year) = (place(&mut kinds, &page.kind), place(&mut years, &page.year));
            if runs.last().is_none_or(|(_, of_kind, of_year)| (*of_kind, *of_year) != (kind, year)) {
                runs.push((number, kind, year));
            }
        }
        let Ok(fold) = serde_json::from_str(fold::DATA) else { return Vec::new() };
        let cut = Cut::of(self.sources.len());
        let catalogue = Catalogue {
            pages: self.sources.len(),
            pages_per_text: cut.pages,
            lists: self.first_list(),
            first_list: self.sources.partition_point(|(page, _)| !page.is_list()),
            first_repeat: self.sources.partition_point(|(page, _)| !page.repeats()),
            kana_by_three: cut.kana_by_three,
            grams: made.rows.firsts(&made.grams),
            words: made.words.iter().map(|shard| shard.first.as_str()).collect(),
            kinds,
            years,
            runs,
            synonyms: self.synonyms(),
            fold,
            wide: WIDE,
        };
        shard::json(&catalogue)
    }
}

/// Where more pages than these changed at once, all are read anew: that is quicker.
const FEW_CHANGES: usize = 100;

impl Made {
    fn is_of(&self, index: &Index) -> bool {
        Arc::ptr_eq(&self.sources, &index.sources) && self.synonyms == index.synonyms
    }

    /// Becomes what the pages of an index come to.
    fn follow(&mut self, index: &Index) {
        let old = std::mem::replace(&mut self.sources, index.sources.clone());
        let same_pages = old.iter().map(|(page, _)| &page.url).eq(self.sources.iter().map(|(page, _)| &page.url));
        let changed: Vec<usize> = (0..self.sources.len()).filter(|at| old.get(*at) != self.sources.get(*at)).collect();
        let Tools { folding, readings, .. } = &index.tools;
        let cut = Cut::of(self.sources.len());
        if same_pages && changed.len() <= FEW_CHANGES {
            for at in changed {
                let new = read(&self.sources[at]);
                let old = std::mem::replace(&mut self.pages[at], new);
                self.tally.replace(&old, &self.pages[at]);
                // There are fewer pages than bytes of memory for them.
                self.rows.replace(at.try_into().unwrap_or(u32::MAX), &old, &self.pages[at], folding, cut.kana_by_three);
            }
        } else {
            self.pages = self.sources.par_iter().map(read).collect();
            (self.rows, self.tally) = rayon::join(
                || grams::Rows::of(&self.pages, folding, cut.kana_by_three),
                || words::Tally::of(&self.pages, readings),
            );
        }
        self.grams = self.rows.divide(cut.grams);
        self.words = words::shards(&self.pages, &index.synonyms(), &self.tally, folding, cut.words);
        self.synonyms.clone_from(&index.synonyms);
        self.stamp = stamp(&self.pages, &index.synonyms());
    }
}

/// A hash of what the files hold and of the program that wrote them: of two indexes with other words, each file
/// may be cut in another place, and what one says of another file would be wrong.
fn stamp(pages: &[Page], synonyms: &[Vec<String>]) -> String {
    let mut hash = Xxh3::new();
    let mut add = |text: &str| {
        hash.update(&text.len().to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(env!("CARGO_PKG_VERSION"));
    for page in pages {
        let entry = [&*page.url, &page.kind, &page.year, page.reading.as_deref().unwrap_or_default()];
        entry.into_iter().chain(page.texts()).for_each(&mut add);
        page.text.sections.iter().for_each(|section| add(&section.anchor));
    }
    synonyms.iter().flatten().for_each(|word| add(word));
    format!("{:08x}", hash.digest() >> 32)
}

fn read((entry, html): &(Arc<Entry>, Arc<Vec<u8>>)) -> Page {
    Page { entry: entry.clone(), text: text::read(&String::from_utf8_lossy(html)) }
}

/// The place of a name in a list, which it is added to if need be.
fn place<'n>(names: &mut Vec<&'n str>, name: &'n str) -> usize {
    names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    })
}
