//! What holds of every site, whatever is in it: a build that remembers gives what a fresh one gives;
//! no input stops the program; pages are sound HTML whose links lead somewhere; words are not lost.
//!
//! The sites here are made up by proptest, in memory. A failure names the smallest site that shows it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]

mod support;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;

use furikaeri::model::{Date, Kind};
use furikaeri::output;
use furikaeri::site::{self, Build, Memos, Options};
use furikaeri::source::Snapshot;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::html::{self, Piece};
use support::{Ask, Site, Tree, assert_same, build, page, read_tree, repository, tree};

/// So many sites each, and no file left behind.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 100, ..ProptestConfig::default() }
}

// ── a site of variants ──────────────────────────────────────────────────────────────────────────

/// Files of a small guidebook, each in several versions. Besides these, a file may not be there.
const FILES: &[(&str, &[&str])] = &[
    (
        "content/site.toml",
        &[
            "title = \"一\"",
            "title = \"二\"\nbase_url = \"https://example.jp/x\"\norganisation = \"市\"",
            "allow_html = true",
            "nav = [\"guide\"]\nfooter = [\"index.md\"]\nfootnote = \"足もと\"",
            "theme = \"machi\"",
            "allow_html = \"はい\"",
        ],
    ),
    (
        "content/index.md",
        &[
            "+++\ntitle = \"表紙\"\n+++\n[章](guide/a.md)",
            "+++\ntitle = \"別の表紙\"\nheadline = \"見出し\"\ndescription = \"説明\"\n+++\n基幹とSV <b>太字</b>",
        ],
    ),
    (
        "content/guide/a.md",
        &[
            "+++\ntitle = \"章\"\norder = 1\n+++\n基幹が加わるSV。[次](b.md#節) <b>太字</b>[r1-a]\n\n<div>塊</div>\n",
            "+++\ntitle = \"改めた章\"\norder = 1\n+++\n基幹が加わるSV。[次](b.md#節) <b>太字</b>[r1-a]\n\n<div>塊</div>\n",
            "+++\ntitle = \"章\"\norder = 3\nanswers = [\"r1-a\"]\nupdated = 2025-04-01\nstatus = \"確定\"\n+++\n本文",
            "+++\ntitle = \"章\"\norder = 1\ndraft = true\naliases = [\"old.html\"]\n+++\n",
            "+++\ntitle = \"章\"\norder = 1\naliases = [\"old.html\"]\ndescription = \"説明\"\n+++\n![絵](../a.svg)",
            "+++\ntitle = 章\n+++\n",
        ],
    ),
    (
        "content/guide/b.md",
        &[
            "+++\ntitle = \"次\"\norder = 2\n+++\n## 節\n\n基幹。[前](a.md)",
            "+++\ntitle = \"次\"\norder = 2\n+++\n\n\n## 節の名が変わる\n\n基幹。[前](a.md)",
        ],
    ),
    ("content/guide/c.md", &["+++\ntitle = \"次\"\norder = 2\n+++\n## 節\n\n基幹。[前](a.md)"]),
    (
        "content/records/r1.md",
        &[
            "+++\ntitle = \"記録\"\nfiscal_year = 2024\nform = \"訪問\"\nactivity = \"した\"\nsource = \"資料\"\nopinions = [{ id = \"r1-a\", text = \"声\" }]\n+++\n",
            "+++\ntitle = \"記録\"\nfiscal_year = 2024\ndate = 2024-10-28\nform = \"訪問\"\nactivity = \"した\"\nsource = \"資料\"\nopinions = [{ id = \"r1-a\", text = \"別の声\" }, { id = \"r1-b\", text = \"もう一つ\" }]\nparticipants = [{ role = \"主任\", count = 1 }]\n+++\n",
            "+++\ntitle = \"記録\"\nfiscal_year = 2023\ndate = 2024-10-28\nform = \"訪問\"\nactivity = \"した\"\nsource = \"資料\"\n+++\n",
        ],
    ),
    (
        "content/records/r2.md",
        &[
            "+++\ntitle = \"二つ目\"\nfiscal_year = 2024\nform = \"訪問\"\nactivity = \"した\"\nsource = \"資料\"\nnext_steps = [{ id = \"next-a\", text = \"次\" }]\n+++\n",
        ],
    ),
    (
        "content/items/i.md",
        &[
            "+++\ntitle = \"項目\"\nquestion = \"問い\"\npurpose = \"ねらい\"\nphase = \"前\"\nfield = { lines = 3 }\nanswers = [\"r1-a\"]\n+++\n",
            "+++\ntitle = \"項目\"\nquestion = \"別の問い\"\nhint = \"手がかり\"\npurpose = \"ねらい\"\nphase = \"後\"\nfield = { box = 200 }\n+++\n",
        ],
    ),
    (
        "content/sheets/s.md",
        &[
            "+++\ntitle = \"用紙\"\nform = \"様式1\"\nversion = \"1\"\nitems = [\"i\"]\nfor_role = \"ro\"\n+++\n",
            "+++\ntitle = \"用紙\"\nform = \"様式1\"\nversion = \"2\"\norientation = \"横\"\nitems = [\"i\", \"i\"]\n+++\n",
        ],
    ),
    (
        "content/roles/ro.md",
        &[
            "+++\ntitle = \"役割\"\nsummary = \"まとめ\"\nbefore = [\"前\"]\nduring = []\nafter = []\nsheets = [\"s\"]\nanswers = [\"r1-b\"]\n+++\n",
            "+++\ntitle = \"役割の新しい名\"\nsummary = \"まとめ\"\nbefore = [\"前\"]\nduring = []\nafter = []\n+++\n",
        ],
    ),
    (
        "content/packs/p.md",
        &[
            "+++\ntitle = \"一式\"\nminutes = 90\nparts = [{ role = \"ro\", sheets = [\"s\"] }]\n+++\n",
            "+++\ntitle = \"一式\"\nminutes = 60\nparts = [{ role = \"ro\", sheets = [\"s\", \"s\"] }]\n+++\n配り方の文。[役割](../roles/ro.md)",
        ],
    ),
    (
        "content/cases/c.md",
        &[
            "+++\ntitle = \"事例\"\nfictional = true\nsheets = [\"s\"]\nfilled = [{ item = \"i\", answer = \"答え\" }]\n+++\n",
            "+++\ntitle = \"事例\"\nfictional = false\n+++\n電話 03-1234-5678",
        ],
    ),
    (
        "content/glossary/g.md",
        &[
            "+++\ntitle = \"基幹\"\nreading = \"きかん\"\nshort = \"意味\"\n+++\n",
            "+++\ntitle = \"基幹\"\nreading = \"きかん\"\nshort = \"別の意味\"\naliases = [\"SV\"]\n+++\n",
            "+++\ntitle = \"主任\"\nreading = \"しゅにん\"\nshort = \"意味\"\n+++\n",
        ],
    ),
    ("content/a.svg", &["<svg/>", "<svg></svg>"]),
    ("content/p/q/r.md", &["+++\ntitle = \"深い\"\n+++\n[上](../../index.md)"]),
    ("content/p/index.md", &["+++\ntitle = \"部屋\"\nnav = \"部屋名\"\n+++\n"]),
    (
        "themes/machi/templates/plain.html",
        &[
            "{% block body_class %}{% endblock %}<p>{{ page.title }}: {{ page.body | safe }}</p>",
            "{% block body_class %}{% endblock %}<h1>{{ site.title }}</h1>{{ page.body | safe }}",
            "{{ page.nai.nai }}{% block body_class %}{% endblock %}",
            "{{ page.title",
        ],
    ),
    ("themes/machi/static/site.css", &["/* 一 */", "/* 二 */"]),
];

