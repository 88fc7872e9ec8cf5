//! The only writer: a site in memory onto a folder, touching what changed and nothing else.
//!
//! What we wrote is named in `.furikaeri/manifest`, and only what is named there is ever removed or
//! overwritten. The manifest is widened before the first file is written and narrowed after the last,
//! so that a build that is killed half-way is mended by the next. Every file is written beside its
//! place and renamed into it, so that no reader sees half of one. A file that cannot be written stops
//! only itself.

mod disk;
mod failure;
mod own;
mod plan;

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::site::Files;
use disk::{Disk, Patience, System};
pub use failure::Failure;
use failure::at;
use own::{Manifest, Own};
use plan::{Plan, folders, is_fresh, plan, stands_in_the_way};

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// The folder that a site is written into.
pub struct Output<'o> {
    out: &'o Path,
    own: Own,
    disk: &'o dyn Disk,
    /// Held until the end of the value.
    lock: Option<File>,
}

/// Writes the site of the project at `root` into `out`.
///
/// # Errors
/// Those of [`Output::open`], [`Output::claim`] and [`Output::write`].
pub fn write(files: &Files, out: &Path, root: &Path) -> Result<Written, Failure> {
    let mut output = Output::open(out, root, || {})?;
    output.claim(files, || {})?;
    output.write(files)
}

impl<'o> Output<'o> {
    /// The output `out` of the project at `root`. Where a site has been written before, it is locked from here on:
    /// a site that is read now is not older than what another build writes. `waiting` is called before we
    /// wait for that build. Nothing is written.
    ///
    /// # Errors
    /// Where the output overlaps with its sources, or is not made of ordinary files and folders.
    pub fn open(out: &'o Path, root: &Path, waiting: impl FnOnce()) -> Result<Self, Failure> {
        guard(out, root)?;
        Self::on(out, &System, waiting)
    }

    fn on(out: &'o Path, disk: &'o dyn Disk, waiting: impl FnOnce()) -> Result<Self, Failure> {
        let own = Own::of(out);
        own.check(disk)?;
        // What cannot be locked is told when there is something to write.
        let lock = disk.metadata(&own.folder).ok().and_then(|_| own.lock(waiting).ok()).map(|(lock, _)| lock);
        Ok(Self { out, own, disk, lock })
    }

    /// Locks the output, if it is not locked yet. True where another build may have written since it was
    /// opened, so that the site has to be read anew.
    ///
    /// # Errors
    /// Where files of others stand in the way, or the system refuses.
    pub fn claim(&mut self, files: &Files, waiting: impl FnOnce()) -> Result<bool, Failure> {
        if self.lock.is_some() {
            return Ok(false);
        }
        // So that a folder of others does not even get a folder of ours.
        if self.disk.metadata(&self.own.folder).is_err() {
            plan(files, self.out, &Manifest::default(), self.disk)?;
        }
        self.disk.make_folder(&self.own.folder).map_err(at(&self.own.folder))?;
        self.own.check(self.disk)?;
        let (lock, waited) = self.own.lock(waiting)?;
        self.lock = Some(lock);
        Ok(waited || self.disk.metadata(&self.own.manifest).is_ok())
    }

    /// Writes a site that was read after the output was locked.
    ///
    /// # Errors
    /// Where files of others stand in the way: then nothing was written. Where files cannot be written: then all
    /// others are.
    pub fn write(&self, files: &Files) -> Result<Written, Failure> {
        let Self { out, own, disk, .. } = self;
        let mut patience = Patience::default();
        let manifest = own.read_manifest(*disk)?;
        let mut plan = plan(files, out, &manifest, *disk)?;
        let wanted: BTreeSet<&str> = files.keys().map(String::as_str).collect();
        let stale: Vec<&str> = manifest.paths.iter().map(String::as_str).filter(|it| !wanted.contains(it)).collect();
        let had_scratch = disk.metadata(&own.scratch).is_ok();
        if plan.is_empty() && stale.is_empty() && manifest.paths.len() == files.len() && !had_scratch {
            return Ok(Written { unchanged: files.len(), ..Written::default() });
        }
        if had_scratch {
            patience.one(*disk, || disk.remove_tree(&own.scratch)).map_err(at(&own.scratch))?;
        }
        disk.make_folder(&own.scratch).map_err(at(&own.scratch))?;
        own.write_manifest(&wanted.iter().chain(&stale).copied().collect(), *disk, &mut patience)?;
        let mut work = Work { files, out, scratch: &own.scratch, disk: *disk, patience, failed: Vec::new() };
        // Where an old file stands in the way of a new one, it goes first, and perhaps the new one with it: on a
        // file system that folds case they are one. Elsewhere it goes last, so that links hold while we write.
        let in_the_way = stands_in_the_way(&stale, &wanted);
        let mut removed = 0;
        if in_the_way {
            removed = work.remove(&stale);
            plan = self::plan(files, out, &manifest, *disk)?;
        }
        if is_fresh(out) {
            work.write_tree();
        } else {
            work.write_files(&plan);
        }
        if !in_the_way {
            removed = work.remove(&stale);
        }
        let Work { mut patience, failed, .. } = work;
        if !failed.is_empty() {
            // The manifest stays wide, and the next build goes on from here.
            let _ = disk.remove_tree(&own.scratch);
            return Err(Failure::Unfinished(failed));
        }
        own.write_manifest(&wanted, *disk, &mut patience)?;
        // A site that is whole is not spoilt by what a scanner holds in there; the next build removes it.
        let _ = patience.one(*disk, || disk.remove_tree(&own.scratch));
        let new = plan.iter().filter(|(_, is_new)| *is_new).count();
        Ok(Written { new, changed: plan.len() - new, removed, unchanged: files.len() - plan.len() })
    }
}

