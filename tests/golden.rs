//! What comes out for what goes in: each folder of `golden/` holds a small site and, beside it,
//! every file that it becomes, byte for byte. Read `site/` and `expected/` next to each other to
//! learn what the tool does.
//!
//! | site | what it shows |
//! |---|---|
//! | `minimal` | one page, no configuration: the default theme |
//! | `plain-tree` | any tree of Markdown: folders, links, assets, aliases |
//! | `guidebook` | every kind once; the trace, fiscal years, glossary, sitemap and feed |
//! | `markdown` | every feature of the Markdown, on one page |
//! | `theme` | a theme that replaces one template and one style sheet |
//!
//! All but `minimal` bring a theme that writes out what a template is told and little else, so that
//! a new look of the default theme does not touch them. The files of the default theme's `static/`
//! are not repeated here: they must be there, as it gives them, unless the site has its own. Nor are
//! worksheets as PDF, Word and Excel, which tests/worksheets.rs reads back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use furikaeri::diagnostics::Language;
use furikaeri::diagnostics::report::{self, Format};
use furikaeri::render::{DEFAULT_NAME, ThemeFiles};
use support::{Ask, Site, Tree, golden, repository};

/// Builds the site of one golden folder as a user would, and holds it against what is expected.
fn check(name: &str) {
    let folder = repository().join("tests/golden").join(name);
    let site = Site::copy_of(&folder.join("site"));
    let build = site.build();
    let report = report::write(&build.diagnostics, &build.sources, Format::Short, Language::English);
    assert!(build.errors().is_empty(), "{report}");
    site.publish().unwrap();
    let mut public = without_default_assets(site.public());
    // Packed, so that there is nothing to read; the tests of worksheets and of the search look into them.
    public.retain(|path, _| !path.starts_with("sagasu/"));
    public.retain(|path, _| ![".pdf", ".docx", ".xlsx"].iter().any(|ending| path.ends_with(ending)));
    golden::compare(&public, &folder.join("expected"));
}

fn without_default_assets(mut public: Tree) -> Tree {
    for (path, _, bytes) in ThemeFiles::new(DEFAULT_NAME, &BTreeMap::new()).assets() {
        let found = public.get(&path).unwrap_or_else(|| panic!("{path} of the default theme is missing"));
        if *found == **bytes {
            public.remove(&path);
        }
    }
    public
}

#[test]
fn minimal() {
    check("minimal");
}

#[test]
fn plain_tree() {
    check("plain-tree");
}

#[test]
fn guidebook() {
    check("guidebook");
}

#[test]
fn markdown() {
    check("markdown");
}

#[test]
fn theme() {
    check("theme");
}

#[test]
fn every_golden_folder_has_its_test() {
    let source = fs::read_to_string(Path::new(file!())).or_else(|_| fs::read_to_string(repository().join(file!())));
    let source = source.unwrap();
    for entry in fs::read_dir(repository().join("tests/golden")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(source.contains(&format!("check(\"{name}\")")), "no test builds golden/{name}");
    }
}
