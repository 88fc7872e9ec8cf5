//! What a reader who searches finds. The index is built by the program and asked through the very
//! script that a browser loads, in node; how the search looks and feels is in `tests/browser/`.
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
use std::io::Write;
use std::process::{Command, Stdio};

use furikaeri::japanese::fold::Folding;
use furikaeri::japanese::without_ruby;
use furikaeri::model::percent_decode;
use furikaeri::site::{self, Memos, Options};
use proptest::prelude::{Strategy, any};
use proptest::sample;
use proptest::strategy::ValueTree;
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use support::html::{Piece, main, pieces, unescape};
use support::{Ask, Site, read_tree, repository, tree};

/// Asks a published site each question, in turn.
fn ask(site: &Site, questions: &Value) -> Vec<Value> {
    let mut node = Command::new("node")
        .arg(repository().join("tests/search/ask.js"))
        .arg(site.at("public"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs the script of the search");
    node.stdin.take().unwrap().write_all(questions.to_string().as_bytes()).unwrap();
    let answered = node.wait_with_output().unwrap();
    assert!(answered.status.success());
    serde_json::from_slice(&answered.stdout).unwrap()
}

fn ask_one(site: &Site, query: &str) -> Value {
    ask(site, &json!([{ "query": query }])).remove(0)
}

/// The addresses of what was found as it was typed, without anchors, best first.
fn pages(found: &Value) -> Vec<String> {
    let results = found["results"].as_array().unwrap_or_else(|| panic!("{found}"));
    results
        .iter()
        .filter(|it| it["partial"] != true)
        .map(|it| it["url"].as_str().unwrap().split('#').next().unwrap().to_owned())
        .collect()
}

fn published(site: Site) -> Site {
    site.publish().unwrap();
    site
}

/// The site as it is, and among so many other pages that its index is cut in another way.
fn cut_both_ways(site: fn() -> Site) -> [Site; 2] {
    let other = |site: Site, n| site.page(&format!("hoka/{n}.md"), &format!("ほかの頁、その{n}"), "何もありません。");
    [site(), (0..400).fold(site(), other)].map(published)
}

fn guidebook() -> Site {
    let content = read_tree(&repository().join("content"));
    content.iter().fold(Site::new(), |site, (path, bytes)| site.bytes(&format!("content/{path}"), bytes))
}

// ── a small site, for one thing at a time ───────────────────────────────────────────────────────

fn small() -> Site {
    published(small_unpublished())
}

fn small_unpublished() -> Site {
    Site::new()
        .config("synonyms = [[\"計画\", \"プラン\"]]\n")
        .page("index.md", "表紙", "ようこそ。")
        .page("guide/kikan.md", "基幹相談の窓口", "基幹相談支援センターが、ともに振り返り、書き込みを読みます。\n\n## 準備するもの\n\n用紙と鉛筆。")
        .page("guide/server.md", "サーバー", "インターフェースとＡＰＩとｺﾝﾎﾟｰﾈﾝﾄ。ヴィジョンを語る。")
        .page("guide/narabi.md", "順の決め方", "項目を並び替え、組み合わせを問い合わせます。自動読み込みもあります。\n\n第 3 回は、表を ref で DOM に。\n\n- 一つめ\n- 二つめ")
        .page("guide/shogai.md", "障がいのある人", "知的障害のことば。計画をつくる。思いを｜汲《く》む。")
        .file(
            "content/glossary/sv.md",
            "+++\ntitle = \"スーパービジョン\"\nreading = \"すーぱーびじょん\"\naliases = [\"SV\"]\nshort = \"ともに考えること。\"\n+++\n",
        )
}

/// What is typed, and the page that comes first.
const FOUND_FIRST: [(&str, &str, &[&str]); 15] = [
    ("as written", "guide/kikan.html", &["基幹相談", "窓", "鉛筆", "を読みます。"]),
    ("width and case", "guide/server.html", &["api", "ＡＰＩ", "Api", "ｲﾝﾀｰﾌｪｰｽ"]),
    ("kana", "guide/server.html", &["さーばー", "こんぽーねんと", "コンポーネント"]),
    ("long vowels", "guide/server.html", &["サーバ", "インタフェース", "コンポネント"]),
    (
        "spaces",
        "guide/narabi.html",
        &["第3回", "第３回は", "\"第 3 回\"", "\"第　３　回\"", "refでDOM", "\"ref で DOM\""],
    ),
    ("v", "guide/server.html", &["ビジョンを語る", "ヴィジョンを語る"]),
    ("okurigana", "guide/kikan.html", &["振返り", "書込み", "振り返り", "書き込み"]),
    (
        "okurigana within and after words",
        "guide/narabi.html",
        &["並替え", "並替", "組合せ", "組合わせ", "問合せ", "自動読込み", "自動読込"],
    ),
    ("readings", "guide/kikan.html", &["きかんそうだん", "ふりかえり", "かきこみ", "えんぴつ", "じゅんびするもの"]),
    ("unfinished readings", "guide/kikan.html", &["きかんそ", "きかんそうだ", "えんぴ"]),
    (
        "romaji",
        "guide/kikan.html",
        &["kikansoudan", "kikansodan", "kikansōdan", "kikansod", "enpitsu", "enpitu", "junbi", "zyunbi"],
    ),
    (
        "romaji of katakana",
        "guide/server.html",
        &["sa-ba-", "saabaa", "saba", "konpo-nento", "komponento", "intafe-su"],
    ),
    ("old characters", "guide/shogai.html", &["障碍", "知的障碍"]),
    ("synonyms", "guide/shogai.html", &["プラン", "知的障がい"]),
    (
        "a term",
        "glossary/sv.html",
        &["SV", "sv", "ｓｖ", "su-pa-vijon", "supabizyon", "スーパーヴィジョン", "すーぱーびじょん"],
    ),
];

#[test]
fn a_page_is_found_however_it_is_typed() {
    let questions: Vec<(&str, &str, &str)> = FOUND_FIRST
        .iter()
        .flat_map(|(class, page, queries)| queries.iter().map(|query| (*class, *page, *query)))
        .collect();
    let asked: Vec<Value> = questions.iter().map(|(_, _, query)| json!({ "query": query })).collect();
    for site in cut_both_ways(small_unpublished) {
        for ((class, page, query), found) in questions.iter().zip(ask(&site, &json!(asked))) {
            assert_eq!(pages(&found).first().map(String::as_str), Some(*page), "{class}: {query}: {found}");
        }
    }
}

#[test]
fn a_word_in_katakana_finds_its_kanji_too_where_it_stands_in_kana_elsewhere() {
    let site =
        published(Site::new().page("index.md", "支援", "記録です。").page("guide/a.md", "甲", "読みは、しえんです。"));
    for query in ["シエン", "ｼｴﾝ"] {
        assert_eq!(pages(&ask_one(&site, query))[..2], ["index.html", "guide/a.html"], "{query}");
    }
}

#[test]
fn a_result_leads_to_its_section_and_shows_what_matched() {
    let found = ask_one(&small(), "えんぴつ");
    let first = &found["results"][0];
    assert_eq!(first["url"].as_str().unwrap().split_once('#').unwrap().0, "guide/kikan.html");
    assert_eq!((&first["title"], &first["heading"]), (&json!("基幹相談の窓口"), &json!("準備するもの")));
    assert_eq!((&first["kind"], &first["how"]), (&json!("手引き"), &json!("reading")));
    let marked: Vec<&Value> =
        first["excerpt"].as_array().unwrap().iter().filter(|part| part["mark"] == true).map(|it| &it["text"]).collect();
    assert_eq!(marked, ["鉛筆"]);
}

#[test]
fn other_sections_of_a_page_are_told_with_its_best_one() {
    let text = |words: &str| words.repeat(3);
    let sections: Vec<String> = (1..=6).map(|n| format!("## 鉛筆の節{n}\n\n{}\n", text("紙に書く。"))).collect();
    let site = published(Site::with_home().page("guide/fude.md", "筆", &sections.join("\n")));
    let found = ask_one(&site, "えんぴつ");
    let first = &found["results"][0];
    assert_eq!((found["total"].as_u64(), &first["heading"]), (Some(1), &json!("鉛筆の節1")), "{found}");
    let headings: Vec<&str> =
        first["sections"].as_array().unwrap().iter().map(|it| it["heading"].as_str().unwrap()).collect();
    assert_eq!(headings, ["鉛筆の節2", "鉛筆の節3", "鉛筆の節4"]);
    assert_eq!(first["others"], 2);
    for section in first["sections"].as_array().unwrap() {
        let (page, anchor) = section["url"].as_str().unwrap().split_once('#').unwrap();
        let html = String::from_utf8(std::fs::read(site.at(&format!("public/{page}"))).unwrap()).unwrap();
        assert!(html.contains(&format!("id=\"{}\"", percent_decode(anchor))), "{anchor}");
    }
}

#[test]
fn a_word_as_it_was_typed_comes_before_longer_ones() {
    let term = |title: &str, reading: &str| {
        format!("+++\ntitle = \"{title}\"\nreading = \"{reading}\"\nshort = \"ことば。\"\n+++\n")
    };
    let site = published(
        Site::with_home()
            .file("content/glossary/a.md", &term("お土産シート", "おみやげしーと"))
            .file("content/glossary/b.md", &term("お土産", "おみやげ")),
    );
    for query in ["omiyage", "おみやげ", "お土産"] {
        assert_eq!(pages(&ask_one(&site, query))[..2], ["glossary/b.html", "glossary/a.html"], "{query}");
    }
}

#[test]
fn the_index_of_the_guidebook_is_light() {
    let site = published(guidebook());
    let files = site.public();
    let index: usize = files.iter().filter(|(path, _)| path.starts_with("sagasu/")).map(|(_, bytes)| bytes.len()).sum();
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html")).count();
    // 360,000 bytes for the 180 pages that the guidebook had when the bound was set.
    assert!((500..2_000).contains(&(index / pages)), "{index} bytes for {pages} pages");
}

#[test]
fn all_words_must_be_there_and_quoted_ones_as_they_stand() {
    let asked = [
        ("基幹 鉛筆", true),
        ("基幹　鉛筆", true),
        ("鉛筆 インターフェース", false),
        ("\"ともに振り返り\"", true),
        ("\"鉛筆用紙\"", false),
        ("\"きかんそうだん\"", false),
    ];
    let questions = asked.map(|(query, _)| json!({ "query": query }));
    for ((query, is_there), found) in asked.iter().zip(ask(&small(), &json!(questions))) {
        assert_eq!(pages(&found).contains(&"guide/kikan.html".to_owned()), *is_there, "{query}: {found}");
    }
}

#[test]
fn finds_are_counted_and_divided_by_kind_and_year() {
    let site = published(Site::copy_of(&repository().join("tests/golden/guidebook/site")));
    let wish = |kind: &str, year: &str| json!({ "query": "の", "wish": { "kind": kind, "year": year, "limit": 100 } });
    let all = ask(&site, &json!([wish("", "")])).remove(0);
    let kinds = all["kinds"].as_array().unwrap();
    let years = all["years"].as_array().unwrap();
    assert!(kinds.len() > 3 && !years.is_empty(), "{all}");
    assert_eq!(kinds.iter().map(|kind| kind["count"].as_u64().unwrap()).sum::<u64>(), all["total"].as_u64().unwrap());
    for (of, kind, year) in
        kinds.iter().map(|kind| (kind, kind, &Value::Null)).chain(years.iter().map(|year| (year, &Value::Null, year)))
    {
        let id = |it: &Value| it["id"].as_str().unwrap_or_default().to_owned();
        let some = ask(&site, &json!([wish(&id(kind), &id(year))])).remove(0);
        assert_eq!(some["total"], of["count"], "{of}");
        assert_eq!(pages(&some).len() as u64, of["count"].as_u64().unwrap(), "{of}");
    }
}

#[test]
fn a_slip_finds_what_is_near_and_says_so() {
    let slips = ["すーぱーびじょんず", "スーパーヒジョン", "スーパージョン", "スーパービビジョン", "スーパービョジン"];
    for site in cut_both_ways(small_unpublished) {
        for (query, found) in slips.iter().zip(ask(&site, &json!(slips.map(|query| json!({ "query": query }))))) {
            assert_eq!(
                (&found["partial"], &found["slip"]),
                (&json!(true), &json!("スーパービジョン")),
                "{query}: {found}"
            );
            assert_eq!(found["results"][0]["url"], "glossary/sv.html", "{query}: {found}");
        }
        let found = ask_one(&site, "器官相談の窓口");
        assert_eq!((&found["slip"], &found["results"][0]["url"]), (&json!("基幹相談"), &json!("guide/kikan.html")));
    }
}

#[test]
fn what_nobody_wrote_as_it_was_typed_is_found_in_parts_and_says_so() {
    let asked = [
        ("基幹相談って何ですか", "guide/kikan.html"),
        ("鉛筆の準備", "guide/kikan.html"),
        ("並び替えをするにはどうすればいいですか", "guide/narabi.html"),
        ("プランについて知りたい", "guide/shogai.html"),
    ];
    for site in cut_both_ways(small_unpublished) {
        for ((query, page), found) in
            asked.iter().zip(ask(&site, &json!(asked.map(|(query, _)| json!({ "query": query })))))
        {
            let results = found["results"].as_array().unwrap();
            assert!(results[0]["url"].as_str().unwrap().starts_with(page), "{query}: {found}");
            assert!(results.len() <= 8 && results.iter().all(|it| it["partial"] == true), "{query}: {found}");
        }
    }
}

#[test]
fn foreign_words_are_not_read_as_romaji() {
    for query in ["Zoom", "zoom", "FAQ", "chek", "PDF", "ai"] {
        let found = ask_one(&small(), query);
        assert_eq!(found["total"], 0, "{query}: {found}");
    }
}

#[test]
fn marks_on_a_page_show_kanji_by_their_reading() {
    let text = "ともに振り返る。基幹相談を。";
    let asked = ["きかんそうだん", "基幹 振り返", "ない"].map(|query| json!({ "query": query, "text": text }));
    assert_eq!(ask(&small(), &json!(asked)), [json!([[8, 12]]), json!([[3, 6], [8, 10]]), json!([])]);
}

#[test]
fn a_space_beside_a_japanese_character_is_a_matter_of_taste_within_a_block() {
    let site = small();
    let asked = ["第3回", "第", "回"].map(|query| json!({ "query": query, "text": "第 3 回 は" }));
    assert_eq!(ask(&site, &json!(asked)), [json!([[0, 5]]), json!([[0, 1]]), json!([[4, 5]])], "marks end with words");
    let is_found = |query| pages(&ask_one(&site, query)).contains(&"guide/narabi.html".to_owned());
    assert!(is_found("一つめ 二つめ") && !is_found("一つめ二つめ"), "items of a list are apart");
    assert!(pages(&ask_one(&site, "refdom")).is_empty());
}

// ── what always holds ───────────────────────────────────────────────────────────────────────────

/// The running text of a page as a reader sees it, a block at a time.
fn blocks(html: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    let mut left_out: Vec<&str> = Vec::new();
    for piece in pieces(main(html)).unwrap() {
        match piece {
            Piece::Open { name, closed: false, .. } if !left_out.is_empty() => left_out.push(name),
            Piece::Open { name, attributes, closed: false }
                if matches!(name, "rt" | "rp" | "svg" | "template")
                    || attributes.iter().any(|(key, _)| *key == "data-no-search") =>
            {
                left_out.push(name);
            }
            Piece::Close(_) if !left_out.is_empty() => _ = left_out.pop(),
            Piece::Text(text) if left_out.is_empty() => blocks.last_mut().unwrap().push_str(&unescape(text)),
            Piece::Open { name, .. } | Piece::Close(name)
                if !matches!(name, "a" | "b" | "code" | "em" | "i" | "ruby" | "small" | "span" | "strong" | "wbr") =>
            {
                blocks.push(String::new());
            }
            _ => {}
        }
    }
    blocks.retain(|block| !block.trim().is_empty());
    blocks
}

#[test]
fn any_stretch_of_what_is_on_a_page_finds_the_page() {
    let sites = cut_both_ways(guidebook).into_iter().chain(cut_both_ways(small_unpublished));
    for (site, times) in sites.zip([300, 300, 100, 100]) {
        let shown: Vec<(String, String)> = site.public().iter().flat_map(|(path, bytes)| shown(path, bytes)).collect();
        let mut runner = TestRunner::deterministic();
        let mut number = |below: usize| any::<sample::Index>().new_tree(&mut runner).unwrap().current().index(below);
        let stretches: Vec<(&str, String)> = (0..times)
            .map(|_| {
                let (path, block) = &shown[number(shown.len())];
                let block: Vec<char> = block.trim().chars().collect();
                let from = number(block.len());
                (path.as_str(), block[from..].iter().take(1 + number(24)).collect())
            })
            .collect();
        let questions: Vec<Value> =
            stretches.iter().map(|(_, stretch)| json!({ "query": stretch, "wish": { "limit": 1000 } })).collect();
        for ((path, stretch), found) in stretches.iter().zip(ask(&site, &json!(questions))) {
            let is_there = stretch.trim().is_empty() || pages(&found).iter().any(|page| percent_decode(page) == *path);
            assert!(is_there, "「{stretch}」 is on {path}: {:?}", pages(&found));
        }
    }
}

/// The blocks of a page, with its address; none of a file that is not searched.
fn shown(path: &str, bytes: &[u8]) -> Vec<(String, String)> {
    let html = std::str::from_utf8(bytes).unwrap_or_default();
    if !path.ends_with(".html") || path == "404.html" || html.contains("http-equiv=\"refresh\"") {
        return Vec::new();
    }
    blocks(html).into_iter().map(|block| (path.to_owned(), block)).collect()
}

#[test]
fn both_sides_fold_alike() {
    let folding = Folding::default();
    let mut runner = TestRunner::deterministic();
    let text =
        string_regex("[ぁ-ヿ一-龥ｦ-ﾟＡ-ｚa-zA-Z0-9\u{80}-\u{2fff}ー・゛゜障碍髙﨑㌔①ﬁ𠮷 \u{3000}\n]{0,24}").unwrap();
    let texts: Vec<String> = (0..500).map(|_| text.new_tree(&mut runner).unwrap().current()).collect();
    let answered = ask(&small(), &json!([{ "fold": texts }])).remove(0);
    for (text, folded) in texts.iter().zip(answered.as_array().unwrap()) {
        assert_eq!(&folding.fold(text).into_iter().collect::<String>(), folded.as_str().unwrap(), "{text:?}");
    }
}

#[test]
fn every_title_term_and_heading_finds_its_own_page_first_unless_check_warns() {
    let site = published(guidebook());
    assert!(!site.build().codes().contains(&"Q01"));
    let mut wanted: BTreeMap<(String, String), String> = BTreeMap::new();
    for (path, bytes) in read_tree(&repository().join("content")) {
        let Some(text) = path.strip_suffix(".md").and(std::str::from_utf8(&bytes).ok()) else { continue };
        let title = text.split_once("title = \"").unwrap().1.split_once('"').unwrap().0;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        wanted.insert((folder.to_owned(), without_ruby(title).into_owned()), path.replace(".md", ".html"));
    }
    let questions: Vec<Value> = wanted.keys().map(|(_, title)| json!({ "query": title })).collect();
    for (((folder, title), page), found) in wanted.iter().zip(ask(&site, &json!(questions))) {
        // A term may come before the page that it is about, and that page before other pages.
        let own = pages(&found).into_iter().find(|found| found.rsplit_once('/').map_or("", |it| it.0) == folder);
        assert_eq!(own.as_deref(), Some(page.as_str()), "{title}: {found}");
    }
}

#[test]
fn a_title_that_another_page_is_found_by_first_is_warned_of() {
    let term = "+++\ntitle = \"進行役\"\nreading = \"しんこうやく\"\nshort = \"ことば。\"\n+++\n";
    let site = Site::with_home().config("").file("content/glossary/a.md", term);
    let site = site.page("one/a.md", "進行役", "頁。").page("two/b.md", "紙と鉛筆", "頁。");
    assert!(!site.build().codes().contains(&"Q01"), "a term, and the page that it is about");
    let site = site.page("one/b.md", "紙と鉛筆", "頁。");
    let told = site.build();
    let told: Vec<_> = told.diagnostics.iter().filter(|it| it.code == "Q01").collect();
    assert_eq!(told.len(), 1);
    let second = told[0].place.path.trim_start_matches("content/").replace(".md", ".html");
    let site = published(site);
    assert_eq!(pages(&ask_one(&site, "紙と鉛筆")).get(1), Some(&second), "the one that comes second");
}

#[test]
fn nothing_that_is_typed_stops_the_search() {
    let long = "基".repeat(10_000);
    let typed = [
        "",
        " ",
        "　",
        "\"",
        "\"\"",
        &long,
        "😀👨‍👩‍👧",
        "שלום",
        "<script>alert(1)</script>",
        ".*(a|b)+$",
        "\\",
        "\u{0}",
        "a'",
        "n",
        "-",
    ];
    let questions: Vec<Value> = typed.iter().map(|query| json!({ "query": query })).collect();
    for (query, found) in typed.iter().zip(ask(&small(), &json!(questions))) {
        assert!(found["failed"].is_null() && found["total"].is_u64(), "{query:?}: {found}");
    }
}

/// What happens to a file; nothing is left of it in the worst case.
type Spoil = fn(Vec<u8>) -> Option<Vec<u8>>;

#[test]
fn a_file_of_the_index_that_is_missing_or_broken_is_told_in_a_sentence() {
    let cases: [(&str, &str, Spoil); 4] = [
        ("mokuroku.js", "見つかりません", |_| None),
        ("b0.js", "途中で切れています", |bytes| Some(bytes[..bytes.len() / 2].to_vec())),
        ("g0.js", "壊れています", |mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] = if bytes[middle] == b'a' { b'b' } else { b'a' };
            Some(bytes)
        }),
        ("b0.js", "別のときに作ったもの", |bytes| {
            let text = String::from_utf8(bytes).unwrap();
            let stamp = text.split('"').nth(3).unwrap().to_owned();
            Some(text.replacen(&stamp, "00000000", 1).into_bytes())
        }),
    ];
    for (file, sentence, spoil) in cases {
        let site = small();
        let path = format!("public/sagasu/{file}");
        let bytes = std::fs::read(site.at(&path)).unwrap();
        match spoil(bytes) {
            Some(spoilt) => site.write(&path, spoilt),
            None => site.remove(&path),
        }
        let found = ask(&site, &json!([{ "query": "の", "wish": { "limit": 100 } }])).remove(0);
        let failed = found["failed"].as_str().unwrap_or_else(|| panic!("{file}: {found}"));
        assert!(failed.contains(sentence) && failed.ends_with("コピーしてください。"), "{failed}");
    }
}

