//! The words of the book: one word for one thing, as `about/shirushi.md` lists them, and no code of
//! an opinion where people read in a hurry.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::sync::Arc;

use furikaeri::source;
use support::repository;

/// A word that the book does not use, and the one that it does.
const INSTEAD: [(&str, &str); 15] = [
    ("という声", "意見"),
    ("この声", "意見"),
    ("刷る", "印刷する"),
    ("刷《す》", "印刷する"),
    ("記録の人", "記録係"),
    ("同席の人", "同席する職員"),
    ("目やす", "目安"),
    ("やりかた", "やり方"),
    ("書きかた", "書き方"),
    ("残しかた", "残し方"),
    ("受けとる", "受け取る"),
    ("一言", "ひとこと"),
    ("会からのひとこと", "みなさんからのひとこと"),
    ("分け合っておく", "共有しておく"),
    ("要りません", "いりません"),
];

/// The page, by its path in `content/`, that lists the words that are not used.
const LIST: &str = "about/shirushi.md";

fn documents() -> Vec<(Arc<str>, Arc<str>)> {
    let documents: Vec<_> = source::load(repository())
        .documents
        .iter()
        .map(|(path, text)| (Arc::from(&**path), Arc::from(&**text)))
        .collect();
    assert!(documents.len() > 100);
    documents
}

#[test]
fn one_thing_has_one_word() {
    let found: Vec<String> = documents()
        .iter()
        .filter(|(path, _)| **path != *LIST)
        .flat_map(|(path, text)| {
            let lines = text.lines().enumerate();
            lines
                .flat_map(|(at, line)| {
                    let wrong = INSTEAD.iter().filter(|(wrong, _)| line.contains(wrong));
                    wrong.map(|(wrong, right)| format!("{path}:{}: {wrong} → {right}", at + 1)).collect::<Vec<_>>()
                })
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whether a line names an opinion: `[r6-2-c]`.
fn has_code(line: &str) -> bool {
    line.split('[').skip(1).any(|rest| {
        rest.split_once(']')
            .is_some_and(|(inside, _)| inside.len() <= 6 && inside.starts_with(['r']) && inside.contains('-'))
    })
}

#[test]
fn role_cards_cases_and_letters_name_no_opinion_by_its_code() {
    let found: Vec<String> = documents()
        .iter()
        .filter(|(path, _)| ["roles/", "cases/"].iter().any(|folder| path.starts_with(folder)))
        .flat_map(|(path, text)| {
            let body = text.splitn(3, "+++").nth(2).unwrap_or_default().to_owned();
            let lines: Vec<String> =
                body.lines().filter(|line| has_code(line)).map(|line| format!("{path}: {line}")).collect();
            lines
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
