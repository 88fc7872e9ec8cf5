//! One item on paper: its question, its hint, and what it offers to write in.

use super::ink::{Block, Cell, Heading, Ink, Part, Point, Rect, Row, Space, Tick};
use super::layout::{Pen, rule, stack};
use super::text::{Fonts, Line, Weight};
use super::{Asked, GAP, INSET, PITCH, ROW, RULE, TICK, TICK_ROW, TICK_RULE, between, count};
use crate::model::{Field, SelfCheck, Table};

const QUESTION: f32 = 4.0;
const QUESTION_LEADING: f32 = 5.6;
const NUMBER: f32 = 4.4;
const NUMBER_WIDTH: f32 = 8.0;
const HINT: f32 = 3.1;
const HINT_LEADING: f32 = 4.6;
const ABOVE: f32 = 2.0;
/// The text of choices and tables.
const CELL: f32 = 3.5;
const CELL_LEADING: f32 = 4.2;
const CELL_INSET: f32 = 2.0;
/// A box to tick, with the white beside it.
pub const TICK_WIDTH: f32 = TICK + 1.6;
const HEADING_ROW: f32 = 7.0;
/// One word of a self-check, with its box.
const WORD: f32 = 25.0;
/// Up to so many characters, choices stand in two columns, or beside each other.
const SHORT: usize = 17;
const VERY_SHORT: usize = 10;

/// An item with its texts broken into lines, and its rows at their least height.
pub(super) struct Measured<'b> {
    asked: &'b Asked,
    width: f32,
    question: Vec<Line>,
    hint: Vec<Line>,
    rows: Vec<Row>,
}

impl<'b> Measured<'b> {
    pub fn new(asked: &'b Asked, frame: f32, fonts: &Fonts) -> Self {
        let text = frame - 2.0 * INSET - NUMBER_WIDTH;
        let width = frame - 2.0 * INSET;
        let hint = asked.hint.as_deref();
        Self {
            asked,
            width,
            question: fonts.wrap(&asked.question, Weight::Bold, text / QUESTION),
            hint: hint.map_or_else(Vec::new, |hint| fonts.wrap(hint, Weight::Regular, text / HINT)),
            rows: rows(&asked.field, width, fonts),
        }
    }

    /// The height with rows and gaps drawn out as far as `ease`.
    pub fn height(&self, ease: f32) -> f32 {
        self.block(0, ease, 0.0).height
    }

    /// Whether it takes what room is left on the page.
    pub fn is_open(&self) -> bool {
        matches!(self.asked.field, Field::Box(_))
    }

    /// The item as rows, with so much `extra` height for an open frame.
    pub fn block(&self, item: usize, ease: f32, extra: f32) -> Block {
        let mut rows = self.rows.clone();
        for row in &mut rows {
            row.height = match self.asked.field {
                Field::Lines(lines) => f32::from(lines) * between(PITCH, ease),
                _ => row.height + extra,
            };
        }
        let hint = HINT_LEADING * count(self.hint.len());
        let words = ABOVE + QUESTION_LEADING * count(self.question.len().max(1)) + hint;
        let field: f32 = rows.iter().map(|row| row.height).sum();
        let pitch = matches!(self.asked.field, Field::Lines(_)).then(|| between(PITCH, ease));
        Block { item, height: words + self.above() + field + between(GAP, ease), words, hint, pitch, rows }
    }

    /// From the words to the first row.
    fn above(&self) -> f32 {
        match self.asked.field {
            Field::Lines(_) | Field::Checkbox(_) | Field::Choice(_) => 0.0,
            Field::Box(_) | Field::SelfCheck(_) | Field::Table(_) => ABOVE,
        }
    }

    pub fn draw(&self, pen: &mut Pen<'_>, at: Point, block: &Block) {
        self.draw_words(pen, at, block.item);
        let mut y = at.y + block.words + self.above();
        let first =
            Rect { x: at.x + INSET, y, width: self.width, height: block.rows.first().map_or(0.0, |row| row.height) };
        match self.asked.field {
            Field::Lines(lines) => draw_lines(pen, block, usize::from(lines), first),
            Field::Box(_) => draw_box(pen, block, first),
            _ => {
                for (index, row) in block.rows.iter().enumerate() {
                    self.draw_row(pen, (index, row), Rect { y, height: row.height, ..first });
                    y += row.height;
                }
            }
        }
    }

