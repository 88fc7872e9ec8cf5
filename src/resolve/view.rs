//! What a template may read. A view holds everything about one page, so that equal views and an
//! equal theme mean equal bytes.

use std::sync::Arc;

use serde::Serialize;

use super::body::PageBody;
use crate::model::{Avoid, Field, Heading, Mark, NextStep, Orientation, Participant, Profile};
use crate::paper::{ItemPaper, Kit};

/// `site`: the same for every page.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own that a template asks")]
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: String,
    /// Who publishes the site.
    pub organisation: Option<String>,
    pub base_url: Option<String>,
    /// Whether there is a feed: it needs an address and a page with a date.
    pub feed: bool,
    /// The main navigation; addresses from the site's root.
    pub nav: Vec<NavEntry>,
    /// Links at the foot of every page; addresses from the site's root.
    pub footer: Vec<Link>,
    /// A sentence at the foot of every page.
    pub footnote: Option<String>,
    /// Whether the site can be searched, and has an index.
    pub search: bool,
    /// Whether the site's theme brings `static/own.css`, colours and sizes of its own on top of those of `site.css`.
    pub own_style: bool,
    /// Whether the site's theme brings `static/logo.svg`, which then stands before the site's name.
    pub logo: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NavEntry {
    /// The short name: 読む.
    pub label: String,
    pub href: String,
    /// The folder that it stands for.
    pub section: String,
}

/// `page`: one page, whatever its kind.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageView {
    /// The template that draws it, without `.html`.
    pub template: &'static str,
    pub url: String,
    /// The way up to the site's root: empty, or `../` for each folder.
    pub root: String,
    /// The folder below `content/`; empty at the top.
    pub section: String,
    pub title: String,
    pub description: String,
    pub mark: Option<Mark>,
    /// The pages above this one, the home page first.
    pub crumbs: Vec<Link>,
    pub chapters: Option<Chapters>,
    pub prev: Option<Link>,
    pub next: Option<Link>,
    pub toc: Arc<[Heading]>,
    /// HTML.
    pub body: PageBody,
    /// The pages that link here.
    pub backlinks: Vec<Link>,
    pub updated: Option<DateView>,
    /// The opinions that the page says it answers.
    pub based_on: Vec<OpinionLink>,
    pub data: Data,
}

/// A link as seen from the page that holds it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    pub title: String,
    pub href: String,
}

/// The list of neighbours beside a page; only for sections short enough to be read at a glance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chapters {
    pub title: String,
    pub href: String,
    pub numbered: bool,
    pub entries: Vec<Chapter>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chapter {
    /// What it is known by beside its title: 様式1.
    pub label: Option<String>,
    pub title: String,
    pub href: String,
    pub current: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DateView {
    /// `2024-10-28`.
    pub iso: String,
    /// 令和6年10月28日（月）.
    pub text: String,
}

/// An opinion as another page names it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpinionLink {
    pub id: String,
    pub text: String,
    pub href: String,
}

/// What only this kind of page has.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Data {
    Plain {},
    Home(HomeView),
    Section {
        entries: Vec<Entry>,
        /// The page that holds the whole section, to be printed.
        bound: Option<Link>,
    },
    Records {
        years: Vec<YearView>,
    },
    Record(RecordView),
    Year(YearView),
    Trace(TraceView),
    Items {
        phases: Vec<PhaseView>,
        builder: Option<Link>,
    },
    Item(ItemView),
    Sheets {
        sheets: Vec<SheetEntry>,
        packs: Vec<Link>,
        builder: Option<Link>,
    },
    Sheet(SheetView),
    Builder(BuilderView),
    Pack(PackView),
    Bound(BoundView),
    Role(RoleView),
    Case(CaseView),
    Glossary {
        rows: Vec<KanaRow>,
    },
    Index {
        index: Arc<[IndexRow]>,
    },
    Term(TermView),
    Redirect {
        href: String,
    },
}

