//! Every term and every page in the order of their readings, for those who cannot search.

use std::sync::Arc;

use crate::book::{Book, Generated, What};
use crate::japanese::readings;
use crate::japanese::{ROWS, row, without_ruby};
use crate::memo::Memo;
use crate::model::{Front, relative};

use super::view::{IndexEntry, IndexRow};

/// Remembers how titles are read.
pub type TitleMemo = Memo<String, (), Arc<str>>;

/// The rows of the index, as the page at `from` links to them.
pub fn rows(book: &Book, from: &str, memo: &mut TitleMemo) -> Vec<IndexRow> {
    let listed: Vec<usize> =
        (0..book.nodes.len()).filter(|node| book.nodes[*node].what != What::Generated(Generated::Index)).collect();
    let titles = listed.iter().map(|node| (without_ruby(&book.nodes[*node].title).into_owned(), ())).collect();
    let read = memo.round(titles, |title, ()| readings::read(title).into());
    let mut entries: Vec<(Arc<str>, usize)> = listed
        .into_iter()
        .zip(read)
        .map(|(node, read)| match book.card(node).map(|document| &document.front) {
            Some(Front::Term(term)) => (term.reading.value.as_str().into(), node),
            _ => (read.trim_start_matches(|c: char| !c.is_alphanumeric()).into(), node),
        })
        .collect();
    entries.sort();
    let mut rows = ROWS.map(|row| IndexRow { row, entries: Vec::new() });
    for (reading, node) in entries {
        rows[row(&reading)].entries.push(entry(book, node, from));
    }
    rows.into()
}

fn entry(book: &Book, node: usize, from: &str) -> IndexEntry {
    let page = &book.nodes[node];
    let folder = page.url.rsplit_once('/').and_then(|(folder, _)| book.folder(folder));
    let section = folder.filter(|folder| folder.index != node).map(|folder| book.nodes[folder.index].title.clone());
    IndexEntry { title: page.title.clone(), href: relative(from, &page.url), section }
}
