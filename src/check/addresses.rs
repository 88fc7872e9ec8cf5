use ahash::AHashMap;

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::model::{fold, is_portable};

/// A file of the site, and what asked for it.
#[derive(Debug)]
pub struct Address {
    pub url: String,
    pub place: Place,
}

/// Two files must not become one on any file system, and each must be able to lie on every one.
pub(super) fn check(addresses: &[Address]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut taken: AHashMap<String, &Address> = AHashMap::new();
    for address in addresses {
        if let Some(part) = address.url.split('/').find(|part| !is_portable(part)) {
            diagnostics.push(catalogue::bad_name(address.place.clone(), part));
        }
        let folded = fold(&address.url);
        match taken.get(&folded) {
            Some(first) => diagnostics.push(catalogue::same_url(address.place.clone(), &first.place, &address.url)),
            None => {
                taken.insert(folded, address);
            }
        }
    }
    // A file where another needs a folder.
    for address in addresses {
        let mut folders = address.url.match_indices('/').map(|(end, _)| &address.url[..end]);
        if let Some(first) = folders.find_map(|folder| taken.get(&fold(folder))) {
            diagnostics.push(catalogue::same_url(address.place.clone(), &first.place, &first.url));
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
        check(&addresses).iter().map(|diagnostic| diagnostic.code).collect()
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
