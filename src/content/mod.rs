//! One file at a time: text in, a [`Document`] and its diagnostics out. Parsing never fails; it returns
//! what could be read.

mod front_matter;
pub mod markdown;

use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::model::{At, Card, Common, Document, Front, Kind, page_url};
use crate::toml_values::Toml;
use markdown::Rules;

/// What one file came to.
#[derive(Debug)]
pub struct Parsed {
    pub document: Document,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the Markdown file at `path` below `content/`.
pub fn parse(path: &str, source: &Arc<str>, rules: Rules<'_>) -> Parsed {
    let place = Place::file(format!("content/{path}"));
    let split = front_matter::split(source, &place);
    let mut diagnostics = split.diagnostics;
    let (common, front) = match split.front {
        Some(front) => {
            let mut toml = Toml::parse(&source[front.clone()], &place, front.start);
            let common: Common = toml.read();
            let front = read_front(Kind::of(path), &mut toml);
            diagnostics.extend(toml.finish());
            (common, front)
        }
        None => empty(Kind::of(path)),
    };
    if diagnostics.is_empty() && common.title.trim().is_empty() {
        diagnostics.push(catalogue::empty_title(place.at(common.title.span.clone())));
    }
    let broken = !diagnostics.is_empty();
    let written = markdown::to_body(&source[split.body..], &place, split.body, rules);
    diagnostics.extend(written.diagnostics);
    let common = if common.title.trim().is_empty() {
        Common { title: At { value: path.to_owned(), span: 0..0 }, ..common }
    } else {
        common
    };
    let card = Card {
        path: path.into(),
        url: page_url(path),
        place,
        head: source[..split.body].into(),
        broken,
        common,
        front,
        headings: written.headings.into(),
        anchors: written.anchors,
        excerpt: written.excerpt,
    };
    Parsed { document: Document { card: Arc::new(card), body: Arc::new(written.body) }, diagnostics }
}

fn read_front(kind: Kind, toml: &mut Toml<'_>) -> Front {
    match kind {
        Kind::Page => Front::Page(toml.read()),
        Kind::Guide => Front::Guide(toml.read()),
        Kind::Record => Front::Record(toml.read()),
        Kind::Item => Front::Item(toml.read()),
        Kind::Sheet => Front::Sheet(toml.read()),
        Kind::Role => Front::Role(toml.read()),
        Kind::Pack => Front::Pack(toml.read()),
        Kind::Case => Front::Case(toml.read()),
        Kind::Term => Front::Term(toml.read()),
    }
}

/// What stands in for front matter that is not there.
fn empty(kind: Kind) -> (Common, Front) {
    let place = Place::file("");
    let mut toml = Toml::parse("", &place, 0);
    (toml.read(), read_front(kind, &mut toml))
}
