//! What stands outside the frame: form number, title and mark, the fields of the head, the foot.

use super::code::QrCode;
use super::ink::{Ink, Part, Piece, Point, Rect, Size};
use super::layout::{Pen, baseline, stack};
use super::text::{Fonts, Line, Weight};
use super::{BOTTOM, Blank, FRAME, LEFT, QUIET, RIGHT, ROW, RULE, TOP, count};

const BAND: f32 = 7.6;
const SMALL: f32 = 3.2;
const TITLE: (f32, f32) = (3.5, 5.8);
const NOTE: f32 = 3.1;
const NOTE_LEADING: f32 = 4.2;
const LABEL: f32 = 3.4;
const LABEL_LEADING: f32 = 4.1;
const FOOT: f32 = 3.1;
pub(super) const FOOT_HEIGHT: f32 = 5.2;
/// The square of the QR code, above and beside which the paper is white anyway.
pub const CODE: Rect = Rect { x: 0.0, y: 6.0, width: 14.0, height: 14.0 };

/// The room that is left for items.
pub(super) fn room(blank: &Blank, first: bool, size: Size, fonts: &Fonts) -> Rect {
    let top = Head::new(blank, first, size, fonts).bottom + 1.6;
    let bottom = size.height - BOTTOM - FOOT_HEIGHT;
    let frame = Rect { x: LEFT, y: top, width: size.width - LEFT - RIGHT, height: bottom - top };
    Rect { y: top + FRAME, height: frame.height - 2.0 * FRAME, ..frame }
}

/// The lines of the head and where they end.
struct Head {
    title: Vec<Line>,
    title_size: f32,
    band: f32,
    note: Vec<Line>,
    fields: Vec<Field>,
    code: Option<QrCode>,
    bottom: f32,
}

/// A field to fill in: its frame, and the lines of its label.
struct Field {
    rect: Rect,
    label: Vec<Line>,
    is_date: bool,
}

impl Head {
    fn new(blank: &Blank, first: bool, size: Size, fonts: &Fonts) -> Self {
        let inner = size.width - LEFT - RIGHT;
        let code = blank.address.as_deref().filter(|_| first).and_then(QrCode::new);
        let form = fonts.line(&blank.words.form, Weight::Regular).width * SMALL;
        let beside = form.max(18.0) + 2.0 + if code.is_some() { CODE.width } else { 0.0 };
        let most = (inner - 2.0 * beside).max(60.0);
        let words = format!("{}{}", blank.words.title, if first { "" } else { "（つづき）" });
        let line = fonts.line(&words, Weight::Bold).spaced(0.08);
        let title_size = (most / line.width.max(1.0)).clamp(TITLE.0, TITLE.1);
        let title = if line.width * title_size <= most {
            vec![line]
        } else {
            fonts.wrap(&words, Weight::Bold, most / title_size)
        };
        let band = BAND.max(count(title.len()) * title_size * 1.3);
        let note = blank.words.note.as_deref().filter(|_| first);
        let note_width = inner - if code.is_some() { 2.0 * (CODE.width + QUIET) } else { 0.0 };
        let note = note.map_or_else(Vec::new, |note| fonts.wrap(note, Weight::Regular, note_width / NOTE));
        let mut bottom = TOP + band;
        if !note.is_empty() {
            bottom += 0.4 + count(note.len()) * NOTE_LEADING;
        }
        if code.is_some() {
            bottom = bottom.max(CODE.bottom() + QUIET);
        }
        let header = if first { &blank.words.header[..] } else { &[] };
        let fields = fields(header, bottom + 1.2, inner, fonts);
        bottom = fields.last().map_or(bottom, |field| field.rect.bottom());
        Self { title, title_size, band, note, fields, code, bottom }
    }
}

/// Two in a row, and three from seven on.
fn fields(header: &[String], top: f32, inner: f32, fonts: &Fonts) -> Vec<Field> {
    let columns = if header.len() > 6 { 3 } else { 2 };
    let mut y = top;
    let mut fields = Vec::new();
    for row in header.chunks(columns) {
        let alone = columns == 2 && row.len() == 1;
        let width = if alone { inner } else { inner / count(columns) };
        let labels: Vec<Vec<Line>> =
            row.iter().map(|label| fonts.wrap(label, Weight::Bold, width.min(46.0) / LABEL - 1.2)).collect();
        let most = labels.iter().map(Vec::len).max().unwrap_or(1);
        let height = ROW.max(count(most) * LABEL_LEADING + 0.8);
        for (index, (text, label)) in row.iter().zip(labels).enumerate() {
            let rect = Rect { x: LEFT + count(index) * width, y, width, height };
            fields.push(Field { rect, label, is_date: is_date(text) });
        }
        y += height;
    }
    fields
}

/// Whether a field asks for a day（実施日、記入日、日付）.
pub fn is_date(label: &str) -> bool {
    let (within, at_end) = DATES;
    within.iter().any(|word| label.contains(word)) || at_end.iter().any(|word| label.ends_with(word))
}

/// What is printed to write a day between.
pub(super) const DAY_WORDS: [&str; 4] = ["令和", "年", "月", "日（　　）"];