/// One line of a list of pages.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub title: String,
    pub href: String,
    pub description: String,
    pub mark: Option<Mark>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HomeView {
    pub headline: Option<String>,
    /// The sections of the navigation, each with its first pages.
    pub purposes: Vec<Purpose>,
    pub sheets: Vec<SheetEntry>,
    /// The sheet that the home page shows as a picture: the first one.
    pub sample: Option<SheetView>,
    pub counts: Counts,
    /// The page that shows which opinion led where.
    pub trace: Option<Link>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Purpose {
    pub label: String,
    pub href: String,
    pub description: String,
    pub mark: Option<Mark>,
    /// The first few pages inside.
    pub links: Vec<Link>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub records: usize,
    pub opinions: usize,
    pub answered: usize,
    pub open: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordView {
    pub title: String,
    pub href: String,
    /// 令和6年度（2024年度）, and the page that sets its sessions side by side.
    pub year: Link,
    pub session: Option<u8>,
    pub date: Option<DateView>,
    /// 10月28日（月）.
    pub short_date: Option<String>,
    pub form: String,
    pub participants: Vec<Participant>,
    /// Nobody is counted where the source counts nobody.
    pub total: Option<u32>,
    pub case_outline: Vec<String>,
    pub activity: String,
    pub opinions: Vec<OpinionView>,
    pub next_steps: Vec<NextStepView>,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpinionView {
    pub id: String,
    pub text: String,
    pub topics: Vec<String>,
    pub href: String,
    pub answered_by: Vec<AnswerLink>,
}

/// A page that answers an opinion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AnswerLink {
    pub title: String,
    pub href: String,
    /// 項目, 役割, 手引き or 用紙.
    pub kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NextStepView {
    pub id: String,
    pub text: String,
    pub outcome: Option<String>,
}

impl From<&NextStep> for NextStepView {
    fn from(step: &NextStep) -> Self {
        Self { id: step.id.value.clone(), text: step.text.clone(), outcome: step.outcome.clone() }
    }
}

/// A fiscal year: its sessions side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YearView {
    /// 令和6年度（2024年度）.
    pub title: String,
    pub href: String,
    pub year: i16,
    pub records: Vec<RecordView>,
    /// One line per role, with a count for each record, in the order of `records`.
    pub participants: Vec<RoleCounts>,
    /// Days between each record and the one before it.
    pub gaps: Vec<Option<i32>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleCounts {
    pub role: String,
    pub counts: Vec<Option<u32>>,
    pub notes: Vec<String>,
}

/// Which opinion led to what. Heights count lines from the top of the drawing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceView {
    pub counts: Counts,
    pub records: Vec<TraceRecord>,
    pub groups: Vec<TraceGroup>,
    pub threads: Vec<Thread>,
    /// How many lines the drawing is high.
    pub height: usize,
    pub open: Vec<OpinionView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceRecord {
    pub title: String,
    pub href: String,
    pub y: usize,
    pub opinions: Vec<TraceOpinion>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceOpinion {
    pub y: usize,
    #[serde(flatten)]
    pub opinion: OpinionView,
}

/// The answers of one kind, ordered so that threads cross as little as may be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceGroup {
    pub kind: &'static str,
    pub y: usize,
    pub answers: Vec<TraceAnswer>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceAnswer {
    pub title: String,
    pub href: String,
    pub y: usize,
    pub opinions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Thread {
    pub from: usize,
    pub to: usize,
    pub opinion: String,
}

/// The items of one phase.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseView {
    /// 前, 当日 or 後.
    pub phase: &'static str,
    pub items: Vec<ItemEntry>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemEntry {
    pub title: String,
    pub href: String,
    pub question: String,
    pub purpose: String,
    pub mark: Option<Mark>,
    pub opinions: Vec<OpinionLink>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemView {
    pub question: String,
    pub hint: Option<String>,
    pub purpose: String,
    /// 前, 当日 or 後.
    pub phase: &'static str,
    pub field: Field,
    /// Its field as paper shows it, as SVG.
    pub excerpt: String,
    /// The sheets that carry it.
    pub sheets: Vec<Link>,
    /// The cases that show it filled in.
    pub cases: Vec<Link>,
}

/// One line of the list of sheets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetEntry {
    pub title: String,
    pub href: String,
    pub form: String,
    pub description: String,
    pub role: Option<Link>,
    pub pages: usize,
    pub mark: Option<Mark>,
    pub downloads: Vec<Download>,
}

/// A file to take away.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Download {
    /// PDF, Word or Excel.
    pub label: &'static str,
    pub href: String,
    /// In kilobytes: 46 KB.
    pub size: String,
}

/// A worksheet, laid out on paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetView {
    pub title: String,
    pub form: String,
    pub version: String,
    pub mark: Option<Mark>,
    pub orientation: Orientation,
    pub role: Option<Link>,
    pub header: Vec<String>,
    pub note: Option<String>,
    /// Six hexadecimal digits over all that the sheet says, the same in every format.
    pub hash: String,
    /// The same sheet to take away.
    pub downloads: Vec<Download>,
    pub pages: Vec<SheetPage>,
    /// The cases that fill it in.
    pub examples: Vec<Example>,
}

/// A case, and what it wrote on one sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Example {
    pub case: Link,
    pub mark: Option<Mark>,
    pub items: Vec<FilledItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetPage {
    /// From 1.
    pub number: usize,
    /// The paper, as SVG.
    pub side: Arc<str>,
    pub items: Vec<SheetItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SheetItem {
    /// From 1, through the whole sheet.
    pub number: usize,
    pub title: String,
    pub href: String,
    pub question: String,
    pub hint: Option<String>,
    pub purpose: String,
    pub field: Field,
}

/// The library of items from which a reader puts a sheet together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuilderView {
    pub phases: Vec<BuilderPhase>,
    /// What the heads of the site's sheets ask for, each once.
    pub headers: Vec<String>,
    /// The parts of a sheet that do not depend on items, drawn and measured.
    pub kit: Option<Arc<Kit>>,
    /// The ready ones, for readers without JavaScript.
    pub sheets: Vec<SheetEntry>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuilderPhase {
    /// 前, 当日 or 後.
    pub phase: &'static str,
    pub items: Vec<BuilderItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuilderItem {
    /// The name of its file in `items/`, which shared links carry.
    pub id: String,
    #[serde(flatten)]
    pub item: SheetItem,
    /// The item, drawn and measured.
    pub paper: Option<Arc<ItemPaper>>,
}

/// What one session prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PackView {
    pub minutes: u16,
    /// The sides of the cover, as SVG.
    pub cover: Arc<[Arc<str>]>,
    pub parts: Vec<PackPart>,
    pub download: Option<Download>,
}

/// The paper of one role.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PackPart {
    /// The name of its file in `roles/`, which shared links carry.
    pub id: String,
    pub role: Link,
    pub sheets: Vec<SheetView>,
}

/// The whole guide as one page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoundView {
    pub chapters: Vec<BoundChapter>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoundChapter {
    /// From 1.
    pub number: usize,
    /// The anchor of the chapter.
    pub id: String,
    pub title: String,
    pub mark: Option<Mark>,
    /// HTML, with anchors and links that hold within the book.
    pub body: String,
    /// Its headings, with their anchors in the book.
    pub toc: Vec<Heading>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleView {
    pub summary: String,
    pub before: Vec<String>,
    pub during: Vec<String>,
    pub after: Vec<String>,
    pub say: Vec<String>,
    pub avoid: Vec<Avoid>,
    pub sheets: Vec<SheetEntry>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseView {
    pub fictional: bool,
    pub consent: Option<String>,
    pub profile: Vec<Profile>,
    pub sheets: Vec<FilledSheet>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FilledSheet {
    pub title: String,
    pub href: String,
    pub form: String,
    pub items: Vec<FilledItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FilledItem {
    pub number: usize,
    pub title: String,
    pub href: String,
    pub question: String,
    /// Nothing where the case left it blank.
    pub answer: Option<String>,
}

/// One row of the syllabary（あ行 …）; rows without a term are kept, so that the index has its shape.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KanaRow {
    pub row: &'static str,
    pub terms: Vec<TermView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TermView {
    /// The anchor in the list of terms.
    pub id: String,
    pub title: String,
    pub href: String,
    pub reading: String,
    pub aliases: Vec<String>,
    pub short: String,
    pub legal: Option<String>,
}

/// One row of the index of all pages; rows without a page are kept, as in [`KanaRow`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IndexRow {
    pub row: &'static str,
    pub entries: Vec<IndexEntry>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IndexEntry {
    pub title: String,
    pub href: String,
    /// The folder that the page lies in, by the title of its own page; nothing at the top.
    pub section: Option<String>,
}
