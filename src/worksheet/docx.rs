//! Paper as a Word file: the templates beside this file, filled in and zipped. Pages break where the
//! paper's do, rows are as high as its rows, and everything stays open to edit.

use std::io::{Cursor, Write};

use serde::Serialize;
use tera::{Context, Tera};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::Press;
use super::answer::{Answer, title};
use super::picture::{Picture, dot};
use crate::model::{Field, Mark, Orientation};
use crate::paper::{Blank, Block, CODE, Cell, Heading, Paper, Tick, is_date, margins};

/// The templates by the place of their part in the file. Word wants the types first.
const PARTS: [(&str, &str); 11] = [
    ("[Content_Types].xml", include_str!("docx/content-types.xml")),
    ("_rels/.rels", include_str!("docx/rels.xml")),
    ("word/_rels/document.xml.rels", include_str!("docx/document-rels.xml")),
    ("word/styles.xml", include_str!("docx/styles.xml")),
    ("word/settings.xml", include_str!("docx/settings.xml")),
    ("word/header1.xml", include_str!("docx/first-header.xml")),
    ("word/document.xml", include_str!("docx/document.xml")),
    ("word/header2.xml", include_str!("docx/header.xml")),
    ("word/footer1.xml", include_str!("docx/footer.xml")),
    ("docProps/core.xml", include_str!("docx/core.xml")),
    ("docProps/custom.xml", include_str!("docx/custom.xml")),
];

/// The templates, compiled.
pub struct Templates(Result<Tera, String>);

impl Default for Templates {
    fn default() -> Self {
        let mut tera = Tera::default();
        let added = tera.add_raw_templates(PARTS);
        Self(added.map(|()| tera).map_err(|error| error.to_string()))
    }
}

/// One sheet.
pub fn sheet(paper: &Paper, press: &Press) -> Result<Vec<u8>, String> {
    let tera = press.templates.0.as_ref().map_err(Clone::clone)?;
    let code = Picture::of_code(paper)?;
    let context = Context::from_serialize(&Document::new(paper, code.as_ref())).map_err(|error| error.to_string())?;
    let mut parts: Vec<(&str, Vec<u8>)> = Vec::new();
    for (place, _) in PARTS {
        parts.push((place, tera.render(place, &context).map_err(|error| error.to_string())?.into_bytes()));
    }
    parts.extend(code.map(|code| ("word/media/qr.png", code.png)));
    parts.push(("word/media/rule.png", dot()?));
    zipped(&parts).map_err(|error| error.to_string())
}

