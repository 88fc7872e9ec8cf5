//! How much a sheet of A4 holds, and where a worksheet breaks onto the next one.
//!
//! Heights are millimetres, and never less than what the theme's `.a4` draws at its tightest: lines
//! for handwriting are 8.5 mm apart there, and stretch up to 10 mm where a page has room to spare.

use crate::japanese::without_ruby;
use crate::model::{Field, Item, Orientation};

/// One page side of a worksheet, inside its frame.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Room {
    first: f32,
    later: f32,
    /// Full-width characters in a line of a question, and of the smaller hint.
    question: usize,
    hint: usize,
}

/// A4 less the margins (left 24, right 12, top 9, bottom 8), form number, title, header fields and foot.
const PORTRAIT: Room = Room { first: 233.0, later: 262.0, question: 38, hint: 48 };
const LANDSCAPE: Room = Room { first: 146.0, later: 175.0, question: 60, hint: 75 };

fn room(orientation: Orientation) -> Room {
    match orientation {
        Orientation::Portrait => PORTRAIT,
        Orientation::Landscape => LANDSCAPE,
    }
}

/// The height that a whole page offers to one item.
pub fn page_height(orientation: Orientation) -> f32 {
    room(orientation).first
}

/// The least height of an item.
pub fn height(item: &Item, orientation: Orientation) -> f32 {
    let room = room(orientation);
    let question = 5.6 * lines(&item.question, room.question);
    let hint = item.hint.as_ref().map_or(0.0, |hint| 4.6 * lines(hint, room.hint));
    5.0 + question + hint + field_height(&item.field)
}

fn lines(text: &str, width: usize) -> f32 {
    count(without_ruby(text).chars().count().div_ceil(width).max(1))
}

fn field_height(field: &Field) -> f32 {
    match field {
        Field::Lines(n) => 8.5 * f32::from(*n),
        Field::Box(height) => f32::from(*height) + 2.0,
        Field::Checkbox(options) => {
            let columns = if options.iter().any(|option| option.chars().count() > 17) { 1 } else { 2 };
            8.0 * count(options.len().div_ceil(columns))
        }
        Field::Choice(options) => 8.0 * count(options.len().div_ceil(3)),
        Field::SelfCheck(check) => 9.0 * count(check.rows.len()) + 2.0,
        Field::Table(table) => 7.0 + 9.0 * count(table.labels.len().max(usize::from(table.rows))),
    }
}

/// A count of things on one sheet of paper, which is small.
fn count(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

/// Divides items, by their heights, into pages: an item is never divided.
pub fn paginate(heights: &[f32], orientation: Orientation) -> Vec<std::ops::Range<usize>> {
    let room = room(orientation);
    let mut pages = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (index, height) in heights.iter().enumerate() {
        let limit = if pages.is_empty() { room.first } else { room.later };
        if index > start && used + height > limit {
            pages.push(start..index);
            (start, used) = (index, 0.0);
        }
        used += height;
    }
    pages.push(start..heights.len());
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_before_the_item_that_no_longer_fits() {
        assert_eq!(paginate(&[100.0, 100.0, 40.0, 200.0, 70.0], Orientation::Portrait), [0..2, 2..4, 4..5]);
        assert_eq!(paginate(&[], Orientation::Portrait).len(), 1);
        assert_eq!(paginate(&[500.0, 10.0], Orientation::Portrait), [0..1, 1..2]);
    }
}
