//! The only reader: a project's files into a [`Snapshot`], all at once, so that what follows sees one
//! moment and touches no disk.

mod decode;
mod git;
mod shelf;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{MAIN_SEPARATOR, Path};
use std::sync::Arc;
use std::time::Instant;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use walkdir::{DirEntry, WalkDir};

use crate::config;
use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::model::{Date, is_hidden};
use decode::decode;
use shelf::{Content, Found, Shelf, Stamp};

/// Everything that decides a site, as it was at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The text of `content/site.toml`.
    pub config: Option<Arc<str>>,
    /// The Markdown files, by path below `content/`.
    pub documents: BTreeMap<Arc<str>, Arc<str>>,
    /// All other files, by path below `content/`; they are copied.
    pub assets: BTreeMap<Arc<str>, Arc<Vec<u8>>>,
    /// The files of `themes/`, by path below it.
    pub themes: BTreeMap<Arc<str>, Arc<Vec<u8>>>,
    /// The day of the last commit of each file, by path below `content/`.
    pub committed: BTreeMap<Arc<str>, Date>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

impl Snapshot {
    /// The text of a file that a diagnostic points into, by its path from the root.
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        if path == config::PATH {
            return self.config.clone();
        }
        self.documents.get(path.strip_prefix("content/")?).cloned()
    }
}

/// Reads the project at `root`. What cannot be read is told in the snapshot's diagnostics.
pub fn load(root: &Path) -> Snapshot {
    let (files, committed) = rayon::join(|| read_all(root, None), || git::Commits::default().of(root));
    Snapshot::of(files, committed, |_| {})
}

/// Reads the same project again and again, and opens only what changed since it last looked.
#[derive(Debug, Default)]
pub struct Reader {
    shelf: Shelf,
    commits: git::Commits,
}

impl Reader {
    /// The project as it is now: the same as [`load`] would give.
    pub fn load(&mut self, root: &Path) -> Snapshot {
        let Self { shelf, commits } = self;
        let (files, committed) = rayon::join(|| read_all(root, Some(shelf)), || commits.of(root));
        Snapshot::of(files, committed, |found| shelf.keep(found))
    }
}

impl Snapshot {
    fn of(files: Vec<Read>, committed: BTreeMap<Arc<str>, Date>, keep: impl FnOnce(&[Found])) -> Self {
        let mut snapshot = Self { committed, ..Self::default() };
        let failed = &mut snapshot.diagnostics;
        let found: Vec<Found> =
            files.into_iter().filter_map(|file| file.map_err(|why| failed.push(*why)).ok()).collect();
        keep(&found);
        snapshot.take(found);
        if snapshot.documents.is_empty() && snapshot.diagnostics.is_empty() {
            snapshot.diagnostics.push(catalogue::no_content(Place::file("content")));
        }
        snapshot
    }

    fn take(&mut self, found: Vec<Found>) {
        let (mut documents, mut assets, mut themes) = (Vec::new(), Vec::new(), Vec::new());
        for Found { path, below, content, .. } in found {
            match content {
                Content::Text(text) if is_markdown(&path) => documents.push((below, text)),
                Content::Text(text) => self.config = Some(text),
                Content::Bytes(bytes) if path.starts_with("themes/") => themes.push((below, bytes)),
                Content::Bytes(bytes) => assets.push((below, bytes)),
                Content::Refused(diagnostic) => self.diagnostics.push(*diagnostic),
            }
        }
        // All at once: a map is made from a list much faster than it grows.
        self.documents = documents.into_iter().collect();
        self.assets = assets.into_iter().collect();
        self.themes = themes.into_iter().collect();
    }
}

type Read = Result<Found, Box<Diagnostic>>;

/// Looks at all files of a project, on all cores.
fn read_all(root: &Path, shelf: Option<&Shelf>) -> Vec<Read> {
    let now = Instant::now();
    let folders = ["content", "themes"].map(|name| root.join(name)).into_iter().filter(|folder| folder.is_dir());
    let near: Vec<_> = folders.flat_map(|folder| walk(&folder, 1)).collect();
    let all = near.into_par_iter().flat_map_iter(|entry| match &entry {
        Ok(folder) if folder.file_type().is_dir() => walk(folder.path(), usize::MAX),
        _ => vec![entry],
    });
    let files: Vec<_> = all.filter(|entry| entry.as_ref().map_or(true, |entry| !entry.file_type().is_dir())).collect();
    files.into_par_iter().map(|entry| read(root, entry, shelf, now)).collect()
}

/// What lies in a folder, that deep, without what is hidden.
fn walk(folder: &Path, depth: usize) -> Vec<walkdir::Result<DirEntry>> {
    let seen = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy());
    let entries = WalkDir::new(folder).max_depth(depth).sort_by_file_name().into_iter().filter_entry(seen);
    entries.filter(|entry| entry.as_ref().map_or(true, |entry| entry.depth() > 0)).collect()
}

fn read(root: &Path, entry: walkdir::Result<DirEntry>, shelf: Option<&Shelf>, now: Instant) -> Read {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let place = Place::file(error.path().and_then(|path| below(root, path)).unwrap_or_default());
            let error = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
            return Err(Box::new(unreadable(place, &error)));
        }
    };
    let Some(path) = below(root, entry.path()) else {
        let name = entry.file_name().to_string_lossy();
        return Err(Box::new(catalogue::bad_name(Place::file(&*name), &name)));
    };
    let place = || Place::file(path.as_str());
    if entry.path_is_symlink() {
        return Err(Box::new(catalogue::symlink(place())));
    }
    // A pipe or a device would keep us waiting.
    if !entry.file_type().is_file() {
        return Err(Box::new(catalogue::not_a_file(place())));
    }
    // What cannot be opened may be held by another program, and is tried anew at the next look.
    let mut failed = None;
    let mut open = || match fs::read(entry.path()) {
        Ok(bytes) => content(&path, bytes),
        Err(error) => {
            let diagnostic = Box::new(unreadable(place(), &error));
            failed = Some(diagnostic.clone());
            Content::Refused(diagnostic)
        }
    };
    let found = match shelf {
        None => Found::once(&path, open()),
        Some(shelf) => match entry.metadata() {
            Ok(metadata) => shelf.find(&path, Stamp::of(&metadata), now, open),
            Err(error) => return Err(Box::new(unreadable(place(), &error.into()))),
        },
    };
    failed.map_or(Ok(found), Err)
}

/// The spelling matters: elsewhere than on Windows, `.MD` is another ending.
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "see above")]
fn is_markdown(path: &str) -> bool {
    path.ends_with(".md")
}

/// What the bytes of a file are to this program, by its path from the root.
fn content(path: &str, bytes: Vec<u8>) -> Content {
    let is_text = path == config::PATH || (path.starts_with("content/") && is_markdown(path));
    if is_text {
        decode(&bytes, &Place::file(path)).map_or_else(Content::Refused, Content::Text)
    } else {
        Content::Bytes(Arc::new(bytes))
    }
}

/// The path below the root, with `/` between folders; nothing if it is not Unicode.
fn below(root: &Path, path: &Path) -> Option<String> {
    let path = path.strip_prefix(root).ok()?.to_str()?;
    Some(if MAIN_SEPARATOR == '/' { path.to_owned() } else { path.replace(MAIN_SEPARATOR, "/") })
}

fn unreadable(place: Place, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => catalogue::vanished(place),
        _ => catalogue::unreadable(place, &error.to_string()),
    }
}