/// The output must not lie in `content` or `themes`, nor they in it; and no folder of the project leads out of it.
fn guard(out: &Path, root: &Path) -> Result<(), Failure> {
    let out_real = real(out);
    for source in ["content", "themes"] {
        let source = real(&root.join(source));
        if out_real.starts_with(&source) || source.starts_with(&out_real) {
            return Err(Failure::AmongSources(out.to_owned()));
        }
    }
    // A link outside of the project was made by whoever names it; one within came with the project.
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (out, root) = (absolute(out), absolute(root));
    let within = out.ancestors().take_while(|folder| folder.starts_with(&root) && *folder != root);
    match within.into_iter().find(|folder| folder.is_symlink()) {
        Some(link) => Err(Failure::NotPlain(link.to_owned())),
        None => Ok(()),
    }
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

/// The writing of one site.
struct Work<'w> {
    files: &'w Files,
    out: &'w Path,
    scratch: &'w Path,
    disk: &'w dyn Disk,
    patience: Patience,
    failed: Vec<(PathBuf, io::Error)>,
}

impl Work<'_> {
    fn fail(&mut self, failed: Vec<(&str, io::Error)>) {
        self.failed.extend(failed.into_iter().map(|(path, error)| (self.out.join(path), error)));
    }

    /// Writes a whole site beside an empty folder, and renames what lies at its top into place.
    fn write_tree(&mut self) {
        let Self { files, out, disk, .. } = *self;
        let tree = self.scratch.join("site");
        make_folders(files.keys().map(String::as_str), &tree, disk);
        let jobs = files.iter().map(|(path, bytes)| (path.as_str(), bytes)).collect();
        let failed = self.patience.all(disk, jobs, |(path, bytes)| {
            let file = tree.join(path);
            // What could not be written whole does not go into place with its folder.
            disk.write(&file, bytes).inspect_err(|_| _ = disk.remove_file(&file))
        });
        let mut failed: Vec<(&str, io::Error)> = failed.into_iter().map(|((path, _), error)| (path, error)).collect();
        let tops: BTreeSet<&str> =
            files.keys().map(|path| path.split_once('/').map_or(path.as_str(), |(top, _)| top)).collect();
        let jobs = tops.into_iter().collect();
        let held = self.patience.all(disk, jobs, |top: &&str| disk.rename(&tree.join(top), &out.join(top)));
        // A folder in which one file is held cannot be renamed, but its other files can.
        for (top, _) in held {
            let inside = format!("{top}/");
            let paths: Vec<&str> =
                files.keys().map(String::as_str).filter(|it| *it == top || it.starts_with(&inside)).collect();
            failed.extend(self.patience.all(disk, paths, |path| {
                if *path != top {
                    make_folders(std::iter::once(*path), out, disk);
                }
                disk.rename(&tree.join(path), &out.join(path))
            }));
        }
        self.fail(failed);
    }

    /// Writes each file of a plan beside its place, and renames it into it.
    fn write_files(&mut self, plan: &Plan<'_>) {
        let Self { files, out, disk, scratch, .. } = *self;
        make_folders(plan.iter().map(|(path, _)| *path), out, disk);
        let jobs = plan.iter().enumerate().map(|(number, (path, _))| (number, *path)).collect();
        let failed = self.patience.all(disk, jobs, |(number, path)| {
            let Some(bytes) = files.get(*path) else { return Ok(()) };
            let (target, beside) = (out.join(path), scratch.join(number.to_string()));
            disk.write(&beside, bytes)?;
            disk.rename(&beside, &target)
        });
        self.fail(failed.into_iter().map(|((_, path), error)| (path, error)).collect());
    }

    /// Removes old files of ours, and the folders that they leave empty. Gives how many went.
    fn remove(&mut self, stale: &[&str]) -> usize {
        let Self { out, disk, .. } = *self;
        let is_folder = |path: &str| disk.metadata(&out.join(path)).is_ok_and(|found| found.is_dir());
        // Behind a link lies what is not ours; and what is gone is gone.
        let there: Vec<&str> = stale
            .iter()
            .copied()
            .filter(|path| folders(path).all(is_folder) && !is_folder(path) && disk.metadata(&out.join(path)).is_ok())
            .collect();
        let count = there.len();
        let failed = self.patience.all(disk, there, |path| match disk.remove_file(&out.join(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        });
        let removed = count - failed.len();
        self.fail(failed);
        // The deepest first; one that still holds something stays.
        let left: BTreeSet<&str> = stale.iter().flat_map(|path| folders(path)).collect();
        for folder in left.into_iter().rev() {
            let _ = disk.remove_folder(&out.join(folder));
        }
        removed
    }
}

