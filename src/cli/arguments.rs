//! The command line, with its help in the language of the user.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::usage;
use super::{DONE, REFUSED};
use crate::diagnostics::Language;
use crate::model::Kind;
use crate::serve::{Host, INTERVAL, Settings, Watching};

/// What the user wants.
#[derive(Debug)]
pub(super) enum Command {
    Build { root: PathBuf, out: Option<PathBuf>, drafts: bool },
    Check { root: PathBuf, format: ReportFormat, drafts: bool },
    Serve { root: PathBuf, settings: Settings, open: bool },
    New { root: PathBuf, kind: Kind, name: String },
    Init { folder: PathBuf },
    Show { root: PathBuf, page: String },
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
    let t = Speaker(language);
    usage::dress(clap::Command::new("furikaeri"), "<命令>", language)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(t.flag("version", "版を表示する", "print the version").short('V').action(ArgAction::Version))
        .about(t.say(
            "Markdown の原稿から、ふりかえりの手引きと用紙のサイトを作ります。",
            "Makes a guidebook of reflection, with worksheets, out of Markdown.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands([t.build_verb(), t.check_verb(), t.serve_verb(), t.new_verb(), t.init_verb(), t.show_verb()])
}

/// Describes each verb in the language.
#[derive(Clone, Copy)]
struct Speaker(Language);

impl Speaker {
    fn say(self, ja: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Language::Japanese => ja,
            Language::English => en,
        }
    }

    fn verb(self, name: &'static str, operands: &str, ja: &'static str, en: &'static str) -> clap::Command {
        usage::dress(clap::Command::new(name), operands, self.0).about(self.say(ja, en))
    }

    fn flag(self, name: &'static str, ja: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(self.say(ja, en))
    }

    /// An option with a value, and what it is where it is not given.
    fn option(self, name: &'static str, value: &'static str, ja: &'static str, en: &'static str) -> Arg {
        let arg = Arg::new(name).long(name).value_name(value).help(self.say(ja, en));
        arg.hide_default_value(true).hide_possible_values(true)
    }

    fn positional(self, name: &'static str, value: &'static str, ja: &'static str, en: &'static str) -> Arg {
        Arg::new(name).value_name(value).required(true).hide_possible_values(true).help(self.say(ja, en))
    }

    fn root(self) -> Arg {
        let ja = "サイトのフォルダー（content のあるところ）。なければ、いまのフォルダー";
        let en = "the folder of the site, which holds content/ (default: the current folder)";
        self.option("root", "DIR", ja, en).default_value(".").value_parser(value_parser!(PathBuf))
    }

    fn drafts(self) -> Arg {
        self.flag("drafts", "下書き（draft = true）も入れる", "include drafts")
    }

    fn build_verb(self) -> clap::Command {
        let out = self.option(
            "out",
            "DIR",
            "書き出すフォルダー。なければ、サイトの中の public",
            "where to write it (default: public in the site)",
        );
        self.verb("build", "", "サイトを作り、public に書き出す", "make the site and write it to public").args([
            self.root(),
            out.value_parser(value_parser!(PathBuf)),
            self.drafts(),
        ])
    }

    fn check_verb(self) -> clap::Command {
        let ja = "human（ふつう）、short（1行ずつ）、json（機械向け）";
        let format = self.option("format", "FORMAT", ja, "human (default), short (a line each) or json");
        self.verb("check", "", "誤りを探す。何も書き出さない", "look for mistakes; write nothing").args([
            self.root(),
            self.drafts(),
            format.default_value("human").value_parser(["human", "short", "json"]),
        ])
    }

    fn serve_verb(self) -> clap::Command {
        let port =
            self.option("port", "PORT", "待ち受ける番号（ふつうは 8080）", "the port to listen on (default: 8080)");
        let host = self.option(
            "host",
            "ADDR",
            "待ち受けるアドレス。ふつうは 127.0.0.1 で、このパソコンからしか見えない",
            "the address to listen on (default: 127.0.0.1, for this computer only)",
        );
        let poll = self.option(
            "poll",
            "SECONDS",
            "変わったことを、決まった秒ごとに見にいく（ふつうは1秒）。ネットワーク上のフォルダーで、保存が伝わらないときに",
            "look for changes every so many seconds (1 unless told), for drives that tell of none",
        );
        self.verb("serve", "", "このパソコンだけで見られるように開く", "show the site to this computer only").args([
            self.root(),
            self.flag("watch", "原稿が変わるたびに作り直す", "make it anew whenever a file changes"),
            self.flag("open", "ブラウザーで開く", "open it in the browser"),
            port.default_value("8080").value_parser(value_parser!(u16)),
            host.default_value("127.0.0.1").value_parser(value_parser!(Host)),
            poll.num_args(0..=1).default_missing_value("").value_parser(seconds),
            self.drafts(),
        ])
    }

    fn new_verb(self) -> clap::Command {
        let words = Kind::ALL.iter().map(|kind| kind.info().word);
        let help = format!("{}: {}", self.say("種類", "one of"), words.clone().collect::<Vec<_>>().join(" "));
        let kind = self.positional("kind", "KIND", "", "").help(help);
        let name = self.positional(
            "name",
            "NAME",
            "ファイルの名前（.md はなくてよい）。page はフォルダーから書く（例: about/oshirase）",
            "the name of the file, without .md; a page with its folder (about/news)",
        );
        self.verb("new", " <KIND> <NAME>", "原稿のひな形を作る", "make a starter file").args([
            self.root(),
            kind.value_parser(PossibleValuesParser::new(words)),
            name,
        ])
    }

    fn show_verb(self) -> clap::Command {
        let page = self.positional(
            "page",
            "PAGE",
            "ページのアドレスか、原稿の場所（例: guide/hajimeni.html、guide/hajimeni.md）",
            "the address of a page, or the path of its file (guide/start.html, guide/start.md)",
        );
        let (ja, en) = (
            "ページのテンプレートが受け取るものを、JSON で見せる",
            "print what the template of a page is told, as JSON",
        );
        self.verb("show", " <PAGE>", ja, en).args([self.root(), page])
    }

    fn init_verb(self) -> clap::Command {
        let folder = self.positional(
            "folder",
            "DIR",
            "作るフォルダー。空か、まだないもの",
            "the folder to make; empty, or not there yet",
        );
        self.verb("init", " <DIR>", "小さなサイトのひな形を作る", "make a small site to begin with")
            .arg(folder.value_parser(value_parser!(PathBuf)))
    }
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
        "serve" => Command::Serve { root: path("root"), settings: serving(matches), open: matches.get_flag("open") },
        "new" => Command::New {
            root: path("root"),
            kind: Kind::named(&text("kind")).unwrap_or(Kind::Page),
            name: text("name"),
        },
        "show" => Command::Show { root: path("root"), page: text("page") },
        _ => Command::Init { folder: path("folder") },
    }
}