/// Which version of each file there is.
type State = Vec<Option<usize>>;

fn snapshot(state: &State, committed: bool) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for ((path, versions), version) in FILES.iter().zip(state) {
        let Some(text) = version.map(|version| versions[version % versions.len()]) else { continue };
        if *path == "content/site.toml" {
            snapshot.config = Some(text.into());
        } else if let Some(path) = path.strip_prefix("themes/") {
            snapshot.themes.insert(path.into(), Arc::new(text.into()));
        } else if let Some(path) = path.strip_prefix("content/").filter(|path| path.ends_with(".md")) {
            snapshot.documents.insert(path.into(), text.into());
        } else if let Some(path) = path.strip_prefix("content/") {
            snapshot.assets.insert(path.into(), Arc::new(text.into()));
        }
    }
    if committed {
        snapshot.committed.insert("guide/a.md".into(), Date::default());
    }
    snapshot
}

/// Each edit gives one file another version, or takes it away.
fn edits() -> impl Strategy<Value = (State, Vec<(usize, Option<usize>)>)> {
    let version = || prop_oneof![4 => (0_usize..6).prop_map(Some), 1 => Just(None)];
    let start = proptest::collection::vec(version(), FILES.len());
    (start, proptest::collection::vec((0..FILES.len(), version()), 2..9))
}