/// Makes the folders of some files. One that cannot be made is told by the files that need it.
fn make_folders<'p>(paths: impl Iterator<Item = &'p str>, base: &Path, disk: &dyn Disk) {
    let folders: BTreeSet<&str> = paths.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
    for folder in folders {
        let _ = disk.make_folder(&base.join(folder));
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::fs;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tempfile::TempDir;

    use super::own::is_ours;
    use super::*;
    use crate::model::{OWN_FOLDER, fold};

    #[test]
    fn a_manifest_that_was_tampered_with_leads_nowhere() {
        for path in ["../x", "/etc/passwd", "a//b", "a/../b", "C:/x", "a\\b", ".furikaeri/lock", ".Furikaeri/x", ""] {
            assert!(!is_ours(path), "{path}");
        }
        assert!(is_ours("guide/準備.html"));
    }

    /// A folder as Windows and macOS have it: names are kept as they were written, and found in any case.
    struct Folding(TempDir);

    impl Disk for Folding {
        fn place<'p>(&self, path: &'p Path) -> Cow<'p, Path> {
            let Ok(below) = path.strip_prefix(self.0.path()) else { return Cow::Borrowed(path) };
            let found = below.iter().fold(self.0.path().to_owned(), |folder, name| {
                let folded = |name: &std::ffi::OsStr| fold(&name.to_string_lossy());
                let names = fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.unwrap().file_name());
                let known = names.into_iter().find(|known| folded(known) == folded(name));
                folder.join(known.unwrap_or_else(|| name.to_owned()))
            });
            Cow::Owned(found)
        }
    }

    fn site(files: &[(&str, &str)]) -> Files {
        files.iter().map(|(path, text)| ((*path).to_owned(), Arc::new(text.as_bytes().to_vec()))).collect()
    }

    fn write_on(disk: &dyn Disk, out: &Path, files: &Files) -> Result<Written, Failure> {
        let mut output = Output::on(out, disk, || {})?;
        output.claim(files, || {})?;
        output.write(files)
    }

    /// Every file of an output by the very spelling of its path, with its text.
    fn lying(out: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut open = vec![out.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    open.push(entry.path());
                } else if let Some(name) = entry.path().strip_prefix(out).unwrap().to_str()
                    && !name.starts_with(OWN_FOLDER)
                {
                    found.push((name.to_owned(), fs::read_to_string(entry.path()).unwrap()));
                }
            }
        }
        found.sort();
        found
    }

    #[track_caller]
    fn assert_lies(out: &Path, files: &Files) {
        let wanted: Vec<(String, String)> =
            files.iter().map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.to_vec()).unwrap())).collect();
        assert_eq!(lying(out), wanted);
    }

    #[test]
    fn a_file_renamed_by_case_only_is_kept_where_case_is_folded() {
        let disk = Folding(TempDir::new().unwrap());
        let out = disk.0.path().join("public");
        for files in [
            site(&[("Photo.PNG", "picture"), ("Guide2/Page.html", "words"), ("a.html", "a"), ("か\u{3099}.html", "1")]),
            site(&[("photo.png", "picture"), ("guide2/page.html", "words"), ("a.html", "a"), ("が.html", "1")]),
            site(&[("PHOTO.png", "picture"), ("Guide2/page.html", "new words"), ("A.html", "b"), ("が.html", "2")]),
            site(&[("photo.png/a.html", "a"), ("guide2", "a file"), ("a.html", "c")]),
            site(&[("Photo.png", "picture"), ("Guide2/x.html", "words"), ("a.html", "c")]),
        ] {
            write_on(&disk, &out, &files).unwrap();
            assert_lies(&out, &files);
            let again = write_on(&disk, &out, &files).unwrap();
            assert_eq!(again, Written { unchanged: files.len(), ..Written::default() });
        }
    }

    #[test]
    fn a_build_that_was_killed_during_a_renaming_by_case_is_mended_where_case_is_folded() {
        let disk = Folding(TempDir::new().unwrap());
        let out = disk.0.path().join("public");
        let files = site(&[("photo.png", "picture")]);
        write_on(&disk, &out, &files).unwrap();
        fs::write(out.join(".furikaeri/manifest"), "Photo.PNG\nphoto.png\n").unwrap();
        write_on(&disk, &out, &files).unwrap();
        assert_lies(&out, &files);
    }

    #[test]
    fn a_file_of_others_is_not_ours_because_ours_differs_by_case() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("public");
        write_on(&System, &out, &site(&[("Photo.PNG", "ours")])).unwrap();
        fs::write(out.join("photo.png"), "mine").unwrap();
        let refused = write_on(&System, &out, &site(&[("photo.png", "ours")]));
        assert!(matches!(refused, Err(Failure::Foreign(_))), "{refused:?}");
        assert_eq!(fs::read_to_string(out.join("photo.png")).unwrap(), "mine");
        assert_eq!(fs::read_to_string(out.join("Photo.PNG")).unwrap(), "ours");
    }

    /// A folder of files some of which another program holds, for so many tries.
    struct Held {
        name: &'static str,
        tries: AtomicUsize,
        /// Whether the error is one that goes away by itself.
        passes: bool,
    }

    impl Held {
        fn refuse(&self, path: &Path) -> io::Result<()> {
            let is_held = path.ends_with(self.name)
                && self.tries.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
            if is_held { Err(io::Error::from_raw_os_error(32)) } else { Ok(()) }
        }
    }

    impl Disk for Held {
        fn is_passing(&self, error: &io::Error) -> bool {
            self.passes && error.raw_os_error() == Some(32)
        }

        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.refuse(to).and_then(|()| fs::rename(from, to))
        }

        fn remove_file(&self, path: &Path) -> io::Result<()> {
            self.refuse(path).and_then(|()| fs::remove_file(path))
        }
    }

    fn held(name: &'static str, tries: usize) -> Held {
        Held { name, tries: AtomicUsize::new(tries), passes: true }
    }

    #[test]
    fn a_scanner_that_holds_a_file_for_a_moment_is_waited_for() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("public");
        let (old, new) = (site(&[("a.pdf", "1"), ("b.html", "1")]), site(&[("a.pdf", "2"), ("c.html", "2")]));
        write_on(&held("a.pdf", 2), &out, &old).unwrap();
        write_on(&held("a.pdf", 3), &out, &new).unwrap();
        assert_lies(&out, &new);
        write_on(&held("c.html", 3), &out, &old).unwrap();
        assert_lies(&out, &old);
    }

    #[test]
    fn a_file_that_stays_held_stops_only_itself_and_the_next_build_mends() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("public");
        let old = site(&[("a.pdf", "1"), ("b.html", "1"), ("old.html", "1"), ("f/x.html", "1")]);
        let new = site(&[("a.pdf", "2"), ("b.html", "2"), ("f/x.html", "2"), ("f/y.html", "2")]);
        write_on(&System, &out, &old).unwrap();
        for (name, left) in [("a.pdf", ("a.pdf", "1")), ("old.html", ("old.html", "1"))] {
            let failure = write_on(&Held { passes: false, ..held(name, usize::MAX) }, &out, &new).unwrap_err();
            assert!(matches!(&failure, Failure::Unfinished(files) if files.len() == 1), "{failure:?}");
            assert!(failure.text().ja.contains(name) && failure.text().ja.contains("ほかはすべて書きました"));
            let mut wanted: Vec<(&str, &str)> =
                new.keys().map(|path| (path.as_str(), "2")).filter(|(path, _)| *path != left.0).collect();
            wanted.push(left);
            assert_lies(&out, &site(&wanted));
            write_on(&System, &out, &new).unwrap();
            assert_lies(&out, &new);
            write_on(&System, &out, &old).unwrap();
        }
        // A first build renames whole folders, in which one file may be held.
        fs::remove_dir_all(&out).unwrap();
        write_on(&Held { passes: false, ..held("f", 1) }, &out, &new).unwrap();
        assert_lies(&out, &new);
    }
}
