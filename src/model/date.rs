use std::fmt;

use jiff::civil;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A calendar date as records and front matter write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub civil::Date);

/// The name by which the TOML reader recognises that a date is wanted.
pub(crate) const DATE: &str = "furikaeri::Date";

/// The first day of 令和（政令第143号、平成31年4月1日）.
const REIWA: civil::Date = civil::date(2019, 5, 1);

impl Default for Date {
    fn default() -> Self {
        Self(civil::date(2000, 1, 1))
    }
}

impl Date {
    /// 月, 火, … 日.
    pub fn weekday(self) -> &'static str {
        ["月", "火", "水", "木", "金", "土", "日"][usize::from(self.0.weekday().to_monday_zero_offset().unsigned_abs())]
    }

    /// The fiscal year that holds the date: April to the following March（会計年度、地方自治法 第208条）.
    pub fn fiscal_year(self) -> FiscalYear {
        FiscalYear(if self.0.month() >= 4 { self.0.year() } else { self.0.year() - 1 })
    }

    /// `2024-10-28`, as machines read it.
    pub fn iso(self) -> String {
        self.0.to_string()
    }

    /// Days from `self` to `later`.
    pub fn days_until(self, later: Date) -> i32 {
        self.0.until(later.0).map_or(0, |span| span.get_days())
    }
}

/// 令和6年10月28日（月）; before 令和, the common era.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (month, day, weekday) = (self.0.month(), self.0.day(), self.weekday());
        if self.0 >= REIWA {
            write!(f, "令和{}年{month}月{day}日（{weekday}）", era_year(self.0.year()))
        } else {
            write!(f, "{}年{month}月{day}日（{weekday}）", self.0.year())
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(DATE, DateVisitor)
    }
}

struct DateVisitor;

impl Visitor<'_> for DateVisitor {
    type Value = Date;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a date")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Date, E> {
        text.parse().map(Date).map_err(E::custom)
    }
}

/// A fiscal year, named by the calendar year in which it begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(transparent)]
pub struct FiscalYear(pub i16);

/// 令和6年度（2024年度）.
impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.0;
        if year >= REIWA.year() {
            write!(f, "令和{}年度（{year}年度）", era_year(year))
        } else {
            write!(f, "{year}年度")
        }
    }
}

/// The year within 令和: 元, 2, 3 …
fn era_year(year: i16) -> String {
    match year - REIWA.year() + 1 {
        1 => "元".to_owned(),
        n => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i16, month: i8, day: i8) -> Date {
        Date(civil::date(year, month, day))
    }

    #[test]
    fn a_date_is_written_with_era_and_weekday() {
        assert_eq!(date(2024, 10, 28).to_string(), "令和6年10月28日（月）");
        assert_eq!(date(2019, 5, 1).to_string(), "令和元年5月1日（水）");
        assert_eq!(date(2019, 4, 30).to_string(), "2019年4月30日（火）");
    }

    #[test]
    fn a_fiscal_year_runs_from_april_to_march() {
        assert_eq!(date(2025, 3, 31).fiscal_year(), FiscalYear(2024));
        assert_eq!(date(2025, 4, 1).fiscal_year(), FiscalYear(2025));
        assert_eq!(FiscalYear(2024).to_string(), "令和6年度（2024年度）");
        assert_eq!(FiscalYear(2019).to_string(), "令和元年度（2019年度）");
    }
}
