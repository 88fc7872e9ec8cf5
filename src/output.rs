//! The only writer: a site in memory onto a folder, touching what changed and nothing else.
//!
//! What we wrote is named in `.furikaeri/manifest`, and only what is named there is ever removed or
//! overwritten. The manifest is widened before the first file is written and narrowed after the last,
//! so that a build that is killed half-way is mended by the next. Every file is written beside its
//! place and renamed into it, so that no reader sees half of one.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::diagnostics::Text;
use crate::model::{OWN_FOLDER, fold};
use crate::site::Files;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// Why nothing, or not everything, could be written.
#[derive(Debug)]
pub enum Failure {
    /// The output would lie among what it is made from, or the other way round.
    AmongSources(PathBuf),
    /// Files that we did not write stand where ours should go. Nothing was written.
    Foreign(Vec<PathBuf>),
    Io(PathBuf, io::Error),
}

impl Failure {
    pub fn text(&self) -> Text {
        match self {
            Failure::AmongSources(path) => Text::new(
                format!(
                    "出力先「{}」が、もとの原稿（content や themes）と重なります。別のフォルダーを --out で指定してください。",
                    path.display()
                ),
                format!(
                    "the output `{}` overlaps with content or themes; choose another folder with --out.",
                    path.display()
                ),
            ),
            Failure::Foreign(paths) => {
                let list: Vec<String> = paths.iter().take(10).map(|path| format!("  {}", path.display())).collect();
                let list = list.join("\n");
                Text::new(
                    format!(
                        "出力先に、このツールが作っていない同じ名前のファイルがあります。何も書かずに止めました。\n{list}\nファイルを移すか、別のフォルダーを --out で指定してください。"
                    ),
                    format!(
                        "files that this tool did not make stand where it would write; nothing was written.\n{list}\nMove them, or choose another folder with --out."
                    ),
                )
            }
            Failure::Io(path, error) => Text::new(
                format!(
                    "「{}」に書けません（{error}）。空き容量と書き込みの権限を確かめてください。もう一度実行すると、途中から直ります。",
                    path.display()
                ),
                format!(
                    "cannot write `{}` ({error}). Look at free space and permissions; the next run mends what is unfinished.",
                    path.display()
                ),
            ),
        }
    }
}

/// An error of the system, with the path that it met.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| Failure::Io(path, error)
}

/// Writes the site of the project at `root` into `out`. `waiting` is called when another build is
/// writing there, before we wait for it.
pub fn write(files: &Files, out: &Path, root: &Path, waiting: impl FnOnce()) -> Result<Written, Failure> {
    guard(out, root)?;
    let own = out.join(OWN_FOLDER);
    fs::create_dir_all(&own).map_err(at(&own))?;
    // Held until the end of the function.
    let _lock = lock(&own.join("lock"), waiting)?;
    let scratch = own.join("tmp");
    if scratch.exists() {
        fs::remove_dir_all(&scratch).map_err(at(&scratch))?;
    }
    let manifest = read_manifest(&own.join("manifest"))?;
    let plan = plan(files, out, &manifest)?;
    let wanted: BTreeSet<&str> = files.keys().map(String::as_str).collect();
    let stale: Vec<&str> = manifest.iter().map(String::as_str).filter(|path| !wanted.contains(path)).collect();
    let counts = Written { unchanged: files.len() - plan.len(), ..Written::default() };
    if plan.is_empty() && stale.is_empty() && manifest.len() == files.len() {
        return Ok(counts);
    }
    fs::create_dir_all(&scratch).map_err(at(&scratch))?;
    let widened: BTreeSet<&str> = wanted.iter().copied().chain(stale.iter().copied()).collect();
    write_manifest(&own, &scratch, &widened)?;
    // Where an old file stands in the way of a new one, it goes first; elsewhere last, so that links
    // hold while we write.
    let in_the_way = stands_in_the_way(&stale, &wanted);
    let mut removed = if in_the_way { remove(&stale, out)? } else { 0 };
    if is_fresh(out) {
        write_tree(files, out, &scratch)?;
    } else {
        write_files(files, &plan, out, &scratch)?;
    }
    if !in_the_way {
        removed = remove(&stale, out)?;
    }
    write_manifest(&own, &scratch, &wanted)?;
    fs::remove_dir_all(&scratch).map_err(at(&scratch))?;
    let new = plan.iter().filter(|(_, is_new)| *is_new).count();
    Ok(Written { new, changed: plan.len() - new, removed, ..counts })
}

