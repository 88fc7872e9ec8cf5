//! What is to be written, decided before anything is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::disk::Disk;
use super::failure::Failure;
use super::own::Manifest;
use crate::model::{OWN_FOLDER, fold};
use crate::site::Files;

/// The files to write, each with whether it is new.
pub(super) type Plan<'f> = Vec<(&'f str, bool)>;

/// Compares a site with what lies in the output. An error names the files that are not ours to replace.
pub(super) fn plan<'f>(
    files: &'f Files,
    out: &Path,
    manifest: &Manifest,
    disk: &dyn Disk,
) -> Result<Plan<'f>, Failure> {
    if is_fresh(out) {
        return Ok(files.keys().map(|path| (path.as_str(), true)).collect());
    }
    let look = Look { out, manifest, disk, blocked: blocked(files, out, manifest, disk) };
    let verdicts: Vec<(&str, Verdict)> =
        files.par_iter().map(|(path, bytes)| (path.as_str(), look.at(path, bytes))).collect();
    let foreign: Vec<PathBuf> =
        verdicts.iter().filter(|(_, verdict)| *verdict == Verdict::Foreign).map(|(path, _)| out.join(path)).collect();
    if !foreign.is_empty() {
        return Err(Failure::Foreign(foreign));
    }
    Ok(verdicts
        .into_iter()
        .filter(|(_, verdict)| *verdict != Verdict::Same)
        .map(|(path, verdict)| (path, verdict == Verdict::New))
        .collect())
}

/// Whether nothing but what is ours lies in the folder, so that there is nothing to look at.
pub(super) fn is_fresh(out: &Path) -> bool {
    fs::read_dir(out)
        .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == OWN_FOLDER)))
}

/// Every folder of a path, the outermost first.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// The folders of the site in whose place there is a link or a file of others: it would lead us elsewhere.
fn blocked<'f>(files: &'f Files, out: &Path, manifest: &Manifest, disk: &dyn Disk) -> BTreeSet<&'f str> {
    let wanted: BTreeSet<&str> = files.keys().flat_map(|path| folders(path)).collect();
    let is_clear = |folder: &str| {
        disk.metadata(&out.join(folder)).map_or(true, |found| {
            // An old file of ours goes first.
            found.is_dir() || (found.is_file() && manifest.holds(folder, out, disk))
        })
    };
    wanted.into_iter().filter(|folder| !is_clear(folder)).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    New,
    Changed,
    Same,
    Foreign,
}

struct Look<'l> {
    out: &'l Path,
    manifest: &'l Manifest,
    disk: &'l dyn Disk,
    blocked: BTreeSet<&'l str>,
}

impl Look<'_> {
    fn at(&self, path: &str, bytes: &[u8]) -> Verdict {
        if !self.blocked.is_empty() && folders(path).any(|folder| self.blocked.contains(folder)) {
            return Verdict::Foreign;
        }
        let target = self.out.join(path);
        let Ok(found) = self.disk.metadata(&target) else { return Verdict::New };
        if found.is_dir() {
            // A folder of ours goes when its files go; one that keeps files of others stays, and fails later.
            return if self.manifest.holds_below(path) { Verdict::New } else { Verdict::Foreign };
        }
        let is_same = found.is_file()
            && found.len() == bytes.len() as u64
            && self.disk.read(&target).is_ok_and(|old| old == bytes);
        if is_same {
            Verdict::Same
        } else if self.manifest.holds(path, self.out, self.disk) {
            Verdict::Changed
        } else {
            Verdict::Foreign
        }
    }
}

/// Whether any old file is, or on some file systems may be, where a new file or folder goes.
pub(super) fn stands_in_the_way(stale: &[&str], wanted: &BTreeSet<&str>) -> bool {
    if stale.is_empty() {
        return false;
    }
    let new: BTreeSet<String> = wanted.iter().map(|path| fold(path)).collect();
    let new_folders: BTreeSet<&str> = new.iter().flat_map(|path| folders(path)).collect();
    stale.iter().map(|path| fold(path)).any(|path| {
        new.contains(&path) || new_folders.contains(path.as_str()) || folders(&path).any(|folder| new.contains(folder))
    })
}
