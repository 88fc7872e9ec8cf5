//! What the page needs on which readers put a sheet of their own together: the parts of a sheet, drawn and
//! measured, so that a script only stacks them. Lengths are hundredths of a millimetre.

use serde::Serialize;

use super::fields::Measured;
use super::head::{self, DATES};
use super::ink::{Ink, Part, Piece, Point, Rect, Size};
use super::layout::{Pen, lay_out};
use super::svg::{fragment, holes, hundredths, picture};
use super::text::Fonts;
use super::{Asked, Blank, FRAME, GAP, INSET, LEFT, PITCH, RIGHT, RULE, Words};
use crate::model::{Field, Orientation};

const SIZE: Size = Size { width: 210.0, height: 297.0 };
/// As many fields as the head of an own sheet can have.
const MOST_FIELDS: usize = 12;
/// Fields by themselves: the narrowest paper on which none runs out, since phones are narrow.
const EXCERPT: f32 = 90.0;
const WIDE_EXCERPT: f32 = 122.0;

/// The parts that do not depend on items.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Kit {
    pub width: i32,
    pub height: i32,
    /// Where the holes will be, drawn.
    pub holes: String,
    /// What stands in the place of the form's number.
    pub form: String,
    pub form_spot: Spot,
    /// Centred on its place, and no wider than its room.
    pub title: Spot,
    pub foot: Spot,
    /// It ends at its place.
    pub number: Spot,
    /// By the number of fields in the head.
    pub heads: Vec<Head>,
    /// From the top of the items to their lowest end, on pages without a head.
    pub later: [i32; 2],
    /// The left edge of the frame around items, and its width.
    pub frame: [i32; 2],
    pub frame_rule: i32,
    pub rule: i32,
    /// From the frame to what stands in it.
    pub inset: i32,
    /// From one handwriting line to the next: at the least, and at best.
    pub pitch: [i32; 2],
    /// Below an item: at the least, and at best.
    pub gap: [i32; 2],
    /// What is printed to write a day between.
    pub day_words: Vec<String>,
    /// What the label of a field that asks for a day has in it, and what it ends in.
    pub dates: (&'static [&'static str], &'static [&'static str]),
}

/// Where one line of text stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spot {
    pub x: i32,
    pub y: i32,
    pub size: i32,
    pub room: i32,
}

/// The head of a sheet with so many fields.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Head {
    pub cells: Vec<FieldCell>,
    /// From the top of the items to their lowest end.
    pub room: [i32; 2],
}

/// A field of the head.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldCell {
    /// Left, top, right, bottom.
    pub frame: [i32; 4],
    pub label: Spot,
    /// Where each word of a day begins.
    pub day: Vec<i32>,
    /// The room for the label beside a day.
    pub beside_day: i32,
}

/// One item: drawn from the top left corner of its frame.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ItemPaper {
    /// The question, its hint, and a field that has its own height.
    pub drawn: String,
    /// From the top to the field.
    pub words: i32,
    /// How many lines to write on; 0 where it has none.
    pub lines: usize,
    /// Of a field that is not lines.
    pub field: i32,
    /// Whether the field takes the room that is left.
    pub open: bool,
    /// The field by itself, for the page of the item.
    pub excerpt: String,
}

impl Kit {
    pub fn new(form: &str, fonts: &Fonts) -> Self {
        let blank = |fields: usize| own(form, fields);
        let layout = lay_out(&blank(0), fonts);
        let pieces = layout.pages.first().map_or(&[][..], |page| &page.pieces);
        let spot = |index: usize| match pieces.get(index).and_then(|piece| piece.inks.first()) {
            Some(Ink::Text { at, line, size }) => (*at, line.width * size, *size),
            _ => (Point::default(), 0.0, 0.0),
        };
        // The form, the title, and at the end the foot and the number of the page.
        let (form_at, _, form_size) = spot(0);
        let (title, width, size) = spot(1);
        let title = Spot::new(Point { x: title.x + width / 2.0, ..title }, size, SIZE.width - LEFT - RIGHT - 40.0);
        let (foot, _, foot_size) = spot(pieces.len().saturating_sub(2));
        let (number, width, number_size) = spot(pieces.len().saturating_sub(1));
        let later = head::room(&blank(0), false, SIZE, fonts);
        let inner = SIZE.width - LEFT - RIGHT;
        Self {
            width: hundredths(SIZE.width),
            height: hundredths(SIZE.height),
            holes: holes(SIZE),
            form: form.to_owned(),
            form_spot: Spot::new(form_at, form_size, 18.0),
            title,
            foot: Spot::new(foot, foot_size, inner - 20.0),
            number: Spot::new(Point { x: number.x + width, ..number }, number_size, 16.0),
            heads: (0..=MOST_FIELDS).map(|fields| Head::new(&blank(fields), fonts)).collect(),
            later: [later.y, later.bottom()].map(hundredths),
            frame: [LEFT, inner].map(hundredths),
            frame_rule: hundredths(FRAME),
            rule: hundredths(RULE),
            inset: hundredths(FRAME + INSET),
            pitch: [PITCH.0, PITCH.1].map(hundredths),
            gap: [GAP.0, GAP.1].map(hundredths),
            day_words: head::DAY_WORDS.map(str::to_owned).to_vec(),
            dates: DATES,
        }
    }
}