/// The output must not lie in `content` or `themes`, nor they in it.
fn guard(out: &Path, root: &Path) -> Result<(), Failure> {
    let out_real = real(out);
    for source in ["content", "themes"] {
        let source = real(&root.join(source));
        if out_real.starts_with(&source) || source.starts_with(&out_real) {
            return Err(Failure::AmongSources(out.to_owned()));
        }
    }
    Ok(())
}

/// The path with every link resolved, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for ancestor in absolute.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), absolute.strip_prefix(ancestor)) {
            return rest.components().fold(real, |path, part| match part {
                std::path::Component::ParentDir => path.parent().map_or(path.clone(), Path::to_owned),
                part => path.join(part),
            });
        }
    }
    absolute
}

fn lock(path: &Path, waiting: impl FnOnce()) -> Result<File, Failure> {
    let file = File::create(path).map_err(at(path))?;
    match file.try_lock() {
        // A file system that knows no locks is written to as it is.
        Ok(()) | Err(TryLockError::Error(_)) => {}
        Err(TryLockError::WouldBlock) => {
            waiting();
            file.lock().map_err(at(path))?;
        }
    }
    Ok(file)
}

/// The paths that we wrote. Whatever does not look like one of ours is not believed.
fn read_manifest(path: &Path) -> Result<BTreeSet<String>, Failure> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(Failure::Io(path.to_owned(), error)),
    };
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().filter(|line| is_ours(line)).map(str::to_owned).collect())
}

fn is_ours(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".." | OWN_FOLDER))
}

fn write_manifest(own: &Path, scratch: &Path, paths: &BTreeSet<&str>) -> Result<(), Failure> {
    let mut text = String::new();
    for path in paths {
        text.push_str(path);
        text.push('\n');
    }
    replace(&own.join("manifest"), &scratch.join("manifest"), text.as_bytes())
}

/// The files to write, each with whether it is new.
fn plan<'f>(files: &'f Files, out: &Path, manifest: &BTreeSet<String>) -> Result<Vec<(&'f str, bool)>, Failure> {
    if is_fresh(out) {
        return Ok(files.keys().map(|path| (path.as_str(), true)).collect());
    }
    let verdicts: Vec<(&str, Verdict)> =
        files.par_iter().map(|(path, bytes)| (path.as_str(), look(path, bytes, out, manifest))).collect();
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
fn is_fresh(out: &Path) -> bool {
    fs::read_dir(out)
        .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == OWN_FOLDER)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    New,
    Changed,
    Same,
    Foreign,
}

fn look(path: &str, bytes: &[u8], out: &Path, manifest: &BTreeSet<String>) -> Verdict {
    let ours = manifest.contains(path);
    let target = out.join(path);
    let Ok(found) = fs::symlink_metadata(&target) else {
        // A link or a foreign file in place of one of its folders would lead us elsewhere.
        return if way_is_clear(path, out, manifest) { Verdict::New } else { Verdict::Foreign };
    };
    if found.is_dir() {
        // A folder of ours goes when its files go; one that keeps foreign files stays, and fails later.
        let inside = format!("{path}/");
        return if manifest.iter().any(|known| known.starts_with(&inside)) { Verdict::New } else { Verdict::Foreign };
    }
    let same = found.is_file() && found.len() == bytes.len() as u64 && fs::read(&target).is_ok_and(|old| old == bytes);
    match (same, ours) {
        (true, _) => Verdict::Same,
        (false, true) => Verdict::Changed,
        (false, false) => Verdict::Foreign,
    }
}

