use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// Editors save in several steps; so long after the last of them the files are looked at,
const REST: Duration = Duration::from_millis(4);
/// but not later than this after the first.
const PATIENCE: Duration = Duration::from_millis(24);

/// After a change the files are looked at again after these pauses, since not every file of a new
/// folder raises an event, and a second write within the grain of the clock leaves no other trace.
const AGAIN: [Duration; 4] =
    [Duration::from_millis(60), Duration::from_millis(300), Duration::from_millis(1200), Duration::from_millis(2500)];

const FOLDERS: [&str; 2] = ["content", "themes"];

/// Tells when to look at the files again. Not what changed: an event is only a hint.
pub(super) struct Watch {
    root: PathBuf,
    hints: Receiver<Hint>,
    eyes: Eyes,
    looked_again: usize,
}

enum Eyes {
    /// The system tells.
    Events(RecommendedWatcher),
    /// Nobody tells: look every so often.
    Interval(Duration),
}

/// What a hint asks for besides a look at the files.
enum Hint {
    Nothing,
    /// The folders themselves came or went, and are to be watched anew.
    Folders,
    /// The system has no watch left for a new folder.
    Blind(notify::Error),
}

impl Watch {
    /// Watches through the system, or by looking every `interval`.
    pub fn new(root: &Path, interval: Option<Duration>) -> Result<Self, notify::Error> {
        let (sender, hints) = channel();
        // Events name whole paths, whatever way the root was given.
        let root = std::path::absolute(root)?;
        let eyes = match interval {
            Some(interval) => Eyes::Interval(interval),
            None => Eyes::Events(watcher(&root, sender)?),
        };
        let mut watch = Self { root, hints, eyes, looked_again: AGAIN.len() };
        watch.watch_folders()?;
        Ok(watch)
    }

    /// From now on looks every `interval`.
    pub fn look_every(&mut self, interval: Duration) {
        self.eyes = Eyes::Interval(interval);
    }

    /// Waits until the files are worth a look. Hints that come later ask for another.
    /// An error says that the system does not tell of every folder any more.
    pub fn wait(&mut self) -> notify::Result<()> {
        if let Eyes::Interval(interval) = self.eyes {
            thread::sleep(interval);
            return Ok(());
        }
        let first = match AGAIN.get(self.looked_again).copied() {
            Some(pause) => self.hints.recv_timeout(pause),
            None => self.hints.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let Ok(first) = first else {
            self.looked_again = (self.looked_again + 1).min(AGAIN.len());
            return Ok(());
        };
        self.looked_again = 0;
        let mut hints = vec![first];
        let start = Instant::now();
        while start.elapsed() < PATIENCE
            && let Ok(more) = self.hints.recv_timeout(REST)
        {
            hints.push(more);
        }
        // Those that wait already are answered by the same look.
        hints.extend(self.hints.try_iter());
        let mut folders = false;
        for hint in hints {
            match hint {
                Hint::Nothing => {}
                Hint::Folders => folders = true,
                Hint::Blind(error) => return Err(error),
            }
        }
        // A folder that cannot be watched now is tried anew when it next comes or goes.
        let watched = if folders { self.watch_folders() } else { Ok(()) };
        watched.or_else(|error| if is_blind(&error) { Err(error) } else { Ok(()) })
    }

    fn watch_folders(&mut self) -> notify::Result<()> {
        let Eyes::Events(watcher) = &mut self.eyes else { return Ok(()) };
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            // The folder of this name may be another one by now.
            let _ = watcher.unwatch(&folder);
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }
}

fn watcher(root: &Path, sender: Sender<Hint>) -> notify::Result<RecommendedWatcher> {
    let folders = FOLDERS.map(|folder| root.join(folder));
    let told = move |event: notify::Result<Event>| {
        let hint = match event {
            Ok(event) => hint(&event, &folders),
            Err(error) if is_blind(&error) => Some(Hint::Blind(error)),
            // Any other error of the watcher is a hint like any other.
            Err(_) => Some(Hint::Nothing),
        };
        // The other end is gone only when the program ends.
        let _ = hint.map(|hint| sender.send(hint));
    };
    let mut watcher = notify::recommended_watcher(told)?;
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

fn is_blind(error: &notify::Error) -> bool {
    matches!(error.kind, notify::ErrorKind::MaxFilesWatch)
}

/// What an event of the system says to us: nothing, where somebody only reads (as we do), or where it
/// is about other files of the project.
fn hint(event: &Event, folders: &[PathBuf]) -> Option<Hint> {
    let reads = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    let ours =
        event.need_rescan() || event.paths.iter().any(|path| folders.iter().any(|folder| path.starts_with(folder)));
    let itself = event.paths.iter().any(|path| folders.contains(path));
    let modified = matches!(
        event.kind,
        EventKind::Modify(notify::event::ModifyKind::Data(_) | notify::event::ModifyKind::Metadata(_))
    );
    (ours && !reads).then_some(if itself && !modified { Hint::Folders } else { Hint::Nothing })
}
