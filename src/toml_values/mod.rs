//! TOML into typed values, with every mistake at once.
//!
//! `serde` stops at the first error, in English. Here a value that does not fit is noted and read
//! as an empty one, a key that nobody knows is noted and passed over, and a key that is missing is
//! noted and filled in, so that one reading finds them all and the notes can be put into any language.

mod neutral;
mod reader;

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::{Diagnostic, Misfit, Place, catalogue};
use reader::{Note, Reader, Stop};

/// A TOML text, parsed as far as it goes.
pub struct Toml<'a> {
    text: &'a str,
    place: &'a Place,
    /// Where `text` begins in its file.
    offset: usize,
    table: Spanned<DeTable<'a>>,
    asked: Vec<&'static str>,
    notes: Vec<Note>,
    syntax: Vec<toml::de::Error>,
}

impl<'a> Toml<'a> {
    /// Parses `text`, which stands at byte `offset` of the file at `place`.
    pub fn parse(text: &'a str, place: &'a Place, offset: usize) -> Self {
        let (table, syntax) = DeTable::parse_recoverable(text);
        Self { text, place, offset, table, asked: Vec::new(), notes: Vec::new(), syntax }
    }

    /// Reads the keys that `T` has; several types may share one table.
    pub fn read<T: Deserialize<'static>>(&mut self) -> T {
        let mut stand_ins = Vec::new();
        loop {
            let reader = Reader::new(self.offset, &stand_ins);
            match reader.root(&self.table) {
                Ok(value) => {
                    let (asked, notes) = reader.finish();
                    self.asked.extend(asked);
                    self.notes.extend(notes);
                    return value;
                }
                Err(Stop { table, missing }) => stand_ins.push((table, missing)),
            }
        }
    }

    /// Ends the reading: keys that no type asked for are unknown.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        // After a slip in the syntax the rest is guesswork: only the slips are told.
        if !self.syntax.is_empty() {
            return self.syntax.iter().map(|error| self.syntax_error(error)).collect();
        }
        for (key, _) in self.table.get_ref() {
            if !self.asked.contains(&key.get_ref().as_ref()) {
                let kind = Misfit::Unknown { key: key.get_ref().to_string(), known: self.asked.clone() };
                self.notes.push(Note { span: key.span(), kind });
            }
        }
        self.notes.iter().map(|note| catalogue::misfit(self.at(note.span.clone()), &note.kind)).collect()
    }

    fn syntax_error(&self, error: &toml::de::Error) -> Diagnostic {
        let span = error.span().unwrap_or(0..0);
        let line_start = self.text[..floor(self.text, span.start)].rfind('\n').map_or(0, |at| at + 1);
        let line = self.text[line_start..].lines().next().unwrap_or_default();
        // A character typed with the Japanese input method on is the usual cause; point at it.
        let outside_quotes = full_width_sign(line).map(|(at, sign)| (line_start + at, sign));
        match outside_quotes {
            Some((at, sign)) => catalogue::toml_full_width(self.at(at..at + sign.len_utf8()), sign),
            None => catalogue::toml_syntax(self.at(span), error.message()),
        }
    }

    fn at(&self, span: Range<usize>) -> Place {
        self.place.at(span.start + self.offset..span.end + self.offset)
    }
}

/// The first full-width sign in `line` that stands where TOML wants its half-width twin.
fn full_width_sign(line: &str) -> Option<(usize, char)> {
    let mut quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '#' if !quoted => return None,
            '\u{3000}' | '“' | '”' | '‘' | '’' | '＂' | '＝' | '［' | '］' | '，' | '、' | '｛' | '｝' | '＋'
                if !quoted =>
            {
                return Some((at, c));
            }
            _ => {}
        }
    }
    None
}

/// The character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::model::{At, Date, Field};

    #[derive(Debug, PartialEq, Deserialize)]
    struct Sample {
        title: At<String>,
        count: u8,
        date: Option<Date>,
        #[serde(default)]
        parts: Vec<Part>,
        field: Option<Field>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Part {
        id: String,
        size: i64,
    }

    fn read(text: &str) -> (Sample, Vec<String>) {
        let place = Place::file("x.md");
        let mut toml = Toml::parse(text, &place, 0);
        let value = toml.read();
        let codes = toml.finish().iter().map(|d| format!("{} {:?}", d.code, d.place.span)).collect();
        (value, codes)
    }

    #[test]
    fn a_good_text_is_read_with_its_places() {
        let (sample, notes) = read("title = \"題\"\ncount = 3\ndate = 2024-10-28\nfield = { lines = 4 }\n");
        assert_eq!(notes, Vec::<String>::new());
        assert_eq!(sample.title.span, 8..13);
        assert_eq!(sample.date.map(Date::iso).as_deref(), Some("2024-10-28"));
        assert_eq!(sample.field, Some(Field::Lines(4)));
    }

    #[test]
    fn every_mistake_is_found_in_one_reading() {
        let text =
            "titel = \"題\"\ncount = 300\ndate = \"2024-10-28\"\n[[parts]]\nid = 1\n[[parts]]\nid = \"b\"\nsiez = 2\n";
        let (_, notes) = read(text);
        let codes: Vec<&str> = notes.iter().map(|n| &n[..3]).collect();
        // count too large, date in quotes, id not text, two sizes missing, siez, title missing, titel.
        assert_eq!(codes.len(), 8, "{notes:?}");
    }

    #[test]
    fn a_full_width_sign_is_named() {
        let (_, notes) = read("title = “題”\ncount = 1\n");
        assert!(notes[0].starts_with("F08"), "{notes:?}");
    }
}
