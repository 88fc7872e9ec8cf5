//! The typed front matter of each kind, beyond what all documents share.

use serde::{Deserialize, Serialize};

use super::{At, Date, FiscalYear};

/// A plain page, or the `index.md` of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// The short name of the section in the navigation（読む・印刷する…）.
    pub nav: Option<String>,
    /// The sentence that the home page opens with, instead of its title.
    pub headline: Option<String>,
}

/// `guide/`: a chapter of the method, in reading order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Guide {
    /// The chapter's place in reading order.
    pub order: i64,
    /// The opinions that the chapter rests on.
    #[serde(default)]
    pub answers: Vec<At<String>>,
}

/// `records/`: one visit, or one desk review.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Record {
    pub fiscal_year: At<FiscalYear>,
    /// 第n回; a record that stands alone in its year has none.
    pub session: Option<u8>,
    pub date: Option<At<Date>>,
    /// 月, 火, … as the source writes it, held against the date.
    pub weekday: Option<At<String>>,
    /// How it was done（ケース点検、事業所訪問 …）.
    pub form: String,
    #[serde(default)]
    pub participants: Vec<Participant>,
    /// The case in a few broad words: 知的障がい, 女性, 単身.
    #[serde(default)]
    pub case_outline: Vec<String>,
    pub activity: String,
    #[serde(default)]
    pub opinions: Vec<Opinion>,
    #[serde(default)]
    pub next_steps: Vec<NextStep>,
    /// Where the record was taken from.
    pub source: String,
}

/// Who took part, by role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    pub role: String,
    pub count: u32,
    pub note: Option<String>,
}

/// One opinion, as a summary（要旨） in the guidebook's own words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Opinion {
    pub id: At<String>,
    pub text: String,
    #[serde(default)]
    pub topics: Vec<String>,
}

/// What a session set out for the next one, and what the records say came of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NextStep {
    pub id: At<String>,
    pub text: String,
    pub outcome: Option<String>,
}

/// `items/`: one item of the reflection sheet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Item {
    pub question: String,
    /// A short encouragement printed beside the question.
    pub hint: Option<String>,
    pub purpose: String,
    pub field: Field,
    pub phase: Phase,
    #[serde(default)]
    pub answers: Vec<At<String>>,
}

/// What the paper offers to write in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Ruled lines, 8.5–10 mm apart.
    Lines(u8),
    /// An empty frame of so many millimetres height.
    Box(u16),
    /// Boxes to tick, as many as apply.
    Checkbox(Vec<String>),
    /// Circles to choose one of.
    Choice(Vec<String>),
    SelfCheck(SelfCheck),
    Table(Table),
}

/// Statements for the writer's own eyes, each with the same few words to tick; never a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfCheck {
    pub rows: Vec<String>,
    pub words: Vec<String>,
}

/// An empty table: column names, and so many rows to fill, or rows that are named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<String>,
    #[serde(default)]
    pub rows: u8,
    /// What the first column already says, a row each.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// When an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    #[serde(rename = "前")]
    Before,
    #[serde(rename = "当日")]
    During,
    #[serde(rename = "後")]
    After,
}

/// `sheets/`: a worksheet, which is header fields and items in order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Sheet {
    /// The form number printed on paper（様式1）.
    pub form: At<String>,
    /// Numbers with dots between them; goes up when the words change.
    pub version: At<String>,
    /// The hash that `check` named for these words of this version.
    pub hash: Option<At<String>>,
    /// The role that writes it: the name of a file in `roles/`.
    pub for_role: Option<At<String>>,
    #[serde(default)]
    pub orientation: Orientation,
    /// What the head of the sheet asks for（実施日、進行役 …）.
    #[serde(default)]
    pub header: Vec<String>,
    /// A sentence under the title.
    pub note: Option<String>,
    /// Names of files in `items/`, in the order of the paper.
    pub items: Vec<At<String>>,
    #[serde(default)]
    pub answers: Vec<At<String>>,
}

/// Which way the A4 paper lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Orientation {
    #[default]
    #[serde(rename = "縦")]
    Portrait,
    #[serde(rename = "横")]
    Landscape,
}

/// `roles/`: what one role does before, during and after.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Role {
    pub summary: String,
    pub before: Vec<String>,
    pub during: Vec<String>,
    pub after: Vec<String>,
    /// Words that help.
    #[serde(default)]
    pub say: Vec<String>,
    /// Words to avoid, and what to say in their place.
    #[serde(default)]
    pub avoid: Vec<Avoid>,
    /// The sheets that the role uses: names of files in `sheets/`.
    #[serde(default)]
    pub sheets: Vec<At<String>>,
    #[serde(default)]
    pub answers: Vec<At<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Avoid {
    pub words: String,
    pub instead: String,
}

/// `packs/`: what one session prints, role by role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Pack {
    /// How long the session is.
    pub minutes: u16,
    pub parts: Vec<Part>,
}

/// The paper that one role is given.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Part {
    /// The name of a file in `roles/`.
    pub role: At<String>,
    /// Names of files in `sheets/`, in the order of the paper.
    pub sheets: Vec<At<String>>,
}

/// `cases/`: an example case, made up, or published with consent and a date for review.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Case {
    #[serde(default)]
    pub fictional: bool,
    /// How and when consent was given.
    pub consent: Option<String>,
    pub reviewer: Option<String>,
    pub review_by: Option<Date>,
    #[serde(default)]
    pub profile: Vec<Profile>,
    /// The sheets that the case fills in: names of files in `sheets/`.
    #[serde(default)]
    pub sheets: Vec<At<String>>,
    #[serde(default)]
    pub filled: Vec<Filled>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub label: String,
    pub text: String,
}

/// What the case wrote for one item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Filled {
    pub item: At<String>,
    pub answer: String,
}

/// `glossary/`: one term; the document's title is the term itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Term {
    pub reading: At<String>,
    /// Other words for the same thing, which the pages may use.
    #[serde(default)]
    pub aliases: Vec<At<String>>,
    /// The meaning in one sentence.
    pub short: String,
    /// The name in law, where it differs.
    pub legal: Option<String>,
}