fn serving(matches: &ArgMatches) -> Settings {
    Settings {
        host: matches.get_one("host").copied().unwrap_or(Host::LOOPBACK),
        port: matches.get_one("port").copied().unwrap_or_default(),
        watching: match matches.get_one::<Duration>("poll") {
            Some(interval) => Watching::Interval(*interval),
            None if matches.get_flag("watch") => Watching::Events,
            None => Watching::No,
        },
        drafts: matches.get_flag("drafts"),
    }
}

/// A tenth of a second to an hour; without a number, what is usual.
fn seconds(text: &str) -> Result<Duration, String> {
    if text.is_empty() {
        return Ok(INTERVAL);
    }
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.1..=3600.0).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "0.1–3600".to_owned())
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
        let serving = |line: &str| match parse(line) {
            Ok(Command::Serve { settings, .. }) => settings,
            other => panic!("{other:?}"),
        };
        let Settings { host, port, watching, drafts } = serving("furikaeri serve --watch");
        assert_eq!((host, port, watching, drafts), (Host::LOOPBACK, 8080, Watching::Events, false));
        assert_eq!(serving("furikaeri serve --watch --poll").watching, Watching::Interval(INTERVAL));
        assert_eq!(serving("furikaeri serve --poll 2.5").watching, Watching::Interval(Duration::from_millis(2500)));
        assert_eq!(serving("furikaeri serve").watching, Watching::No);
        assert!(matches!(parse("furikaeri serve --poll 0"), Err(REFUSED)));
        assert!(matches!(
            parse("furikaeri check --format json"),
            Ok(Command::Check { format: ReportFormat::Json, .. })
        ));
        assert!(matches!(parse("furikaeri bild"), Err(REFUSED)));
    }
}
