//! What the tool keeps for itself in the output: `.furikaeri` with the lock, the manifest and a folder for files
//! that are being written.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Disk, Patience};
use super::failure::{Failure, at};
use crate::model::{OWN_FOLDER, fold};

/// The paths of our own files.
pub(super) struct Own {
    pub folder: PathBuf,
    pub lock: PathBuf,
    pub manifest: PathBuf,
    /// Where files are written before they are renamed into place.
    pub scratch: PathBuf,
}

impl Own {
    pub fn of(out: &Path) -> Self {
        let folder = out.join(OWN_FOLDER);
        let [lock, manifest, scratch] = ["lock", "manifest", "tmp"].map(|name| folder.join(name));
        Self { folder, lock, manifest, scratch }
    }

    /// Refuses links, pipes and devices: through them we would empty, remove or wait for what is not ours.
    pub fn check(&self, disk: &dyn Disk) -> Result<(), Failure> {
        for (path, is_folder) in
            [(&self.folder, true), (&self.lock, false), (&self.manifest, false), (&self.scratch, true)]
        {
            let Ok(found) = disk.metadata(path) else { continue };
            if !(if is_folder { found.is_dir() } else { found.is_file() }) {
                return Err(Failure::NotPlain(path.clone()));
            }
        }
        Ok(())
    }

    /// The lock of the output, held until the file is dropped, and whether it had to be waited for. `waiting`
    /// is called before that.
    pub fn lock(&self, waiting: impl FnOnce()) -> Result<(File, bool), Failure> {
        // Another process may hold the file: it is not emptied.
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&self.lock);
        let file = file.map_err(at(&self.lock))?;
        match file.try_lock() {
            // A file system that knows no locks is written to as it is.
            Ok(()) | Err(TryLockError::Error(_)) => Ok((file, false)),
            Err(TryLockError::WouldBlock) => {
                waiting();
                file.lock().map_err(at(&self.lock))?;
                Ok((file, true))
            }
        }
    }

    pub fn read_manifest(&self, disk: &dyn Disk) -> Result<Manifest, Failure> {
        let bytes = match disk.read(&self.manifest) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Failure::Io(self.manifest.clone(), error)),
        };
        let text = String::from_utf8_lossy(&bytes);
        Ok(Manifest::new(text.lines().filter(|line| is_ours(line)).map(str::to_owned).collect()))
    }

    pub fn write_manifest(
        &self,
        paths: &BTreeSet<&str>,
        disk: &dyn Disk,
        patience: &mut Patience,
    ) -> Result<(), Failure> {
        let mut text = String::new();
        for path in paths {
            text.push_str(path);
            text.push('\n');
        }
        let beside = self.scratch.join("manifest");
        let written = patience.one(disk, || {
            disk.write(&beside, text.as_bytes())?;
            disk.rename(&beside, &self.manifest)
        });
        written.map_err(at(&self.manifest))
    }
}

/// The paths of the files that we wrote.
#[derive(Default)]
pub(super) struct Manifest {
    pub paths: BTreeSet<String>,
    /// As a file system sees them that folds case.
    folded: BTreeSet<String>,
}

impl Manifest {
    fn new(paths: BTreeSet<String>) -> Self {
        let folded = paths.iter().map(|path| fold(path)).collect();
        Self { paths, folded }
    }

    /// Whether what lies at a path is a file that we wrote. Where only the folded path is known, it is ours if
    /// the file system led us to it: then it is not listed in our spelling.
    pub fn holds(&self, path: &str, out: &Path, disk: &dyn Disk) -> bool {
        self.paths.contains(path) || (self.folded.contains(&fold(path)) && !disk.is_listed(out, path))
    }

    /// Whether we wrote anything below a folder.
    pub fn holds_below(&self, folder: &str) -> bool {
        let inside = fold(folder) + "/";
        self.folded.range(inside.clone()..).next().is_some_and(|path| path.starts_with(&inside))
    }
}

/// Whether a line of a manifest looks like a path that we may have written. No other is believed.
pub(super) fn is_ours(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.eq_ignore_ascii_case(OWN_FOLDER))
}
