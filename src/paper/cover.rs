//! The cover of a pack: what to hand to whom, to be ticked off.

use super::fields::Columns;
use super::ink::{Heading, Ink, Layout, Page, Part, Point, Size, Tick};
use super::layout::{Pen, baseline};
use super::text::{Fonts, Weight};
use super::{BOTTOM, Blank, LEFT, RIGHT, ROW, Words, head};
use crate::model::{Mark, Orientation};

const SIZE: Size = Size { width: 210.0, height: 297.0 };
const FOOT: f32 = 3.1;
/// 渡した, 役, 用紙, 枚数.
const COLUMNS: [(&str, f32); 4] = [("渡した", 16.0), ("役", 48.0), ("用紙", 94.0), ("枚数", 16.0)];

/// All that a cover says, as plain text.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    pub title: String,
    pub mark: Option<Mark>,
    pub minutes: u16,
    pub rows: Vec<Handout>,
}

/// One sheet that one role is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Handout {
    pub role: String,
    pub form: String,
    pub title: String,
    pub pages: usize,
}

/// Puts a cover on as many pages as its rows need.
pub fn lay_out_cover(cover: &Cover, fonts: &Fonts) -> Layout {
    let blank = blank(cover);
    let table = table(cover, fonts);
    let mut pages = Vec::new();
    let mut rows = table.rows.iter().enumerate().peekable();
    while pages.is_empty() || rows.peek().is_some() {
        let is_first = pages.is_empty();
        let room = head::room(&blank, is_first, SIZE, fonts);
        let mut pen = Pen::new(fonts, SIZE);
        head::draw(&mut pen, &blank, is_first);
        let mut y = room.y + 2.0;
        while let Some((index, row)) = rows.next_if(|(_, row)| y + row.height <= room.y + room.height) {
            for cell in &row.cells {
                pen.boxed(cell.part(index), cell, Point { x: LEFT, y }, row.height);
            }
            y += row.height;
        }
        foot(&mut pen, cover);
        pages.push(Page { pieces: pen.pieces, ..Page::default() });
    }
    let texts = cover.rows.iter().flat_map(|row| [&row.role, &row.form, &row.title]);
    let lacking = texts.chain([&cover.title]).flat_map(|text| fonts.lacks(text)).map(|c| (None, c)).collect();
    Layout { size: SIZE, pages, lacking }
}

/// The head of a cover is that of a sheet.
fn blank(cover: &Cover) -> Blank {
    let sheets: usize = cover.rows.iter().map(|row| row.pages).sum();
    let words = Words {
        title: cover.title.clone(),
        form: "表紙".to_owned(),
        orientation: Orientation::Portrait,
        header: vec!["実施日".to_owned(), "場所".to_owned()],
        note: Some(format!("{}分　この表紙のほかに{sheets}枚", cover.minutes)),
        items: Vec::new(),
    };
    Blank { words, version: String::new(), mark: cover.mark, role: None, hash: String::new(), address: None }
}

fn table(cover: &Cover, fonts: &Fonts) -> Columns {
    let mut table = Columns::new(&COLUMNS.map(|(_, width)| width), ROW);
    table.push(COLUMNS.map(|(name, _)| (name, None, Some(Heading::Column))), fonts);
    for row in &cover.rows {
        let form = format!("{}　{}", row.form, row.title);
        let pages = row.pages.to_string();
        let role = (row.role.as_str(), None, Some(Heading::Row));
        table.push([("", Some(Tick::Box), None), role, (&form, None, None), (&pages, None, None)], fonts);
    }
    table
}

fn foot(pen: &mut Pen<'_>, cover: &Cover) {
    let y = baseline(SIZE.height - BOTTOM - FOOT, FOOT, FOOT);
    pen.text(Part::Running, &cover.title, (Weight::Regular, FOOT), Point { x: LEFT, y });
    let line = pen.fonts.line("表紙", Weight::Regular);
    let at = Point { x: SIZE.width - RIGHT - line.width * FOOT, y };
    pen.draw(Part::Running, vec![Ink::Text { at, line, size: FOOT }]);
}
