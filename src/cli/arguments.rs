//! The command line, with its help in the language of the user.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::usage;
use super::{DONE, REFUSED};
use crate::diagnostics::Language;
use crate::scaffold::Starter;

/// What the user wants.
#[derive(Debug)]
pub(super) enum Command {
    Build { root: PathBuf, out: Option<PathBuf>, drafts: bool },
    Check { root: PathBuf, format: ReportFormat, drafts: bool },
    Serve { root: PathBuf, port: u16, watch: bool },
    New { root: PathBuf, kind: Starter, name: String },
    Init { folder: PathBuf },
}

#[derive(Clone, Copy, Debug)]
pub(super) enum ReportFormat {
    Human,
    Short,
    Json,
}

/// Reads the arguments of the process. Help and mistakes are written here; what is left is the status.
pub(super) fn parse(language: Language) -> Result<Command, u8> {
    parse_from(std::env::args_os(), language)
}

fn parse_from(arguments: impl IntoIterator<Item = OsString>, language: Language) -> Result<Command, u8> {
    match command(language).try_get_matches_from(arguments) {
        Ok(matches) => Ok(read(&matches)),
        Err(error) => {
            usage::print(&error, language);
            Err(if error.use_stderr() { REFUSED } else { DONE })
        }
    }
}

fn command(language: Language) -> clap::Command {
    let t = |ja: &'static str, en: &'static str| match language {
        Language::Japanese => ja,
        Language::English => en,
    };
    let root = || {
        Arg::new("root")
            .long("root")
            .value_name("DIR")
            .default_value(".")
            .hide_default_value(true)
            .value_parser(value_parser!(PathBuf))
            .help(t(
                "サイトのフォルダー（content のあるところ）。なければ、いまのフォルダー",
                "the folder of the site, which holds content/ (default: the current folder)",
            ))
    };
    let drafts = || {
        Arg::new("drafts")
            .long("drafts")
            .action(ArgAction::SetTrue)
            .help(t("下書き（draft = true）も入れる", "include drafts"))
    };
    let verb = |name: &'static str, about: &'static str| usage::dress(clap::Command::new(name), language).about(about);
    usage::dress(clap::Command::new("furikaeri"), language)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(t("版を表示する", "print the version")),
        )
        .about(t(
            "Markdown の原稿から、ふりかえりの手引きと用紙のサイトを作ります。",
            "Makes a guidebook of reflection, with worksheets, out of Markdown.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand(
            verb("build", t("サイトを作り、public に書き出す", "make the site and write it to public"))
                .arg(root())
                .arg(Arg::new("out").long("out").value_name("DIR").value_parser(value_parser!(PathBuf)).help(t(
                    "書き出すフォルダー。なければ、サイトの中の public",
                    "where to write it (default: public in the site)",
                )))
                .arg(drafts()),
        )
        .subcommand(
            verb("check", t("誤りを探す。何も書き出さない", "look for mistakes; write nothing"))
                .arg(root())
                .arg(drafts())
                .arg(
                    Arg::new("format")
                        .long("format")
                        .value_name("FORMAT")
                        .default_value("human")
                        .value_parser(["human", "short", "json"])
                        .hide_default_value(true)
                        .hide_possible_values(true)
                        .help(t(
                            "human（ふつう）、short（1行ずつ）、json（機械向け）",
                            "human (default), short (a line each) or json",
                        )),
                ),
        )
        .subcommand(
            verb("serve", t("このパソコンだけで見られるように開く", "show the site to this computer only"))
                .arg(root())
                .arg(
                    Arg::new("port")
                        .long("port")
                        .value_name("PORT")
                        .default_value("8080")
                        .hide_default_value(true)
                        .value_parser(value_parser!(u16))
                        .help(t("待ち受ける番号（ふつうは 8080）", "the port to listen on (default: 8080)")),
                )
                .arg(
                    Arg::new("watch")
                        .long("watch")
                        .action(ArgAction::SetTrue)
                        .help(t("原稿が変わるたびに作り直す", "make it anew whenever a file changes")),
                ),
        )
        .subcommand(
            verb("new", t("原稿のひな形を作る", "make a starter file"))
                .arg(root())
                .arg(
                    Arg::new("kind")
                        .value_name("KIND")
                        .required(true)
                        .value_parser(Starter::NAMES)
                        .hide_possible_values(true)
                        .help(t(
                            "種類: guide record item sheet role case term page",
                            "one of: guide record item sheet role case term page",
                        )),
                )
                .arg(Arg::new("name").value_name("NAME").required(true).help(t(
                    "ファイルの名前（.md はなくてよい）。page はフォルダーから書く（例: about/oshirase）",
                    "the name of the file, without .md; a page with its folder (about/news)",
                ))),
        )
        .subcommand(
            verb("init", t("小さなサイトのひな形を作る", "make a small site to begin with")).arg(
                Arg::new("folder")
                    .value_name("DIR")
                    .required(true)
                    .value_parser(value_parser!(PathBuf))
                    .help(t("作るフォルダー。空か、まだないもの", "the folder to make; empty, or not there yet")),
            ),
        )
}

fn read(matches: &ArgMatches) -> Command {
    let Some((verb, matches)) = matches.subcommand() else { unreachable!("clap requires a subcommand") };
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned().unwrap_or_default();
    let text = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    match verb {
        "build" => Command::Build {
            root: path("root"),
            out: matches.get_one("out").cloned(),
            drafts: matches.get_flag("drafts"),
        },
        "check" => {
            let format = match text("format").as_str() {
                "short" => ReportFormat::Short,
                "json" => ReportFormat::Json,
                _ => ReportFormat::Human,
            };
            Command::Check { root: path("root"), format, drafts: matches.get_flag("drafts") }
        }
        "serve" => {
            let port = matches.get_one("port").copied().unwrap_or_default();
            Command::Serve { root: path("root"), port, watch: matches.get_flag("watch") }
        }
        "new" => Command::New { root: path("root"), kind: Starter::named(&text("kind")), name: text("name") },
        _ => Command::Init { folder: path("folder") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_in_both_languages() {
        command(Language::Japanese).debug_assert();
        command(Language::English).debug_assert();
    }

    #[test]
    fn verbs_are_read_with_their_defaults() {
        let parse = |line: &str| parse_from(line.split(' ').map(Into::into), Language::English);
        assert!(matches!(parse("furikaeri build"), Ok(Command::Build { out: None, drafts: false, .. })));
        assert!(matches!(parse("furikaeri serve --watch"), Ok(Command::Serve { port: 8080, watch: true, .. })));
        assert!(matches!(
            parse("furikaeri check --format json"),
            Ok(Command::Check { format: ReportFormat::Json, .. })
        ));
        assert!(matches!(parse("furikaeri bild"), Err(REFUSED)));
    }
}
