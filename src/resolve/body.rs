use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

use pulldown_cmark_escape::escape_html;
use serde::{Serialize, Serializer};

use super::glossary::Terms;
use super::links::Filling;
use crate::model::Document;

/// The Markdown of a page with what fills its holes. Templates see HTML, made when the page is drawn,
/// so that the bodies of all pages never stand in memory at once.
#[derive(Clone, Debug, Default)]
pub struct PageBody {
    /// None for the pages that no file asks for.
    pub(super) document: Option<Arc<Document>>,
    pub(super) fillings: Arc<[Filling]>,
    pub(super) terms: Arc<Terms>,
}

/// A document that did not change is the same one, since parsing is remembered.
impl PartialEq for PageBody {
    fn eq(&self, other: &Self) -> bool {
        let same_document = match (&self.document, &other.document) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        same_document
            && (Arc::ptr_eq(&self.fillings, &other.fillings) || self.fillings == other.fillings)
            && (Arc::ptr_eq(&self.terms, &other.terms) || self.terms == other.terms)
    }
}

impl Serialize for PageBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.html())
    }
}

impl PageBody {
    /// About how long the HTML will be, in bytes.
    pub fn size(&self) -> usize {
        self.document.as_ref().map_or(0, |document| document.body.html.len())
    }

    /// The HTML, with every link in place, and each term explained where the page first uses it.
    pub fn html(&self) -> Cow<'_, str> {
        self.document.as_ref().map_or(Cow::Borrowed(""), |document| fill(document, &self.fillings, &self.terms))
    }
}

fn fill<'d>(document: &'d Document, fillings: &[Filling], terms: &Terms) -> Cow<'d, str> {
    let body = &document.body;
    let mut insertions: Vec<(usize, String)> =
        body.holes.iter().zip(fillings).map(|(hole, filling)| (hole.at, html(filling))).collect();
    terms.explain(document, &mut insertions);
    if insertions.is_empty() {
        return Cow::Borrowed(&body.html);
    }
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
    Cow::Owned(out)
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
            let _ = write!(out, "<a class=\"digits\" href=\"");
            let _ = escape_html(&mut out, href);
            let _ = write!(out, "\" title=\"");
            let _ = escape_html(&mut out, text);
            let _ = write!(out, "\">{id}</a>");
        }
    }
    out
}
