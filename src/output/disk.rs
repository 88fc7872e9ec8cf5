//! The calls to the file system that writing a site needs, and patience with programs that hold a file.

use std::borrow::Cow;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// A file system. Tests put one behind it that folds case, or whose files are held.
pub(super) trait Disk: Sync {
    /// Where the system finds what is asked for under this path.
    fn place<'p>(&self, path: &'p Path) -> Cow<'p, Path> {
        Cow::Borrowed(path)
    }

    /// Whether an error goes away by itself: on Windows a file that another program has open can be neither
    /// replaced nor removed (`ERROR_ACCESS_DENIED`, `ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`), and a
    /// virus scanner opens every new file for a moment.
    fn is_passing(&self, error: &io::Error) -> bool {
        cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
    }

    /// Of the path itself: links are not followed.
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs::symlink_metadata(self.place(path))
    }

    /// Whether a path below a folder is listed in this very spelling, name by name.
    fn is_listed(&self, base: &Path, path: &str) -> bool {
        let mut folder = base.to_owned();
        path.split('/').all(|name| {
            let entries = fs::read_dir(self.place(&folder)).into_iter().flatten();
            folder.push(name);
            entries.into_iter().any(|entry| entry.is_ok_and(|entry| entry.file_name() == name))
        })
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(self.place(path))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.place(path), bytes)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(self.place(from), self.place(to))
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(self.place(path))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(self.place(path))
    }

    /// Removes a folder that is empty.
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(self.place(path))
    }

    /// Removes a folder with all that lies in it.
    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(self.place(path))
    }
}

/// The file system of the machine.
pub(super) struct System;

impl Disk for System {}

/// How long one build still waits for files that other programs hold.
pub(super) struct Patience(Duration);

impl Default for Patience {
    /// Ten seconds: scanners take up to two, and longer than this a file is open in front of somebody.
    fn default() -> Self {
        Self(Duration::from_secs(10))
    }
}

/// The first pause before a second try; each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(40);

impl Patience {
    /// Does all jobs, those that meet a file that is held again after a pause. Gives those that failed.
    pub fn all<J: Send>(
        &mut self,
        disk: &dyn Disk,
        mut jobs: Vec<J>,
        work: impl Fn(&J) -> io::Result<()> + Sync,
    ) -> Vec<(J, io::Error)> {
        let (mut failed, mut pause) = (Vec::new(), FIRST_PAUSE);
        loop {
            let refused = jobs.into_par_iter().filter_map(|job| work(&job).err().map(|error| (job, error)));
            let (held, broken): (Vec<_>, Vec<_>) =
                refused.collect::<Vec<_>>().into_iter().partition(|(_, error)| disk.is_passing(error));
            failed.extend(broken);
            if held.is_empty() || self.0.is_zero() {
                failed.extend(held);
                return failed;
            }
            let rest = pause.min(self.0);
            thread::sleep(rest);
            self.0 -= rest;
            pause *= 2;
            jobs = held.into_iter().map(|(job, _)| job).collect();
        }
    }

    /// Does one thing, again after a pause where it meets a file that is held.
    pub fn one(&mut self, disk: &dyn Disk, work: impl Fn() -> io::Result<()> + Sync) -> io::Result<()> {
        self.all(disk, vec![()], |()| work()).pop().map_or(Ok(()), |((), error)| Err(error))
    }
}
