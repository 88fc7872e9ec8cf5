//! The content model: what a guidebook consists of. Types only.
//!
//! A [`Document`] is one Markdown file, read on its own. Its [`Card`] is what the rules and other pages may see:
//! its [`Front`] says which kind it is and carries the typed front matter of that kind. Its [`Body`] is the
//! Markdown, already turned into HTML with the holes that only the whole book can fill.

mod at;
mod body;
mod date;
mod document;
mod kind;
mod kinds;
mod mark;
mod path;
mod table;

pub(crate) use at::AT;
pub use at::At;
pub use body::{Body, Heading, Hole, HoleKind, Prose};
pub(crate) use date::DATE;
pub use date::{Date, FiscalYear};
pub use document::{Card, Common, Document, Front, Status};
pub use kind::{Kind, KindInfo, LAST_SEARCH_PLACE, search_place};
pub use kinds::{
    Avoid, Case, Field, Filled, Guide, Item, NextStep, Opinion, Orientation, Pack, Page, Part, Participant, Phase,
    Profile, Record, Role, SelfCheck, Sheet, Table, Term,
};
pub use mark::Mark;
pub use path::{
    OWN_FOLDER, SEARCH_FOLDER, fold, is_hidden, is_index, is_portable, page_url, percent_decode, relative, uri,
};
pub(crate) use table::table;
