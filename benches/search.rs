//! The search beside Pagefind: over the same pages, in the same browser, from the same server. It measures and
//! prints, and judges no time. What is compared and how to read it: `benches/README.md`.
//!
//! `FURIKAERI_CORPUS=path/to/corpus cargo bench --bench search`; Pagefind is found on the path (`PAGEFIND` says
//! another place), the browser's driver in `tests/browser/node_modules`.

#![allow(clippy::disallowed_methods, reason = "a benchmark looks at its environment")]

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

const SIZES: [&str; 2] = ["1000", "10000"];

fn main() -> Outcome<()> {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("search: nothing is measured outside `cargo bench --bench search`");
        return Ok(());
    }
    let Some(corpus) = std::env::var_os("FURIKAERI_CORPUS").map(PathBuf::from) else {
        println!("search: FURIKAERI_CORPUS is not set: the folder that holds ja-1000.tar.gz and ja-10000.tar.gz");
        return Ok(());
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let driver = here.join("tests/browser/node_modules");
    if !driver.is_dir() {
        println!("search: the browser's driver is missing: npm ci --prefix tests/browser");
        return Ok(());
    }
    let pagefind = std::env::var_os("PAGEFIND").unwrap_or_else(|| "pagefind".into());
    for size in SIZES {
        let root = Path::new("/dev/shm").join(format!("furikaeri-search-{size}-{}", std::process::id()));
        let measured = unpack(&corpus.join(format!("ja-{size}.tar.gz")), &root)
            .and_then(|()| prepare(size, &root, &pagefind))
            .and_then(|()| run(Command::new("node").arg(here.join("benches/search/browser.mjs")).arg(&root)));
        fs::remove_dir_all(&root)?;
        measured?;
    }
    Ok(())
}

fn unpack(archive: &Path, folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder)?;
    run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder))
}

/// Builds the site with its search into `ours/`, and lets Pagefind index the same pages into `pagefind/`.
fn prepare(size: &str, root: &Path, pagefind: &OsStr) -> Outcome<()> {
    println!("\n## {size} pages\n\n| program | index made in | peak memory |\n|---|--:|--:|");
    let ours = root.join("ours");
    let mut build = measured(env!("CARGO_BIN_EXE_furikaeri").as_ref(), root);
    timed("furikaeri, the whole build", root, build.arg("build").arg("--root").arg(root).arg("--out").arg(&ours))?;
    let mut index = measured(pagefind, root);
    index.arg("--site").arg(&ours).arg("--output-path").arg(root.join("pagefind"));
    // What stands around the text of a page is not searched by ours either.
    index.args(["--root-selector", "main", "--exclude-selectors", "[data-sagasanai]", "--quiet"]);
    timed("pagefind, its index alone", root, &mut index)
        .map_err(|why| format!("pagefind: {why}\nto install it: npm install --global pagefind").into())
}

/// A command under GNU time, which notes the greatest memory in `root`.
fn measured(program: &OsStr, root: &Path) -> Command {
    let mut command = Command::new("time");
    command.args(["-f", "%M", "-o"]).arg(root.join("memory")).arg(program);
    command
}

fn timed(name: &str, root: &Path, command: &mut Command) -> Outcome<()> {
    let start = Instant::now();
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let memory: u64 = fs::read_to_string(root.join("memory"))?.trim().parse()?;
    println!("| {name} | {:.2} s | {} MB |", start.elapsed().as_secs_f64(), memory / 1024);
    Ok(())
}

fn run(command: &mut Command) -> Outcome<()> {
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} failed").into()) }
}