/// A zip file without any date but the first that zip files know, and the same on every system: an entry
/// names the system that made it (APPNOTE.TXT 4.4.2), which is said to be Unix everywhere.
fn zipped(parts: &[(&str, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .system(System::Unix);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (place, bytes) in parts {
        zip.start_file(*place, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Twentieths of a point, in which Word measures.
fn twips(mm: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a length on paper")]
    let twips = (mm * 1440.0 / 25.4).round() as i32;
    twips
}

/// English metric units, 36 000 in a millimetre, in which Word measures pictures.
fn emus(mm: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a length on paper")]
    let emus = (mm * 36_000.0).round() as i32;
    emus
}

/// What the templates read; lengths in twips.
#[derive(Serialize)]
struct Document {
    form: String,
    title: String,
    version: String,
    hash: String,
    mark: Option<&'static str>,
    mark_border: &'static str,
    note: Option<String>,
    imprint: String,
    landscape: bool,
    paper_width: i32,
    paper_height: i32,
    top: i32,
    right: i32,
    bottom: i32,
    left: i32,
    foot: i32,
    /// Between the margins.
    width: i32,
    /// Beside the title.
    side: i32,
    band: i32,
    /// From the frame to the rows inside.
    inset: i32,
    code: Option<Code>,
    header_columns: Vec<i32>,
    header: Vec<HeaderRow>,
    pages: Vec<Page>,
}

/// One page: tables below each other, which look like one frame.
#[derive(Serialize)]
struct Page {
    groups: Vec<Group>,
}

/// Items in one table. An item that is a table itself stands alone, since Word repeats the heading of a table
/// only where it stands in no other.
#[derive(Serialize)]
struct Group {
    is_grid: bool,
    items: Vec<Item>,
}

/// The QR code at the right of the first page.
#[derive(Serialize)]
struct Code {
    words: String,
    /// From the top of the page, and a side of it, in EMU.
    top: i32,
    size: i32,
    /// What it takes of the width, in twips.
    beside: i32,
    /// What it takes of the height below a note, in twips.
    below: i32,
}

#[derive(Serialize)]
struct HeaderRow {
    height: i32,
    fields: Vec<HeaderField>,
}

/// A label, or the cell beside it.
#[derive(Serialize)]
struct HeaderField {
    label: Option<String>,
    width: i32,
    span: usize,
    answer: Option<Control>,
}

/// A content control to write or tick in, with what it says already.
#[derive(Serialize)]
struct Control {
    tag: String,
    title: String,
    text: &'static str,
}

impl Control {
    fn new(answer: &Answer, words: &str) -> Self {
        Self { tag: answer.tag(), title: title(words), text: "" }
    }
}

#[derive(Serialize)]
struct Item {
    number: usize,
    question: String,
    hint: Option<String>,
    height: i32,
    /// Of question and hint, and below the field.
    words: i32,
    gap: i32,
    /// It may grow over the end of the page.
    is_open: bool,
    field: Table,
}

#[derive(Serialize)]
struct Table {
    /// The style of table that has its rules.
    ruling: &'static str,
    width: i32,
    above: Option<i32>,
    columns: Vec<i32>,
    rows: Vec<TableRow>,
}

#[derive(Serialize)]
struct TableRow {
    height: i32,
    is_heading: bool,
    cells: Vec<TableCell>,
    /// From one line of writing to the next.
    leading: Option<i32>,
    /// Where rules stand below the lines, in EMU.
    rules: Vec<i32>,
}

#[derive(Serialize)]
struct TableCell {
    width: i32,
    style: &'static str,
    text: String,
    sign: Option<&'static str>,
    ticked: &'static str,
    unticked: &'static str,
    answer: Option<Control>,
}

impl Document {
    fn new(paper: &Paper, code: Option<&Picture>) -> Self {
        let Blank { words, version, hash, mark, .. } = &paper.blank;
        let size = paper.layout.size;
        let inner = size.width - margins::LEFT - margins::RIGHT;
        let (header_columns, header) = header(&words.header, inner);
        let pages = paper.layout.pages.iter();
        Self {
            form: words.form.clone(),
            title: words.title.clone(),
            version: version.clone(),
            hash: hash.clone(),
            mark: mark.map(|mark| mark.name),
            mark_border: if *mark == Some(Mark::PROPOSAL) { "dashed" } else { "single" },
            note: words.note.clone(),
            imprint: paper.blank.imprint(),
            landscape: words.orientation == Orientation::Landscape,
            paper_width: twips(size.width),
            paper_height: twips(size.height),
            top: twips(margins::TOP),
            right: twips(margins::RIGHT),
            // Borders add to what the paper counts; the foot leaves a little room for them.
            bottom: twips(margins::BOTTOM + 4.0),
            left: twips(margins::LEFT),
            foot: twips(margins::BOTTOM - 1.0),
            width: twips(inner),
            side: twips(if code.is_some() { 34.0 } else { 26.0 }),
            band: twips(7.6),
            inset: twips(margins::INSET),
            code: code.map(placed),
            header_columns,
            header,
            pages: pages.map(|page| Page { groups: groups(paper, &page.blocks, inner) }).collect(),
        }
    }
}

fn placed(code: &Picture) -> Code {
    Code {
        words: code.words.clone(),
        top: emus(CODE.y),
        size: emus(CODE.width),
        beside: twips(CODE.width + margins::QUIET),
        below: twips(0.6),
    }
}

/// Two fields in a row, three from seven on, each a label and a cell beside it.
fn header(labels: &[String], inner: f32) -> (Vec<i32>, Vec<HeaderRow>) {
    let (columns, label) = if labels.len() > 6 { (3, 24.0) } else { (2, 44.0) };
    let each = twips(inner) / columns;
    let label = twips(label);
    let grid = (0..columns).flat_map(|_| [label, each - label]).collect();
    let per_row = usize::try_from(columns).unwrap_or(1);
    let rows = labels.chunks(per_row).enumerate().map(|(index, row)| {
        let missing = per_row - row.len();
        let fields = row.iter().enumerate().flat_map(|(at, label_text)| {
            let span = if at + 1 == row.len() { 1 + 2 * missing } else { 1 };
            let mut control = Control::new(&Answer::Head(index * per_row + at + 1), label_text);
            control.text = if is_date(label_text) { "令和　　年　　月　　日（　　）" } else { "" };
            [
                HeaderField { label: Some(label_text.clone()), answer: None, width: label, span: 1 },
                HeaderField { label: None, answer: Some(control), width: each - label, span },
            ]
        });
        HeaderRow { height: twips(9.0), fields: fields.collect() }
    });
    (grid, rows.collect())
}

fn groups(paper: &Paper, blocks: &[Block], inner: f32) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for block in blocks {
        let is_grid = matches!(paper.blank.words.items[block.item].field, Field::Table(_));
        let item = item(paper, block, inner);
        match groups.last_mut().filter(|group| !is_grid && !group.is_grid) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { is_grid, items: vec![item] }),
        }
    }
    groups
}

/// From the words of an item to a field with a frame.
const ABOVE: f32 = 2.0;

fn item(paper: &Paper, block: &Block, inner: f32) -> Item {
    let asked = &paper.blank.words.items[block.item];
    let rows: f32 = block.rows.iter().map(|row| row.height).sum();
    Item {
        number: block.item + 1,
        question: asked.question.clone(),
        hint: asked.hint.clone(),
        height: twips(block.height - 0.3),
        words: twips(block.words + ABOVE),
        gap: twips((block.height - block.words - ABOVE - rows - 0.5).max(0.5)),
        is_open: matches!(asked.field, Field::Lines(_) | Field::Box(_)),
        field: table(paper, block, inner - 2.0 * margins::INSET),
    }
}

fn table(paper: &Paper, block: &Block, width: f32) -> Table {
    let (ruling, above) = match &paper.blank.words.items[block.item].field {
        Field::Lines(_) => ("Lines", None),
        Field::Box(_) => ("Box", Some(twips(ABOVE))),
        Field::Checkbox(_) | Field::Choice(_) => ("Plain", None),
        Field::SelfCheck(_) => ("Rows", Some(twips(ABOVE))),
        Field::Table(_) => ("Grid", Some(twips(ABOVE))),
    };
    let widest = block.rows.iter().max_by_key(|row| row.cells.len());
    let columns = widest.map_or_else(Vec::new, |row| row.cells.iter().map(|cell| twips(cell.width)).collect());
    let rows = (0..block.rows.len()).map(|index| row(paper, block, index)).collect();
    Table { ruling, width: twips(width), above, columns, rows }
}

fn row(paper: &Paper, block: &Block, index: usize) -> TableRow {
    let row = &block.rows[index];
    let cells = row.cells.iter().enumerate();
    TableRow {
        height: twips(row.height),
        is_heading: row.cells.iter().any(|cell| cell.heading == Some(Heading::Column)),
        cells: cells.map(|(at, cell)| self::cell(cell, control(paper, block, (index, at)))).collect(),
        leading: block.pitch.map(twips),
        rules: block.pitch.map(|pitch| rules(pitch, row.height)).unwrap_or_default(),
    }
}

/// The content control of a cell that is not printed full.
fn control(paper: &Paper, block: &Block, (row, at): (usize, usize)) -> Option<Control> {
    let cell = &block.rows[row].cells[at];
    let asked = &paper.blank.words.items[block.item];
    let words = match (&asked.field, &cell.tick) {
        (Field::Table(table), _) => table.columns.get(at).unwrap_or(&asked.question),
        (_, Some(_)) => &cell.text,
        (_, None) => &asked.question,
    };
    cell.is_open().then(|| Control::new(&Answer::of(&paper.blank, block, row, at), words))
}

/// Where the rules of an answer stand, below its top. The lowest is the edge of its cell, which moves down
/// when the answer grows.
fn rules(pitch: f32, height: f32) -> Vec<i32> {
    let above = std::iter::successors(Some(pitch), |y| Some(y + pitch));
    above.take_while(|y| *y < height - pitch / 2.0).map(emus).collect()
}

fn cell(cell: &Cell, answer: Option<Control>) -> TableCell {
    let (ticked, unticked) = match cell.tick {
        Some(Tick::Circle) => ("25C9", "25CB"),
        Some(Tick::Box) | None => ("2611", "2610"),
    };
    let style = match (cell.tick, cell.text.is_empty()) {
        (Some(_), _) => "Choice",
        (None, true) => "Writing",
        (None, false) => "Cell",
    };
    let sign = cell.tick.map(Tick::sign);
    TableCell { width: twips(cell.width), style, text: cell.text.clone(), sign, ticked, unticked, answer }
}
