use std::sync::Arc;

use serde::Deserialize;

use crate::diagnostics::Place;

use super::{
    At, Body, Case, Date, Guide, Heading, Item, Kind, Pack, Page, Record, Role, Sheet, Term, is_index, page_url,
};

/// One Markdown file of `content/`, read on its own.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the rules and other pages may see of it.
    pub card: Arc<Card>,
    /// Its running text, which nothing but its own page, the bound guide and the search read.
    pub body: Arc<Body>,
}

/// What the rules and other pages may see of a document. It is compared as a whole to know what must be made
/// again, so whatever they shall see has to be here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The path below `content/`, with `/` between folders, as written on disk.
    pub path: Arc<str>,
    /// The file in the project, for diagnostics.
    pub place: Place,
    /// The address of its page, from the site's root.
    pub url: String,
    /// The text before the Markdown: values know where they stand in it, and a diagnostic points there.
    pub head: Box<str>,
    /// Its front matter has mistakes: what it holds is not to be checked any further.
    pub broken: bool,
    pub common: Common,
    pub front: Front,
    /// The headings that a table of contents may show, down to the third level.
    pub headings: Arc<[Heading]>,
    /// Every anchor that a link may point at, headings and others, sorted.
    pub anchors: Vec<String>,
    /// The first words of the text, for lists and previews where no description is given.
    pub excerpt: String,
}

impl Card {
    /// The name within its kind, by which other documents refer to it: `items/omoi.md` is `omoi`.
    pub fn id(&self) -> &str {
        let stem = self.url.strip_suffix(".html").unwrap_or(&self.url);
        stem.split_once('/').map_or(stem, |(_, rest)| rest)
    }

    /// Whether other documents mean it by this name: its [`id`](Self::id), or the name of its file alone,
    /// whatever folder of its kind it lies in.
    pub fn is_called(&self, name: &str) -> bool {
        self.id() == name || self.id().rsplit('/').next() == Some(name)
    }

    /// The folder that holds it, below `content/`; empty at the top.
    pub fn folder(&self) -> &str {
        self.url.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub fn record(&self) -> Option<&Record> {
        match &self.front {
            Front::Record(record) => Some(record),
            _ => None,
        }
    }

    /// Whether this is the page that stands for its folder.
    pub fn is_index(&self) -> bool {
        is_index(&self.url)
    }

    /// Where it stands among its neighbours: those without an order come last, by address.
    pub fn rank(&self) -> (i64, &str) {
        (self.common.order.unwrap_or(i64::MAX), &self.url)
    }

    /// The addresses at which the page used to be found, with what the file says of them. In the
    /// glossary, aliases are other words for the term.
    pub fn old_addresses(&self) -> impl Iterator<Item = (&At<String>, String)> {
        let aliases = if matches!(self.front, Front::Term(_)) { &[][..] } else { &self.common.aliases };
        aliases.iter().map(|alias| {
            let url = page_url(alias.trim_start_matches('/'));
            let last = url.rsplit('/').next().unwrap_or_default();
            // The address of a folder is that of its page.
            let url = if last.contains('.') { url } else { format!("{}/index.html", url.trim_end_matches('/')) };
            (alias, url)
        })
    }
}

/// Front matter that every document may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Common {
    pub title: At<String>,
    /// One or two sentences for lists, search results and link previews.
    pub description: Option<String>,
    /// The place among the neighbours; those without come after, by path.
    pub order: Option<i64>,
    /// When the page last changed in meaning. Without it, the date of the last commit.
    pub updated: Option<Date>,
    /// Left out unless drafts are asked for.
    #[serde(default)]
    pub draft: bool,
    /// Addresses at which the page used to be found.
    #[serde(default)]
    pub aliases: Vec<At<String>>,
    pub status: Option<Status>,
}

/// How firm a drafted text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Status {
    #[serde(rename = "案")]
    Proposal,
    #[serde(rename = "確定")]
    Settled,
}

/// What kind of document it is, with the front matter of that kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Front {
    Page(Page),
    Guide(Guide),
    Record(Record),
    Item(Item),
    Sheet(Sheet),
    Role(Role),
    Pack(Pack),
    Case(Case),
    Term(Term),
}

impl Front {
    pub fn kind(&self) -> Kind {
        match self {
            Front::Page(_) => Kind::Page,
            Front::Guide(_) => Kind::Guide,
            Front::Record(_) => Kind::Record,
            Front::Item(_) => Kind::Item,
            Front::Sheet(_) => Kind::Sheet,
            Front::Role(_) => Kind::Role,
            Front::Pack(_) => Kind::Pack,
            Front::Case(_) => Kind::Case,
            Front::Term(_) => Kind::Term,
        }
    }

    /// The opinions that the document says it answers.
    pub fn answers(&self) -> &[At<String>] {
        match self {
            Front::Guide(guide) => &guide.answers,
            Front::Item(item) => &item.answers,
            Front::Sheet(sheet) => &sheet.answers,
            Front::Role(role) => &role.answers,
            Front::Page(_) | Front::Record(_) | Front::Pack(_) | Front::Case(_) | Front::Term(_) => &[],
        }
    }
}
