use std::fmt::Write;

use pulldown_cmark_escape::escape_html;

use super::glossary::Terms;
use super::links::Filling;
use crate::model::Document;

/// Fills the holes of a document's HTML, and explains each term where the page first uses it.
pub fn fill(document: &Document, fillings: &[Filling], terms: &Terms) -> String {
    let body = &document.body;
    let mut insertions: Vec<(usize, String)> =
        body.holes.iter().zip(fillings).map(|(hole, filling)| (hole.at, html(filling))).collect();
    terms.explain(document, &mut insertions);
    insertions.sort_by_key(|(at, _)| *at);
    let more: usize = insertions.iter().map(|(_, html)| html.len()).sum();
    let mut out = String::with_capacity(body.html.len() + more);
    let mut from = 0;
    for (at, html) in insertions {
        out.push_str(&body.html[from..at]);
        out.push_str(&html);
        from = at;
    }
    out.push_str(&body.html[from..]);
    out
}

fn html(filling: &Filling) -> String {
    // Writing into a String does not fail.
    let mut out = String::new();
    match filling {
        Filling::Address(href) => {
            let _ = escape_html(&mut out, href);
        }
        Filling::Words(words) => {
            let _ = escape_html(&mut out, words);
        }
        Filling::Opinion { id, href, text } => {
            let _ = write!(out, "<a class=\"kazu\" href=\"");
            let _ = escape_html(&mut out, href);
            let _ = write!(out, "\" title=\"");
            let _ = escape_html(&mut out, text);
            let _ = write!(out, "\">{id}</a>");
        }
    }
    out
}