    fn draw_words(&self, pen: &mut Pen<'_>, at: Point, item: usize) {
        let text = Rect { x: at.x + INSET + NUMBER_WIDTH, y: at.y + ABOVE, ..Rect::default() };
        let number = pen.fonts.line(&(item + 1).to_string(), Weight::Bold);
        let mut question = stack(&[number], NUMBER, QUESTION_LEADING, Rect { x: at.x + INSET, ..text }, 0.0);
        question.extend(stack(&self.question, QUESTION, QUESTION_LEADING, text, 0.0));
        pen.draw(Part::Question, question);
        if !self.hint.is_empty() {
            let below = Rect { y: text.y + QUESTION_LEADING * count(self.question.len()), ..text };
            pen.draw(Part::Paragraph, stack(&self.hint, HINT, HINT_LEADING, below, 0.0));
        }
    }

    fn draw_row(&self, pen: &mut Pen<'_>, (index, row): (usize, &Row), within: Rect) {
        if matches!(self.asked.field, Field::SelfCheck(_)) {
            pen.rule(within.x, within.y, within.width);
        }
        for cell in &row.cells {
            let rect = Rect { x: within.x + cell.x, width: cell.width, ..within };
            match self.asked.field {
                Field::Table(_) => pen.boxed(cell.part(index), cell, Point { x: within.x, y: within.y }, row.height),
                Field::SelfCheck(_) => pen.draw(cell.part(index), cell.inks(rect)),
                _ => pen.draw(Part::Choice, cell.inks(rect)),
            }
        }
    }
}

impl Row {
    /// As high as its cells ask for, and `least`.
    fn new(cells: Vec<Cell>, least: f32) -> Self {
        let lines = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        Self { height: least.max(count(lines) * CELL_LEADING + 2.0), cells }
    }

    fn empty(width: f32, height: f32) -> Self {
        let cell = Cell { x: 0.0, width, tick: None, text: String::new(), lines: Vec::new(), heading: None };
        Self { height, cells: vec![cell] }
    }
}

impl Cell {
    /// A cell with its text broken to fit, after what it has to tick.
    fn new((x, width): (f32, f32), text: &str, tick: Option<Tick>, fonts: &Fonts) -> Self {
        let mut cell = Self { x, width, tick, text: text.to_owned(), lines: Vec::new(), heading: None };
        let room = (width - cell.indent() - 1.0).max(CELL);
        cell.lines = fonts.wrap(text, Weight::Regular, room / CELL);
        cell
    }

    fn heading(mut self, heading: Option<Heading>) -> Self {
        self.heading = heading;
        self
    }

    /// What it is in row `row` of a table.
    pub(super) fn part(&self, row: usize) -> Part {
        Part::Cell { row, heading: self.heading }
    }

    fn indent(&self) -> f32 {
        self.tick.map_or(CELL_INSET, |_| TICK_WIDTH)
    }

    fn inks(&self, rect: Rect) -> Vec<Ink> {
        let mut inks = Vec::new();
        if let Some(tick) = self.tick {
            let square = Rect { x: rect.x, y: rect.y + (rect.height - TICK) / 2.0, width: TICK, height: TICK };
            inks.push(Ink::Tick { rect: square, tick, width: TICK_RULE });
        }
        let above = (rect.height - count(self.lines.len()) * CELL_LEADING) / 2.0;
        let within = Rect { x: rect.x + self.indent(), y: rect.y + above, ..rect };
        inks.extend(stack(&self.lines, CELL, CELL_LEADING, within, 0.0));
        inks
    }
}

impl Pen<'_> {
    /// A cell within its frame, in a row that begins at `at`.
    pub(super) fn boxed(&mut self, part: Part, cell: &Cell, at: Point, height: f32) {
        let rect = Rect { x: at.x + cell.x, y: at.y, width: cell.width, height };
        self.draw(Part::Decoration, vec![Ink::Frame { rect, width: RULE, dashed: false }]);
        let inset = if cell.tick.is_some() { CELL_INSET } else { 0.0 };
        self.draw(part, cell.inks(Rect { x: rect.x + inset, ..rect }));
    }
}

/// A table that grows by rows of so many cells.
pub(super) struct Columns {
    widths: Vec<f32>,
    least: f32,
    pub rows: Vec<Row>,
}

impl Columns {
    pub fn new(widths: &[f32], least: f32) -> Self {
        Self { widths: widths.to_vec(), least, rows: Vec::new() }
    }

    pub fn push<const N: usize>(&mut self, cells: [(&str, Option<Tick>, Option<Heading>); N], fonts: &Fonts) {
        let mut x = 0.0;
        let cells = cells.into_iter().zip(&self.widths).map(|((text, tick, heading), width)| {
            let cell = Cell::new((x, *width), text, tick, fonts).heading(heading);
            x += width;
            cell
        });
        let row = Row::new(cells.collect(), self.least);
        self.rows.push(row);
    }
}

