//! What holds of every kind of document alike: any folder below the folder of a kind holds documents of that
//! kind, with all rules on; and no file takes the address of what the tool makes by itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]

mod support;

use furikaeri::model::Kind;
use support::{Ask, Site, read_tree, repository};

// ── any depth ───────────────────────────────────────────────────────────────────────────────────

/// A site of the tests with every document of a kind moved into a folder below its own.
fn one_folder_down(site: &str) -> Site {
    let files = read_tree(&repository().join("tests").join(site));
    files.iter().fold(Site::new(), |site, (path, bytes)| {
        let Some(below) = path.strip_prefix("content/").filter(|below| below.ends_with(".md")) else {
            return site.bytes(path, bytes);
        };
        let text = Kind::ALL.iter().filter_map(|kind| kind.folder()).fold(
            String::from_utf8(bytes.clone()).unwrap(),
            |text, folder| {
                let text = text.replace(&format!("]({folder}/"), &format!("]({folder}/shita/"));
                text.replace(&format!("](../{folder}/"), &format!("](../{folder}/shita/"))
            },
        );
        let text = text.replace("shita/index.md", "index.md").replace("shita/trace.md", "trace.md");
        match below.split_once('/').filter(|_| Kind::of(below) != Kind::Page) {
            Some((folder, rest)) => {
                site.file(&format!("content/{folder}/shita/{rest}"), &text.replace("](../", "](../../"))
            }
            None => site.file(path, &text),
        }
    })
}

#[test]
fn every_rule_holds_one_folder_down_too() {
    // Links between documents of different folders, and addresses, are others one folder down.
    let is_of_place = |code: &str| code.starts_with('L') || code.starts_with('N');
    let found = |site: &Site| {
        let mut found: Vec<String> = site
            .build()
            .diagnostics
            .iter()
            .filter(|it| !is_of_place(it.code))
            .map(|it| format!("{} {}", it.code, it.place.path.replace("/shita/", "/")))
            .collect();
        found.sort();
        found
    };
    let plain = found(&Site::copy_of(&repository().join("tests/mistakes/all/site")));
    assert!(plain.len() > 60, "{plain:#?}");
    assert_eq!(found(&one_folder_down("mistakes/all/site")), plain);
}

