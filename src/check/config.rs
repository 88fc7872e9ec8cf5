use crate::book::Book;
use crate::config;
use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::model::page_url;

/// What `site.toml` names must be there.
pub(super) fn check(book: &Book) -> Vec<Diagnostic> {
    let place = Place::file(config::PATH);
    let mut diagnostics = Vec::new();
    for folder in book.config.nav.iter().flatten().filter(|folder| book.folder(folder).is_none()) {
        let known = book.folder_names().filter(|name| !name.is_empty());
        diagnostics.push(catalogue::unknown_section(place.at(folder.span.clone()), folder, known));
    }
    for path in book.config.footer.iter().filter(|path| book.find(&page_url(path)).is_none()) {
        let known = book.cards.iter().map(|document| &*document.path);
        diagnostics.push(catalogue::no_such_page(place.at(path.span.clone()), path, known));
    }
    diagnostics
}
