//! The kinds of documents: one row each. To add a kind, see CONTRIBUTING.md.

use super::table;

/// What the whole program knows of a kind beside its front matter.
#[derive(Debug)]
pub struct KindInfo {
    /// The folder below `content/` that holds its documents, at any depth; plain pages lie anywhere else.
    pub folder: Option<&'static str>,
    /// What `furikaeri new` calls it.
    pub word: &'static str,
    /// The file that `furikaeri new` begins with.
    pub starter: &'static str,
    /// The title of the folder's page, where the folder has no `index.md`.
    pub title: &'static str,
    /// What one document of it is called in the search and in the trace.
    pub label: &'static str,
    /// Whether its folder stands in the main navigation when `site.toml` names none.
    pub in_navigation: bool,
    /// Among equally good finds, lower places are shown first. Places 7 and up are those of other folders.
    pub search_place: Option<u8>,
    /// Whether it answers opinions, and the place of its group in the trace.
    pub trace_place: Option<u8>,
    /// Whether it writes about people, so that nothing in it may look like personal data.
    pub about_people: bool,
}

table! {
    /// A kind of document, told by the folder it lies in; in the order in which a reader meets them.
    Kind: KindInfo {
        Guide: KindInfo {
            folder: Some("guide"),
            word: "guide",
            starter: include_str!("../scaffold/starters/guide.md"),
            title: "手引き",
            label: "手引き",
            in_navigation: true,
            search_place: Some(1),
            trace_place: Some(3),
            about_people: false,
        },
        Sheet: KindInfo {
            folder: Some("sheets"),
            word: "sheet",
            starter: include_str!("../scaffold/starters/sheet.md"),
            title: "用紙",
            label: "用紙",
            in_navigation: true,
            search_place: Some(2),
            trace_place: Some(2),
            about_people: false,
        },
        // Items and packs are found through their sheets.
        Item: KindInfo {
            folder: Some("items"),
            word: "item",
            starter: include_str!("../scaffold/starters/item.md"),
            title: "項目",
            label: "項目",
            in_navigation: false,
            search_place: Some(4),
            trace_place: Some(0),
            about_people: false,
        },
        Role: KindInfo {
            folder: Some("roles"),
            word: "role",
            starter: include_str!("../scaffold/starters/role.md"),
            title: "役割の手引き",
            label: "役割",
            in_navigation: true,
            search_place: Some(3),
            trace_place: Some(1),
            about_people: false,
        },
        Pack: KindInfo {
            folder: Some("packs"),
            word: "pack",
            starter: include_str!("../scaffold/starters/pack.md"),
            title: "会の一式",
            label: "会の一式",
            in_navigation: false,
            search_place: None,
            trace_place: None,
            about_people: false,
        },
        Record: KindInfo {
            folder: Some("records"),
            word: "record",
            starter: include_str!("../scaffold/starters/record.md"),
            title: "取り組みの記録",
            label: "記録",
            in_navigation: true,
            search_place: Some(6),
            trace_place: None,
            about_people: true,
        },
        Case: KindInfo {
            folder: Some("cases"),
            word: "case",
            starter: include_str!("../scaffold/starters/case.md"),
            title: "事例",
            label: "事例",
            in_navigation: true,
            search_place: Some(5),
            trace_place: None,
            about_people: true,
        },
        Term: KindInfo {
            folder: Some("glossary"),
            word: "term",
            starter: include_str!("../scaffold/starters/term.md"),
            title: "ことば",
            label: "ことば",
            in_navigation: true,
            search_place: Some(0),
            trace_place: None,
            about_people: false,
        },
        Page: KindInfo {
            folder: None,
            word: "page",
            starter: include_str!("../scaffold/starters/page.md"),
            title: "手引き",
            label: "ほか",
            in_navigation: false,
            search_place: None,
            trace_place: None,
            about_people: false,
        },
    }
}

impl Kind {
    /// The folder below `content/`; none for plain pages.
    pub fn folder(self) -> Option<&'static str> {
        self.info().folder
    }

    /// The kind of a file below `content/`: that of its first folder. The `index.md` of a folder, at any
    /// depth, is a plain page.
    pub fn of(path: &str) -> Kind {
        let Some((folder, rest)) = path.split_once('/') else { return Kind::Page };
        if rest == "index.md" || rest.ends_with("/index.md") {
            return Kind::Page;
        }
        Kind::of_folder(folder).unwrap_or(Kind::Page)
    }

    /// The kind whose documents lie in `folder`, a folder right below `content/`.
    pub fn of_folder(folder: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.folder() == Some(folder))
    }

    /// The kind that `furikaeri new` calls by this word.
    pub fn named(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.info().word == word)
    }

    /// The kinds that answer opinions, in the order in which the trace lists them.
    pub fn answering() -> Vec<Kind> {
        let mut kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.info().trace_place.is_some()).collect();
        kinds.sort_by_key(|kind| kind.info().trace_place);
        kinds
    }
}

/// The folder of pages about the site itself, with what the search calls them.
const ABOUT: (&str, &str) = ("about", "このサイトについて");

/// The place of pages about the site among equal finds.
const ABOUT_PLACE: u8 = 7;

/// The place of pages that lie in no folder that the program knows: after all that are known.
pub const LAST_SEARCH_PLACE: u8 = 9;

/// Where the pages of a folder right below `content/` stand among equally good finds of the search, and what
/// they are called there, for the folders that the program knows.
pub fn search_place(folder: &str) -> (u8, Option<&'static str>) {
    if folder == ABOUT.0 {
        return (ABOUT_PLACE, Some(ABOUT.1));
    }
    match Kind::of_folder(folder).map(Kind::info) {
        Some(KindInfo { search_place: Some(place), label, .. }) => (*place, Some(label)),
        _ => (LAST_SEARCH_PLACE, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_folder_is_a_plain_page_at_any_depth() {
        assert_eq!(Kind::of("cases/a.md"), Kind::Case);
        assert_eq!(Kind::of("cases/2025/a.md"), Kind::Case);
        assert_eq!(Kind::of("cases/index.md"), Kind::Page);
        assert_eq!(Kind::of("cases/2025/index.md"), Kind::Page);
        assert_eq!(Kind::of("guide/reindex.md"), Kind::Guide);
        assert_eq!(Kind::of("memo/cases/a.md"), Kind::Page);
    }

    #[test]
    fn no_two_kinds_share_a_word_a_folder_or_a_place() {
        for (at, kind) in Kind::ALL.iter().enumerate() {
            for other in &Kind::ALL[at + 1..] {
                let (one, other) = (kind.info(), other.info());
                assert_ne!(one.word, other.word);
                assert_ne!(one.folder, other.folder);
                assert!(one.search_place.is_none() || one.search_place != other.search_place);
                assert!(one.trace_place.is_none() || one.trace_place != other.trace_place);
                assert!(one.search_place.is_none_or(|place| place < ABOUT_PLACE));
            }
        }
    }
}
