//! One file at a time: text in, a [`Document`] and its diagnostics out. Parsing never fails; it returns
//! what could be read.

mod foreign;
mod front_matter;
pub mod markdown;

use std::sync::Arc;

use crate::diagnostics::{self, Diagnostic, Place, catalogue};
use crate::model::{At, Card, Common, Document, Front, Kind, page_url};
use crate::toml_values::Toml;
use front_matter::Settings;
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
        Settings::Toml(front) => {
            let mut toml = Toml::parse(&source[front.clone()], &place, front.start);
            let common: Common = toml.read();
            let front = read_front(Kind::of(path), &mut toml);
            diagnostics.extend(toml.finish());
            (common, front)
        }
        Settings::Other(settings) => other(path, &settings, &source[split.body..], &place, &mut diagnostics),
        Settings::Unreadable => empty(Kind::of(path)),
    };
    if diagnostics.is_empty() && common.title.trim().is_empty() {
        diagnostics.push(catalogue::empty_title(place.at(common.title.span.clone())));
    }
    let broken = diagnostics::has_errors(&diagnostics);
    let rules = Rules { title: &common.title, ..rules };
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

/// Reads a file that was not written for this tool: its settings are YAML or none, and its title may be
/// its first heading.
fn other(
    path: &str,
    settings: &foreign::Settings,
    body: &str,
    place: &Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Common, Front) {
    let heading = foreign::first_heading(body);
    let title = settings.title.clone().or_else(|| heading.map(str::to_owned));
    let toml_text = settings.to_toml(title.as_deref());
    // What is read has no place of its own in the file: all that is told of it stands at its beginning.
    let here = Place::file("");
    let mut toml = Toml::parse(&toml_text, &here, 0);
    let mut common: Common = toml.read();
    let front = read_front(Kind::of(path), &mut toml);
    let first_line = place.at(0..settings.first_line);
    let misfits = toml.finish().into_iter().filter(|found| title.is_some() || !found.message.ja.contains("title"));
    diagnostics.extend(misfits.map(|found| Diagnostic { place: first_line.clone(), edits: Vec::new(), ..found }));
    common.title.span = 0..settings.first_line;
    for alias in &mut common.aliases {
        alias.span = 0..settings.first_line;
    }
    if title.is_none() {
        diagnostics.push(catalogue::no_front_matter(first_line));
        return (common, front);
    }
    let found = catalogue::foreign_front_matter(first_line, settings.is_yaml, &toml_text, &settings.passed_over);
    let blank = if settings.is_yaml { "" } else { "\n" };
    diagnostics.push(found.edit(0..settings.end, format!("+++\n{toml_text}+++\n{blank}")));
    (common, front)
}

/// What stands in for front matter that is not there.
fn empty(kind: Kind) -> (Common, Front) {
    let place = Place::file("");
    let mut toml = Toml::parse("", &place, 0);
    (toml.read(), read_front(kind, &mut toml))
}