#[test]
fn files_of_two_builds_of_the_same_pages_are_told_apart() {
    // What a browser or a half-finished copy may bring together: the addresses are the same, the words are not.
    let (old, new) = (small_unpublished(), small_unpublished());
    new.write("content/guide/kikan.md", support::page("基幹相談の窓口", "書き直したところです。"));
    let (old, new) = (published(old), published(new));
    for mixed in ["mokuroku.js", "b0.js", "g0.js", "y0.js"] {
        let site = published(small_unpublished());
        let from = |site: &Site| std::fs::read(site.at(&format!("public/sagasu/{mixed}"))).unwrap();
        assert_ne!(from(&old), from(&new), "{mixed}");
        site.write(&format!("public/sagasu/{mixed}"), from(&new));
        let found = ask(&site, &json!([{ "query": "の", "wish": { "limit": 100 } }])).remove(0);
        let failed = found["failed"].as_str();
        assert!(mixed == "y0.js" || failed.is_some_and(|it| it.contains("別のときに作ったもの")), "{mixed}: {found}");
    }
}

#[test]
fn a_site_can_go_without() {
    let site = published(Site::with_home().config("search = false\n"));
    let public = site.public();
    assert!(site.build().search.is_none());
    assert!(!public.keys().any(|path| path.starts_with("sagasu/") || path.contains("saga")), "{:?}", public.keys());
    assert!(!String::from_utf8_lossy(&public["index.html"]).contains("saga"));
}

#[test]
fn an_index_is_the_same_after_any_edits_and_each_file_can_be_asked_for_alone() {
    for site in cut_both_ways(small_unpublished) {
        let mut memos = Memos::default();
        let mut build = || site::build(&site.load(), &mut memos, Options::default());
        build().all_files();
        site.write("content/guide/kikan.md", support::page("基幹相談の窓口", "書き直したところです。"));
        assert_eq!(tree(&build().all_files()), tree(&site.build().all_files()), "a page that changed in its place");
        site.write("content/guide/new.md", support::page("新しい頁", "書き足した所。"));
        site.remove("content/guide/server.md");
        let warm = build();
        assert_eq!(tree(&warm.all_files()), tree(&site.build().all_files()));
        let index = warm.search.unwrap();
        for (path, bytes) in index.files() {
            assert_eq!(index.get(&path), Some(bytes), "{path}");
        }
        assert_eq!(index.get("sagasu/g999.js"), None);
        assert_eq!(index.get("sagasu/../x.js"), None);
    }
}
