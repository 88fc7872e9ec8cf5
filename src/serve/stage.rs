use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use ahash::AHashMap;
use serde::Serialize;

use super::difference::{Difference, differing};
use crate::diagnostics::report::{self, Line, Sources};
use crate::diagnostics::{Diagnostic, Language, Severity, has_errors};
use crate::model::page_url;
use crate::search::{self, Index};
use crate::site::{Build, Files};
use crate::source::Snapshot;

/// What everybody is looking at.
#[derive(Default)]
pub(super) struct Stage(RwLock<Arc<Shown>>);

impl Stage {
    pub fn now(&self) -> Arc<Shown> {
        // What a thread that panicked left here is whole: only a pointer is changed.
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn show(&self, shown: Shown) {
        let next = Arc::new(shown);
        let old = std::mem::replace(&mut *self.0.write().unwrap_or_else(PoisonError::into_inner), next);
        // Taken apart when others may look again already.
        drop(old);
    }
}

/// One version of the site, as it is shown. With errors in the content it has the pages of the last
/// good version, and the report of this one.
#[derive(Default)]
pub(super) struct Shown {
    pub version: u64,
    files: Files,
    /// Makes the files of the search when they are asked for.
    search: Option<Arc<Index>>,
    /// Whether `files` are those of a build without errors.
    good: bool,
    /// The version in which a file last changed, for those that did since the first.
    changed: BTreeMap<String, u64>,
    /// Where pages went whose files were renamed.
    moved: BTreeMap<String, String>,
    /// The texts of documents that are gone, by address: one of them may come back under another name.
    gone: BTreeMap<String, Arc<str>>,
    broken: bool,
    report: Vec<Mistake>,
}

/// A diagnostic as the browser shows it.
#[derive(Clone, Serialize)]
struct Mistake {
    severity: &'static str,
    code: &'static str,
    /// The page that the file makes.
    page: String,
    /// `path:line:column`.
    place: String,
    message: String,
    mend: Option<String>,
    /// The line itself, in three parts: before the mark, marked, behind.
    line: Option<[String; 3]>,
}

/// What a page needs to know to catch up.
#[derive(Serialize)]
pub(super) struct News<'s> {
    page: &'static str,
    moved: Option<&'s str>,
    /// Files beside the pages that changed: styles, scripts, pictures.
    beside: Vec<&'s str>,
    broken: bool,
    good: bool,
    report: Vec<&'s Mistake>,
}

impl Shown {
    /// The bytes of one file of the site.
    pub fn get(&self, address: &str) -> Option<Arc<Vec<u8>>> {
        self.files.get(address).cloned().or_else(|| self.search.as_ref()?.get(address))
    }

    /// The index that has to be made before this file can be had.
    pub fn to_make(&self, address: &str) -> Option<&Arc<Index>> {
        self.search.as_ref().filter(|index| address.starts_with(search::FOLDER) && !index.is_made())
    }

    /// The next version, and how many files of the site it draws anew.
    pub fn next(
        &self,
        build: &mut Build,
        difference: &Difference<'_>,
        old: &Snapshot,
        new: &Snapshot,
    ) -> (Self, usize) {
        let version = self.version + 1;
        let broken = has_errors(&build.diagnostics);
        let (files, search) = if broken && self.good {
            (self.files.clone(), self.search.clone())
        } else {
            (std::mem::take(&mut build.files), build.search.take())
        };
        let mut next = Self {
            version,
            files,
            search,
            good: self.good || !broken,
            changed: self.changed.clone(),
            moved: self.moved.clone(),
            gone: self.gone.clone(),
            broken,
            report: build.diagnostics.iter().map(|it| Mistake::new(it, &build.sources)).collect(),
        };
        let drawn = differing(&self.files, &next.files);
        // Of the first version nobody has seen an earlier one.
        let seen = drawn.iter().filter(|_| self.version > 0);
        next.changed.extend(seen.map(|address| ((*address).clone(), version)));
        let drawn = drawn.len();
        next.follow_renamed(&difference.documents, old, new);
        (next, drawn)
    }

    /// A document that comes with the text of one that went is the same, renamed.
    fn follow_renamed(&mut self, differing: &[&Arc<str>], old: &Snapshot, new: &Snapshot) {
        for path in differing.iter().filter(|path| !new.documents.contains_key(**path)) {
            self.gone.extend(old.documents.get(*path).map(|text| (page_url(path), text.clone())));
        }
        let come = differing.iter().filter(|path| !old.documents.contains_key(**path));
        let come: AHashMap<&str, String> =
            come.filter_map(|path| Some((&**new.documents.get(*path)?, page_url(path)))).collect();
        if come.is_empty() {
            return;
        }
        let found: Vec<(String, String)> =
            self.gone.iter().filter_map(|(url, text)| Some((url.clone(), come.get(&**text)?.clone()))).collect();
        for (from, to) in found {
            self.gone.remove(&from);
            self.gone.remove(&to);
            self.moved.remove(&to);
            if from != to {
                self.moved.insert(from, to);
            }
        }
    }

    /// What changed for the page at an address since a version of it.
    pub fn news(&self, address: &str, since: u64) -> News<'_> {
        let is_new = |changed: &u64| since == 0 || *changed > since;
        let changed: Vec<&str> =
            self.changed.iter().filter(|(_, at)| is_new(at)).map(|(address, _)| address.as_str()).collect();
        let moved = self.moved.get(address).filter(|_| !self.files.contains_key(address));
        let same = since != 0 && !changed.contains(&address);
        News {
            page: match self.files.get(address) {
                None => "missing",
                Some(_) if same => "same",
                Some(_) => "changed",
            },
            moved: moved.map(String::as_str),
            beside: changed.into_iter().filter(|it| !super::mime(it).starts_with("text/html")).collect(),
            broken: self.broken,
            good: self.good,
            report: self.report.iter().filter(|it| self.is_told_of(it, address)).collect(),
        }
    }

    /// Errors hide every page, and are told on every page; warnings on the page that they are about.
    fn is_told_of(&self, mistake: &Mistake, address: &str) -> bool {
        if self.broken { mistake.severity == "error" } else { mistake.page == address }
    }
}

impl Mistake {
    fn new(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        let path = &diagnostic.place.path;
        let position = report::line_column(&diagnostic.place, sources);
        let parts = |Line { text, mark, .. }: Line| {
            [text[..mark.start].to_owned(), text[mark.clone()].to_owned(), text[mark.end..].to_owned()]
        };
        Self {
            severity: if diagnostic.severity == Severity::Error { "error" } else { "warning" },
            code: diagnostic.code,
            page: path.strip_prefix("content/").map(page_url).unwrap_or_default(),
            place: position.map_or_else(|| path.to_string(), |(line, column)| format!("{path}:{line}:{column}")),
            message: diagnostic.message.get(Language::Japanese).to_owned(),
            mend: diagnostic.mend.as_ref().map(|mend| mend.get(Language::Japanese).to_owned()),
            line: report::line(&diagnostic.place, sources).map(parts),
        }
    }
}
