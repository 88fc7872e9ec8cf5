//! What paper asks of a layout. Nothing here knows how the layout came about, so that what a theme or
//! a front matter sets is held to the same measures as what the layout chooses.

use super::ink::{Ink, Layout, Page};
use super::{BOTTOM, RIGHT};

/// Left of this are the holes: 6 mm wide, 12 mm from the edge (JIS S 6041), and the hand that punches them.
pub const HOLES: f32 = 20.0;
/// The least row for handwriting.
pub const LOWEST_ROW: f32 = 8.0;
/// The least box to tick by hand.
pub const SMALLEST_TICK: f32 = 4.0;
/// The thinnest rule that a copy keeps: half a point.
pub const THINNEST_RULE: f32 = 0.18;
/// The width that one full-width character takes in handwriting.
pub const HANDWRITING: f32 = 5.0;

/// One rule that a layout breaks; measures in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Breach {
    /// Ink begins so far from the left edge.
    InHoles { x: f32 },
    /// Ink reaches so far over the margin.
    OffPage { by: f32 },
    /// A row to write in is so high.
    LowRow { height: f32 },
    /// A box to tick is so wide.
    SmallTick { width: f32 },
    /// A rule is so thick.
    ThinRule { width: f32 },
    /// The items of a page need so much height, and there is so much.
    TooTall { height: f32, room: f32 },
    /// An item stands on two pages.
    Divided,
}

/// Every rule that the layout breaks, once for each item, with the item where it is one's own.
pub fn breaches(layout: &Layout) -> Vec<(Option<usize>, Breach)> {
    let mut found = Vec::new();
    for (index, page) in layout.pages.iter().enumerate() {
        let tall = too_tall(layout, page);
        found.extend(tall.map(|breach| (Some(page.items.start), breach)));
        for piece in &page.pieces {
            let of_piece = piece.inks.iter().flat_map(|ink| of_ink(ink, layout, tall.is_some()));
            found.extend(of_piece.map(|breach| (piece.item, breach)));
        }
        let low = page.spaces.iter().filter(|space| space.pitch < LOWEST_ROW);
        found.extend(low.map(|space| (Some(space.item), Breach::LowRow { height: space.pitch })));
        let later = layout.pages[index + 1..].iter().flat_map(|page| page.items.clone());
        found.extend(later.filter(|item| page.items.contains(item)).map(|item| (Some(item), Breach::Divided)));
    }
    let same = |a: &Breach, b: &Breach| std::mem::discriminant(a) == std::mem::discriminant(b);
    let mut once: Vec<(Option<usize>, Breach)> = Vec::new();
    for (item, breach) in found {
        if !once.iter().any(|(known, other)| *known == item && same(other, &breach)) {
            once.push((item, breach));
        }
    }
    once
}

/// The frame reaches over the foot: its items are too high for a page.
fn too_tall(layout: &Layout, page: &Page) -> Option<Breach> {
    let foot = layout.size.height - BOTTOM - super::head::FOOT_HEIGHT;
    let room = foot - page.frame.y;
    (page.frame.bottom() > foot + TOLERANCE).then_some(Breach::TooTall { height: page.frame.height, room })
}

/// What sums of heights come short by.
const TOLERANCE: f32 = 0.05;
/// How far the white of a letter, or half a rule, may reach over the margin.
const OVERHANG: f32 = 0.5;

fn of_ink(ink: &Ink, layout: &Layout, too_tall: bool) -> Vec<Breach> {
    let bounds = ink.bounds();
    let aside = bounds.right() - (layout.size.width - RIGHT);
    // What is too tall has been said of its page.
    let below = if too_tall { 0.0 } else { bounds.bottom() - (layout.size.height - BOTTOM) };
    let over = aside.max(below);
    let thickness = match ink {
        Ink::Rule { width, .. } | Ink::Frame { width, .. } | Ink::Tick { width, .. } => Some(*width),
        Ink::Text { .. } | Ink::Code { .. } => None,
    };
    let tick = match ink {
        Ink::Tick { rect, .. } => Some(rect.width),
        _ => None,
    };
    let breaches = [
        (bounds.x < HOLES).then_some(Breach::InHoles { x: bounds.x }),
        (over > OVERHANG).then_some(Breach::OffPage { by: over }),
        tick.filter(|width| *width < SMALLEST_TICK).map(|width| Breach::SmallTick { width }),
        thickness.filter(|width| *width < THINNEST_RULE).map(|width| Breach::ThinRule { width }),
    ];
    breaches.into_iter().flatten().collect()
}

