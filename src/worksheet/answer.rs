//! What each place for an answer is called in Word and Excel files, so that it can be read back.

use crate::model::Field;
use crate::paper::{Blank, Block};

/// One place to write or tick in: the whole of an item, or one cell of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// A field of the head, counted from 1.
    Head(usize),
    /// An item, counted from 1, with its name; and where it has several places, the row and the cell, both
    /// counted from 1.
    Item { number: usize, id: String, cell: Option<(usize, usize)> },
}

/// Word's own dialog stops at so many characters, for the title of a content control as for its tag.
const LONGEST: usize = 64;

impl Answer {
    /// The place in a cell of a block.
    pub fn of(blank: &Blank, block: &Block, row: usize, cell: usize) -> Self {
        let asked = &blank.words.items[block.item];
        let is_whole = matches!(asked.field, Field::Lines(_) | Field::Box(_));
        let cell = (!is_whole).then_some((row + 1, cell + 1));
        Self::Item { number: block.item + 1, id: asked.id.clone(), cell }
    }

    /// The tag of a content control: the item's name, for a cell with its row and place; `head/1`. A name that
    /// is too long for Word is the item's number instead.
    pub fn tag(&self) -> String {
        match self {
            Self::Head(number) => format!("head/{number}"),
            Self::Item { number, id, cell } => {
                let cell = cell.map(|(row, cell)| format!("/{row}/{cell}")).unwrap_or_default();
                let tag = format!("{id}{cell}");
                if tag.chars().count() > LONGEST { format!("item{number}{cell}") } else { tag }
            }
        }
    }

    /// A name for a cell of Excel: `item1_kizuki`, `item2.1.3_mochikaeru`, `head_1`. Excel knows letters, digits,
    /// `_` and `.`; a dot stands for the hyphen.
    pub fn name(&self) -> String {
        let (number, id, cell) = match self {
            Self::Head(number) => return format!("head_{number}"),
            Self::Item { number, id, cell } => (number, id, cell),
        };
        let known = |c: char| match c {
            '-' => '.',
            c if c.is_alphanumeric() => c,
            _ => '_',
        };
        let cell = cell.map(|(row, cell)| format!(".{row}.{cell}")).unwrap_or_default();
        let id: String = id.chars().map(known).take(200).collect();
        format!("item{number}{cell}_{id}")
    }
}

/// The beginning of words, as long as Word takes it for the title of a content control.
pub fn title(words: &str) -> String {
    words.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: usize, id: &str, cell: Option<(usize, usize)>) -> Answer {
        Answer::Item { number, id: id.to_owned(), cell }
    }

    #[test]
    fn a_place_has_a_tag_and_a_name() {
        assert_eq!(item(3, "self-check", Some((2, 1))).tag(), "self-check/2/1");
        assert_eq!(item(3, "self-check", Some((2, 1))).name(), "item3.2.1_self.check");
        assert_eq!(item(1, "a_2", None).name(), "item1_a_2");
        assert_eq!((Answer::Head(2).tag(), Answer::Head(2).name()), ("head/2".to_owned(), "head_2".to_owned()));
    }

    #[test]
    fn a_name_too_long_for_word_becomes_its_number() {
        assert_eq!(item(7, &"長".repeat(70), Some((1, 2))).tag(), "item7/1/2");
        assert_eq!(title(&"長".repeat(70)).chars().count(), 64);
    }
}