#[test]
fn lists_the_trace_and_worksheets_hold_what_lies_one_folder_down() {
    let plain = Site::copy_of(&repository().join("tests/golden/guidebook/site"));
    let (plain, down) = (plain.build(), one_folder_down("golden/guidebook/site").build());
    assert_eq!(down.errors().len(), 0, "{:?}", down.errors());
    assert_eq!((down.counts.sheets, down.counts.terms), (plain.counts.sheets, plain.counts.terms));
    for page in ["records/trace.html", "records/fy2023.html", "records/fy2024.html", "records/index.html"]
        .into_iter()
        .chain(["items/index.html", "sheets/index.html", "glossary/index.html", "sheets/kumu.html", "guide/hon.html"])
    {
        let without_folder = |text: &str| text.replace("shita/", "").replace("../", "");
        let (plain, down) = (without_folder(plain.text(page)), without_folder(down.text(page)));
        // The neighbours beside a page are those of its own folder.
        let main = |text: &str| {
            let lines = text.lines().filter(|line| !["chapters", "prev", "next"].iter().any(|it| line.starts_with(it)));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(main(&down), main(&plain), "{page}");
    }
    assert!(down.files.contains_key("sheets/shita/yoshi.pdf"), "{:?}", down.files.keys());
}

#[test]
fn a_name_that_two_files_of_a_kind_share_must_be_given_with_its_folder() {
    let item = |question: &str| {
        format!(
            "+++\ntitle = \"項目{question}\"\nquestion = \"{question}\"\npurpose = \"ねらい\"\nphase = \"前\"\nfield = {{ lines = 3 }}\n+++\n"
        )
    };
    let sheet =
        |items: &str| format!("+++\ntitle = \"用紙\"\nform = \"様式1\"\nversion = \"1\"\nitems = [\"{items}\"]\n+++\n");
    let site = |items: &str| {
        Site::with_home()
            .file("content/items/a/i.md", &item("一"))
            .file("content/items/b/i.md", &item("二"))
            .file("content/items/b/j.md", &item("三"))
            .file("content/sheets/s.md", &sheet(items))
    };
    assert_eq!(site("i").build().codes(), ["R01"]);
    assert_eq!(site("a/i").build().codes(), [""; 0]);
    assert_eq!(site("j").build().codes(), [""; 0]);
}

#[test]
fn the_index_md_of_a_folder_within_is_a_page() {
    let site =
        Site::with_home().page("guide/osusume/index.md", "おすすめ", "本文").page("cases/2025/index.md", "年", "");
    assert_eq!(site.build().codes(), [""; 0]);
    site.run(["new", "page", "guide/hoka/index"]).ends(0);
    site.run(["check"]).ends(0);
}

// ── addresses that are kept ─────────────────────────────────────────────────────────────────────

#[test]
fn no_file_takes_the_address_of_what_the_tool_makes() {
    let guide = "+++\ntitle = \"本\"\norder = 1\n+++\n";
    for (path, text) in [
        ("sakuin.md", support::page("題", "")),
        ("Sakuin.md", support::page("題", "")),
        ("guide/hon.md", guide.to_owned()),
        ("sheets/kumu.html", "<p>".to_owned()),
        ("sagasu/g0.js", "x".to_owned()),
        ("SAGASU/mokuroku.js", "x".to_owned()),
        ("records/fy2024.html", "x".to_owned()),
        ("atom.xml", "x".to_owned()),
    ] {
        let build = Site::with_home().file(&format!("content/{path}"), &text).build();
        let told: Vec<_> = build.diagnostics.iter().filter(|it| it.code == "N01").collect();
        assert_eq!(told.len(), 1, "{path}: {:?}", build.codes());
        assert!(told[0].message.ja.contains("ツールが作る"), "{path}: {}", told[0].message.ja);
        assert!(!told[0].mend.as_ref().unwrap().ja.contains("大文字"), "{path}");
    }
}

#[test]
fn no_alias_takes_the_address_of_what_the_tool_makes() {
    for alias in ["sagasu/mokuroku.js", "sakuin.html", "sheets/kumu.html", "a/index.html", "404.html"] {
        let page = format!("+++\ntitle = \"題\"\naliases = [\"{alias}\"]\n+++\n");
        let site = Site::with_home().file("content/b.md", &page).page("a/c.md", "三", "");
        let build = site.build();
        assert_eq!(build.codes(), ["N01"], "{alias}");
        assert!(build.diagnostics[0].message.ja.contains("ツールが作る"), "{alias}");
        assert!(build.diagnostics[0].place.span.is_some(), "{alias}");
    }
}

#[test]
fn new_names_every_kind_in_its_help_and_makes_it() {
    let help = Site::new().run(["new", "--help"]).ends(0).said;
    for kind in Kind::ALL {
        assert!(help.contains(kind.info().word), "{help}");
    }
}

// ── counts ──────────────────────────────────────────────────────────────────────────────────────

#[test]
fn counts_of_people_that_no_number_holds_stop_nothing() {
    let record = "+++\ntitle = \"記録\"\nfiscal_year = 2024\nform = \"訪問\"\nactivity = \"した\"\nsource = \"資料\"\nparticipants = [{ role = \"一\", count = 4294967295 }, { role = \"二\", count = 7 }]\n+++\n";
    let site = Site::with_home().file("content/records/r.md", record);
    assert!(site.build().text("records/r.html").contains("4294967295"));
}

#[test]
fn a_control_character_in_a_title_leaves_the_feed_well_formed() {
    let page = "+++\ntitle = \"題\\u0001名\"\nupdated = 2025-04-01\n+++\n";
    let build = Site::with_home().config("base_url = \"https://example.jp\"").file("content/a.md", page).build();
    assert!(build.text("atom.xml").contains("題 名"));
    assert!(!build.text("atom.xml").contains('\u{1}'));
}