/// Whether every folder on the way is a folder, is still to be made, or is an old file of ours.
fn way_is_clear(path: &str, out: &Path, manifest: &BTreeSet<String>) -> bool {
    path.match_indices('/').map(|(end, _)| &path[..end]).all(|folder| match fs::symlink_metadata(out.join(folder)) {
        Ok(found) => found.is_dir() || manifest.contains(folder),
        Err(_) => true,
    })
}

/// Whether any old file is, or on some file systems may be, where a new file or folder goes.
fn stands_in_the_way(stale: &[&str], wanted: &BTreeSet<&str>) -> bool {
    if stale.is_empty() {
        return false;
    }
    let new: BTreeSet<String> = wanted.iter().map(|path| fold(path)).collect();
    let folders =
        |path: &str| -> Vec<String> { path.match_indices('/').map(|(end, _)| path[..end].to_owned()).collect() };
    let new_folders: BTreeSet<String> = new.iter().flat_map(|path| folders(path)).collect();
    stale.iter().map(|path| fold(path)).any(|path| {
        new.contains(&path) || new_folders.contains(&path) || folders(&path).iter().any(|folder| new.contains(folder))
    })
}

/// Writes a whole site beside an empty folder, and renames what lies at its top into place.
fn write_tree(files: &Files, out: &Path, scratch: &Path) -> Result<(), Failure> {
    let tree = scratch.join("site");
    let folders: BTreeSet<&str> =
        files.keys().map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
    for folder in folders {
        let folder = tree.join(folder);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
    }
    files.par_iter().try_for_each(|(path, bytes)| {
        let target = tree.join(path);
        fs::write(&target, bytes.as_slice()).map_err(at(&target))
    })?;
    let tops: BTreeSet<&str> =
        files.keys().map(|path| path.split_once('/').map_or(path.as_str(), |(top, _)| top)).collect();
    tops.into_iter().try_for_each(|top| rename(&tree.join(top), &out.join(top)))
}

fn write_files(files: &Files, plan: &[(&str, bool)], out: &Path, scratch: &Path) -> Result<(), Failure> {
    let folders: BTreeSet<&str> =
        plan.iter().filter_map(|(path, _)| path.rsplit_once('/')).map(|(folder, _)| folder).collect();
    for folder in folders {
        let folder = out.join(folder);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
    }
    plan.par_iter().enumerate().try_for_each(|(number, (path, _))| {
        let Some(bytes) = files.get(*path) else { return Ok(()) };
        replace(&out.join(path), &scratch.join(number.to_string()), bytes)
    })
}

/// Writes beside, then renames into place.
fn replace(target: &Path, beside: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(beside, bytes).map_err(at(target))?;
    rename(beside, target)
}

fn rename(from: &Path, target: &Path) -> Result<(), Failure> {
    let mut tries = 0;
    loop {
        match fs::rename(from, target) {
            // On Windows a program that has the file open, such as a virus scanner, bars us for a moment.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied && tries < 5 => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(40 * tries));
            }
            done => return done.map_err(at(target)),
        }
    }
}

/// Removes old files of ours, and the folders that they leave empty.
fn remove(stale: &[&str], out: &Path) -> Result<usize, Failure> {
    let mut folders = BTreeSet::new();
    let mut removed = 0;
    for path in stale {
        folders.extend(path.match_indices('/').map(|(end, _)| &path[..end]));
        let clear = path
            .match_indices('/')
            .all(|(end, _)| fs::symlink_metadata(out.join(&path[..end])).is_ok_and(|found| found.is_dir()));
        let target = out.join(path);
        if !clear || fs::symlink_metadata(&target).is_ok_and(|found| found.is_dir()) {
            continue;
        }
        match fs::remove_file(&target) {
            Ok(()) => removed += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::Io(target, error)),
        }
    }
    // The deepest first; one that still holds something stays.
    for folder in folders.iter().rev() {
        let _ = fs::remove_dir(out.join(folder));
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_was_tampered_with_leads_nowhere() {
        for path in ["../x", "/etc/passwd", "a//b", "a/../b", "C:/x", "a\\b", ".furikaeri/lock", ""] {
            assert!(!is_ours(path), "{path}");
        }
        assert!(is_ours("guide/準備.html"));
    }
}