/// What the label of a field that asks for a day has in it, and what it ends in.
pub(super) const DATES: (&[&str], &[&str]) = (&["日付"], &["施日", "入日"]);

/// The fields of a head, each with what is drawn of it.
pub(super) fn day_fields(blank: &Blank, size: Size, fonts: &Fonts) -> Vec<(Rect, Vec<Piece>)> {
    let draw = |field: &Field| {
        let mut pen = Pen::new(fonts, size);
        draw_field(&mut pen, field);
        (field.rect, pen.pieces)
    };
    Head::new(blank, true, size, fonts).fields.iter().map(draw).collect()
}

pub(super) fn draw(pen: &mut Pen<'_>, blank: &Blank, first: bool) {
    let head = Head::new(blank, first, pen.size, pen.fonts);
    let part = |first_part: Part| if first { first_part } else { Part::Running };
    let row = baseline(TOP, head.band, SMALL);
    pen.text(part(Part::Paragraph), &blank.words.form, (Weight::Regular, SMALL), Point { x: LEFT, y: row });
    let leading = head.title_size * 1.3;
    let above = (head.band - count(head.title.len()) * leading) / 2.0;
    let inner = Rect { x: LEFT, y: TOP + above, width: pen.size.width - LEFT - RIGHT, height: head.band };
    pen.draw(part(Part::Title), stack(&head.title, head.title_size, leading, inner, 0.5));
    let right = pen.size.width - RIGHT - if head.code.is_some() { CODE.width + QUIET } else { 0.0 };
    draw_mark(pen, blank, part(Part::Paragraph), right, TOP + head.band / 2.0);
    if let Some(code) = head.code {
        let rect = Rect { x: pen.size.width - RIGHT - CODE.width, ..CODE };
        pen.draw(Part::Figure(code.words), vec![Ink::Code { rect, modules: code.modules }]);
    }
    if !head.note.is_empty() {
        let within = Rect { y: TOP + head.band + 0.4, ..inner };
        pen.draw(Part::Paragraph, stack(&head.note, NOTE, NOTE_LEADING, within, 0.5));
    }
    head.fields.iter().for_each(|field| draw_field(pen, field));
}

/// How firm the sheet is: a dashed frame for a proposal, a whole one for what is settled.
fn draw_mark(pen: &mut Pen<'_>, blank: &Blank, part: Part, right: f32, middle: f32) {
    let Some(mark) = blank.mark else { return };
    let line = pen.fonts.line(mark.name, Weight::Bold);
    let (width, height) = (line.width * SMALL + 2.4, 5.0);
    let rect = Rect { x: right - width, y: middle - height / 2.0, width, height };
    let at = Point { x: rect.x + 1.2, y: baseline(rect.y, height, SMALL) };
    let frame = Ink::Frame { rect, width: 0.35, dashed: mark == crate::model::Mark::PROPOSAL };
    pen.draw(part, vec![frame, Ink::Text { at, line, size: SMALL }]);
}

fn draw_field(pen: &mut Pen<'_>, field: &Field) {
    let Rect { x, y, width, height } = field.rect;
    pen.draw(Part::Decoration, vec![Ink::Frame { rect: field.rect, width: RULE, dashed: false }]);
    let above = (height - count(field.label.len()) * LABEL_LEADING) / 2.0;
    let within = Rect { x: x + 2.0, y: y + above, ..field.rect };
    let mut inks = stack(&field.label, LABEL, LABEL_LEADING, within, 0.0);
    if field.is_date {
        let widest = field.label.iter().map(|line| line.width * LABEL).fold(18.0, f32::max);
        let start = x + widest + 6.0;
        let step = ((x + width - start) / 4.6).min(14.0);
        for (index, word) in DAY_WORDS.into_iter().enumerate() {
            let line = pen.fonts.line(word, Weight::Regular);
            let at = Point { x: start + (count(index) + 0.2) * step, y: baseline(y, height, LABEL) };
            inks.push(Ink::Text { at, line, size: LABEL });
        }
    }
    pen.draw(Part::Paragraph, inks);
}

/// The foot: which sheet this is, of which version, and which page of how many.
pub(super) fn foot(pen: &mut Pen<'_>, blank: &Blank, index: usize, pages: usize) {
    let y = baseline(pen.size.height - BOTTOM - FOOT, FOOT, FOOT);
    let number = pen.fonts.line(&format!("{} / {pages}", index + 1), Weight::Regular);
    let right = pen.size.width - RIGHT;
    let at = Point { x: right - number.width * FOOT, y };
    let line = pen.fonts.line(&blank.imprint(), Weight::Regular);
    let size = FOOT.min((at.x - 4.0 - LEFT) / line.width);
    let part = if index == 0 { Part::Paragraph } else { Part::Running };
    pen.draw(part, vec![Ink::Text { at: Point { x: LEFT, y }, line, size }]);
    pen.draw(Part::Running, vec![Ink::Text { at, line: number, size: FOOT }]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_asks_for_a_day_is_known_by_its_name() {
        assert!(["実施日", "記入日", "日付", "会の日付（予定）"].iter().all(|label| is_date(label)));
        assert!(!is_date("曜日ごとの予定"));
    }
}
