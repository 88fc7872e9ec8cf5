//! The command line as its users meet it: what each verb does, says and returns. Exit status 0 is
//! done, 1 the content has errors, 2 wrong usage or the system refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]

mod support;

use std::fs;

use support::{Ask, Ran, Site, page, ran, read_tree};

const STARTERS: [(&str, &str, &str); 9] = [
    ("guide", "tsugi", "content/guide/tsugi.md"),
    ("record", "r7", "content/records/r7.md"),
    ("item", "omoi", "content/items/omoi.md"),
    ("sheet", "hyo", "content/sheets/hyo.md"),
    ("role", "kiroku", "content/roles/kiroku.md"),
    ("pack", "kai", "content/packs/kai.md"),
    ("case", "rei", "content/cases/rei.md"),
    ("term", "kotoba", "content/glossary/kotoba.md"),
    ("page", "about/oshirase", "content/about/oshirase.md"),
];

/// A site with one mistake in it.
fn mistaken() -> Site {
    Site::with_home().page("a.md", "題", "[危ない](javascript:x)")
}

/// The site that `init` makes.
fn initialised() -> Site {
    let site = Site::new();
    site.run(["init", "."]).ends(0);
    site
}

// ── build and check ─────────────────────────────────────────────────────────────────────────────

#[test]
fn build_writes_the_site_and_says_what_was_made() {
    let site = Site::with_home().page("a.md", "題", "__日本語__です").page("b.md", "下書き", "");
    let ran = site.run(["build"]).ends(0);
    assert!(ran.said.contains("pages, 0 sheets, 0 terms, 1 warnings"), "{}", ran.said);
    assert!(ran.said.contains("new, 0 changed, 0 unchanged, 0 removed"), "{}", ran.said);
    assert!(ran.complained.contains("warning[W01]"), "{}", ran.complained);
    assert!(site.at("public/a.html").is_file());
}

#[test]
fn build_in_a_pipe_says_nothing_but_its_result() {
    let ran = Site::with_home().run(["build"]).ends(0);
    assert_eq!(ran.complained, "");
    assert_eq!(ran.said.lines().count(), 2, "{}", ran.said);
    assert!(!ran.said.contains(['\r', '\x1b']));
}

#[test]
fn build_with_errors_says_them_all_and_writes_nothing() {
    let site = mistaken();
    let ran = site.run(["build"]).ends(1);
    assert_eq!(ran.said, "");
    assert!(ran.complained.contains("error[L04]") && ran.complained.contains("1 errors: nothing was written"));
    assert!(!site.at("public").exists());
}

#[test]
fn build_finds_its_site_and_its_output_where_it_is_told() {
    let site = Site::new().file("deep/content/index.md", &page("題", ""));
    site.run(["build", "--root", "deep"]).ends(0);
    assert!(site.at("deep/public/index.html").is_file());
    site.run(["build", "--root", "deep", "--out", "elsewhere/out"]).ends(0);
    assert!(site.at("elsewhere/out/index.html").is_file());
    site.run(["build"]).ends(1).says("[S01]");
    site.run(["build", "--root", "nowhere"]).ends(1).says("[S01]");
}

#[test]
fn drafts_stay_out_unless_they_are_asked_for() {
    let site = Site::with_home().file("content/d.md", "+++\ntitle = \"まだ見せない頁\"\ndraft = true\n+++\n");
    site.run(["build"]).ends(0);
    assert!(!site.at("public/d.html").exists());
    let without = site.public();
    assert!(!without.values().any(|bytes| String::from_utf8_lossy(bytes).contains("まだ見せない頁")));
    site.run(["build", "--drafts"]).ends(0);
    assert!(site.at("public/d.html").exists());
    site.run(["build"]).ends(0);
    assert_eq!(site.public(), without);
}

#[test]
fn check_reports_and_writes_nothing() {
    for (site, status) in [(Site::with_home(), 0), (mistaken(), 1)] {
        let before = read_tree(site.root());
        for format in ["human", "short", "json"] {
            let ran = site.run(["check", "--format", format]).ends(status);
            assert_eq!(ran.complained, "", "the report is the result");
        }
        assert_eq!(read_tree(site.root()), before);
    }
}

