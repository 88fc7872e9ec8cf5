use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

/// How long the files must rest before a change counts as made.
const REST: Duration = Duration::from_millis(60);

/// Tells that something below the project changed. Not what: an event is only a hint, and the next
/// build reads everything anyway.
pub(super) struct Changes {
    hints: Receiver<()>,
    _watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Changes {
    /// Waits for a change; false when the watcher has ended.
    pub fn wait(&self) -> bool {
        let changed = self.hints.recv().is_ok();
        // One build answers all that came meanwhile.
        while self.hints.try_recv().is_ok() {}
        changed
    }
}

pub(super) fn changes(root: &Path) -> io::Result<Changes> {
    let (sender, hints) = channel();
    let told = move |result: DebounceEventResult| {
        // Reading raises events of its own; an error of the watcher is a hint like any other.
        let changed =
            result.map_or(true, |events| events.iter().any(|event| !matches!(event.kind, EventKind::Access(_))));
        if changed {
            // The other end is gone only when the program ends.
            let _ = sender.send(());
        }
    };
    let mut watcher = new_debouncer(REST, None, told).map_err(io::Error::other)?;
    for folder in ["content", "themes"] {
        let folder = root.join(folder);
        if folder.is_dir() {
            watcher.watch(&folder, RecursiveMode::Recursive).map_err(io::Error::other)?;
        }
    }
    Ok(Changes { hints, _watcher: watcher })
}
