//! The architecture, held by a search through the sources: which room may import which, who may
//! touch files, sockets and the environment, and how large a room may grow. See ARCHITECTURE.md.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use support::{read_tree, repository};

/// The rooms, each above those that it may import from.
const ROOMS: [&str; 20] = [
    "diagnostics",
    "memo",
    "japanese",
    "model",
    "toml_values",
    "config",
    "paper",
    "source",
    "content",
    "book",
    "check",
    "resolve",
    "render",
    "worksheet",
    "search",
    "site",
    "output",
    "scaffold",
    "serve",
    "cli",
];

/// Pairs that know each other though neither is above the other.
const NEIGHBOURS: [(&str, &str); 0] = [];

/// Where each thing of the outside world may be used, and nowhere else.
const KEPT_TO: [(&str, &[&str]); 11] = [
    ("std::fs", &["source", "output", "scaffold"]),
    ("walkdir::", &["source"]),
    ("std::net", &["serve"]),
    ("tiny_http", &["serve"]),
    ("mio::", &["serve"]),
    ("opener::", &["cli"]),
    ("notify", &["serve"]),
    ("std::env", &["cli"]),
    ("sys_locale", &["cli"]),
    ("std::process::Command", &["source"]),
    ("SystemTime", &[]),
];

/// What no room may do, with the reason.
const FORBIDDEN: [(&str, &str); 6] = [
    ("unsafe ", "nothing here is worth it"),
    (".unwrap()", "say in the type that it may fail"),
    (".expect(", "say in the type that it may fail"),
    ("panic!(", "parsing never fails, and writing says why"),
    ("::*;", "a name should tell where it comes from"),
    ("static mut", "no global state"),
];

const LARGEST_FILE: usize = 24_000;

/// Every Rust source of the library, by its path below `src/`: code alone, without comments and
/// without its unit tests.
fn sources() -> BTreeMap<String, String> {
    let files = read_tree(&repository().join("src"));
    let rust = files.into_iter().filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, bytes)| (path, code(&String::from_utf8(bytes).unwrap()))).collect()
}

fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The lines of all sources that hold `what`, each as `path:line: text`.
fn lines_with(what: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| is_wanted(path)) {
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(what));
        found.extend(lines.map(|(number, line)| format!("src/{path}:{}: {}", number + 1, line.trim())));
    }
    found
}

#[track_caller]
fn assert_none(found: &[String], why: &str) {
    assert!(found.is_empty(), "{why}:\n{}", found.join("\n"));
}

#[test]
fn every_module_is_a_room_of_the_list() {
    let found: BTreeSet<String> = sources().keys().map(|path| room(path).to_owned()).collect();
    let mut known: BTreeSet<String> = ROOMS.iter().map(|room| (*room).to_owned()).collect();
    known.extend(["lib".to_owned(), "main".to_owned()]);
    assert!(found.is_subset(&known), "put into the list of rooms: {:?}", found.difference(&known));
}

#[test]
fn a_room_imports_only_from_those_below_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| ROOMS.contains(&room(path))) {
        let own = room(path);
        let level = ROOMS.iter().position(|room| *room == own).unwrap();
        for other in imports(text) {
            let above = ROOMS.iter().position(|room| *room == other).is_some_and(|at| at > level);
            if above && !NEIGHBOURS.contains(&(own, &other)) {
                wrong.push(format!("src/{path} imports {other}, which is above {own}"));
            }
        }
    }
    assert_none(&wrong, "imports go downwards");
}

/// The rooms that a source names after `crate::`, also within braces.
fn imports(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0_usize;
            let mut name = String::new();
            let mut is_name = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        rooms.insert(std::mem::take(&mut name));
                        is_name = true;
                    }
                    c if depth == 0 && is_name && (c.is_alphanumeric() || c == '_') => name.push(c),
                    ':' => is_name = false,
                    _ => {}
                }
            }
            rooms.insert(name);
        } else {
            rooms.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms
}

#[test]
fn files_sockets_clock_and_environment_are_each_kept_to_their_rooms() {
    for (what, rooms) in KEPT_TO {
        let found = lines_with(what, |path| !rooms.contains(&room(path)));
        assert_none(&found, &format!("{what} is for {rooms:?}"));
    }
}

#[test]
fn what_is_forbidden_is_not_there() {
    for (what, why) in FORBIDDEN {
        assert_none(&lines_with(what, |_| true), &format!("{what}: {why}"));
    }
}

#[test]
fn no_order_of_a_hash_reaches_the_output() {
    for what in ["HashMap", "HashSet"] {
        let std = lines_with(&format!("collections::{what}"), |path| path != "memo.rs");
        assert_none(&std, "the standard hash is seeded anew in every process");
        let grouped = lines_with("std::collections::{", |path| path != "memo.rs");
        assert_none(&grouped.into_iter().filter(|line| line.contains("Hash")).collect::<Vec<_>>(), "the same");
    }
    // Looking up is fine; going through one gives a different order each time, unless it is sorted after.
    let mut found = Vec::new();
    for (path, text) in sources() {
        let maps = text.match_indices(": AHash").map(|(at, _)| {
            let before = &text[..at];
            before[before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1)..].to_owned()
        });
        for name in maps.collect::<BTreeSet<_>>().into_iter().filter(|name| name.len() > 2) {
            for way in [".iter()", ".keys()", ".values()", ".into_iter()", ".drain()"] {
                let used = lines_with(&format!("{name}{way}"), |other| other == path);
                found.extend(used.into_iter().filter(|line| is_order_at_stake(line, &format!("{name}{way}"))));
            }
        }
    }
    assert_none(&found, "sort it, or use a BTreeMap");
}

