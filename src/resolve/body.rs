use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

use pulldown_cmark_escape::escape_html;
use serde::{Serialize, Serializer};

use super::glossary::Terms;
use super::links::Filling;
use crate::model::Body;

/// The Markdown of a page with what fills its holes. Templates see HTML, made when the page is drawn,
/// so that the bodies of all pages never stand in memory at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageBody {
    /// The address of the page.
    pub(super) url: String,
    /// None for the pages that no file asks for.
    pub(super) body: Option<Arc<Body>>,
    pub(super) fillings: Arc<[Filling]>,
    pub(super) terms: Arc<Terms>,
}

impl Serialize for PageBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.html())
    }
}

impl PageBody {
    /// About how long the HTML will be, in bytes.
    pub fn size(&self) -> usize {
        self.body.as_ref().map_or(0, |body| body.html.len())
    }

    /// The HTML, with every link in place, and each term explained where the page first uses it.
    pub fn html(&self) -> Cow<'_, str> {
        self.body.as_ref().map_or(Cow::Borrowed(""), |body| self.fill(body))
    }

    fn fill<'b>(&self, body: &'b Body) -> Cow<'b, str> {
        let mut insertions: Vec<(usize, String)> =
            body.holes.iter().zip(self.fillings.iter()).map(|(hole, filling)| (hole.at, html(filling))).collect();
        self.terms.explain(body, &self.url, &mut insertions);
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
