use ahash::AHashMap;

use crate::book::Book;
use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::japanese::fold::Folding;
use crate::japanese::without_ruby;
use crate::model::{Card, Front, search_place};

/// Who searches for a title, a heading or a term finds its own page first: what is asked for as a whole
/// ranks by where it stands, titles before other words for a term before headings (see `search-engine/`).
/// A term and the page that it is about may share a title: they stand together.
/// A heading that sister pages share is the form that they are written in.
pub(super) fn check(book: &Book) -> Vec<Diagnostic> {
    if book.config.search == Some(false) || !book.config.is_there {
        return Vec::new();
    }
    let folding = Folding::default();
    let mut documents: Vec<&Card> = book.cards.iter().map(AsRef::as_ref).filter(|it| !it.broken).collect();
    documents.sort_by_key(|it| (it.is_index(), rank(it)));
    let mut diagnostics = Vec::new();
    let mut titles: AHashMap<String, Vec<&Card>> = AHashMap::new();
    for document in &documents {
        let title = &document.common.title;
        let same = titles.entry(folding.bare(&without_ruby(title))).or_default();
        let is_term = |it: &Card| matches!(it.front, Front::Term(_));
        let first = same.iter().find(|first| !is_term(first) || is_term(document));
        if let Some(first) = first.filter(|_| !document.is_index()) {
            diagnostics.push(catalogue::found_second(document.place.at(title.span.clone()), title_place(first), title));
        }
        same.push(document);
    }
    let elsewhere = |words: &str, own: &Card, is_meant: fn(&Card) -> bool| -> Option<Place> {
        let same = titles.get(&folding.bare(words))?;
        same.iter().find(|other| other.url != own.url && is_meant(other)).map(|other| title_place(other))
    };
    for document in documents {
        if let Front::Term(term) = &document.front {
            for alias in &term.aliases {
                // A word that names two terms is told by another rule.
                let first = elsewhere(alias, document, |other| !matches!(other.front, Front::Term(_)));
                let place = document.place.at(alias.span.clone());
                diagnostics.extend(first.map(|first| catalogue::found_second(place, first, alias)));
            }
        }
        // The page of a folder leads to other pages, in their own words.
        for heading in document.headings.iter().filter(|_| !document.is_index()) {
            let first = elsewhere(&heading.title, document, |_| true);
            let place = document.place.clone();
            diagnostics.extend(first.map(|first| catalogue::found_second(place, first, &heading.title)));
        }
    }
    diagnostics
}

/// Among equal finds, pages of a lower rank come first.
fn rank(document: &Card) -> u8 {
    search_place(document.url.split('/').next().unwrap_or_default()).0
}

fn title_place(document: &Card) -> Place {
    document.place.at(document.common.title.span.clone())
}
