//! Starter files: `new` writes one document of a kind, `init` a whole small site. Neither overwrites.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::book;
use crate::diagnostics::Text;
use crate::model::{Kind, is_hidden, is_portable, page_url};

/// A site that builds as it is.
static SITE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/site");

/// Why nothing was made.
#[derive(Debug)]
pub enum Failure {
    Exists(PathBuf),
    NotEmpty(PathBuf),
    BadName(String),
    Io(PathBuf, io::Error),
}

impl Failure {
    pub fn text(&self) -> Text {
        match self {
            Failure::Exists(path) => Text::new(
                format!("「{}」は、もうあります。上書きはしません。", path.display()),
                format!("`{}` is there already; it is not overwritten.", path.display()),
            ),
            Failure::NotEmpty(path) => Text::new(
                format!("「{}」には、もうファイルがあります。空のフォルダーを指定してください。", path.display()),
                format!("`{}` is not empty; name an empty folder.", path.display()),
            ),
            Failure::BadName(name) => Text::new(
                format!(
                    "「{name}」は名前に使えません。フォルダーの外へ出る名前、点で始まる名前、ツールが自分で作るページの名前、Windows で使えない名前（CON など）や記号（< > : \" | ? * \\）は使えません。"
                ),
                format!(
                    "`{name}` is no name for a file; it must stay within the folder, not begin with a dot nor name a page that the tool makes, and be one that Windows can hold."
                ),
            ),
            Failure::Io(path, error) => Text::new(
                format!("「{}」を作れません（{error}）。", path.display()),
                format!("cannot make `{}` ({error}).", path.display()),
            ),
        }
    }
}

/// Writes a starter document into the site at `root`, and gives its path.
pub fn new(root: &Path, kind: Kind, name: &str) -> Result<PathBuf, Failure> {
    let name = name.strip_suffix(".md").unwrap_or(name);
    if !name.split('/').all(|part| is_portable(part) && !is_hidden(part)) {
        return Err(Failure::BadName(name.to_owned()));
    }
    let path = kind.folder().map_or_else(|| format!("{name}.md"), |folder| format!("{folder}/{name}.md"));
    if book::maker(&page_url(&path)).is_some() {
        return Err(Failure::BadName(name.to_owned()));
    }
    let id = name.rsplit('/').next().unwrap_or(name);
    // The folder decides what a file is, whatever it was called for: an index.md is a page everywhere.
    let text = Kind::of(&path).info().starter.replace("{name}", id);
    let path = root.join("content").join(path);
    write(&path, text.as_bytes())?;
    Ok(path)
}

/// Writes a small site into `folder`, which must be empty or not there yet.
pub fn init(folder: &Path) -> Result<(), Failure> {
    let occupied = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(Failure::NotEmpty(folder.to_owned()));
    }
    copy(&SITE, folder)
}

fn copy(dir: &Dir<'_>, folder: &Path) -> Result<(), Failure> {
    dir.files().try_for_each(|file| write(&folder.join(file.path()), file.contents()))?;
    dir.dirs().try_for_each(|dir| copy(dir, folder))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::Exists(path.to_owned()),
        _ => Failure::Io(path.to_owned(), error),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(failed)
}