fn draw_lines(pen: &mut Pen<'_>, block: &Block, lines: usize, room: Rect) {
    let pitch = room.height / count(lines.max(1));
    let rules = (1..=lines).map(|line| rule(room.x, room.y + pitch * count(line), room.width));
    pen.draw(Part::Space("記入欄"), rules.collect());
    pen.spaces.push(Space { item: block.item, width: room.width, pitch, lines });
}

fn draw_box(pen: &mut Pen<'_>, block: &Block, rect: Rect) {
    pen.draw(Part::Space("記入欄"), vec![Ink::Frame { rect, width: RULE, dashed: false }]);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a height on paper over 8.5")]
    let lines = (rect.height / PITCH.0) as usize;
    pen.spaces.push(Space { item: block.item, width: rect.width, pitch: rect.height, lines });
}

fn rows(field: &Field, width: f32, fonts: &Fonts) -> Vec<Row> {
    match field {
        Field::Lines(lines) => vec![Row::empty(width, f32::from(*lines) * PITCH.0)],
        Field::Box(height) => vec![Row::empty(width, f32::from(*height))],
        Field::Checkbox(options) => {
            columns(options, Tick::Box, if longest(options) <= SHORT { 2 } else { 1 }, width, fonts)
        }
        Field::Choice(options) if longest(options) <= VERY_SHORT => flowing(options, width, fonts),
        Field::Choice(options) => columns(options, Tick::Circle, 3, width, fonts),
        Field::SelfCheck(check) => self_check(check, width, fonts),
        Field::Table(table) => grid(table, width, fonts),
    }
}

fn longest(options: &[String]) -> usize {
    options.iter().map(|option| option.chars().count()).max().unwrap_or(0)
}

fn columns(options: &[String], tick: Tick, columns: usize, width: f32, fonts: &Fonts) -> Vec<Row> {
    let each = width / count(columns);
    let row = |options: &[String]| {
        let cells = options.iter().enumerate();
        let cells = cells.map(|(at, option)| Cell::new((count(at) * each, each), option, Some(tick), fonts));
        Row::new(cells.collect(), TICK_ROW)
    };
    options.chunks(columns).map(row).collect()
}

/// Circles one after the other, as many as a row holds.
fn flowing(options: &[String], width: f32, fonts: &Fonts) -> Vec<Row> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut x = 0.0;
    for option in options {
        let own = TICK_WIDTH + fonts.line(option, Weight::Regular).width * CELL + 1.1;
        let fits = x + own <= width;
        x = if fits { x } else { 0.0 };
        let cell = Cell::new((x, own), option, Some(Tick::Circle), fonts);
        match rows.last_mut().filter(|_| fits) {
            Some(row) => row.push(cell),
            None => rows.push(vec![cell]),
        }
        x += own + 6.0;
    }
    rows.into_iter().map(|cells| Row::new(cells, TICK_ROW)).collect()
}

/// A statement at the left of each row, the words to tick at its right end.
fn self_check(check: &SelfCheck, width: f32, fonts: &Fonts) -> Vec<Row> {
    let widest = check.words.iter().map(|word| fonts.line(word, Weight::Regular).width * CELL).fold(0.0, f32::max);
    let word = WORD.max(TICK_WIDTH + widest + 1.5);
    let statement = (width - count(check.words.len()) * word).max(40.0);
    let row = |text: &String| {
        let mut cells = vec![Cell::new((0.0, statement), text, None, fonts).heading(Some(Heading::Row))];
        let words = check.words.iter().enumerate();
        cells.extend(
            words.map(|(at, text)| Cell::new((statement + count(at) * word, word), text, Some(Tick::Box), fonts)),
        );
        Row::new(cells, ROW)
    };
    check.rows.iter().map(row).collect()
}

/// A heading row, then rows that are named or empty.
fn grid(table: &Table, width: f32, fonts: &Fonts) -> Vec<Row> {
    let each = width / count(table.columns.len().max(1));
    let cell = |at: usize, text: &str| Cell::new((count(at) * each, each), text, None, fonts);
    let names = table.columns.iter().enumerate();
    let names = names.map(|(at, text)| cell(at, text).heading(Some(Heading::Column)));
    let mut rows = vec![Row::new(names.collect(), HEADING_ROW)];
    for index in 0..table.labels.len().max(usize::from(table.rows)) {
        let label = table.labels.get(index);
        let cells = (0..table.columns.len()).map(|at| match label {
            Some(label) if at == 0 => cell(at, label).heading(Some(Heading::Row)),
            _ => cell(at, ""),
        });
        rows.push(Row::new(cells.collect(), ROW));
    }
    rows
}
