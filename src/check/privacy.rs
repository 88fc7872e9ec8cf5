use std::sync::LazyLock;

use regex_lite::Regex;

use crate::diagnostics::{Diagnostic, catalogue};
use crate::model::Card;

/// A shape that personal data has, and its name.
type Shape = (&'static str, &'static str, &'static str);

const SHAPES: [Shape; 5] = [
    (r"[A-Za-z0-9._%+-]+[@＠][A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "メールアドレス", "a mail address"),
    (r"[0０][0-9０-９]{1,4}[-－ー‐(（)）][0-9０-９]{1,4}[-－ー‐)）][0-9０-９]{3,4}", "電話番号", "a telephone number"),
    (r"\b[0-9]{3}-[0-9]{4}\b|[０-９]{3}[-－‐][０-９]{4}", "郵便番号", "a postal code"),
    (r"\b[0-9]{10,12}\b|[０-９]{10,12}", "受給者証などの番号", "the number of a certificate"),
    (
        r"(昭和|平成|令和)[0-9０-９元]{1,2}年[0-9０-９]{1,2}月[0-9０-９]{1,2}日(生|うまれ)",
        "生年月日",
        "a date of birth",
    ),
];

/// The shapes, ready to be looked for. They are part of the program; a test compiles them.
static COMPILED: LazyLock<Vec<(Regex, &Shape)>> =
    LazyLock::new(|| SHAPES.iter().filter_map(|shape| Some((Regex::new(shape.0).ok()?, shape))).collect());

/// Cases and records, where people are written about, must hold nothing that looks like personal data.
pub(super) fn check(card: &Card, text: &str) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if !card.front.kind().info().about_people {
        return diagnostics;
    }
    for (regex, (_, ja, en)) in &*COMPILED {
        for found in regex.find_iter(text) {
            // A date of the front matter is digits and hyphens too.
            let date = card.record().and_then(|record| record.date.as_ref());
            if !date.is_some_and(|date| date.span.contains(&found.start())) {
                diagnostics.push(catalogue::personal(card.place.at(found.range()), ja, en));
            }
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        SHAPES.iter().filter(|(shape, ..)| Regex::new(shape).unwrap().is_match(text)).map(|(_, ja, _)| *ja).collect()
    }

    #[test]
    fn what_looks_personal_is_found() {
        assert_eq!(found("電話は 03-1234-5678 です"), ["電話番号"]);
        assert_eq!(found("０３（１２３４）５６７８"), ["電話番号"]);
        assert_eq!(found("a.b@example.jp へ"), ["メールアドレス"]);
        assert_eq!(found("〒123-4567"), ["郵便番号"]);
        assert_eq!(found("受給者証 1312345678"), ["受給者証などの番号"]);
        assert_eq!(found("平成5年4月1日生"), ["生年月日"]);
    }

    #[test]
    fn dates_counts_and_ids_are_not() {
        for text in
            ["2024-10-28", "r6-1-a と r6-3-b", "60・90・120分", "令和6年10月28日（月）", "10〜15分", "第77条の2"]
        {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
