//! What stands on a page: marks of ink in millimetres from the top left corner, and what each means.

use std::ops::Range;

use super::text::Line;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Rect {
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }
}

/// The whole of a worksheet on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub size: Size,
    pub pages: Vec<Page>,
    /// Characters that the font has no glyph for, with the item that they stand in.
    pub lacking: Vec<(Option<usize>, char)>,
}

/// The paper, upright or across.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub width: f32,
    pub height: f32,
}

/// One side of A4.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The items on it, counted from 0.
    pub items: Range<usize>,
    /// In reading order.
    pub pieces: Vec<Piece>,
    /// The room that each of its items leaves to write in, where it is lines or a frame.
    pub spaces: Vec<Space>,
    /// The same items as rows of cells, for formats that flow.
    pub blocks: Vec<Block>,
    /// The frame around the items.
    pub frame: Rect,
}

/// Ink that belongs together, and what it is to someone who hears the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub part: Part,
    /// The item that it belongs to.
    pub item: Option<usize>,
    pub inks: Vec<Ink>,
}

/// What a piece means.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Rules and frames, which carry no meaning of their own.
    Decoration,
    /// What every page repeats.
    Running,
    Title,
    Paragraph,
    Question,
    /// A place to write in; the words say so to those who do not see it.
    Space(&'static str),
    /// A choice in the list of its item, after its box or circle.
    Choice,
    /// A picture, and the words in its place.
    Figure(String),
    /// A cell of the table of its item; `row` counts from 0.
    Cell {
        row: usize,
        heading: Option<Heading>,
    },
}

/// What a cell is the heading of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    Column,
    Row,
}

/// One mark of black ink. There is no other colour, so no meaning can hang on one.
#[derive(Clone, Debug, PartialEq)]
pub enum Ink {
    /// `at` is the left end of the baseline.
    Text {
        at: Point,
        line: Line,
        size: f32,
    },
    Rule {
        from: Point,
        to: Point,
        width: f32,
    },
    Frame {
        rect: Rect,
        width: f32,
        dashed: bool,
    },
    /// A box or a circle to tick.
    Tick {
        rect: Rect,
        tick: Tick,
        width: f32,
    },
    /// A QR code: rows of modules, dark ones true.
    Code {
        rect: Rect,
        modules: Vec<Vec<bool>>,
    },
}

impl Ink {
    /// The paper that it covers. Letters are as high as the font's em.
    pub fn bounds(&self) -> Rect {
        match self {
            Ink::Text { at, line, size } => {
                Rect { x: at.x, y: at.y - 0.88 * size, width: line.width * size, height: *size }
            }
            Ink::Rule { from, to, .. } => Rect { x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y },
            Ink::Frame { rect, .. } | Ink::Tick { rect, .. } | Ink::Code { rect, .. } => *rect,
        }
    }
}

/// Room to write in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Space {
    pub item: usize,
    pub width: f32,
    /// From one line to the next, or of the whole where it is not ruled.
    pub pitch: f32,
    /// How many lines of handwriting it holds.
    pub lines: usize,
}

/// One item as rows of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub item: usize,
    /// All of it, with the gap below.
    pub height: f32,
    /// Of its question and hint.
    pub words: f32,
    /// Of its hint alone.
    pub hint: f32,
    /// From one ruled line to the next, where it is written on lines.
    pub pitch: Option<f32>,
    pub rows: Vec<Row>,
}

/// Cells beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub height: f32,
    pub cells: Vec<Cell>,
}

/// What is printed in a cell; without words it is to be written in.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// From the left end of the field.
    pub x: f32,
    pub width: f32,
    pub tick: Option<Tick>,
    pub text: String,
    pub lines: Vec<Line>,
    pub heading: Option<Heading>,
}

impl Cell {
    /// Whether somebody writes or ticks in it.
    pub fn is_open(&self) -> bool {
        self.text.is_empty() || self.tick.is_some()
    }
}

/// What is to be ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    Box,
    Circle,
}

impl Tick {
    pub fn sign(self) -> &'static str {
        match self {
            Tick::Box => "☐",
            Tick::Circle => "○",
        }
    }

    /// The sign once it is ticked.
    pub fn ticked(self) -> &'static str {
        match self {
            Tick::Box => "☑",
            Tick::Circle => "◉",
        }
    }
}
