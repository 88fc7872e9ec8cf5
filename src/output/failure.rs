use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::diagnostics::Text;

/// Why nothing, or not everything, could be written.
#[derive(Debug)]
pub enum Failure {
    /// The output would lie among what it is made from, or the other way round.
    AmongSources(PathBuf),
    /// Something of ours, or a folder on the way to the output, is a link, a pipe or a device. Nothing was written.
    NotPlain(PathBuf),
    /// Files that we did not write stand where ours should go. Nothing was written.
    Foreign(Vec<PathBuf>),
    /// These files are as they were; all others are written. There is at least one.
    Unfinished(Vec<(PathBuf, io::Error)>),
    Io(PathBuf, io::Error),
}

/// How many files a message names.
const NAMED: usize = 10;

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
            Failure::NotPlain(path) => Text::new(
                format!(
                    "「{}」が、ふつうのファイルやフォルダーではありません（リンクなど）。何も書かずに止めました。これを消してから、もう一度実行してください。",
                    path.display()
                ),
                format!(
                    "`{}` is no ordinary file or folder (but a link, say); nothing was written. Remove it and run this again.",
                    path.display()
                ),
            ),
            Failure::Foreign(paths) => {
                let list = list(paths.iter().map(|path| path.display().to_string()));
                Text::new(
                    format!(
                        "出力先に、このツールが作っていない同じ名前のファイルがあります。何も書かずに止めました。\n{list}\nファイルを移すか、別のフォルダーを --out で指定してください。"
                    ),
                    format!(
                        "files that this tool did not make stand where it would write; nothing was written.\n{list}\nMove them, or choose another folder with --out."
                    ),
                )
            }
            Failure::Unfinished(files) => {
                let list = list(files.iter().map(|(path, error)| format!("{} ({error})", path.display())));
                let help = help(files.iter().map(|(_, error)| error));
                Text::new(
                    format!(
                        "{} 個のファイルが書けませんでした。ほかはすべて書きました。\n{list}\n{}もう一度実行すると、残りが直ります。",
                        files.len(),
                        help.ja
                    ),
                    format!(
                        "cannot write {} of the files; all others are written.\n{list}\n{} The next run mends the rest.",
                        files.len(),
                        help.en
                    ),
                )
            }
            Failure::Io(path, error) => {
                let help = help(std::iter::once(error));
                Text::new(
                    format!(
                        "「{}」に書けません（{error}）。{}もう一度実行すると、途中から直ります。",
                        path.display(),
                        help.ja
                    ),
                    format!(
                        "cannot write `{}` ({error}). {} The next run mends what is unfinished.",
                        path.display(),
                        help.en
                    ),
                )
            }
        }
    }
}

fn list(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let mut lines: Vec<String> = names.take(NAMED).map(|name| format!("  {name}")).collect();
    if more > 0 {
        lines.push(format!("  … (+{more})"));
    }
    lines.join("\n")
}

/// What helps against errors of the system.
fn help<'e>(errors: impl Iterator<Item = &'e io::Error>) -> Text {
    // Windows names a file that is open elsewhere by these numbers, and often just denies access.
    let is_held = |error: &io::Error| {
        matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ResourceBusy)
            || (cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)))
    };
    let (mut held, mut other) = (false, false);
    errors.for_each(|error| if is_held(error) { held = true } else { other = true });
    let (mut ja, mut en) = (String::new(), Vec::new());
    if held {
        ja.push_str("ほかのソフト（Word、Excel、PDF の表示など）で開いていたら閉じてください。開いていなければ、書き込みの権限を確かめてください。");
        en.push(
            "Close it if another program (Word, Excel, a PDF reader) has it open; if none has, look at permissions.",
        );
    }
    if other {
        ja.push_str("空き容量と書き込みの権限を確かめてください。");
        en.push("Look at free space and permissions.");
    }
    Text::new(ja, en.join(" "))
}

/// An error of the system, with the path that it met.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| Failure::Io(path, error)
}
