//! From writing a file to the server's giving the new text: `furikaeri serve --watch` and `hugo server`
//! on the same pages, in turn, on a tmpfs. It measures and prints, and judges no time.
//!
//! `FURIKAERI_CORPUS=path/to/corpus cargo bench --bench preview`; Hugo is found on the path (`HUGO` says another
//! place). Memory and processor time are read from `/proc`.

#![allow(clippy::disallowed_methods, reason = "a benchmark looks at its environment")]

use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;

const SIZES: [&str; 2] = ["1000", "10000"];
const ROUNDS: usize = 20;
/// How often the server is asked for the new text.
const ASK: Duration = Duration::from_millis(2);
/// Between two edits, a person thinks; and both programs come to rest.
const REST: Duration = Duration::from_millis(1500);
const PATIENCE: Duration = Duration::from_mins(2);

fn main() -> Outcome<()> {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("preview: nothing is measured outside `cargo bench --bench preview`");
        return Ok(());
    }
    let Some(corpus) = std::env::var_os("FURIKAERI_CORPUS").map(PathBuf::from) else {
        println!("preview: FURIKAERI_CORPUS is not set: the folder that holds ja-1000.tar.gz and ja-10000.tar.gz");
        return Ok(());
    };
    let hugo = std::env::var_os("HUGO").unwrap_or_else(|| "hugo".into());
    println!("Medians of {ROUNDS}, in milliseconds. Load: {}", load());
    println!("\n| pages | program | start | body | title | body and search | memory | idle CPU in 5 s |");
    println!("|--:|---|--:|--:|--:|--:|--:|--:|");
    for size in SIZES {
        let root = Path::new("/dev/shm").join(format!("furikaeri-preview-{size}-{}", std::process::id()));
        let ours = unpack(&corpus.join(format!("ja-{size}.tar.gz")), &root.join("ours"))?;
        let theirs = hugo_site(&ours, &root.join("hugo"))?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_furikaeri"));
        let ours = measure(size, "furikaeri", command.args(["serve", "--watch", "--root"]).arg(&ours), &ours)?;
        let mut command = Command::new(&hugo);
        let words = ["server", "--renderToMemory", "--disableLiveReload", "--source"];
        match measure(size, "hugo", command.args(words).arg(&theirs), &theirs) {
            Ok(theirs) => println!(
                "| {size} | ratio | {:.2} | {:.2} | {:.2} | | | |",
                ours[0] / theirs[0],
                ours[1] / theirs[1],
                ours[2] / theirs[2]
            ),
            Err(why) => println!("| {size} | hugo: {why}"),
        }
        fs::remove_dir_all(&root)?;
    }
    println!("\nLoad at the end: {}", load());
    Ok(())
}

fn load() -> String {
    fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()
}

fn unpack(archive: &Path, folder: &Path) -> Outcome<PathBuf> {
    fs::create_dir_all(folder)?;
    let status = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder).status()?;
    if status.success() { Ok(folder.to_owned()) } else { Err("tar failed".into()) }
}

/// The same pages for Hugo, with the theme of the other benchmark.
fn hugo_site(ours: &Path, folder: &Path) -> Outcome<PathBuf> {
    fs::create_dir_all(folder)?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/hugo");
    for (from, to) in [(here.join("layouts"), folder.join("layouts")), (ours.join("content"), folder.join("content"))] {
        Command::new("cp").arg("-r").arg(from).arg(to).status()?;
    }
    fs::copy(here.join("hugo.toml"), folder.join("hugo.toml"))?;
    let found = Command::new("find").arg(folder.join("content")).args(["-name", "index.md"]).output()?;
    for index in String::from_utf8(found.stdout)?.lines() {
        fs::rename(index, index.replace("index.md", "_index.md"))?;
    }
    Ok(folder.to_owned())
}

/// Start, body and title in milliseconds; a row of the table is printed.
fn measure(size: &str, name: &str, command: &mut Command, root: &Path) -> Outcome<[f64; 3]> {
    let page = some_page(root)?;
    let address = page.strip_prefix(root.join("content"))?.with_extension("html");
    let address = format!("/{}", address.display());
    // A port that was free just now.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let start = Instant::now();
    let child = command.args(["--port", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let running = Running(child);
    let text = fs::read_to_string(&page)?;
    wait_for(port, &address, "<html")?;
    let started = start.elapsed();
    sleep(REST * 2);
    let longer = |words: &str| format!("{text}\n{words}\n");
    let body = edits(port, &[&address], &page, longer)?;
    let title = edits(port, &[&address], &page, |words| text.replacen("title = \"", &format!("title = \"{words}"), 1))?;
    // Hugo has no search; ours makes its index when it is asked for, and keeps it from then on.
    let search = if get(port, INDEX)?.contains("SearchEngine.receive") {
        format!("{:.1}", edits(port, &[&address, INDEX], &page, longer)?)
    } else {
        "–".to_owned()
    };
    sleep(REST * 3);
    let (before, memory) = (running.ticks()?, running.memory()?);
    sleep(Duration::from_secs(5));
    let idle = running.ticks()? - before;
    let started = started.as_secs_f64() * 1000.0;
    println!("| {size} | {name} | {started:.0} | {body:.1} | {title:.1} | {search} | {memory} kB | {idle} ticks |");
    Ok([started, body, title])
}

/// A page in the middle of the book.
fn some_page(root: &Path) -> Outcome<PathBuf> {
    let found = Command::new("find").arg(root.join("content")).args(["-path", "*/s*/p*.md"]).output()?;
    let mut pages: Vec<String> = String::from_utf8(found.stdout)?.lines().map(str::to_owned).collect();
    pages.sort();
    pages.get(pages.len() / 2).map(PathBuf::from).ok_or_else(|| "no pages".into())
}

/// A file of the search, which is made of all pages.
const INDEX: &str = "/sagasu/mokuroku.js";

/// The median of the edits that `make` makes out of a new word each, until the first of `addresses` has the word,
/// and then the others are there too.
fn edits(port: u16, addresses: &[&str], page: &Path, make: impl Fn(&str) -> String) -> Outcome<f64> {
    let mut took = Vec::new();
    for round in 0..=ROUNDS {
        let word = format!("shirushi{round}x{}", took.len());
        let text = make(&word);
        let start = Instant::now();
        fs::write(page, text)?;
        wait_for(port, addresses[0], &word)?;
        for address in &addresses[1..] {
            get(port, address)?;
        }
        took.push(start.elapsed().as_secs_f64() * 1000.0);
        sleep(REST);
    }
    // The first warms up.
    took.remove(0);
    took.sort_by(f64::total_cmp);
    Ok(f64::midpoint(took[ROUNDS / 2 - 1], took[ROUNDS / 2]))
}

fn wait_for(port: u16, address: &str, words: &str) -> Outcome<()> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if get(port, address).is_ok_and(|page| page.contains(words)) {
            return Ok(());
        }
        sleep(ASK);
    }
    Err(format!("no {words} at {address}").into())
}

fn get(port: u16, address: &str) -> Outcome<String> {
    let mut socket = TcpStream::connect(("127.0.0.1", port))?;
    write!(socket, "GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct Running(Child);

impl Running {
    /// The greatest memory so far, in kB.
    fn memory(&self) -> Outcome<String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
        Ok(line.trim().trim_end_matches(" kB").to_owned())
    }

    /// Processor time, in hundredths of a second.
    fn ticks(&self) -> Outcome<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        Ok(fields.get(11).ok_or("stat")?.parse::<u64>()? + fields.get(12).ok_or("stat")?.parse::<u64>()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
