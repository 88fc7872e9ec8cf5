use std::fs::Metadata;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use ahash::AHashMap;

use crate::diagnostics::Diagnostic;

/// What one file held when it was read.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Text(Arc<str>),
    Bytes(Arc<Vec<u8>>),
    Refused(Box<Diagnostic>),
}

/// What a system says of a file without opening it. Equal stamps mean an equal file, whatever the
/// clock says: times are compared for equality only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<Duration>,
    /// The file itself and its last change of any kind, where the system tells them.
    identity: (u64, i64, i64),
}

impl Stamp {
    pub fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { length: metadata.len(), modified, identity: identity(metadata) }
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

/// For so long after a file got its stamp, a second write may leave the stamp as it is: FAT counts
/// in two seconds.
const UNSURE: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
struct Kept {
    /// The path below the first folder: the same value from one look to the next, so that comparing is free.
    below: Arc<str>,
    stamp: Stamp,
    since: Instant,
    content: Content,
}

/// What was read before, by path from the root, so that a file that did not change is not read again.
#[derive(Debug, Default)]
pub(super) struct Shelf(AHashMap<Arc<str>, Kept>);

/// A file as it is now, and whether it has been so since an earlier look.
#[derive(Debug)]
pub(super) struct Found {
    pub path: Arc<str>,
    pub below: Arc<str>,
    stamp: Stamp,
    since: Instant,
    pub content: Content,
}

impl Found {
    /// A file that is read once, of which no second look is taken.
    pub fn once(path: &str, content: Content) -> Self {
        Self::new(path, Stamp::default(), Instant::now(), content)
    }

    fn new(path: &str, stamp: Stamp, since: Instant, content: Content) -> Self {
        let below = path.split_once('/').map_or(path, |(_, below)| below).into();
        Self { path: path.into(), below, stamp, since, content }
    }
}

impl Shelf {
    /// The file at `path`, read only where the stamp is new or still unsure. What reads the same stays
    /// the same value.
    pub fn find(&self, path: &str, stamp: Stamp, now: Instant, read: impl FnOnce() -> Content) -> Found {
        let Some((path, kept)) = self.0.get_key_value(path) else {
            return Found::new(path, stamp, now, read());
        };
        let same = kept.stamp == stamp;
        let since = if same { kept.since } else { now };
        let content = if same && now.duration_since(since) > UNSURE {
            kept.content.clone()
        } else {
            unless_equal(&kept.content, read())
        };
        Found { path: path.clone(), below: kept.below.clone(), stamp, since, content }
    }

    /// Keeps what was found, and nothing else.
    pub fn keep(&mut self, found: &[Found]) {
        let kept = |it: &Found| Kept {
            below: it.below.clone(),
            stamp: it.stamp,
            since: it.since,
            content: it.content.clone(),
        };
        self.0 = found.iter().map(|it| (it.path.clone(), kept(it))).collect();
    }
}

/// The old value where the new one says the same, so that comparing them later is free.
fn unless_equal(old: &Content, new: Content) -> Content {
    let equal = match (old, &new) {
        (Content::Text(old), Content::Text(new)) => old == new,
        (Content::Bytes(old), Content::Bytes(new)) => old == new,
        _ => false,
    };
    if equal { old.clone() } else { new }
}
