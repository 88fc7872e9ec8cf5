//! The verbs of the command line, and the exit status of each: 0 done, 1 the content has errors,
//! 2 wrong usage or the system refused.

mod arguments;
mod progress;
mod usage;
mod words;

use std::io::{IsTerminal, Write, stderr, stdout};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use crate::diagnostics::report::{self, Format};
use crate::diagnostics::{Language, Severity, has_errors, nearest};
use crate::output::{Failure, Output};
use crate::serve::{self, Settings};
use crate::site::{self, Build, Memos, Options, Shown};
use crate::{scaffold, source};
use arguments::{Command, ReportFormat};
use progress::Progress;

const DONE: u8 = 0;
const CONTENT_HAS_ERRORS: u8 = 1;
const REFUSED: u8 = 2;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let language = words::language();
    let status = match arguments::parse(language) {
        Ok(command) => perform(command, language),
        Err(status) => status,
    };
    ExitCode::from(status)
}

fn perform(command: Command, language: Language) -> u8 {
    match command {
        Command::Build { root, out, drafts } => build(&root, out, Options { drafts, ..Options::default() }, language),
        Command::Check { root, format, drafts } => {
            check(&root, format, Options { drafts, ..Options::default() }, language)
        }
        Command::Serve { root, settings, open } => serve(&root, settings, open, language),
        Command::New { root, kind, name } => match scaffold::new(&root, kind, &name) {
            Ok(path) => say(&words::made(&path, language)),
            Err(failure) => refuse(failure.text().get(language)),
        },
        Command::Show { root, page } => show(&root, &page, language),
        Command::Init { folder } => match scaffold::init(&folder) {
            Ok(()) => say(&words::initialised(&folder, language)),
            Err(failure) => refuse(failure.text().get(language)),
        },
    }
}

fn build(root: &Path, out: Option<PathBuf>, options: Options, language: Language) -> u8 {
    let out = out.unwrap_or_else(|| root.join("public"));
    let progress = Progress::start(language);
    let done = build_into(&out, root, options, &progress, language);
    progress.end();
    done.unwrap_or_else(|failure| refuse(failure.text().get(language)))
}

fn build_into(
    out: &Path,
    root: &Path,
    options: Options,
    progress: &Progress,
    language: Language,
) -> Result<u8, Failure> {
    let start = Instant::now();
    let waiting = || progress.note(words::waiting(language));
    let mut output = Output::open(out, root, waiting)?;
    loop {
        let build = load_and_build(root, options, progress);
        if has_errors(&build.diagnostics) {
            progress.end();
            return Ok(report_errors(&build, language));
        }
        let files = ManuallyDrop::new(build.all_files());
        progress.stage(words::Stage::Write);
        if output.claim(&files, waiting)? {
            continue;
        }
        let written = output.write(&files);
        progress.end();
        print_report(&build, language);
        return written.map(|written| say(&words::built(&build, written, out, start.elapsed(), language)));
    }
}

/// One build, whose memory is left to the system: the process ends right after, and giving back
/// every page by itself takes as long as writing them.
fn load_and_build(root: &Path, options: Options, progress: &Progress) -> ManuallyDrop<Build> {
    progress.stage(words::Stage::Read);
    let (snapshot, memos) = rayon::join(|| source::load(root), Memos::for_one_build);
    let (snapshot, mut memos) = (ManuallyDrop::new(snapshot), ManuallyDrop::new(memos));
    progress.stage(words::Stage::Compose);
    ManuallyDrop::new(site::build(&snapshot, &mut memos, options))
}

fn check(root: &Path, format: ReportFormat, options: Options, language: Language) -> u8 {
    let progress = Progress::start(language);
    let build = load_and_build(root, options, &progress);
    progress.end();
    let format = match format {
        ReportFormat::Human => Format::Human { colour: colour(stdout().is_terminal()) },
        ReportFormat::Short => Format::Short,
        ReportFormat::Json => Format::Json,
    };
    print(&report::write(&build.diagnostics, &build.sources, format, language));
    if matches!(format, Format::Human { .. }) {
        say(&words::checked(&build, language));
    }
    if has_errors(&build.diagnostics) { CONTENT_HAS_ERRORS } else { DONE }
}

/// Prints what the template of a page is told: its file, then `site` and `page` as the template names them.
fn show(root: &Path, page: &str, language: Language) -> u8 {
    match site::show(&source::load(root), page) {
        Ok(Shown { template, variables }) => {
            let shown =
                serde_json::json!({ "template": template, "site": variables["site"], "page": variables["page"] });
            // Strings, numbers, lists and tables always serialise.
            say(&serde_json::to_string_pretty(&shown).unwrap_or_default())
        }
        Err(known) => refuse(&words::no_page(page, nearest(page, known.iter().map(String::as_str)), language)),
    }
}

fn serve(root: &Path, settings: Settings, open: bool, language: Language) -> u8 {
    let served = serve::serve(root, settings, &mut |event| match event {
        serve::Event::Listening { url, taken, others } => {
            taken.inspect(|port| _ = say(&words::taken(*port, language)));
            if others {
                let _ = writeln!(stderr(), "{}", words::others_may_look(language));
            }
            say(&words::listening(&url, language));
            // Without a browser there is still the line above.
            if open {
                let _ = opener::open(&url);
            }
        }
        serve::Event::Started(build) => {
            print_report(build, language);
            say(&words::checked(build, language));
        }
        serve::Event::Built(build, change) => {
            print_report(build, language);
            say(&words::rebuilt(build, &change, language));
        }
        serve::Event::Polling(interval, why) => _ = writeln!(stderr(), "{}", words::polling(interval, &why, language)),
    });
    match served {
        Ok(()) => DONE,
        Err(error) => refuse(&words::cannot_serve(settings.port, &error, language)),
    }
}

fn report_errors(build: &Build, language: Language) -> u8 {
    print_report(build, language);
    let _ = writeln!(stderr(), "{}", words::not_written(build, language));
    CONTENT_HAS_ERRORS
}

/// The report of a build goes where errors go.
fn print_report(build: &Build, language: Language) {
    let format = Format::Human { colour: colour(stderr().is_terminal()) };
    let report = report::write(&build.diagnostics, &build.sources, format, language);
    let _ = stderr().write_all(report.as_bytes());
}

/// Colour on a terminal, unless it is not wanted (no-color.org).
#[expect(clippy::disallowed_methods, reason = "this is where the environment is looked at")]
fn colour(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn count(build: &Build, severity: Severity) -> usize {
    build.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
}

// A reader that has gone away, such as `head`, is no failure of ours.

fn print(text: &str) {
    let _ = stdout().write_all(text.as_bytes());
}

fn say(line: &str) -> u8 {
    let _ = writeln!(stdout(), "{line}");
    DONE
}

fn refuse(reason: &str) -> u8 {
    let _ = writeln!(stderr(), "furikaeri: {reason}");
    REFUSED
}
