//! The rule of restating: facts of the source are carried over exactly, its sentences are not.
//!
//! The source itself is not published, so `tests/source-runs.txt` keeps what is needed to know its
//! words again without telling them: the hash of every run of 15 characters, and of every short
//! sentence. `SOURCE_TEXT=file cargo test --test restating` writes it anew from the text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::collections::BTreeSet;
use std::{env, fs};

use furikaeri::source;
use support::repository;
use unicode_normalization::UnicodeNormalization as _;
use xxhash_rust::xxh3::xxh3_64;

/// The length of a run that nobody writes twice by chance.
const RUN: usize = 15;

/// A sentence shorter than this is a phrase that anyone would write.
const SENTENCE: usize = 8;

/// Names that would make a run by themselves, or nearly.
const NAMES: [&str; 2] =
    ["足立区が行う「モニタリング結果の検証」の手法の検討のための取り組みの経過", "相談支援事業所ネットワーク"];

/// Letters and digits alone, in one width and case, so that a comma or a line end hides nothing.
fn fold(text: &str) -> Vec<char> {
    text.nfkc().filter(|c| c.is_alphanumeric() || *c == 'ー').flat_map(char::to_lowercase).collect()
}

fn hash(folded: &[char]) -> u64 {
    xxh3_64(folded.iter().collect::<String>().as_bytes())
}

/// Without `《reading》`, which stands inside a word.
fn without_readings(text: &str) -> String {
    let mut parts = text.split('《');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('》').map_or(part, |(_, rest)| rest))
}

fn sentences(text: &str) -> impl Iterator<Item = Vec<char>> {
    text.split(['。', '・', '「', '」', '"', '|', '\n']).map(fold)
}

fn source_runs(text: &str) -> BTreeSet<u64> {
    let folded = fold(text);
    let runs = folded.windows(RUN).map(hash);
    let joined = text.replace(['\n', '　', ' '], "");
    let whole = joined.split_inclusive(['。', '・']).filter(|part| part.ends_with('。')).map(fold);
    runs.chain(whole.filter(|it| (SENTENCE..RUN).contains(&it.len())).map(|it| hash(&it))).collect()
}

fn kept_runs() -> BTreeSet<u64> {
    let path = repository().join("tests/source-runs.txt");
    if let Ok(source) = env::var("SOURCE_TEXT") {
        let runs = source_runs(&fs::read_to_string(source).unwrap());
        let lines: Vec<String> = runs.iter().map(|run| format!("{run:016x}")).collect();
        fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    fs::read_to_string(path).unwrap().lines().map(|line| u64::from_str_radix(line, 16).unwrap()).collect()
}

/// What of a text stands in the source too, as far as the runs tell.
fn copied(text: &str, source: &BTreeSet<u64>) -> Vec<String> {
    let text = NAMES.iter().fold(without_readings(text), |text, name| text.replace(name, "\u{1F}"));
    text.split('\u{1F}')
        .flat_map(|part| {
            let folded = fold(part);
            let runs = folded.windows(RUN).map(<[char]>::to_vec).collect::<Vec<_>>();
            runs.into_iter().chain(sentences(part).filter(|it| it.len() >= SENTENCE))
        })
        .filter(|run| source.contains(&hash(run)))
        .map(|run| run.into_iter().collect())
        .collect()
}

#[test]
fn no_sentence_of_the_source_stands_in_the_content() {
    let source = kept_runs();
    assert!(source.len() > 1000, "the runs of the source are missing");
    let found: Vec<String> = source::load(repository())
        .documents
        .iter()
        .flat_map(|(path, text)| copied(text, &source).into_iter().map(move |run| format!("{path}: {run}")))
        .collect();
    assert!(found.is_empty(), "copied, not restated:\n{}", found.join("\n"));
}

#[test]
fn a_copied_sentence_is_known_in_other_spacing_and_with_readings() {
    let source = source_runs("・はじめに聴いて、\n　それからそっと尋ねてみることにした。・聴く人を増やした。");
    assert!(!copied("聴いて、それから｜そっと《そっと》尋ねてみることにした", &source).is_empty());
    assert!(!copied("> 聴く人を増やした。", &source).is_empty());
    assert!(copied("先に聴く。尋ねるのは、そのあとにした。", &source).is_empty());
}