/// The first two versions of each file, which go well together more often than not, now and then
/// without one.
fn mostly_right() -> impl Strategy<Value = State> {
    let version = prop_oneof![5 => Just(Some(0)), 3 => Just(Some(1)), 1 => Just(None)];
    proptest::collection::vec(version, FILES.len())
}

#[track_caller]
fn assert_same_build(warm: &Build, fresh: &Build) {
    assert_same(&tree(&warm.all_files()), &tree(&fresh.all_files()));
    assert_eq!(warm.diagnostics, fresh.diagnostics);
    assert_eq!(warm.counts, fresh.counts);
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_build_that_remembers_gives_what_a_fresh_one_gives((mut state, edits) in edits()) {
        let mut memos = Memos::default();
        site::build(&snapshot(&state, false), &mut memos, Options::default());
        for (number, (file, version)) in edits.into_iter().enumerate() {
            state[file] = version;
            let (snapshot, options) = (snapshot(&state, number % 4 == 2), Options { drafts: number % 5 == 4, ..Options::default() });
            let warm = site::build(&snapshot, &mut memos, options);
            // A fresh build takes long, and what went stale mostly stays so.
            if number % 2 == 1 {
                assert_same_build(&warm, &site::build(&snapshot, &mut Memos::default(), options));
            }
        }
    }

}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn every_link_of_a_site_without_a_mistake_leads_to_a_place_in_it(state in mostly_right()) {
        let build = rebuild(&snapshot(&state, false));
        // Without site.toml a dead link is only a warning; that a title is found second, that words only look like
        // Markdown, or that a theme is not used, breaks no link.
        prop_assume!(build.diagnostics.iter().all(|it| it.code.starts_with(['Q', 'M']) || it.code == "N06"));
        let files = tree(&build.files);
        assert_links_hold(&files);
        assert_sound(&files);
    }
}

#[test]
fn html_that_comes_to_be_allowed_is_passed_on_by_a_warm_build_too() {
    let mut memos = Memos::default();
    let mut snapshot = Snapshot::default();
    snapshot.documents.insert("index.md".into(), page("題", "文の<b>中</b>").into());
    for config in [None, Some("allow_html = true"), None] {
        snapshot.config = config.map(Into::into);
        let warm = site::build(&snapshot, &mut memos, Options::default());
        assert_same_build(&warm, &build(&snapshot));
    }
}

