//! The only reader: a project's files into a [`Snapshot`], all at once, so that what follows sees one
//! moment and touches no disk.

mod decode;
mod git;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use walkdir::{DirEntry, WalkDir};

use crate::config;
use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::model::{Date, is_hidden};
use decode::decode;

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
    let mut snapshot = Snapshot::default();
    for file in read_folder(root, "content") {
        match file {
            Read::Diagnostic(diagnostic) => snapshot.diagnostics.push(*diagnostic),
            Read::Text(path, text) if &*path == "site.toml" => snapshot.config = Some(text),
            Read::Text(path, text) => _ = snapshot.documents.insert(path, text),
            Read::Bytes(path, bytes) => _ = snapshot.assets.insert(path, Arc::new(bytes)),
        }
    }
    for file in read_folder(root, "themes") {
        match file {
            Read::Diagnostic(diagnostic) => snapshot.diagnostics.push(*diagnostic),
            Read::Bytes(path, bytes) => _ = snapshot.themes.insert(path, Arc::new(bytes)),
            // Only what lies in `content` is read as text.
            Read::Text(..) => {}
        }
    }
    if snapshot.documents.is_empty() && snapshot.diagnostics.is_empty() {
        snapshot.diagnostics.push(catalogue::no_content(Place::file("content")));
    }
    snapshot.committed = git::committed(root);
    snapshot
}

enum Read {
    Text(Arc<str>, Arc<str>),
    Bytes(Arc<str>, Vec<u8>),
    Diagnostic(Box<Diagnostic>),
}

/// Reads all files of `root/folder`, on all cores; their paths are given below `folder`.
fn read_folder(root: &Path, folder: &str) -> Vec<Read> {
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
    entries.into_par_iter().map(|entry| read(&base, folder, entry)).collect()
}

fn read(base: &Path, folder: &str, entry: walkdir::Result<DirEntry>) -> Read {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = error.path().and_then(|path| below(base, path)).unwrap_or_default();
            let place = Place::file(format!("{folder}/{path}"));
            let error = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
            return Read::Diagnostic(Box::new(unreadable(place, &error)));
        }
    };
    let Some(path) = below(base, entry.path()) else {
        let name = entry.file_name().to_string_lossy();
        let place = Place::file(format!("{folder}/{name}"));
        return Read::Diagnostic(Box::new(catalogue::bad_name(place, &name)));
    };
    let place = Place::file(format!("{folder}/{path}"));
    if entry.path_is_symlink() {
        return Read::Diagnostic(Box::new(catalogue::symlink(place)));
    }
    // A pipe or a device would keep us waiting.
    if !entry.file_type().is_file() {
        return Read::Diagnostic(Box::new(catalogue::not_a_file(place)));
    }
    let is_markdown = entry.path().extension().is_some_and(|extension| extension == "md");
    let is_text = folder == "content" && (is_markdown || path == "site.toml");
    match fs::read(entry.path()) {
        Ok(bytes) if is_text => match decode(&bytes, &place) {
            Ok(text) => Read::Text(path.into(), text),
            Err(diagnostic) => Read::Diagnostic(diagnostic),
        },
        Ok(bytes) => Read::Bytes(path.into(), bytes),
        Err(error) => Read::Diagnostic(Box::new(unreadable(place, &error))),
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