/// A sheet of a reader's own, with so many fields that ask for a day.
fn own(form: &str, fields: usize) -> Blank {
    let words = Words {
        title: "題".to_owned(),
        form: form.to_owned(),
        orientation: Orientation::Portrait,
        header: vec![DATES.0.first().copied().unwrap_or_default().to_owned(); fields],
        note: None,
        items: Vec::new(),
    };
    Blank { words, version: String::new(), mark: None, role: None, hash: String::new(), address: None }
}

impl Spot {
    fn new(at: Point, size: f32, room: f32) -> Self {
        let [x, y, size, room] = [at.x, at.y, size, room].map(hundredths);
        Self { x, y, size, room }
    }
}

impl Head {
    fn new(blank: &Blank, fonts: &Fonts) -> Self {
        let room = head::room(blank, true, SIZE, fonts);
        let cells = head::day_fields(blank, SIZE, fonts);
        Self {
            cells: cells.iter().map(|(rect, pieces)| FieldCell::new(*rect, pieces)).collect(),
            room: [room.y, room.bottom()].map(hundredths),
        }
    }
}

impl FieldCell {
    /// From a field that asks for a day: its frame, then its label and the words to write between.
    fn new(rect: Rect, pieces: &[Piece]) -> Self {
        let inks = pieces.last().map_or(&[][..], |piece| &piece.inks);
        let (at, size) = match inks.first() {
            Some(Ink::Text { at, size, .. }) => (*at, *size),
            _ => (Point::default(), 0.0),
        };
        let day = inks.get(1..).unwrap_or_default();
        let day_starts = day.first().map_or(rect.right(), |ink| ink.bounds().x);
        Self {
            frame: [rect.x, rect.y, rect.right(), rect.bottom()].map(hundredths),
            label: Spot::new(at, size, rect.width.min(46.0) - size),
            day: day.iter().map(|ink| hundredths(ink.bounds().x)).collect(),
            beside_day: hundredths(day_starts - at.x - size / 2.0),
        }
    }
}

impl ItemPaper {
    pub fn new(asked: &Asked, fonts: &Fonts) -> Self {
        let measured = Measured::new(asked, SIZE.width - LEFT - RIGHT - 2.0 * FRAME, fonts);
        let block = measured.block(0, 0.0, 0.0);
        let mut pen = Pen::new(fonts, SIZE);
        measured.draw(&mut pen, Point { x: FRAME, y: 0.0 }, &block);
        let is_drawn = |piece: &&Piece| !matches!(piece.part, Part::Space(_));
        let pieces: Vec<Piece> = pen.pieces.iter().filter(is_drawn).cloned().collect();
        let field: f32 = block.rows.iter().map(|row| row.height).sum();
        Self {
            drawn: fragment(&pieces),
            words: hundredths(block.height - GAP.0 - field),
            lines: if let Field::Lines(lines) = asked.field { usize::from(lines) } else { 0 },
            field: if matches!(asked.field, Field::Lines(_)) { 0 } else { hundredths(field) },
            open: measured.is_open(),
            excerpt: excerpt(asked, fonts),
        }
    }
}

/// The field alone.
fn excerpt(asked: &Asked, fonts: &Fonts) -> String {
    let width = if matches!(asked.field, Field::SelfCheck(_)) { WIDE_EXCERPT } else { EXCERPT };
    let measured = Measured::new(asked, width, fonts);
    let block = measured.block(0, 1.0, 0.0);
    let mut pen = Pen::new(fonts, SIZE);
    measured.draw(&mut pen, Point { x: 0.0, y: -block.words }, &block);
    let pieces = pen.pieces.into_iter().filter(|piece| {
        !matches!(piece.part, Part::Question) && piece.inks.first().is_some_and(|ink| ink.bounds().bottom() > 0.0)
    });
    let size = Size { width, height: block.height - block.words };
    picture(&pieces.collect::<Vec<_>>(), size, "書く所の見本")
}

#[cfg(test)]
mod tests {
    use super::super::PITCH;
    use super::*;

    #[test]
    fn the_parts_add_up_to_what_a_whole_sheet_is_laid_out_to() {
        let fonts = Fonts::default();
        let kit = Kit::new("自作", &fonts);
        let asked = |lines| Asked {
            id: String::new(),
            question: "何がありましたか".to_owned(),
            hint: None,
            field: Field::Lines(lines),
        };
        let items = vec![asked(3), asked(5), asked(9)];
        let parts: Vec<ItemPaper> = items.iter().map(|asked| ItemPaper::new(asked, &fonts)).collect();
        let mut blank = own("自作", 2);
        blank.words.items = items;
        let page = &lay_out(&blank, &fonts).pages[0];
        let best =
            |part: &ItemPaper| part.words + i32::try_from(part.lines).unwrap() * hundredths(PITCH.1) + kit.gap[1];
        let height: i32 = parts.iter().map(best).sum();
        assert!((height + 2 * kit.frame_rule - hundredths(page.frame.height)).abs() <= 5, "{height} {:?}", page.frame);
        assert_eq!(kit.heads[2].room[0], hundredths(page.frame.y + FRAME));
        assert_eq!(kit.heads.len(), MOST_FIELDS + 1);
    }
}
