//! A small site to test with, and the program to run on it.
//!
//! ```ignore
//! let site = Site::new().page("index.md", "題", "本文").file("content/a.svg", "<svg/>");
//! assert_eq!(site.build().codes(), [""; 0]);
//! assert_eq!(site.run(["check"]).status, 0);
//! ```
//!
//! A site lies in a temporary folder of its own and goes with its value. The program runs in a
//! bare environment: English, UTC, no terminal, so that no machine makes a difference.
#![allow(dead_code, reason = "each test file uses its part of this")]

pub mod golden;
pub mod html;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use furikaeri::diagnostics::{Diagnostic, Severity};
use furikaeri::output::{self, Failure, Written};
use furikaeri::site::{self, Build, Files, Memos, Options};
use furikaeri::source::{self, Snapshot};
use tempfile::TempDir;

/// The root of this repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

// ── a site on disk ──────────────────────────────────────────────────────────────────────────────

/// A project in a folder of its own: what goes into `content/` and `themes/`, and the `public/` that
/// comes out.
pub struct Site {
    folder: TempDir,
}

impl Site {
    /// A project without any file.
    pub fn new() -> Self {
        Self { folder: tempfile::Builder::new().prefix("furikaeri-").tempdir().unwrap() }
    }

    /// A copy of the project in a folder.
    pub fn copy_of(folder: &Path) -> Self {
        read_tree(folder).iter().fold(Self::new(), |site, (path, bytes)| site.bytes(path, bytes))
    }

    /// A project with one page, for tests of what stands around it.
    pub fn with_home() -> Self {
        Self::new().page("index.md", "表紙", "ようこそ。")
    }

    // — what goes in —

    /// Adds a file, by its path from the root of the project.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        self.write(path, bytes);
        self
    }

    /// Adds a page with nothing but a title and a body, by its path below `content/`.
    pub fn page(self, path: &str, title: &str, body: &str) -> Self {
        self.file(&format!("content/{path}"), &page(title, body))
    }

    /// Adds `content/site.toml`.
    pub fn config(self, toml: &str) -> Self {
        self.file("content/site.toml", toml)
    }

    // — what happens to it later —

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.at(path)).unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        let to = self.at(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(self.at(from), to).unwrap();
    }

    // — what comes out —

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path from the root of the project.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn load(&self) -> Snapshot {
        source::load(self.root())
    }

    /// The site in memory, built with nothing remembered.
    pub fn build(&self) -> Build {
        build(&self.load())
    }

    /// Builds and writes `public/`, through the library.
    pub fn publish(&self) -> Result<Written, Failure> {
        output::write(&self.build().all_files(), &self.at("public"), self.root())
    }

    /// The files of `public/`, without what the tool keeps there for itself.
    pub fn public(&self) -> Tree {
        published(&self.at("public"))
    }

    /// The program, to be run in the folder of the site.
    pub fn furikaeri<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = bare(Path::new(PROGRAM));
        command.args(arguments).current_dir(self.root());
        command
    }

    /// Runs the program in the folder of the site, in English.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        Ran::from(self.furikaeri(arguments).output().unwrap())
    }
}

/// The text of a page with nothing but a title and a body.
pub fn page(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n\n{body}\n")
}

/// Builds with nothing remembered.
pub fn build(snapshot: &Snapshot) -> Build {
    site::build(snapshot, &mut Memos::default(), Options::default())
}

/// Questions that a test asks of a build.
pub trait Ask {
    /// The codes of all diagnostics, in the order of the report.
    fn codes(&self) -> Vec<&'static str>;
    fn errors(&self) -> Vec<&Diagnostic>;
    /// The text of one file of the site.
    fn text(&self, url: &str) -> &str;
}

impl Ask for Build {
    fn codes(&self) -> Vec<&'static str> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    }

    fn errors(&self) -> Vec<&Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect()
    }

    fn text(&self, url: &str) -> &str {
        let bytes = self.files.get(url).unwrap_or_else(|| panic!("no {url} among {:?}", self.files.keys()));
        std::str::from_utf8(bytes).unwrap()
    }
}

// ── the program ─────────────────────────────────────────────────────────────────────────────────

/// The program that belongs to these tests.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_furikaeri");

/// A command in a bare environment: nothing of the machine but the way to its programs.
pub fn bare(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").stdin(Stdio::null());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// How the program ended, and what it said.
#[derive(Debug)]
pub struct Ran {
    /// Nothing where it was killed.
    pub status: Option<i32>,
    pub said: String,
    pub complained: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
        Self { status: output.status.code(), said: text(output.stdout), complained: text(output.stderr) }
    }
}

impl Ran {
    /// That it ended with this status, and without a panic.
    #[track_caller]
    pub fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{self:#?}");
        assert!(!self.complained.contains("panicked"), "{self:#?}");
        self
    }

    /// That it said so, on either stream.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.said.contains(words) || self.complained.contains(words), "「{words}」 is not in {self:#?}");
        self
    }
}

/// Runs a command, gathering what it says.
pub fn ran(command: &mut Command) -> Ran {
    Ran::from(command.output().unwrap())
}

/// Starts a command with its words thrown away.
pub fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

// ── folders ─────────────────────────────────────────────────────────────────────────────────────

/// The files of a folder, by path below it.
pub type Tree = BTreeMap<String, Vec<u8>>;

pub fn read_tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder_within) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder_within) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            } else {
                let below = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                tree.insert(below, fs::read(&path).unwrap_or_default());
            }
        }
    }
    tree
}

/// The files of an output folder, without what the tool keeps there for itself.
pub fn published(out: &Path) -> Tree {
    let mut tree = read_tree(out);
    tree.retain(|path, _| !path.starts_with(".furikaeri/"));
    tree
}

/// A site in memory as it would lie on disk.
pub fn tree(files: &Files) -> Tree {
    files.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect()
}

/// That two trees are the same, file by file; what differs is shown.
#[track_caller]
pub fn assert_same(found: &Tree, wanted: &Tree) {
    let differences = differences(found, wanted);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What sets two trees apart, a line or a few for each file.
pub fn differences(found: &Tree, wanted: &Tree) -> Vec<String> {
    let missing = wanted.keys().filter(|path| !found.contains_key(*path)).map(|path| format!("missing: {path}"));
    let extra = found.keys().filter(|path| !wanted.contains_key(*path)).map(|path| format!("extra: {path}"));
    let changed = found.iter().filter_map(|(path, found)| {
        let wanted = wanted.get(path).filter(|wanted| *wanted != found)?;
        let (found, wanted) = (String::from_utf8_lossy(found), String::from_utf8_lossy(wanted));
        let pairs = found.lines().map(Some).chain(std::iter::repeat(None));
        let number = pairs.zip(wanted.lines()).position(|(found, wanted)| found != Some(wanted));
        let number = number.unwrap_or_else(|| wanted.lines().count());
        let line = |text: &str| text.lines().nth(number).unwrap_or("(the end)").to_owned();
        Some(format!("{path}:{}\n  wanted: {}\n  found:  {}", number + 1, line(&wanted), line(&found)))
    });
    missing.chain(extra).chain(changed).collect()
}
