use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::source::Snapshot;

/// The keys whose values differ, or that one side lacks. Values that are the same one cost nothing.
pub(super) fn differing<'m, K: Ord, V: PartialEq>(old: &'m BTreeMap<K, V>, new: &'m BTreeMap<K, V>) -> Vec<&'m K> {
    let (mut olds, mut news) = (old.iter().peekable(), new.iter().peekable());
    let mut found = Vec::new();
    loop {
        let order = match (olds.peek(), news.peek()) {
            (Some((old, _)), Some((new, _))) => old.cmp(new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return found,
        };
        let (gone, come) = (olds.next_if(|_| order != Ordering::Greater), news.next_if(|_| order != Ordering::Less));
        match (gone, come) {
            (Some((_, old)), Some((_, new))) if old == new => {}
            (gone, come) => found.extend(come.or(gone).map(|(key, _)| key)),
        }
    }
}

/// The files that differ between two moments, by path from the root.
pub(super) fn changed_files(old: &Snapshot, new: &Snapshot) -> Vec<String> {
    let config = (old.config != new.config).then(|| crate::config::PATH.to_owned());
    let content = |path: &std::sync::Arc<str>| format!("content/{path}");
    let mut files: Vec<String> = config.into_iter().collect();
    files.extend(differing(&old.documents, &new.documents).into_iter().map(content));
    files.extend(differing(&old.assets, &new.assets).into_iter().map(content));
    files.extend(differing(&old.themes, &new.themes).into_iter().map(|path| format!("themes/{path}")));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_went_or_changed_is_named_once() {
        let old = BTreeMap::from([("a", 1), ("b", 2), ("d", 4), ("e", 5)]);
        let new = BTreeMap::from([("a", 1), ("b", 3), ("c", 3), ("e", 5), ("f", 6)]);
        assert_eq!(differing(&old, &new), [&"b", &"c", &"d", &"f"]);
        assert!(differing(&old, &old).is_empty());
    }
}
