//! Paper as a Word file: the templates beside this file, filled in and zipped. Pages break where the
//! paper's do, rows are as high as its rows, and everything stays open to edit.

use std::io::{Cursor, Write};

use serde::Serialize;
use tera::{Context, Tera};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::Press;
use super::picture::Picture;
use crate::model::{Field, Mark, Orientation};
use crate::paper::{Blank, Block, CODE, Cell, Heading, Paper, Row, Tick, is_date, margins};

/// The templates by the place of their part in the file. Word wants the types first.
const PARTS: [(&str, &str); 10] = [
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
    pages: Vec<Vec<Item>>,
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
    text: String,
    is_label: bool,
    width: i32,
    span: usize,
}

#[derive(Serialize)]
struct Item {
    number: usize,
    question: String,
    hint: Option<String>,
    height: i32,
    field: Table,
}

#[derive(Serialize)]
struct Table {
    /// The style of table that has its rules.
    ruling: &'static str,
    width: i32,
    above: Option<i32>,
    /// Rows grow with what is typed.
    is_open: bool,
    has_heading: bool,
    columns: Vec<i32>,
    rows: Vec<TableRow>,
}

#[derive(Serialize)]
struct TableRow {
    height: i32,
    is_heading: bool,
    cells: Vec<TableCell>,
}

#[derive(Serialize)]
struct TableCell {
    width: i32,
    style: &'static str,
    text: String,
    sign: Option<&'static str>,
    ticked: &'static str,
    unticked: &'static str,
}

impl Document {
    fn new(paper: &Paper, code: Option<&Picture>) -> Self {
        let Blank { words, version, mark, .. } = &paper.blank;
        let size = paper.layout.size;
        let inner = size.width - margins::LEFT - margins::RIGHT;
        let (header_columns, header) = header(&words.header, inner);
        let pages = paper.layout.pages.iter();
        Self {
            form: words.form.clone(),
            title: words.title.clone(),
            version: version.clone(),
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
            pages: pages.map(|page| page.blocks.iter().map(|block| item(paper, block, inner)).collect()).collect(),
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
    let rows = labels.chunks(per_row).map(|row| {
        let missing = per_row - row.len();
        let fields = row.iter().enumerate().flat_map(|(at, text)| {
            let span = if at + 1 == row.len() { 1 + 2 * missing } else { 1 };
            let day = if is_date(text) { "令和　　年　　月　　日（　　）" } else { "" };
            let name = HeaderField { text: text.clone(), is_label: true, width: label, span: 1 };
            [name, HeaderField { text: day.to_owned(), is_label: false, width: each - label, span }]
        });
        HeaderRow { height: twips(9.0), fields: fields.collect() }
    });
    (grid, rows.collect())
}

fn item(paper: &Paper, block: &Block, inner: f32) -> Item {
    let asked = &paper.blank.words.items[block.item];
    Item {
        number: block.item + 1,
        question: asked.question.clone(),
        hint: asked.hint.clone(),
        height: twips(block.height - 0.3),
        field: table(&asked.field, block, inner - 2.0 * margins::INSET),
    }
}

fn table(field: &Field, block: &Block, width: f32) -> Table {
    let (ruling, above) = match field {
        Field::Lines(_) => ("Lines", None),
        Field::Box(_) => ("Box", Some(twips(2.0))),
        Field::Checkbox(_) | Field::Choice(_) => ("Plain", None),
        Field::SelfCheck(_) => ("Rows", Some(twips(2.0))),
        Field::Table(_) => ("Grid", Some(twips(2.0))),
    };
    let widest = block.rows.iter().max_by_key(|row| row.cells.len());
    let columns = widest.map_or_else(Vec::new, |row| row.cells.iter().map(|cell| twips(cell.width)).collect());
    let rows: Vec<TableRow> = block.rows.iter().map(row).collect();
    Table {
        ruling,
        width: twips(width),
        above,
        is_open: matches!(field, Field::Box(_)),
        has_heading: rows.iter().any(|row| row.is_heading),
        columns,
        rows,
    }
}

fn row(row: &Row) -> TableRow {
    let is_heading = row.cells.iter().any(|cell| cell.heading == Some(Heading::Column));
    TableRow { height: twips(row.height), is_heading, cells: row.cells.iter().map(cell).collect() }
}

fn cell(cell: &Cell) -> TableCell {
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
    TableCell { width: twips(cell.width), style, text: cell.text.clone(), sign, ticked, unticked }
}
