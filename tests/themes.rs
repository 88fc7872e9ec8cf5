//! What those who change the look may rely on: what a template is told, what a theme of one's own brings, and that
//! `themes/README.md` says both as they are. `UPDATE_GOLDEN=1` writes the tables there anew.
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
use std::fmt::Write;
use std::fs;

use furikaeri::site::{self, Shown};
use furikaeri::source;
use support::{Ask, Site, repository};

// ── the tables of themes/README.md ──────────────────────────────────────────────────────────────

/// A struct of the views: what it stands for, and of each field the name, the type and the meaning.
struct Struct {
    about: String,
    fields: Vec<(String, String, String)>,
}

/// The structs of `view.rs`, in their order there.
fn structs() -> Vec<(String, Struct)> {
    let text = fs::read_to_string(repository().join("src/resolve/view.rs")).unwrap();
    let (mut found, mut doc): (Vec<(String, Struct)>, Vec<String>) = (Vec::new(), Vec::new());
    let mut open = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(words) = trimmed.strip_prefix("/// ") {
            doc.push(words.to_owned());
            continue;
        }
        if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            found.push((name.to_owned(), Struct { about: doc.join(" "), fields: Vec::new() }));
            open = true;
        } else if line == "}" {
            open = false;
        } else if let Some((name, kind)) = trimmed.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            if open {
                let field = (name.to_owned(), kind.trim_end_matches(',').to_owned(), doc.join(" "));
                found.last_mut().unwrap().1.fields.push(field);
            }
        } else if trimmed.starts_with("#[") {
            continue;
        }
        doc.clear();
    }
    found
}

/// The names in `page.data` by template, from every page of the guidebook of the tests, which has all kinds.
fn told() -> BTreeMap<String, BTreeSet<String>> {
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let snapshot = source::load(&repository().join("tests/golden/guidebook/site"));
    for page in site::show(&snapshot, "nowhere").err().unwrap() {
        let Shown { template, variables } = site::show(&snapshot, &page).ok().unwrap();
        let name = template.rsplit('/').next().unwrap().to_owned();
        let data = variables["page"]["data"].as_object().unwrap();
        told.entry(name).or_default().extend(data.keys().cloned());
    }
    told
}

/// What `themes/README.md` tells of the variables, made from the types.
fn tables() -> String {
    let structs = structs();
    let mut out = String::from("| テンプレート | `page.data` |\n|---|---|\n");
    for (template, names) in told() {
        let is_of = |it: &&(String, Struct)| {
            it.1.fields.iter().map(|(name, ..)| name).collect::<BTreeSet<_>>() == names.iter().collect()
        };
        let data = match structs.iter().find(is_of) {
            Some((name, _)) => format!("`{name}`"),
            None if names.is_empty() => "（なし）".to_owned(),
            None => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join("、"),
        };
        writeln!(out, "| `{template}` | {data} |").unwrap();
    }
    for (name, Struct { about, fields }) in &structs {
        writeln!(out, "\n**`{name}`** {about}\n\n| name | type | meaning |\n|---|---|---|").unwrap();
        for (name, kind, meaning) in fields {
            writeln!(out, "| `{name}` | `{kind}` | {meaning} |").unwrap();
        }
    }
    out
}

const BEGIN: &str = "<!-- made from the types by tests/themes.rs -->\n";

#[test]
fn the_guide_to_themes_tells_what_each_template_is_told() {
    let path = repository().join("themes/README.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, found) = text.split_once(BEGIN).unwrap();
    let wanted = tables();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{wanted}")).unwrap();
        return;
    }
    assert!(found == wanted, "UPDATE_GOLDEN=1 cargo test --test themes writes it anew");
}

// ── what a template is told, and what a theme brings ────────────────────────────────────────────

#[test]
fn show_prints_what_the_template_of_a_page_is_told() {
    let site = Site::copy_of(&repository().join("tests/golden/guidebook/site"));
    for page in ["guide/hajimeni.html", "guide/hajimeni.md", "content/guide/hajimeni.md"] {
        let shown: serde_json::Value = serde_json::from_str(&site.run(["show", page]).ends(0).said).unwrap();
        assert_eq!(shown["template"], "themes/kihon/templates/guide.html");
        assert_eq!(shown["page"]["url"], "guide/hajimeni.html");
        assert!(shown["page"]["body"].as_str().unwrap().contains("<p>"));
        assert!(shown["site"]["title"].is_string());
    }
    let shown = site.run(["show", "guide/"]).ends(0).said;
    assert!(shown.contains("\"guide/index.html\""), "{shown}");
    assert!(site.run(["show", "guide/hajimen.html"]).ends(2).complained.contains("guide/hajimeni.html"));
}

#[test]
fn a_file_below_themes_that_nothing_reads_is_told() {
    let site = |theme: &str| {
        Site::with_home()
            .config(theme)
            .file("themes/machi/templates/kumu.html", "")
            .file("themes/machi/static/own.css", "")
            .file("themes/machi/README.md", "")
            .file("themes/machi/site.css", "")
            .file("themes/mukashi/templates/base.html", "")
    };
    let told = |theme: &str| {
        let build = site(theme).build();
        build.diagnostics.iter().map(|it| format!("{} {}", it.code, it.place.path)).collect::<Vec<_>>()
    };
    let files = ["N06 themes/machi/site.css", "N06 themes/machi/templates/kumu.html", "N06 themes/mukashi"];
    assert_eq!(told("theme = \"machi\""), files);
    assert_eq!(told(""), ["N06 themes/machi", "N06 themes/mukashi"]);
}

#[test]
fn colours_and_a_logo_of_ones_own_need_no_template() {
    let plain = Site::with_home().build();
    assert!(!plain.text("index.html").contains("own.css"));
    let build = Site::with_home()
        .config("theme = \"machi\"")
        .file("themes/machi/static/own.css", ":root{--accent:#036}")
        .file("themes/machi/static/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .build();
    assert_eq!(build.codes(), [""; 0]);
    let page = build.text("index.html");
    assert!(page.find("assets/site.css").unwrap() < page.find("assets/own.css").unwrap(), "{page}");
    assert!(page.contains("src=\"assets/logo.svg\""), "{page}");
}