/// Only the words of a body change, which other pages do not see: but the rules on personal data, the
/// bound guide, backlinks and the search do.
#[test]
fn more_words_on_a_page_of_each_kind_are_taken_by_a_warm_build_too() {
    let state: State = vec![Some(0); FILES.len()];
    let mut snapshot = snapshot(&state, false);
    let mut memos = Memos::default();
    site::build(&snapshot, &mut memos, Options::default()).all_files();
    let paths: Vec<Arc<str>> = snapshot.documents.keys().cloned().collect();
    for kind in Kind::ALL {
        let path = paths.iter().find(|path| Kind::of(path) == *kind).expect("a file of every kind");
        let text =
            format!("{}\n電話は 03-1234-5678、ヴィジョンの語です。[章](/guide/a.md)\n", snapshot.documents[path]);
        snapshot.documents.insert(path.clone(), text.into());
        let warm = site::build(&snapshot, &mut memos, Options::default());
        assert_same_build(&warm, &build(&snapshot));
    }
    let warm = site::build(&snapshot, &mut memos, Options::default());
    assert!(warm.diagnostics.iter().any(|diagnostic| diagnostic.code == "P01"), "{:?}", warm.diagnostics);
}

/// That every page is well-formed, each `id` given once.
#[track_caller]
fn assert_sound(files: &Tree) {
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        html::is_sound(std::str::from_utf8(bytes).unwrap()).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

// ── links ───────────────────────────────────────────────────────────────────────────────────────

/// That every `href` and `src` of the pages leads out, or to a file of the site and an `id` in it.
#[track_caller]
fn assert_links_hold(files: &Tree) {
    let pages: BTreeMap<&str, &str> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
        .collect();
    for (from, text) in &pages {
        for attribute in ["href", "src"] {
            for address in html::values(text, attribute) {
                assert_leads_somewhere(from, &html::unescape(address), files, &pages);
            }
        }
    }
}

#[track_caller]
fn assert_leads_somewhere(from: &str, address: &str, files: &Tree, pages: &BTreeMap<&str, &str>) {
    if ["https:", "http:", "mailto:", "tel:", "data:"].iter().any(|scheme| address.starts_with(scheme)) {
        return;
    }
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let decoded = decode(path);
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        if part == ".." {
            assert!(parts.pop().is_some(), "{from}: {address} leads out of the site");
        } else {
            parts.push(part);
        }
    }
    let target = if path.is_empty() { from.to_owned() } else { parts.join("/") };
    assert!(files.contains_key(&target), "{from}: {address} leads to {target}, which is not there");
    if let Some(text) = pages.get(target.as_str()).filter(|_| !fragment.is_empty()) {
        let fragment = decode(fragment);
        let ids = html::values(text, "id");
        assert!(ids.iter().any(|id| html::unescape(id) == fragment), "{from}: no #{fragment} in {target}");
    }
}

