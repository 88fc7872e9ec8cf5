use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::Snapshot;

/// Something that may be shared by two moments: then it is the same without a look into it.
pub(super) trait MayBeShared: PartialEq {
    fn is_shared(&self, other: &Self) -> bool;
}

impl<T: PartialEq + ?Sized> MayBeShared for Arc<T> {
    fn is_shared(&self, other: &Self) -> bool {
        Arc::ptr_eq(self, other)
    }
}

impl MayBeShared for String {
    fn is_shared(&self, _: &Self) -> bool {
        false
    }
}

/// The keys whose values differ, or that one side lacks.
pub(super) fn differing<'m, K: Ord + MayBeShared, V: MayBeShared>(
    old: &'m BTreeMap<K, V>,
    new: &'m BTreeMap<K, V>,
) -> Vec<&'m K> {
    let (mut olds, mut news) = (old.iter().peekable(), new.iter().peekable());
    let mut found = Vec::new();
    loop {
        let order = match (olds.peek(), news.peek()) {
            (Some((old, _)), Some((new, _))) if old.is_shared(new) => Ordering::Equal,
            (Some((old, _)), Some((new, _))) => old.cmp(new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return found,
        };
        let (gone, come) = (olds.next_if(|_| order != Ordering::Greater), news.next_if(|_| order != Ordering::Less));
        match (gone, come) {
            (Some((_, old)), Some((_, new))) if old.is_shared(new) || old == new => {}
            (gone, come) => found.extend(come.or(gone).map(|(key, _)| key)),
        }
    }
}

/// What differs between two moments.
#[derive(Default)]
pub(super) struct Difference<'s> {
    /// The documents, by path below `content/`.
    pub documents: Vec<&'s Arc<str>>,
    /// All other files, by path from the root.
    others: Vec<String>,
    /// Whether something else is told of the files: what could not be read, or the day of a commit.
    beside: bool,
}

impl<'s> Difference<'s> {
    pub fn between(old: &'s Snapshot, new: &'s Snapshot) -> Self {
        let config = (old.config != new.config).then(|| crate::config::PATH.to_owned());
        let assets = differing(&old.assets, &new.assets).into_iter().map(|path| format!("content/{path}"));
        let themes = differing(&old.themes, &new.themes).into_iter().map(|path| format!("themes/{path}"));
        Self {
            documents: differing(&old.documents, &new.documents),
            others: config.into_iter().chain(assets).chain(themes).collect(),
            beside: old.diagnostics != new.diagnostics || old.committed != new.committed,
        }
    }

    pub fn is_none(&self) -> bool {
        self.documents.is_empty() && self.others.is_empty() && !self.beside
    }

    /// The files, by path from the root.
    pub fn files(&self) -> Vec<String> {
        let documents = self.documents.iter().map(|path| format!("content/{path}"));
        documents.chain(self.others.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_went_or_changed_is_named_once() {
        let files = |texts: &[(&str, &str)]| -> BTreeMap<String, Arc<str>> {
            texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect()
        };
        let old = files(&[("a", "1"), ("b", "2"), ("d", "4"), ("e", "5")]);
        let new = files(&[("a", "1"), ("b", "3"), ("c", "3"), ("e", "5"), ("f", "6")]);
        assert_eq!(differing(&old, &new), ["b", "c", "d", "f"]);
        assert!(differing(&old, &old).is_empty());
    }
}
