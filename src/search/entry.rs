use crate::japanese::without_ruby;
use crate::model::{LAST_SEARCH_PLACE, is_index, search_place};
use crate::resolve::view::{Data, PageView};

/// What the search is told of a page beside its HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub url: String,
    pub title: String,
    /// Other words for what the page is about.
    pub aliases: Vec<String>,
    /// The name of its kind, as the filter shows it.
    pub kind: String,
    /// The fiscal year that it belongs to; empty without one.
    pub year: String,
    /// How the title is read, where somebody has said so.
    pub reading: Option<String>,
    /// Among equal finds, pages of a lower rank come first.
    pub rank: u8,
}

/// What lies in no folder.
const OTHER: &str = "ほか";

/// Pages that only list others come after all that say something themselves.
const LISTS: u8 = LAST_SEARCH_PLACE + 1;

/// A page that repeats whole other pages comes after all lists.
const REPEATS: u8 = 2 * LISTS;

impl Entry {
    /// Whether the page only lists others.
    pub fn is_list(&self) -> bool {
        self.rank > LAST_SEARCH_PLACE
    }

    /// Whether the page repeats whole other pages, which answer as well.
    pub fn repeats(&self) -> bool {
        self.rank >= REPEATS
    }

    pub fn of(page: &PageView) -> Self {
        let (rank, name) = search_place(&page.section);
        let section = page.crumbs.get(1).map_or(&page.title, |section| &section.title);
        let kind = match name {
            Some(name) => name.to_owned(),
            None if page.section.is_empty() => OTHER.to_owned(),
            None => without_ruby(section).into_owned(),
        };
        let (aliases, reading) = match &page.data {
            Data::Term(term) => (term.aliases.clone(), Some(term.reading.clone())),
            Data::Sheet(sheet) => (vec![sheet.form.clone()], None),
            _ => (Vec::new(), None),
        };
        Self {
            url: page.url.clone(),
            title: without_ruby(&page.title).into_owned(),
            aliases,
            kind,
            year: match &page.data {
                Data::Record(record) => record.year.title.clone(),
                Data::Year(year) => year.title.clone(),
                _ => String::new(),
            },
            reading,
            rank: match page.data {
                Data::Bound(_) => rank + REPEATS,
                _ if is_list(page) => rank + LISTS,
                _ => rank,
            },
        }
    }
}

fn is_list(page: &PageView) -> bool {
    is_index(&page.url) || matches!(page.data, Data::Trace(_) | Data::Year(_))
}