/// How many lines an answer takes, written by hand on lines so wide.
pub fn lines_for(answer: &str, width: f32) -> usize {
    let line = |line: &str| {
        let wide = |c: char| if crate::japanese::is_wide(c) { 2 } else { 1 };
        let halves: usize = line.chars().map(wide).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen characters")]
        let holds = (width / HANDWRITING * 2.0) as usize;
        halves.div_ceil(holds.max(1)).max(1)
    };
    answer.trim().lines().map(line).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Part, Piece, Point, Rect, Size, Space, Tick};

    fn with(inks: Vec<Ink>) -> Layout {
        let piece = Piece { part: Part::Decoration, item: Some(0), inks };
        let frame = Rect { x: 24.0, y: 40.0, width: 174.0, height: 200.0 };
        let page = Page { items: 0..1, pieces: vec![piece], frame, ..Page::default() };
        Layout { size: Size { width: 210.0, height: 297.0 }, pages: vec![page], lacking: Vec::new() }
    }

    fn broken(layout: &Layout) -> Vec<Breach> {
        breaches(layout).into_iter().map(|(_, breach)| breach).collect()
    }

    fn frame(x: f32, y: f32, side: f32) -> Rect {
        Rect { x, y, width: side, height: side }
    }

    #[test]
    fn ink_stays_clear_of_the_holes_and_of_the_edges() {
        let rule = |from, to| {
            with(vec![Ink::Rule { from: Point { x: from, y: 50.0 }, to: Point { x: to, y: 50.0 }, width: 0.2 }])
        };
        assert_eq!(broken(&rule(20.0, 198.0)), []);
        assert_eq!(broken(&rule(19.0, 198.0)), [Breach::InHoles { x: 19.0 }]);
        assert_eq!(broken(&rule(24.0, 203.0)), [Breach::OffPage { by: 5.0 }]);
    }

    #[test]
    fn boxes_and_rules_are_large_enough_for_a_pen_and_a_copier() {
        let tick = |side, width| with(vec![Ink::Tick { rect: frame(30.0, 50.0, side), tick: Tick::Box, width }]);
        assert_eq!(broken(&tick(4.5, 0.3)), []);
        assert_eq!(broken(&tick(3.5, 0.3)), [Breach::SmallTick { width: 3.5 }]);
        assert_eq!(broken(&tick(4.5, 0.1)), [Breach::ThinRule { width: 0.1 }]);
        let thin = with(vec![Ink::Frame { rect: frame(30.0, 50.0, 20.0), width: 0.17, dashed: false }]);
        assert_eq!(broken(&thin), [Breach::ThinRule { width: 0.17 }]);
    }

    #[test]
    fn rows_are_high_enough_and_no_item_is_divided_or_too_tall() {
        let mut low = with(vec![]);
        low.pages[0].spaces = vec![Space { item: 0, width: 160.0, pitch: 7.9, lines: 3 }];
        assert_eq!(broken(&low), [Breach::LowRow { height: 7.9 }]);
        let mut tall = with(vec![]);
        tall.pages[0].frame.height = 250.0;
        assert!(matches!(broken(&tall)[..], [Breach::TooTall { height: 250.0, .. }]));
        let mut divided = with(vec![]);
        divided.pages.push(divided.pages[0].clone());
        assert_eq!(broken(&divided), [Breach::Divided]);
    }

    #[test]
    fn an_answer_takes_the_lines_that_a_hand_needs() {
        assert_eq!(lines_for("一行。\n二行目。", 100.0), 2);
        assert_eq!(lines_for(&"字".repeat(21), 100.0), 2);
        assert_eq!(lines_for(&"a".repeat(40), 100.0), 1);
        assert_eq!(lines_for("", 100.0), 0);
    }
}
