use std::ops::Range;

use super::fields::Measured;
use super::head;
use super::ink::{Block, Ink, Layout, Page, Part, Piece, Point, Rect, Size, Space};
use super::text::{Fonts, Line, Weight};
use super::{Blank, FRAME, LEFT, RIGHT, RULE, between, count};
use crate::model::Orientation;

/// Puts a blank on paper. Items are never divided: one that no longer fits begins the next page.
pub fn lay_out(blank: &Blank, fonts: &Fonts) -> Layout {
    let size = match blank.words.orientation {
        Orientation::Portrait => Size { width: 210.0, height: 297.0 },
        Orientation::Landscape => Size { width: 297.0, height: 210.0 },
    };
    let width = size.width - LEFT - RIGHT - 2.0 * FRAME;
    let items: Vec<Measured<'_>> = blank.words.items.iter().map(|item| Measured::new(item, width, fonts)).collect();
    let rooms = [head::room(blank, true, size, fonts), head::room(blank, false, size, fonts)];
    let heights: Vec<f32> = items.iter().map(|item| item.height(0.0)).collect();
    let ranges = paginate(&heights, rooms);
    let last = ranges.len();
    let pages = ranges.into_iter().enumerate().map(|(index, range)| {
        let mut pen = Pen::new(fonts, size);
        head::draw(&mut pen, blank, index == 0);
        let page = draw_items(&mut pen, &items, range, rooms[index.min(1)]);
        head::foot(&mut pen, blank, index, last);
        Page { pieces: pen.pieces, spaces: pen.spaces, blocks: pen.blocks, ..page }
    });
    Layout { size, pages: pages.collect(), lacking: lacking(blank, fonts) }
}

fn lacking(blank: &Blank, fonts: &Fonts) -> Vec<(Option<usize>, char)> {
    let role = blank.role.as_deref().map(|role| (None, role));
    let texts = blank.words.texts().into_iter().chain(role);
    texts.flat_map(|(item, text)| fonts.lacks(text).into_iter().map(move |c| (item, c))).collect()
}

/// Divides items, by their least heights, into pages: the first has another room than the later ones.
fn paginate(heights: &[f32], rooms: [Rect; 2]) -> Vec<Range<usize>> {
    let mut pages = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (index, height) in heights.iter().enumerate() {
        if index > start && used + height > rooms[pages.len().min(1)].height {
            pages.push(start..index);
            (start, used) = (index, 0.0);
        }
        used += height;
    }
    pages.push(start..heights.len());
    pages
}

/// Draws items one below the other, with their gaps and rows drawn out as far as there is room.
fn draw_items(pen: &mut Pen<'_>, items: &[Measured<'_>], range: Range<usize>, room: Rect) -> Page {
    let of_page = &items[range.clone()];
    let height = |ease: f32| of_page.iter().map(|item| item.height(ease)).sum::<f32>();
    let (least, best) = (height(0.0), height(1.0));
    let ease = if best > least { ((room.height - least) / (best - least)).clamp(0.0, 1.0) } else { 1.0 };
    let open = count(of_page.iter().filter(|item| item.is_open()).count());
    let spare = if open > 0.0 { (room.height - height(ease)).max(0.0) / open } else { 0.0 };
    let used = height(ease) + spare * open;
    let frame = Rect { height: used + 2.0 * FRAME, y: room.y - FRAME, ..room };
    if !of_page.is_empty() {
        let stroke = Rect {
            x: frame.x + FRAME / 2.0,
            y: frame.y + FRAME / 2.0,
            width: frame.width - FRAME,
            height: frame.height - FRAME,
        };
        pen.draw(Part::Decoration, vec![Ink::Frame { rect: stroke, width: FRAME, dashed: false }]);
    }
    let mut y = room.y;
    for (index, item) in range.clone().zip(of_page) {
        pen.item = Some(index);
        if index > range.start {
            pen.rule(frame.x + FRAME, y, frame.width - 2.0 * FRAME);
        }
        let extra = if item.is_open() { spare } else { 0.0 };
        let block = item.block(index, ease, extra);
        item.draw(pen, Point { x: frame.x + FRAME, y }, &block);
        y += block.height;
        pen.blocks.push(block);
    }
    pen.item = None;
    Page { items: range, frame, ..Page::default() }
}

/// Gathers the pieces of one page.
pub(super) struct Pen<'f> {
    pub fonts: &'f Fonts,
    pub size: Size,
    pub pieces: Vec<Piece>,
    pub spaces: Vec<Space>,
    pub blocks: Vec<Block>,
    /// The item that is being drawn.
    pub item: Option<usize>,
}

impl<'f> Pen<'f> {
    pub fn new(fonts: &'f Fonts, size: Size) -> Self {
        Self { fonts, size, pieces: Vec::new(), spaces: Vec::new(), blocks: Vec::new(), item: None }
    }

    pub fn draw(&mut self, part: Part, inks: Vec<Ink>) {
        self.pieces.push(Piece { part, item: self.item, inks });
    }

    /// A thin rule across, as an ornament.
    pub fn rule(&mut self, x: f32, y: f32, width: f32) {
        self.draw(Part::Decoration, vec![rule(x, y, width)]);
    }

    /// One line of text at the left end of a row, as a piece of its own.
    pub fn text(&mut self, part: Part, text: &str, (weight, size): (Weight, f32), at: Point) {
        let line = self.fonts.line(text, weight);
        self.draw(part, vec![Ink::Text { at, line, size }]);
    }
}

pub(super) fn rule(x: f32, y: f32, width: f32) -> Ink {
    Ink::Rule { from: Point { x, y }, to: Point { x: x + width, y }, width: RULE }
}

/// Lines below each other, each centred in its own `leading`; `align` is 0 for the left, 0.5 for the middle.
pub(super) fn stack(lines: &[Line], size: f32, leading: f32, within: Rect, align: f32) -> Vec<Ink> {
    let place = |(index, line): (usize, &Line)| Ink::Text {
        at: Point {
            x: within.x + (within.width - line.width * size) * align,
            y: baseline(within.y + count(index) * leading, leading, size),
        },
        line: line.clone(),
        size,
    };
    lines.iter().enumerate().map(place).collect()
}

/// The baseline of text in a row: the font reaches 0.88 em above it and 0.12 em below.
pub(super) fn baseline(top: f32, height: f32, size: f32) -> f32 {
    between((top, top + height), 0.5) + 0.38 * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_before_the_item_that_no_longer_fits() {
        let room = |height| Rect { height, ..Rect::default() };
        let rooms = [room(233.0), room(262.0)];
        assert_eq!(paginate(&[100.0, 100.0, 40.0, 200.0, 70.0], rooms), [0..2, 2..4, 4..5]);
        assert_eq!(paginate(&[], rooms).len(), 1);
        assert_eq!(paginate(&[500.0, 10.0], rooms), [0..1, 1..2]);
    }
}