fn decode(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(code) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(code);
            rest = &after[2..];
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_link_of_this_repositorys_own_site_leads_to_a_place_in_it() {
    let build = build(&furikaeri::source::load(repository()));
    let errors: Vec<String> = build.errors().iter().map(|it| format!("{}: {}", it.place.path, it.message.ja)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let files = tree(&build.files);
    assert_links_hold(&files);
    assert_sound(&files);
}

#[test]
fn every_link_holds_for_names_with_signs_in_them() {
    let site = Site::new()
        .config("base_url = \"https://example.jp\"\n")
        .page("index.md", "題", "[一](<a b/百 % と & ' ＃.md>) [二](<a b/>) ![三](<a b/x;y=1,2+3@4!.svg>)")
        .page("a b/百 % と & ' ＃.md", "<題> & \\\"引用\\\"", "[表紙](../index.md)\n\n## 節 & <節>\n\n[節](#節-節)")
        .file("content/a b/x;y=1,2+3@4!.svg", "<svg/>");
    let build = site.build();
    assert_eq!(build.codes(), [""; 0]);
    let files = tree(&build.files);
    assert_links_hold(&files);
    assert_sound(&files);
    let addresses = html::values(build.text("a b/百 % と & ' ＃.html"), "href");
    let wrong: Vec<_> =
        addresses.iter().filter(|href| href.contains(' ') || href.contains("% ") || href.contains("%.")).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

// ── the same bytes everywhere ───────────────────────────────────────────────────────────────────

#[test]
fn neither_folder_nor_order_nor_locale_nor_time_zone_nor_threads_change_a_byte() {
    let files = read_tree(&repository().join("tests/golden/guidebook/site"));
    let forwards = files.iter().fold(Site::new(), |site, (path, bytes)| site.bytes(path, bytes));
    let backwards =
        files.iter().rev().fold(Site::new(), |site, (path, bytes)| site.bytes(&format!("deep/er/{path}"), bytes));
    let build = |command: &mut Command, locale: &str, zone: &str, threads: &str| {
        let status =
            command.env("LC_ALL", locale).env("LANG", locale).env("TZ", zone).env("RAYON_NUM_THREADS", threads);
        support::ran(status).ends(0);
    };
    build(&mut forwards.furikaeri(["build"]), "C", "UTC", "1");
    build(&mut backwards.furikaeri(["build", "--root", "deep/er", "--out", "out"]), "ja_JP.UTF-8", "Asia/Tokyo", "7");
    assert_same(&support::published(&backwards.at("out")), &forwards.public());
    build(&mut forwards.furikaeri(["build", "--out", "again"]), "tr_TR.UTF-8", "Pacific/Kiritimati", "2");
    assert_same(&support::published(&forwards.at("again")), &forwards.public());
}

// ── arbitrary text ──────────────────────────────────────────────────────────────────────────────

/// Bits that mean something to the parser, or trip one up.
const BITS: &[&str] = &[
    "\n",
    "\n",
    "\n\n",
    " ",
    "    ",
    "\t",
    "\r\n",
    "# ",
    "## ",
    "> ",
    "> [!NOTE]\n",
    "- ",
    "- [ ] ",
    "- [x] ",
    "1. ",
    "7) ",
    "* ",
    "+ ",
    ": ",
    "|",
    "|---|",
    "| a | b |\n|---|:-:|\n| c | d |\n",
    "```",
    "~~~",
    "`",
    "``",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "](index.md)",
    "](#節)",
    "](a.svg \"題\")",
    "[^1]",
    "[^1]: ",
    "[^1]: [^2]: ",
    "[r1-a]",
    "[a-b]",
    "][r1-a]",
    "[x]: index.md\n",
    "<b>",
    "</b>",
    "<div>\n",
    "</div>",
    "<!--",
    "-->",
    "<a@b.jp>",
    "<https://example.jp>",
    "&amp;",
    "&#0;",
    "&lt",
    "\\",
    "  \n",
    "\\\n",
    "---\n",
    "===\n",
    "+++\n",
    "{#id}",
    "{#main .x y=z}",
    "《",
    "》",
    "｜",
    "漢《よ》",
    "、",
    "。",
    "「",
    "」",
    "（",
    "）",
    "・",
    "ー",
    "　",
    "漢字",
    "かな",
    "カタカナ",
    "基幹",
    "SV",
    "abc",
    "1",
    "\u{3099}",
    "\u{200b}",
    "\u{feff}",
    "\u{fdd1}",
    "\u{fffd}",
    "\u{0}",
    "\u{202e}",
    "👨‍👩‍👧",
    "𠮷",
    "e\u{301}",
    "--",
    "...",
    "\"",
    "'",
    "$x$",
    "$$",
    "https://example.jp",
    "javascript:",
    "%E3%81",
];

thread_local! {
    static MEMOS: RefCell<Memos> = RefCell::default();
}

/// A build that remembers the one before: these sites differ in one page, and there are many.
fn rebuild(snapshot: &Snapshot) -> Build {
    MEMOS.with_borrow_mut(|memos| site::build(snapshot, memos, Options::default()))
}

/// Text made of bits, with a stray character here and there.
fn soup() -> impl Strategy<Value = String> {
    let bit = prop_oneof![12 => select(BITS).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(bit, 0..40).prop_map(|bits| bits.concat())
}

/// A site in which the text is a page beside a record and a term.
fn around(path: &str, text: &str) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (file, version) in [(1, 0), (5, 1), (11, 1)] {
        let (path, versions) = FILES[file];
        snapshot.documents.insert(path.trim_start_matches("content/").into(), versions[version].into());
    }
    snapshot.documents.insert(path.into(), text.into());
    snapshot.assets.insert("a.svg".into(), Arc::new(b"<svg/>".to_vec()));
    snapshot
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn any_markdown_becomes_sound_html(body in soup()) {
        let snapshot = around("x.md", &page("題", &body));
        let build = rebuild(&snapshot);
        html::is_sound(build.text("x.html")).map_err(|error| TestCaseError::fail(format!("{error}\n{}", html::main(build.text("x.html")))))?;
    }

    #[test]
    fn no_text_stops_the_parser_of_a_page(text in soup(), kind in select(&["x", "guide/x", "records/x", "items/x", "sheets/x", "cases/x", "glossary/x"][..])) {
        rebuild(&around(&format!("{kind}.md"), &text));
        rebuild(&around(&format!("{kind}.md"), &format!("+++\n{text}\n+++\n{text}")));
    }
}

/// Bits of TOML, right and wrong.
const TOML: &[&str] = &[
    "title",
    "theme",
    "base_url",
    "nav",
    "footer",
    "synonyms",
    "allow_html",
    "order",
    "field",
    "answers",
    " = ",
    "=",
    "＝",
    "\"",
    "“",
    "'",
    "'''",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    ".",
    "\n",
    "#",
    "true",
    "1",
    "-1",
    "1e9",
    "0x",
    "99999999999999999999",
    "2024-10-28",
    "2024-13-45",
    "07:32:00",
    "inf",
    "nan",
    "\\u0000",
    "\\",
    "　",
    "題",
    "\"題\"",
    "[\"a\"]",
    "lines",
    "opinions",
    "id",
    "title = \"題\"\n",
    "base_url = \"https://x\"\n",
    "nav = [\"guide\"]\n",
];

/// Bits of templates, right and wrong.
const TEMPLATE: &[&str] = &[
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{# ",
    " #}",
    "page",
    ".title",
    ".body",
    ".nai",
    "[0]",
    "[",
    "]",
    "site",
    " | ",
    "safe",
    "phrases",
    "plain",
    "upper",
    "nai",
    "for x in ",
    "page.toc",
    "endfor",
    "if ",
    "else",
    "endif",
    "block a",
    "endblock",
    "extends \"base.html\"",
    "extends \"home.html\"",
    "include \"home.html\"",
    "include \"after_body.html\"",
    "set x = ",
    "1",
    " / 0",
    "\"題\"",
    "(",
    ")",
    "=",
    "<page_title title={page.title} />",
    "component a()",
    "endcomponent",
    "range(end=3)",
    "\n",
    "題",
];

fn bits(of: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(select(of), 0..most).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn no_text_stops_the_reader_of_the_configuration(text in prop_oneof![bits(TOML, 20), any::<String>()]) {
        let mut snapshot = around("x.md", &page("題", ""));
        snapshot.config = Some(text.as_str().into());
        rebuild(&snapshot);
        rebuild(&around("items/x.md", &format!("+++\n{text}\n+++\n")));
    }

    #[test]
    fn no_text_stops_the_compiler_of_templates(text in prop_oneof![bits(TEMPLATE, 12), any::<String>()]) {
        let mut snapshot = around("x.md", &page("題", ""));
        snapshot.themes.insert("default/templates/home.html".into(), Arc::new(text.into_bytes()));
        rebuild(&snapshot);
    }
}

/// A real page with cuts, doubles and foreign bits in it.
fn mutated() -> impl Strategy<Value = (String, String)> {
    let content = read_tree(&repository().join("content"));
    let texts: Vec<(String, String)> = content
        .into_iter()
        .filter(|(path, _)| path.ends_with(".md"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect();
    let change = (any::<Index>(), any::<Index>(), 0..3_u8, select(BITS));
    (select(texts), proptest::collection::vec(change, 1..8)).prop_map(|((path, mut text), changes)| {
        for (one, other, how, bit) in changes {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (one, other) = (places[one.index(places.len())], places[other.index(places.len())]);
            let (from, to) = (one.min(other), one.max(other));
            let end = to.min(text.ceil_char_boundary(from + 40));
            match how {
                0 => text.replace_range(from..end, ""),
                1 => {
                    let double = text[from..end].to_owned();
                    text.insert_str(to, &double);
                }
                _ => text.insert_str(from, bit),
            }
        }
        (path, text)
    })
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn no_slip_of_the_pen_in_a_real_page_stops_the_build((path, text) in mutated()) {
        let build = rebuild(&around(&path, &text));
        for (url, bytes) in build.files.iter().filter(|(url, _)| url.ends_with(".html")) {
            let page = std::str::from_utf8(bytes).unwrap();
            // Two opinions of one name are a mistake, and such a site is not written.
            let sound = if build.errors().is_empty() { html::is_sound(page) } else { html::is_balanced(page) };
            sound.map_err(|error| TestCaseError::fail(format!("{url}: {error}")))?;
        }
    }
}

// ── words ───────────────────────────────────────────────────────────────────────────────────────

/// One word of a paragraph, and the ways in which it may be written.
fn dressed() -> impl Strategy<Value = (String, String)> {
    let word = prop_oneof!["[ぁ-んァ-ヶ一-鿋]{1,6}", "[a-z]{1,6}", "[0-9]{2,4}人"];
    let dress = select(
        &[
            "W",
            "W",
            "W、",
            "「W」",
            "**W**",
            "**「W」**",
            "*（W）*",
            "~~W~~",
            "`W`",
            "[W](index.md)",
            "W《よ》",
            "｜W《よ》",
            "W。\n",
            "W\n",
            " W ",
            "<b>W</b>",
            "\\*W\\*",
            "[W]",
        ][..],
    );
    (word, dress).prop_map(|(word, dress)| (dress.replace('W', &word), word))
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn the_words_of_a_paragraph_are_all_there_and_in_order(words in proptest::collection::vec(dressed(), 1..12)) {
        let written: String = words.iter().map(|(written, _)| written.as_str()).collect();
        let build = rebuild(&around("x.md", &page("題", &format!("はじめに{written}おわり"))));
        let page = build.text("x.html");
        let shown = html::text(html::main(page));
        let mut rest = shown.as_str();
        for (_, word) in &words {
            let at = rest.find(word.as_str());
            let at = at.ok_or_else(|| TestCaseError::fail(format!("「{word}」 is lost from {written:?}: {}", html::main(page))))?;
            rest = &rest[at + word.len()..];
        }
    }

    #[test]
    fn a_line_end_between_japanese_characters_leaves_no_blank(lines in proptest::collection::vec("[ぁ-ん一-鿋「」、。（）ー]{1,8}", 2..6)) {
        let build = rebuild(&around("x.md", &page("題", &lines.join("\n"))));
        let shown = html::pieces(html::main(build.text("x.html"))).unwrap();
        let paragraph: String = shown.iter().skip_while(|piece| !matches!(piece, Piece::Open { name: "div", attributes, .. } if attributes.contains(&("class", "prose"))))
            .skip_while(|piece| !matches!(piece, Piece::Open { name: "p", .. }))
            .take_while(|piece| !matches!(piece, Piece::Close("p")))
            .filter_map(|piece| if let Piece::Text(text) = piece { Some(*text) } else { None })
            .collect();
        prop_assert_eq!(paragraph, lines.concat());
    }
}

#[test]
fn what_is_written_does_not_depend_on_what_lay_there_before() {
    let site = Site::copy_of(&repository().join("tests/golden/guidebook/site"));
    let build = site.build();
    let halved: BTreeMap<_, _> =
        build.files.iter().step_by(2).map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    let out = site.at("public");
    for files in [&halved, &build.files, &halved, &BTreeMap::new(), &build.files] {
        output::write(files, &out, site.root()).unwrap();
        assert_same(&site.public(), &tree(files));
    }
}
