use crate::diagnostics::{Diagnostic, catalogue};
use crate::model::Card;

/// A record's date, its weekday and its fiscal year must agree: a table copied under the wrong year
/// shows itself by its weekdays.
pub(super) fn check(card: &Card) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let Some((record, date)) = card.record().and_then(|record| Some((record, record.date.as_ref()?))) else {
        return diagnostics;
    };
    let written = date.value.to_string();
    if let Some(weekday) = record.weekday.as_ref().filter(|weekday| weekday.trim_end_matches("曜日") != date.weekday())
    {
        let place = card.place.at(weekday.span.clone());
        diagnostics.push(catalogue::wrong_weekday(place, &written, weekday));
    }
    let (year, right) = (&record.fiscal_year, date.fiscal_year());
    if year.value != right {
        let place = card.place.at(year.span.clone());
        let (year, right) = (year.value.to_string(), right.to_string());
        diagnostics.push(catalogue::wrong_fiscal_year(place, &written, &year, &right));
    }
    diagnostics
}