#[test]
fn check_speaks_to_people_to_editors_and_to_programs() {
    let site = mistaken();
    let human = site.run(["check"]).ends(1).said;
    assert!(
        human.contains("error[L04]") && human.contains(" --> content/a.md:5:1") && human.contains("^^^^"),
        "{human}"
    );
    assert!(human.ends_with("1 errors, 0 warnings\n"), "{human}");
    let short = site.run(["check", "--format", "short"]).ends(1).said;
    assert!(short.starts_with("content/a.md:5:1: L04: ") && short.lines().count() == 1, "{short}");
    let json = site.run(["check", "--format", "json"]).ends(1).said;
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["code"], &rows[0]["line"], &rows[0]["severity"]), (&"L04".into(), &5.into(), &"error".into()));
    let none = Site::with_home().run(["check", "--format", "json"]).ends(0).said;
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&none).unwrap().len(), 0);
}

#[test]
fn check_looks_at_drafts_when_asked() {
    let site = Site::with_home()
        .file("content/d.md", "+++\ntitle = \"まだ見せない頁\"\ndraft = true\n+++\n[危ない](javascript:x)");
    site.run(["check", "--drafts"]).ends(1).says("[L04]");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let site = mistaken();
    let mut command = support::bare(std::path::Path::new("sh"));
    command.args(["-c", "\"$0\" check | true; \"$0\" --help | true"]).arg(support::PROGRAM).current_dir(site.root());
    let ran = ran(&mut command).ends(0);
    assert_eq!(ran.complained, "");
}

// ── language ────────────────────────────────────────────────────────────────────────────────────

/// Runs with these variables of the locale, and no others.
fn in_locale(variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let site = mistaken();
    let mut command = site.furikaeri(arguments);
    command.env_remove("LC_ALL").envs(variables.iter().copied());
    ran(&mut command)
}

