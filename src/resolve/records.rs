//! Views of the records: one visit, a fiscal year side by side, the years in a list.

use crate::book::{Book, What, year_url};
use crate::model::{Card, Date, FiscalYear, Kind, Record, relative};

use super::trace::Trace;
use super::view::{DateView, Link, RecordView, RoleCounts, YearView};

impl From<Date> for DateView {
    fn from(date: Date) -> Self {
        Self { iso: date.iso(), text: date.to_string() }
    }
}

pub fn record(record: &Record, document: &Card, node: usize, book: &Book, trace: &Trace, from: &str) -> RecordView {
    let year = record.fiscal_year.value;
    let counts = record.participants.iter().map(|participant| participant.count);
    let total = counts.fold(0, u32::saturating_add);
    let date = record.date.as_ref().map(|date| date.value);
    RecordView {
        title: document.common.title.value.clone(),
        href: relative(from, &document.url),
        year: Link { title: year.to_string(), href: relative(from, &year_url(year)) },
        session: record.session,
        date: date.map(DateView::from),
        short_date: date.map(|date| format!("{}月{}日（{}）", date.0.month(), date.0.day(), date.weekday())),
        form: record.form.clone(),
        total: (!record.participants.is_empty()).then_some(total),
        participants: record.participants.clone(),
        case_outline: record.case_outline.clone(),
        activity: record.activity.clone(),
        opinions: record.opinions.iter().map(|opinion| trace.opinion(opinion, node, book, from)).collect(),
        next_steps: record.next_steps.iter().map(Into::into).collect(),
        source: record.source.clone(),
    }
}

pub fn year(year: FiscalYear, book: &Book, trace: &Trace, from: &str) -> YearView {
    let of_year: Vec<(usize, &Card, &Record)> = book
        .of_kind(Kind::Record)
        .filter_map(|(node, document)| Some((node, &**document, book.record(node)?)))
        .filter(|(_, _, record)| record.fiscal_year.value == year)
        .collect();
    let records: Vec<&Record> = of_year.iter().map(|(_, _, record)| *record).collect();
    YearView {
        title: year.to_string(),
        href: relative(from, &year_url(year)),
        year: year.0,
        participants: role_counts(&records),
        gaps: gaps(&records),
        records: of_year.iter().map(|(node, document, it)| record(it, document, *node, book, trace, from)).collect(),
    }
}

pub fn years(book: &Book, trace: &Trace, from: &str) -> Vec<YearView> {
    let years = book.nodes.iter().filter_map(|node| match node.what {
        What::Year(it) => Some(it),
        _ => None,
    });
    years.map(|it| year(it, book, trace, from)).collect()
}

/// A line for each role that anyone had, in the order in which the records name them.
fn role_counts(records: &[&Record]) -> Vec<RoleCounts> {
    let mut roles: Vec<&str> = Vec::new();
    for participant in records.iter().flat_map(|record| &record.participants) {
        if !roles.contains(&participant.role.as_str()) {
            roles.push(&participant.role);
        }
    }
    let line = |role: &str| {
        let of_role =
            |record: &&Record| record.participants.iter().find(|participant| participant.role == role).cloned();
        RoleCounts {
            role: role.to_owned(),
            counts: records.iter().map(|record| of_role(record).map(|participant| participant.count)).collect(),
            notes: records.iter().filter_map(|record| of_role(record)?.note).collect(),
        }
    };
    roles.into_iter().map(line).collect()
}

fn gaps(records: &[&Record]) -> Vec<Option<i32>> {
    let dates: Vec<Option<Date>> = records.iter().map(|record| record.date.as_ref().map(|date| date.value)).collect();
    let before = std::iter::once(None).chain(dates.iter().copied());
    before.zip(&dates).map(|(before, date)| Some(before?.days_until((*date)?))).collect()
}
