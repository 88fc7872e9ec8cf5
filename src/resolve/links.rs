use std::sync::Arc;

use super::trace::Trace;
use crate::book::Book;
use crate::config::DeadLinks;
use crate::diagnostics::{Diagnostic, Severity, catalogue};
use crate::model::{Body, Card, Front, Hole, HoleKind, page_url, percent_decode, relative};

/// What the holes of one document are filled with, in order.
#[derive(Debug, Default)]
pub struct Links {
    pub fillings: Arc<[Filling]>,
    /// The nodes that the document links to.
    pub targets: Vec<usize>,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    /// The value of an attribute.
    Address(String),
    /// A link to an opinion, with its words.
    Opinion { id: String, href: String, text: String },
    /// Brackets that name nothing.
    Words(String),
}

/// Looks up every link of a document, which its body holds.
pub fn resolve(document: &Card, body: &Body, book: &Book, trace: &Trace) -> Links {
    let mut links = Links::default();
    let mut fillings = Vec::with_capacity(body.holes.len());
    for hole in &body.holes {
        let filling = match &hole.kind {
            HoleKind::Address(address) => Filling::Address(address_filling(address, hole, document, book, &mut links)),
            HoleKind::Label(label) => label_filling(label, hole, document, book, trace, &mut links),
        };
        fillings.push(filling);
    }
    links.fillings = fillings.into();
    if book.config.dead_links == DeadLinks::Warning {
        links.diagnostics.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Warning);
    }
    links
}

fn label_filling(label: &str, hole: &Hole, document: &Card, book: &Book, trace: &Trace, links: &mut Links) -> Filling {
    if let Some(target) = trace.target(label) {
        let url = &book.nodes[target.node].url;
        links.targets.push(target.node);
        let href = relative(&document.url, &format!("{url}#{label}"));
        return Filling::Opinion { id: label.to_owned(), href, text: target.text.clone() };
    }
    if trace.looks_like_opinion(label) {
        let place = document.place.at(hole.span.clone());
        links.diagnostics.push(catalogue::no_such_opinion(place, label, trace.ids()));
    }
    Filling::Words(format!("[{label}]"))
}

fn address_filling(address: &str, hole: &Hole, document: &Card, book: &Book, links: &mut Links) -> String {
    let place = || document.place.at(hole.span.clone());
    let (path, anchor) = address.split_once('#').map_or((address, None), |(path, anchor)| (path, Some(anchor)));
    let (path, anchor) = (percent_decode(path), anchor.map(percent_decode).filter(|anchor| !anchor.is_empty()));
    let url = if path.is_empty() { Some(document.url.clone()) } else { join(document.folder(), &path) };
    let Some(url) = url else {
        links.diagnostics.push(catalogue::no_such_page(place(), &path, None));
        return address.to_owned();
    };
    let node = book.find(&url).or_else(|| book.find(&format!("{}/index.html", url.trim_end_matches('/'))));
    let Some(node) = node.filter(|_| path.is_empty() || path.ends_with(".md") || path.ends_with('/')) else {
        if book.files.contains(&url) {
            return relative(&document.url, &url);
        }
        links.diagnostics.push(if book.drafts.contains(&url) {
            catalogue::link_to_draft(place(), &path)
        } else {
            let known = near_by(&url, document, book);
            catalogue::no_such_page(place(), &path, known.iter().map(String::as_str))
        });
        return address.to_owned();
    };
    links.targets.push(node);
    let target = &book.nodes[node].url;
    let Some(anchor) = anchor else { return relative(&document.url, target) };
    if let Err(known) = has_anchor(book, node, &anchor) {
        let page = if path.is_empty() { &document.path } else { &*path };
        links.diagnostics.push(catalogue::no_such_anchor(place(), page, &anchor, known.iter().map(String::as_str)));
    }
    relative(&document.url, &format!("{target}#{anchor}"))
}

/// Whether a page has the anchor; if not, those that it has.
fn has_anchor(book: &Book, node: usize, anchor: &str) -> Result<(), Vec<String>> {
    let Some(document) = book.card(node) else {
        // The pages that the tool makes by itself have no lasting anchors.
        return Err(Vec::new());
    };
    let own = &document.anchors;
    let more: Vec<String> = match &document.front {
        Front::Record(record) => {
            let opinions = record.opinions.iter().map(|opinion| opinion.id.value.clone());
            opinions.chain(record.next_steps.iter().map(|step| step.id.value.clone())).collect()
        }
        Front::Page(_) if document.url == "glossary/index.html" => {
            book.of_kind(crate::model::Kind::Term).map(|(_, term)| term.id().to_owned()).collect()
        }
        _ => Vec::new(),
    };
    if own.binary_search_by(|name| name.as_str().cmp(anchor)).is_ok() || more.iter().any(|name| name == anchor) {
        return Ok(());
    }
    Err(own.iter().cloned().chain(more).collect())
}

/// The address that a path leads to from a folder; nothing if it leads out of the site.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> =
        if path.starts_with('/') || folder.is_empty() { Vec::new() } else { folder.split('/').collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(page_url(&parts.join("/")))
}

/// Paths that a writer may have meant: pages of the same folder, and of the same file name elsewhere.
fn near_by(url: &str, document: &Card, book: &Book) -> Vec<String> {
    let (folder, name) = url.rsplit_once('/').unwrap_or(("", url));
    let here = book.folder(folder).map_or(&[][..], |folder| &folder.pages);
    here.iter()
        .chain(book.named(name))
        .map(|node| relative(&document.url, &book.nodes[*node].url).replace(".html", ".md"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_within_the_site() {
        assert_eq!(join("guide", "../records/r5.md").as_deref(), Some("records/r5.html"));
        assert_eq!(join("a/b", "./c.md").as_deref(), Some("a/b/c.html"));
        assert_eq!(join("a", "/x.svg").as_deref(), Some("x.svg"));
        assert_eq!(join("", "../x.md"), None);
    }
}
