use std::cell::Cell;
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use super::words::Stage;
use crate::diagnostics::Language;

/// Work shorter than this needs no word.
const PATIENCE: Duration = Duration::from_millis(200);

/// Says on a terminal what takes long, and nothing in a pipe.
pub(super) struct Progress {
    language: Language,
    terminal: bool,
    start: Instant,
    shown: Cell<bool>,
}

impl Progress {
    pub fn start(language: Language) -> Self {
        Self { language, terminal: stderr().is_terminal(), start: Instant::now(), shown: Cell::new(false) }
    }

    pub fn stage(&self, stage: Stage) {
        if self.terminal && (self.start.elapsed() > PATIENCE || matches!(stage, Stage::Compose)) {
            self.shown.set(true);
            let _ = write!(stderr(), "\r\x1b[K{}…", stage.text(self.language));
            let _ = stderr().flush();
        }
    }

    /// Something that the user must know even in a pipe.
    pub fn note(&self, text: &str) {
        self.end();
        let _ = writeln!(stderr(), "{text}");
    }

    pub fn end(&self) {
        if self.shown.take() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
