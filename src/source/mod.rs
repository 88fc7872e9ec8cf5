//! The only reader: a project's files into a [`Snapshot`], all at once, so that what follows sees one
//! moment and touches no disk.

mod decode;
mod git;
mod shelf;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
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
    Reader::default().load(root)
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
        let now = Instant::now();
        let (known, commits) = (&self.shelf, &mut self.commits);
        let (files, committed) = rayon::join(
            || ["content", "themes"].map(|folder| read_folder(root, folder, known, now)),
            || commits.of(root),
        );
        let found = files.iter().flatten().filter_map(|file| file.as_ref().ok());
        self.shelf.keep(found);
        let mut snapshot = Snapshot { committed, ..Snapshot::default() };
        files.into_iter().flatten().for_each(|file| snapshot.add(file));
        if snapshot.documents.is_empty() && snapshot.diagnostics.is_empty() {
            snapshot.diagnostics.push(catalogue::no_content(Place::file("content")));
        }
        snapshot
    }
}

impl Snapshot {
    fn add(&mut self, file: Read) {
        let Found { path, content, .. } = match file {
            Ok(found) => found,
            Err(diagnostic) => return self.diagnostics.push(*diagnostic),
        };
        let (folder, below) = path.split_once('/').unwrap_or_default();
        match content {
            Content::Text(text) if is_markdown(&path) => _ = self.documents.insert(below.into(), text),
            Content::Text(text) => self.config = Some(text),
            Content::Bytes(bytes) if folder == "themes" => _ = self.themes.insert(below.into(), bytes),
            Content::Bytes(bytes) => _ = self.assets.insert(below.into(), bytes),
            Content::Refused(diagnostic) => self.diagnostics.push(*diagnostic),
        }
    }
}

type Read = Result<Found, Box<Diagnostic>>;

/// Looks at all files of `root/folder`, on all cores.
fn read_folder(root: &Path, folder: &str, shelf: &Shelf, now: Instant) -> Vec<Read> {
    let base = root.join(folder);
    if !base.is_dir() {
        return Vec::new();
    }
    let entries: Vec<walkdir::Result<DirEntry>> = WalkDir::new(&base)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy()))
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.depth() > 0 && !entry.file_type().is_dir()))
        .collect();
    entries.into_par_iter().map(|entry| read(&base, folder, entry, shelf, now)).collect()
}

fn read(base: &Path, folder: &str, entry: walkdir::Result<DirEntry>, shelf: &Shelf, now: Instant) -> Read {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = error.path().and_then(|path| below(base, path)).unwrap_or_default();
            let place = Place::file(format!("{folder}/{path}"));
            let error = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
            return Err(Box::new(unreadable(place, &error)));
        }
    };
    let Some(path) = below(base, entry.path()) else {
        let name = entry.file_name().to_string_lossy();
        let place = Place::file(format!("{folder}/{name}"));
        return Err(Box::new(catalogue::bad_name(place, &name)));
    };
    let path = format!("{folder}/{path}");
    if entry.path_is_symlink() {
        return Err(Box::new(catalogue::symlink(Place::file(path))));
    }
    // A pipe or a device would keep us waiting.
    if !entry.file_type().is_file() {
        return Err(Box::new(catalogue::not_a_file(Place::file(path))));
    }
    let stamp = match entry.metadata() {
        Ok(metadata) => Stamp::of(&metadata),
        Err(error) => return Err(Box::new(unreadable(Place::file(path), &error.into()))),
    };
    // What cannot be opened may be held by another program, and is tried anew at the next look.
    let mut failed = None;
    let found = shelf.find(&path, stamp, now, || match fs::read(entry.path()) {
        Ok(bytes) => content(&path, bytes),
        Err(error) => {
            let diagnostic = Box::new(unreadable(Place::file(path.as_str()), &error));
            failed = Some(diagnostic.clone());
            Content::Refused(diagnostic)
        }
    });
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

/// The path below `base`, with `/` between folders; nothing if it is not Unicode.
fn below(base: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.strip_prefix(base).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

fn unreadable(place: Place, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotFound => catalogue::vanished(place),
        _ => catalogue::unreadable(place, &error.to_string()),
    }
}
