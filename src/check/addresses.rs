use ahash::AHashMap;

use crate::book::{self, Book, What};
use crate::diagnostics::{Diagnostic, Place, Text, catalogue};
use crate::model::{fold, is_portable, page_url};

/// A file of the site, and what asked for it.
#[derive(Debug)]
pub struct Address {
    pub url: String,
    pub place: Place,
}

/// Two files must not become one on any file system, each must be able to lie on every one, and none may take
/// the place of what the tool makes by itself.
pub(super) fn check(book: &Book, theme: &[Address]) -> Vec<Diagnostic> {
    let wanted = wanted(book);
    let mut diagnostics: Vec<Diagnostic> = wanted
        .iter()
        .filter_map(|it| Some(catalogue::reserved_url(it.place.clone(), &it.url, &maker(book, &it.url)?)))
        .collect();
    let free = wanted.iter().filter(|it| maker(book, &it.url).is_none());
    diagnostics.extend(check_apart(&made(book).iter().chain(theme).chain(free).collect::<Vec<_>>()));
    diagnostics
}

/// What the tool makes at an address, so that no file and no alias may have it.
fn maker(book: &Book, url: &str) -> Option<Text> {
    let folder = || book.find(url).is_some_and(|node| book.nodes[node].what == What::Folder);
    book::maker(url).or_else(|| {
        folder().then(|| Text::new("ツールが作るフォルダーのページ", "the page of a folder, which the tool makes"))
    })
}

/// What files of `content/` ask for: pages, files that are copied, and old addresses of pages.
fn wanted(book: &Book) -> Vec<Address> {
    let pages = book.cards.iter().map(|it| Address { url: it.url.clone(), place: it.place.clone() });
    let files = book.assets.iter();
    let files = files.map(|path| Address { url: page_url(path), place: Place::file(format!("content/{path}")) });
    let aliases = book.cards.iter().flat_map(|document| {
        let old = document.old_addresses();
        old.map(|(alias, url)| Address { url, place: document.place.at(alias.span.clone()) })
    });
    pages.chain(files).chain(aliases).collect()
}

/// The files of worksheets, each with the document that it is made of.
fn made(book: &Book) -> Vec<Address> {
    let of = |url: &str| book.find(url).and_then(|node| book.card(node));
    let packs = book.papers.packs.iter().filter_map(|(url, pack)| Some((url, pack.download.as_ref()?)));
    let sheets = book.papers.sheets.iter().flat_map(|(url, sheet)| sheet.downloads.iter().map(move |file| (url, file)));
    sheets
        .chain(packs)
        .filter_map(|(url, file)| Some(Address { url: file.url.clone(), place: of(url)?.place.clone() }))
        .collect()
}

/// Whether all files can lie beside each other, on every file system.
fn check_apart(addresses: &[&Address]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut taken: AHashMap<String, &Address> = AHashMap::new();
    for address in addresses {
        if let Some(part) = address.url.split('/').find(|part| !is_portable(part)) {
            diagnostics.push(catalogue::bad_name(address.place.clone(), part));
        }
        let folded = fold(&address.url);
        match taken.get(&folded) {
            Some(first) => {
                let by_case = first.url != address.url;
                diagnostics.push(catalogue::same_url(address.place.clone(), &first.place, &address.url, by_case));
            }
            None => {
                taken.insert(folded, address);
            }
        }
    }
    // A file where another needs a folder.
    for address in addresses {
        let mut folders = address.url.match_indices('/').map(|(end, _)| &address.url[..end]);
        if let Some((folder, first)) = folders.find_map(|folder| Some((folder, taken.get(&fold(folder))?))) {
            let by_case = first.url != folder;
            diagnostics.push(catalogue::same_url(address.place.clone(), &first.place, &first.url, by_case));
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(urls: &[&str]) -> Vec<&'static str> {
        let addresses: Vec<Address> =
            urls.iter().map(|url| Address { url: (*url).to_owned(), place: Place::file(*url) }).collect();
        check_apart(&addresses.iter().collect::<Vec<_>>()).iter().map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn files_that_some_system_takes_for_one_are_told() {
        assert_eq!(codes(&["a.html", "A.html"]), ["N01"]);
        assert_eq!(codes(&["か\u{3099}.html", "が.html"]), ["N01"]);
        assert_eq!(codes(&["guide", "Guide/a.html"]), ["N01"]);
        assert_eq!(codes(&["a.html", "b/a.html"]), [""; 0]);
    }

    #[test]
    fn names_that_windows_cannot_hold_are_told() {
        assert_eq!(codes(&["aux.html", "a?.html", "x./y.html", "com1.txt", "comet.html"]), ["N02"; 4]);
    }
}