#[test]
fn the_tool_speaks_japanese_in_a_japanese_locale_and_english_elsewhere() {
    for (variables, is_japanese) in [
        (&[("LANG", "ja_JP.UTF-8")][..], true),
        (&[("LANG", "ja")], true),
        (&[("LC_ALL", "ja_JP.UTF-8"), ("LANG", "en_US.UTF-8")], true),
        (&[("LC_MESSAGES", "ja_JP.UTF-8"), ("LANG", "C")], true),
        (&[("LC_ALL", ""), ("LANG", "ja_JP.UTF-8")], true),
        (&[("LANG", "en_US.UTF-8")], false),
        (&[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")], false),
        (&[("LANG", "fr_FR.UTF-8")], false),
        (&[], false),
    ] {
        let help = in_locale(variables, &["--help"]).ends(0).said;
        assert_eq!(help.contains("使い方: furikaeri"), is_japanese, "{variables:?}\n{help}");
        assert_eq!(help.contains("Usage: furikaeri"), !is_japanese, "{variables:?}\n{help}");
        let report = in_locale(variables, &["check"]).ends(1).said;
        assert_eq!(report.contains("誤り[L04]"), is_japanese, "{report}");
        assert_eq!(report.contains("error[L04]"), !is_japanese, "{report}");
    }
}

#[test]
fn help_in_japanese_has_no_english_sentence_left() {
    for verb in ["build", "check", "serve", "new", "init"] {
        let help = in_locale(&[("LANG", "ja_JP.UTF-8")], &[verb, "--help"]).ends(0).said;
        assert!(help.contains("使い方: furikaeri"), "{help}");
        for english in ["Usage", "OPTIONS", "Options", "Arguments", "Print", "default", "possible"] {
            assert!(!help.contains(english), "{english}: {help}");
        }
        let english = in_locale(&[], &[verb, "--help"]).ends(0).said;
        assert!(english.is_ascii(), "{english}");
    }
}

#[test]
fn wrong_usage_is_told_in_the_language_of_the_user() {
    let japanese = |arguments: &[&str]| in_locale(&[("LANG", "ja_JP.UTF-8")], arguments).ends(2).complained;
    assert!(japanese(&["bild"]).contains("「bild」という命令はありません。もしかして: build"));
    assert!(japanese(&["build", "--otu", "x"]).contains("「--otu」という指定はありません。"));
    assert!(japanese(&["new", "giude", "x"]).contains("「giude」"));
    assert!(japanese(&["check", "--format", "xml"]).contains("「xml」"));
    assert!(japanese(&["new", "guide"]).contains("足りない"));
    assert!(japanese(&["init"]).contains("足りない"));
    assert!(japanese(&["serve", "--port", "99999"]).contains("「99999」"));
    assert!(japanese(&["build", "--out"]).contains("--out"));
    for wrong in [&["bild"][..], &["build", "--otu"], &["check", "--format", "xml"], &["build", "too", "many"], &[]] {
        let japanese = japanese(wrong);
        let sentence = japanese.lines().next().unwrap();
        assert!(!sentence.contains("error:") && !sentence.contains("unexpected"), "{wrong:?}: {japanese}");
        let english = in_locale(&[], wrong).ends(2).complained;
        assert!(english.is_ascii(), "{english}");
    }
}

#[test]
fn version_and_help_are_results_and_go_where_results_go() {
    let version = Site::new().run(["--version"]).ends(0).said;
    assert_eq!(version, format!("furikaeri {}\n", env!("CARGO_PKG_VERSION")));
    let help = Site::new().run(["--help"]).ends(0);
    assert_eq!(help.complained, "");
    for verb in ["build", "check", "serve", "new", "init"] {
        assert!(help.said.contains(verb), "{verb}");
    }
}

// ── new ─────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn every_starter_is_valid_where_it_stands() {
    for (kind, name, path) in STARTERS {
        let site = initialised();
        site.run(["new", kind, name]).ends(0).says(path.rsplit('/').next().unwrap());
        assert!(site.at(path).is_file(), "{kind}: no {path}");
        site.run(["check"]).ends(0).says("0 errors, 0 warnings");
    }
}

#[test]
fn all_starters_together_are_a_site_even_without_init() {
    let site = Site::with_home();
    for (kind, name, _) in STARTERS {
        site.run(["new", kind, name]).ends(0);
        site.run(["new", kind, &format!("{name}-2")]).ends(0);
    }
    site.run(["build"]).ends(0).says("0 warnings");
}

#[test]
fn every_line_of_a_starter_that_is_commented_out_is_valid_too() {
    for (kind, name, path) in STARTERS {
        let site = initialised();
        site.run(["new", kind, name]).ends(0);
        let text = fs::read_to_string(site.at(path)).unwrap();
        let (front, rest) = text.strip_prefix("+++\n").unwrap().split_once("+++\n").unwrap();
        let is_key = |line: &str| {
            line.strip_prefix("# ").is_some_and(|line| {
                line.starts_with("[[")
                    || (line.contains(" = ") && line.is_char_boundary(1) && line.as_bytes()[0].is_ascii_lowercase())
            })
        };
        let lines: Vec<&str> = front.lines().collect();
        for (number, line) in lines.iter().enumerate().filter(|(_, line)| is_key(line) && !line.contains("[[")) {
            let written = &line[2..];
            let key = written.split(" = ").next().unwrap();
            // A table's keys come with their header; a choice of values replaces the one that is written.
            let header = lines[..number].iter().rev().find(|line| line.contains("[["));
            let alone = header.is_none()
                || lines[..number].iter().rev().take_while(|line| !line.contains("[[")).any(|line| line.is_empty());
            if !alone {
                continue;
            }
            let changed: Vec<&str> = lines
                .iter()
                .enumerate()
                .filter(|(at, line)| *at == number || !line.starts_with(&format!("{key} = ")))
                .map(|(at, line)| if at == number { written } else { line })
                .collect();
            site.write(path, format!("+++\n{}\n+++\n{rest}", changed.join("\n")));
            let codes = site.build().codes();
            // Names of other files, and real days, are the writer's to give.
            let broken: Vec<_> = codes
                .iter()
                .filter(|code| !["R01", "R02", "R03", "R04", "C01", "C02", "K01"].contains(*code))
                .collect();
            assert!(broken.is_empty(), "{kind}: {written}: {broken:?}");
        }
    }
}

#[test]
fn new_never_overwrites() {
    let site = Site::with_home();
    for (kind, name, path) in STARTERS {
        site.run(["new", kind, name]).ends(0);
        site.write(path, "mine");
        site.run(["new", kind, name]).ends(2).says("not overwritten");
        site.run(["new", kind, &format!("{name}.md")]).ends(2);
        assert_eq!(fs::read_to_string(site.at(path)).unwrap(), "mine");
    }
}

/// What is wrong with the file that `new` made of this kind and name; nothing if it made none.
fn made_wrongly(kind: &str, name: &str) -> Option<String> {
    let site = Site::with_home();
    let before = read_tree(site.root());
    let outcome = site.run(["new", kind, name]);
    if outcome.status == Some(2) {
        return (read_tree(site.root()) != before).then(|| format!("{kind} {name:?}: refused, but something was made"));
    }
    let checked = site.run(["check", "--format", "short"]);
    let is_read = site.load().documents.len() == 2;
    (outcome.status != Some(0) || checked.status != Some(0) || !is_read)
        .then(|| format!("{kind} {name:?}: made, read: {is_read}, {}", checked.said))
}

#[test]
fn new_makes_only_files_that_the_site_can_have() {
    let names = [
        "",
        "../x",
        "/x",
        "a/../../x",
        "a/..",
        "a//b",
        "./x",
        "a:b",
        "a?b",
        "a\\b",
        "x\u{7}",
        "CON",
        "aux",
        "con.md",
        "lpt1",
        "x.",
        "x ",
        "x./y",
        ".hidden",
        ".md",
        ".furikaeri/x",
        "~$x",
        "x~",
        "404",
        "気づき",
        "き\u{3099}",
        "a b",
        "x.html",
        "x#y",
        "100%",
    ];
    let wrong: Vec<String> = names.iter().filter_map(|name| made_wrongly("page", name)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn new_gives_each_folder_what_its_kind_wants() {
    let wanted = [
        ("guide", "index"),
        ("record", "index"),
        ("term", "index"),
        ("page", "guide/index"),
        ("page", "guide/x"),
        ("page", "records/x"),
        ("page", "glossary/x"),
        ("guide", "deep/er"),
        ("record", "R8"),
        ("record", "令和8年"),
        ("record", "trace"),
        ("record", "fy2026"),
        ("term", "気づき"),
        ("item", "a b"),
    ];
    let wrong: Vec<String> = wanted.iter().filter_map(|(kind, name)| made_wrongly(kind, name)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// ── init ────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn init_makes_a_site_that_builds_at_once() {
    let site = Site::new();
    site.run(["init", "手引き"]).ends(0).says("furikaeri serve --watch");
    site.run(["build", "--root", "手引き"]).ends(0).says("0 warnings");
    let kinds = ["guide", "records", "items", "sheets", "roles", "cases", "glossary"];
    for kind in kinds {
        let pages = read_tree(&site.at("手引き/public").join(kind));
        assert!(pages.len() > 1, "no {kind} in the first site: {:?}", pages.keys());
    }
}

#[test]
fn init_takes_an_empty_folder_and_no_other() {
    let site = Site::new();
    fs::create_dir(site.at("empty")).unwrap();
    site.run(["init", "empty"]).ends(0);
    let before = read_tree(site.root());
    site.run(["init", "empty"]).ends(2).says("not empty");
    site.write("file", "mine");
    site.run(["init", "file"]).ends(2);
    site.run(["init", "file/below"]).ends(2);
    let mut after = read_tree(site.root());
    assert_eq!(after.remove("file").unwrap(), b"mine");
    assert_eq!(after, before);
}