/// Whether a line goes through the map itself, not through a field of the same name, and hands the
/// order on: a collection into another map does not, nor does a search for the nearest name, which
/// decides between equals by their letters.
fn is_order_at_stake(line: &str, walk: &str) -> bool {
    let before = &line[..line.find(walk).unwrap_or_default()];
    let is_field_of_another = before.ends_with('.') && !before.ends_with("self.");
    let is_part_of_a_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    !is_field_of_another && !is_part_of_a_word && !line.contains("collect()") && !line.contains("no_such_")
}

#[test]
fn no_source_file_is_too_large_to_be_read_in_one_go() {
    let large: Vec<String> = read_tree(&repository().join("src"))
        .iter()
        .filter(|(path, bytes)| path.ends_with(".rs") && bytes.len() > LARGEST_FILE)
        .map(|(path, bytes)| format!("src/{path}: {} bytes", bytes.len()))
        .collect();
    assert_none(&large, "divide it");
}

#[test]
fn no_module_is_a_junk_drawer() {
    let names = ["utils", "util", "helpers", "helper", "common", "misc", "lib_", "manager"];
    let found: Vec<String> =
        sources().into_keys().filter(|path| path.split(['/', '.']).any(|part| names.contains(&part))).collect();
    assert_none(&found, "name it after what it does");
}

#[test]
fn every_exception_to_a_lint_has_its_reason() {
    let found = lines_with("#[allow(", |_| true);
    assert_none(&found, "use #[expect(…, reason = …)]");
    let found: Vec<String> =
        lines_with("#[expect(", |_| true).into_iter().filter(|line| !line.contains("reason")).collect();
    let text = sources();
    let without: Vec<String> = found
        .into_iter()
        .filter(|line| {
            // The reason may stand on the next lines.
            let (path, rest) = line.strip_prefix("src/").unwrap().split_once(':').unwrap();
            let number: usize = rest.split(':').next().unwrap().parse().unwrap();
            !text[path].lines().skip(number).take(4).any(|line| line.contains("reason"))
        })
        .collect();
    assert_none(&without, "say why");
}

#[test]
fn the_architecture_fits_on_a_page() {
    let text = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(text.lines().count() <= 120, "{} lines", text.lines().count());
    for room in ROOMS {
        assert!(text.contains(room), "ARCHITECTURE.md does not name {room}");
    }
}

#[test]
fn every_template_is_drawn_by_a_view_or_by_another_template() {
    let templates = read_tree(&repository().join("themes/default/templates"));
    let rust: String = sources().into_values().collect();
    let components = |text: &str| -> Vec<String> {
        text.match_indices("component ")
            .map(|(at, found)| {
                text[at + found.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
            })
            .collect()
    };
    for (name, text) in &templates {
        let text = std::str::from_utf8(text).unwrap();
        let stem = name.rsplit_once('.').unwrap().0;
        let others: String = templates
            .iter()
            .filter(|(other, _)| *other != name)
            .map(|(_, text)| std::str::from_utf8(text).unwrap())
            .collect();
        let by_view = rust.contains(&format!("\"{stem}\"")) || rust.contains(&format!("\"{name}\""));
        let by_template = others.contains(&format!("\"{name}\""));
        let by_component = components(text).iter().any(|component| others.contains(&format!("<{component} ")));
        assert!(by_view || by_template || by_component, "nothing draws {name}");
    }
}

#[test]
fn every_static_file_of_the_theme_is_asked_for_by_a_template() {
    let theme = read_tree(&repository().join("themes/default"));
    let text: String = theme.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for name in theme.keys().filter_map(|path| path.strip_prefix("static/")) {
        // The files of a folder of scripts are joined to one.
        let asked = name.split_once('/').map_or(name.to_owned(), |(folder, _)| format!("{folder}.js"));
        assert!(text.contains(&asked), "nothing asks for static/{name}");
    }
}

#[test]
fn nothing_that_is_built_is_kept() {
    // Whoever owns the clone: git asks for that before it tells anything.
    let mut git = Command::new("git");
    git.args(["-c", "safe.directory=*", "ls-files", "public", "target"]).current_dir(repository());
    let listed = git.output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let tracked = String::from_utf8(listed.stdout).unwrap();
    assert!(tracked.lines().all(|path| path == "public/.gitignore"), "{tracked}");
}

#[test]
fn the_theme_asks_nothing_of_another_site() {
    for (path, bytes) in read_tree(&repository().join("themes/default")) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for (at, _) in text.match_indices("//") {
            let before = &text[..at];
            if before.ends_with("http:") || before.ends_with("https:") {
                let rest: String = text[at..].chars().take(40).collect();
                // Names of formats are no requests.
                assert!(rest.starts_with("//www.w3.org/") || rest.starts_with("//www.sitemaps.org/"), "{path}: {rest}");
            }
        }
        assert!(!text.contains("@import") && !text.contains("fetch(") && !text.contains("XMLHttpRequest"), "{path}");
    }
}
