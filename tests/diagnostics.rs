//! What the tool says of mistakes: each folder of `mistakes/` holds a small site that is wrong, and
//! beside it the report in every format and both languages. `all` has one of nearly everything, so
//! its `human-ja.txt` reads as the list of what a maintainer may come to see.
//!
//! A message that no report here shows fails the tests: a new one needs a sample.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]

mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use furikaeri::diagnostics::report::{self, Format};
use furikaeri::diagnostics::{Language, Place, catalogue};
use furikaeri::site::Build;
use support::{Ask, Site, Tree, build, golden, read_tree, repository};

const SITES: [&str; 5] = ["all", "no-content", "template-fails", "template-names", "template-syntax"];

const FORMATS: [(&str, &str, Format); 3] = [
    ("human", "txt", Format::Human { colour: false }),
    ("short", "txt", Format::Short),
    ("json", "json", Format::Json),
];

const LANGUAGES: [(&str, Language); 2] = [("ja", Language::Japanese), ("en", Language::English)];

fn folder(name: &str) -> PathBuf {
    repository().join("tests/mistakes").join(name)
}

/// The build of one of the sites, with what no repository can hold added.
fn mistaken(name: &str) -> Build {
    let site = Site::copy_of(&folder(name).join("site"));
    if name != "all" {
        return site.build();
    }
    let text = support::page("題", "ふりかえりの手引きを、ともに読みます。");
    let site = site
        .bytes("content/S04-cp932.md", &encoding_rs::SHIFT_JIS.encode(&text).0)
        .bytes("content/S04-euc.md", &encoding_rs::EUC_JP.encode(&text).0)
        .bytes(
            "content/S04-utf16.md",
            &format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        );
    std::os::unix::fs::symlink("..", site.at("content/S05-symlink")).unwrap();
    assert!(Command::new("mkfifo").arg(site.at("content/S06-pipe")).status().unwrap().success());
    let mut snapshot = site.load();
    // These depend on the moment and on who runs the test, or should never be: survival.rs meets the first two.
    snapshot.diagnostics.push(catalogue::unreadable(Place::file("content/S02-unreadable.md"), "permission denied"));
    snapshot.diagnostics.push(catalogue::vanished(Place::file("content/S03-vanished.md")));
    snapshot.diagnostics.push(catalogue::no_paper(Place::file("content/sheets/X07.md"), "PDF", "InvalidGlyphId"));
    build(&snapshot)
}

fn reports(build: &Build) -> Tree {
    let mut reports = Tree::new();
    for (format_name, ending, format) in FORMATS {
        for (language_name, language) in LANGUAGES {
            let report = report::write(&build.diagnostics, &build.sources, format, language);
            reports.insert(format!("{format_name}-{language_name}.{ending}"), report.into_bytes());
        }
    }
    reports
}

#[track_caller]
fn check(name: &str) {
    golden::compare(&reports(&mistaken(name)), &folder(name).join("reports"));
}

#[test]
fn one_site_with_nearly_every_mistake() {
    check("all");
}

#[test]
fn a_folder_that_is_no_site() {
    check("no-content");
}

#[test]
fn templates_that_cannot_be_parsed() {
    check("template-syntax");
}

#[test]
fn templates_that_call_what_is_not_there() {
    check("template-names");
}

#[test]
fn templates_that_stop_while_drawing() {
    check("template-fails");
}

#[test]
fn every_message_of_the_catalogue_has_a_sample() {
    let rooms = read_tree(&repository().join("src/diagnostics"));
    let catalogue = rooms.iter().filter(|(path, _)| path.starts_with("catalogue"));
    let catalogue: String = catalogue.map(|(_, text)| str::from_utf8(text).unwrap()).collect();
    let is_code = |word: &&str| {
        word.len() == 3
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word[1..].bytes().all(|b| b.is_ascii_digit())
    };
    let known: BTreeSet<&str> = catalogue.split('"').filter(is_code).collect();
    assert!(known.len() > 40, "the catalogue is not written as this test reads it: {known:?}");
    let shown: BTreeSet<&str> = SITES.iter().flat_map(|name| mistaken(name).codes()).collect();
    let without: Vec<_> = known.difference(&shown).collect();
    assert!(without.is_empty(), "add a mistake to tests/mistakes/ that shows: {without:?}");
}

/// What a program reads of one mistake.
fn rows(build: &Build, language: Language) -> Vec<serde_json::Value> {
    serde_json::from_str(&report::write(&build.diagnostics, &build.sources, Format::Json, language)).unwrap()
}

#[test]
fn all_mistakes_come_at_once_in_the_order_of_the_files() {
    let build = mistaken("all");
    let places: Vec<(String, u64, u64)> = rows(&build, Language::English)
        .iter()
        .map(|row| {
            let number = |key: &str| row[key].as_u64().unwrap_or_default();
            (row["path"].as_str().unwrap().to_owned(), number("line"), number("column"))
        })
        .collect();
    assert!(places.is_sorted(), "{places:#?}");
    let files: BTreeSet<&str> = places.iter().map(|(path, ..)| path.as_str()).collect();
    assert!(files.len() > 30, "{files:#?}");
}

#[test]
fn a_report_is_the_same_every_time() {
    // In processes of their own: hashes are seeded anew in each.
    let site = Site::copy_of(&folder("all").join("site"));
    let report = || site.run(["check", "--format", "json"]).ends(1).said;
    let first = report();
    for _ in 0..12 {
        assert_eq!(report(), first);
    }
}

#[test]
fn both_languages_say_the_same_of_the_same_places() {
    for name in SITES {
        let build = mistaken(name);
        let facts = |language| -> Vec<String> {
            let rows = rows(&build, language);
            rows.iter()
                .map(|row| format!("{} {} {} {}", row["code"], row["path"], row["line"], row["column"]))
                .collect()
        };
        assert_eq!(facts(Language::Japanese), facts(Language::English));
    }
}

#[test]
fn every_mistake_has_a_sentence_and_a_mend_in_each_language() {
    let is_japanese = |text: &str| text.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c));
    for diagnostic in SITES.iter().flat_map(|name| mistaken(name).diagnostics) {
        let code = diagnostic.code;
        let mend = diagnostic.mend.unwrap_or_else(|| panic!("{code} has no mend"));
        assert!(is_japanese(&diagnostic.message.ja), "{code}: {}", diagnostic.message.ja);
        assert!(!mend.ja.is_empty() && !mend.en.is_empty() && mend.ja != mend.en, "{code}: {mend:?}");
        assert!(diagnostic.message.ja.ends_with('。'), "{code}: {}", diagnostic.message.ja);
        assert!(diagnostic.message.en.ends_with('.'), "{code}: {}", diagnostic.message.en);
        assert!(!diagnostic.message.en.ends_with(".."), "{code}: {}", diagnostic.message.en);
    }
}

#[test]
fn a_mistake_is_told_once_however_many_pages_it_touches() {
    let site = Site::new()
        .config("theme = \"machi\"\n")
        .file("themes/machi/templates/plain.html", "{{ page.nai.nai }}{% block body_class %}{% endblock %}")
        .page("a/one.md", "一", "")
        .page("a/two.md", "二", "");
    assert_eq!(site.build().codes(), ["H02"]);
}
