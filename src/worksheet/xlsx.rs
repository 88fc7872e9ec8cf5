//! Paper as an Excel file: columns wherever a cell of the paper ends, merged to its shapes, every place
//! to write in named, nothing locked.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Image, Workbook, Worksheet, XlsxError,
};

use super::Press;
use super::answer::Answer;
use super::picture::Picture;
use crate::model::{Field, Orientation};
use crate::paper::{Blank, Block, CODE, Cell, Page, Paper, TICK_WIDTH, is_date, margins};

/// Edges nearer than this are one, and no column is narrower.
const FINEST: f32 = 1.5;
/// From the inset to the words of a question, past its number.
const NUMBER: f32 = 8.0;
/// How much of a field of the head its label takes.
const LABEL: f32 = 0.46;
/// Heights of the rows above the fields of the head.
const TITLE: f32 = 8.0;
const NOTE: f32 = 4.6;
/// Above and below the rows of a page, with the number of the form and the foot; and above them alone.
const MARGINS: f32 = margins::TOP + margins::BOTTOM + 9.0;
const HEAD_MARGIN: f32 = margins::TOP + 4.0;
/// What other programs and fonts may add to the rows of a page.
const SPARE: f32 = 1.5;
/// The type of what is written: from one line to the next, and the width of a character, with some to spare.
const LEADING: f32 = 5.2;
const LETTER: f32 = 4.0;
/// No row of Excel is higher: 409 points.
const HIGHEST: f32 = 140.0;
/// What the QR code takes of the width and of the height, with the white around it.
const BESIDE: f32 = CODE.width + margins::QUIET;
const FONT: &str = "BIZ UDPゴシック";

/// One sheet.
pub fn sheet(paper: &Paper, _: &Press) -> Result<Vec<u8>, String> {
    let code = Picture::of_code(paper)?;
    workbook(paper, code.as_ref()).map_err(|error| error.to_string())
}

fn workbook(paper: &Paper, code: Option<&Picture>) -> Result<Vec<u8>, XlsxError> {
    let Blank { words, version, hash, .. } = &paper.blank;
    let mut book = Workbook::new();
    // A date that no clock decides; the first that zip files know.
    let date = ExcelDateTime::from_ymd(1980, 1, 1)?;
    let properties = DocProperties::new()
        .set_title(format!("{} {}", words.form, words.title))
        .set_custom_property("form", &words.form)
        .set_custom_property("version", version)
        .set_custom_property("hash", hash);
    book.set_properties(&properties.set_creation_datetime(&date));
    // Widths of columns are counted in digits of this font, which are 11 pixels wide: a column of it has 96.
    book.set_default_format(&Format::new().set_font_name(FONT).set_font_size(11.0), 18, 96)?;
    let mut grid = Grid::new(paper, book.add_worksheet());
    grid.set_up(paper)?;
    grid.head(paper, code)?;
    let mut breaks = Vec::new();
    let room = paper.layout.size.height - MARGINS - SPARE;
    for (index, page) in paper.layout.pages.iter().enumerate() {
        // The rows of the title are repeated by Excel, where no page has a title of its own.
        let repeated = if index > 0 && code.is_none() { TITLE } else { 0.0 };
        if index > 0 {
            breaks.push(grid.row);
            if code.is_some() {
                grid.title(&format!("{}（つづき）", words.title), BESIDE)?;
            }
        }
        grid.page(paper, page)?;
        grid.set_heights(room - repeated)?;
    }
    grid.sheet.set_page_breaks(&breaks)?;
    // One page wide. A second number would have Excel pass over the breaks between items.
    grid.sheet.set_print_fit_to_pages(1, u16::from(breaks.is_empty()));
    let (last_row, last_column) = (grid.row.saturating_sub(1), grid.last);
    grid.sheet.set_print_area(0, 0, last_row, last_column)?;
    let Grid { sheet, names, .. } = grid;
    let sheet_name = sheet.name();
    for (answer, row, column) in names {
        let name = answer.name();
        let cell = rust_xlsxwriter::utility::row_col_to_cell_absolute(row, column);
        book.define_name(name, &format!("='{}'!{cell}", sheet_name.replace('\'', "''")))?;
    }
    book.save_to_buffer().map(made_by_unix)
}

/// The same workbook, said to be made by Unix on every system, so that it has the same bytes everywhere: the
/// high byte of "version made by" in each entry of the zip file's directory (APPNOTE.TXT 4.3.12, 4.4.2).
fn made_by_unix(mut zip: Vec<u8>) -> Vec<u8> {
    const UNIX: u8 = 3;
    // "End of central directory" has no comment here, so it is the last 22 bytes; its bytes 16 to 20 say where
    // the directory begins. Byte 28, 30 and 32 of an entry are the lengths of what follows its 46 bytes.
    let number = |zip: &[u8], at: usize, bytes: usize| {
        zip.get(at..at + bytes).map(|bytes| bytes.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    };
    let mut at = zip.len().checked_sub(22).and_then(|end| number(&zip, end + 16, 4)).unwrap_or(zip.len());
    while zip.get(at..at + 4) == Some(b"PK\x01\x02") {
        zip[at + 5] = UNIX;
        let lengths = [28, 30, 32].map(|place| number(&zip, at + place, 2).unwrap_or_default());
        at += 46 + lengths.iter().sum::<usize>();
    }
    zip
}

/// The worksheet as it grows downwards.
struct Grid<'b> {
    sheet: &'b mut Worksheet,
    row: u32,
    /// Where columns begin and end, in millimetres from the frame.
    edges: Vec<f32>,
    /// The last column of the paper: the inset at its right.
    last: u16,
    names: Vec<(Answer, u32, u16)>,
    /// The heights of the rows of this page, in millimetres, and whether there is room to spare in them.
    heights: Vec<(u32, f32, bool)>,
}

/// Every place where a cell of the paper ends. Few wide columns come out alike in all programs; many
/// narrow ones do not.
fn edges(paper: &Paper) -> Vec<f32> {
    let inner = paper.layout.size.width - margins::LEFT - margins::RIGHT;
    let blocks = paper.layout.pages.iter().flat_map(|page| &page.blocks);
    let cells = blocks.flat_map(|block| &block.rows).flat_map(|row| &row.cells);
    let ends = |cell: &Cell| {
        let words = cell.tick.map(|_| cell.x + TICK_WIDTH + margins::INSET);
        words.into_iter().chain([cell.x + margins::INSET, cell.x + cell.width + margins::INSET])
    };
    let mut edges: Vec<f32> = cells.flat_map(ends).collect();
    edges.extend([0.0, margins::INSET, margins::INSET + NUMBER, inner - margins::INSET, inner]);
    let columns = head_columns(paper);
    let each = inner / f32::from(columns);
    edges.extend((0..columns).flat_map(|at| [f32::from(at) * each, (f32::from(at) + LABEL) * each]));
    if paper.blank.address.is_some() {
        edges.extend([BESIDE, inner - BESIDE]);
    }
    edges.retain(|edge| *edge < inner - margins::INSET + FINEST || *edge >= inner);
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|next, edge| *next - *edge < FINEST);
    edges
}

/// Two fields in a row, three from seven on.
fn head_columns(paper: &Paper) -> u16 {
    if paper.blank.words.header.len() > 6 { 3 } else { 2 }
}

impl<'b> Grid<'b> {
    fn new(paper: &Paper, sheet: &'b mut Worksheet) -> Self {
        let edges = edges(paper);
        let last = u16::try_from(edges.len().saturating_sub(2)).unwrap_or(u16::MAX);
        Self { sheet, row: 0, edges, last, names: Vec::new(), heights: Vec::new() }
    }

    /// Notes how high the next row is to be; `spare` millimetres, if any, may be taken from it.
    fn height(&mut self, height: f32, has_spare: bool) {
        self.heights.push((self.row, height, has_spare));
    }

    /// Sets the rows of a page so that it fits its paper at 100 %: room to write in gives way, words never. Excel
    /// counts in steps of ¾ point, which are rounded down.
    fn set_heights(&mut self, room: f32) -> Result<(), XlsxError> {
        let rows = std::mem::take(&mut self.heights);
        let sum = |spare: bool| rows.iter().filter(|row| row.2 == spare).map(|row| row.1).sum::<f32>();
        let (fixed, spare) = (sum(false), sum(true));
        let scale = if spare > 0.0 { ((room - fixed) / spare).clamp(0.5, 1.0) } else { 1.0 };
        for (row, height, has_spare) in rows {
            let height = if has_spare { height * scale } else { height };
            self.sheet.set_row_height(row, (points(height) / 0.75).floor() * 0.75)?;
        }
        Ok(())
    }

    /// The column that begins at `x`, or the nearest.
    fn column(&self, x: f32) -> u16 {
        let near = |edge: &f32| (edge - x).abs();
        let nearest = self.edges.iter().enumerate().min_by(|a, b| near(a.1).total_cmp(&near(b.1)));
        nearest.map_or(0, |(index, _)| u16::try_from(index).unwrap_or(0))
    }

    /// The first and the last column between two places.
    fn between(&self, from: f32, to: f32) -> (u16, u16) {
        let first = self.column(from).min(self.last);
        (first, (self.column(to).saturating_sub(1)).clamp(first, self.last))
    }

    fn set_up(&mut self, paper: &Paper) -> Result<(), XlsxError> {
        let blank = &paper.blank;
        let sheet = &mut *self.sheet;
        sheet.set_name(sheet_name(&blank.words.form))?;
        sheet.set_paper_size(9).set_screen_gridlines(false);
        if blank.words.orientation == Orientation::Landscape {
            sheet.set_landscape();
        }
        sheet.set_margins(
            inches(margins::LEFT),
            inches(margins::RIGHT),
            inches(HEAD_MARGIN),
            inches(MARGINS - HEAD_MARGIN),
            inches(margins::TOP - 2.0),
            inches(margins::BOTTOM - 2.0),
        );
        let escaped = |text: &str| text.replace('&', "&&");
        let mark = blank.mark.map_or("", |mark| mark.name);
        sheet.set_header(format!("&L&9{}&R&9{mark}", escaped(&blank.words.form)));
        sheet.set_footer(format!("&L&9{}&R&9&P / &N", escaped(&blank.imprint())));
        for (column, pair) in (0_u16..).zip(self.edges.windows(2)) {
            sheet.set_column_width_pixels(column, pixels(pair[1] - pair[0]))?;
        }
        Ok(())
    }

    /// Title, note and the fields of the head. The title is repeated on every page; but beside a QR
    /// code, which would be repeated with it, each page has a title of its own.
    fn head(&mut self, paper: &Paper, code: Option<&Picture>) -> Result<(), XlsxError> {
        let words = &paper.blank.words;
        match code {
            Some(code) => self.code(code)?,
            None => _ = self.sheet.set_repeat_rows(0, 0)?,
        }
        let beside = if code.is_some() { BESIDE } else { 0.0 };
        self.title(&words.title, beside)?;
        let mut below = if code.is_some() { BESIDE - TITLE } else { 0.0 };
        if let Some(note) = &words.note {
            let width = self.edges.last().copied().unwrap_or_default() - 2.0 * beside;
            let height = NOTE * lines(note, width, 3.3);
            self.line(height, note, &text(9.0).set_align(FormatAlign::Center), beside)?;
            below -= height;
        }
        self.gap(below.max(1.4));
        let columns = head_columns(paper);
        let inner = self.edges.last().copied().unwrap_or_default();
        let each = inner / f32::from(columns);
        let per_row = usize::from(columns);
        for (index, row) in words.header.chunks(per_row).enumerate() {
            let lines = row.iter().map(|label| lines(label, LABEL * each, 3.4)).fold(1.0, f32::max);
            self.height(9.0_f32.max(lines * 4.4 + 1.0), false);
            for (at, label) in (0_u16..).zip(row) {
                let x = f32::from(at) * each;
                let end = if usize::from(at) + 1 == row.len() { inner } else { x + each };
                let (name, space) = (self.between(x, x + LABEL * each), self.between(x + LABEL * each, end));
                self.merge(name, label, &boxed(text(9.0).set_bold().set_indent(1)))?;
                let day = if is_date(label) { "令和　　年　　月　　日（　　）" } else { "" };
                self.name(Answer::Head(index * per_row + usize::from(at) + 1), space.0);
                self.merge(space, day, &boxed(text(9.5)))?;
            }
            self.row += 1;
        }
        self.gap(1.6);
        Ok(())
    }

    fn title(&mut self, words: &str, beside: f32) -> Result<(), XlsxError> {
        self.line(TITLE, words, &text(16.5).set_bold().set_align(FormatAlign::Center), beside)
    }

    /// The QR code, in the corner at the right.
    fn code(&mut self, code: &Picture) -> Result<(), XlsxError> {
        let x = self.edges.last().copied().unwrap_or_default() - CODE.width;
        let before = self.edges.iter().take_while(|edge| **edge <= x).last().copied().unwrap_or_default();
        let image = Image::new_from_buffer(&code.png)?.set_alt_text(&code.words);
        self.sheet.insert_image_with_offset(self.row, self.column(before), &image, pixels(x - before), 0)?;
        Ok(())
    }

    fn page(&mut self, paper: &Paper, page: &Page) -> Result<(), XlsxError> {
        for (index, block) in page.blocks.iter().enumerate() {
            let top = if index == 0 { FormatBorder::Medium } else { FormatBorder::Thin };
            let first = self.row;
            self.item(paper, block, top)?;
            let is_last = index + 1 == page.blocks.len();
            self.frame(first, top, is_last)?;
        }
        Ok(())
    }

    /// The sides of the frame beside an item, and the rule above it.
    fn frame(&mut self, first: u32, top: FormatBorder, is_last: bool) -> Result<(), XlsxError> {
        let last = self.row - 1;
        for row in first..self.row {
            for column in [0, self.last] {
                let mut side = Format::new();
                side = if column == 0 {
                    side.set_border_left(FormatBorder::Medium)
                } else {
                    side.set_border_right(FormatBorder::Medium)
                };
                if row == first {
                    side = side.set_border_top(top);
                }
                if row == last && is_last {
                    side = side.set_border_bottom(FormatBorder::Medium);
                }
                self.sheet.write_blank(row, column, &side)?;
            }
        }
        let bottom = Format::new().set_border_bottom(if is_last { FormatBorder::Medium } else { FormatBorder::None });
        for column in 1..self.last {
            self.sheet.write_blank(last, column, &bottom)?;
        }
        Ok(())
    }

    fn item(&mut self, paper: &Paper, block: &Block, top: FormatBorder) -> Result<(), XlsxError> {
        let asked = &paper.blank.words.items[block.item];
        let question = text(11.5).set_bold().set_border_top(top);
        self.height(block.words - block.hint, false);
        let words_at = (self.column(margins::INSET + NUMBER), self.last - 1);
        self.merge((1, words_at.0 - 1), &(block.item + 1).to_string(), &question)?;
        self.merge(words_at, &asked.question, &question)?;
        self.row += 1;
        if let Some(hint) = &asked.hint {
            self.height(block.hint, false);
            self.merge(words_at, hint, &text(9.0))?;
            self.row += 1;
        }
        let used: f32 = block.rows.iter().map(|row| row.height).sum::<f32>() + block.words;
        for index in 0..block.rows.len() {
            self.cells(paper, block, index)?;
        }
        self.height((block.height - used).max(1.0), true);
        self.row += 1;
        Ok(())
    }

    /// One row of a field; where it is high it needs several of Excel's.
    fn cells(&mut self, paper: &Paper, block: &Block, index: usize) -> Result<(), XlsxError> {
        let field = &paper.blank.words.items[block.item].field;
        let row = &block.rows[index];
        let mut parts: u16 = 1;
        while row.height / f32::from(parts) > HIGHEST {
            parts += 1;
        }
        let (first_row, last_row) = (self.row, self.row + u32::from(parts) - 1);
        let has_spare = matches!(field, Field::Lines(_) | Field::Box(_));
        for _ in 0..parts {
            self.height(row.height / f32::from(parts), has_spare);
            self.row += 1;
        }
        for (at, cell) in row.cells.iter().enumerate() {
            let x = cell.x + margins::INSET;
            let (mut first, last) = self.between(x, x + cell.width);
            if cell.is_open() {
                self.names.push((Answer::of(&paper.blank, block, index, at), first_row, first));
            }
            if let Some(tick) = cell.tick {
                self.sheet.write_string_with_format(first_row, first, tick.sign(), &ticked(field))?;
                let signs = DataValidation::new().allow_list_strings(&[tick.sign(), tick.ticked()])?;
                self.sheet.add_data_validation(first_row, first, first_row, first, &signs)?;
                first = (first + 1).min(last);
            } else if cell.text.is_empty() {
                let holds = holds(cell.width, row.height);
                self.sheet.add_data_validation(first_row, first, first_row, first, &full(holds)?)?;
            }
            if first < last || parts > 1 {
                self.sheet.merge_range(first_row, first, last_row, last, &cell.text, &ruled(field))?;
            } else {
                self.sheet.write_string_with_format(first_row, first, &cell.text, &ruled(field))?;
            }
        }
        Ok(())
    }

    /// A row of nothing but one text, with room at both sides of it.
    fn line(&mut self, height: f32, words: &str, format: &Format, beside: f32) -> Result<(), XlsxError> {
        self.height(height, false);
        let right = self.edges.last().copied().unwrap_or_default() - beside;
        self.merge(self.between(beside, right), words, format)?;
        self.row += 1;
        Ok(())
    }

    fn gap(&mut self, height: f32) {
        self.height(height, false);
        self.row += 1;
    }

    fn merge(&mut self, (first, last): (u16, u16), words: &str, format: &Format) -> Result<(), XlsxError> {
        if first == last {
            self.sheet.write_string_with_format(self.row, first, words, format)?;
        } else {
            self.sheet.merge_range(self.row, first, self.row, last, words, format)?;
        }
        Ok(())
    }

    /// Names a cell, so that what is written there can be gathered.
    fn name(&mut self, answer: Answer, column: u16) {
        self.names.push((answer, self.row, column));
    }
}

/// How many lines words take, where a full-width letter is so wide.
fn lines(words: &str, width: f32, letter: f32) -> f32 {
    let halves = words.chars().map(|c| if crate::japanese::is_wide(c) { 1.0 } else { 0.5 }).sum::<f32>();
    (halves * letter / (width - 2.0).max(letter)).ceil().max(1.0)
}

/// How many characters a cell holds before what is typed is cut: Excel fits no merged cell to its text.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
fn holds(width: f32, height: f32) -> u32 {
    ((width / LETTER).floor() * (height / LEADING).floor().max(1.0)).max(1.0) as u32
}

/// Says what the cell holds, and asks before more is taken.
fn full(holds: u32) -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_text_length(DataValidationRule::LessThanOrEqualTo(holds))
        .set_input_message(format!("およそ{holds}字まで入ります。行を変えるには Alt＋Enter を押します。"))?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("欄に入りきりません")?
        .set_error_message(format!(
            "この欄に見えるのは、およそ{holds}字までです。続きは印刷に出ません。行の高さを広げるか、Word の用紙を使ってください。"
        ))
}

fn text(size: f64) -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(size)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_unlocked()
}

fn boxed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin)
}

/// The rules that a kind of field draws around its cells.
fn ruled(field: &Field) -> Format {
    match field {
        Field::Lines(_) | Field::Box(_) => boxed(text(10.5)).set_align(FormatAlign::Top),
        Field::Checkbox(_) | Field::Choice(_) => text(10.0),
        Field::SelfCheck(_) => text(10.0).set_border_top(FormatBorder::Thin),
        Field::Table(_) => boxed(text(10.0).set_indent(1)),
    }
}

/// A sign to tick, beside its words.
fn ticked(field: &Field) -> Format {
    let format = text(13.0).set_align(FormatAlign::Center);
    if matches!(field, Field::SelfCheck(_)) { format.set_border_top(FormatBorder::Thin) } else { format }
}

/// What Excel takes as the name of a sheet: up to 31 characters, few signs.
fn sheet_name(form: &str) -> String {
    let name: String = form.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    if name.is_empty() { "用紙".to_owned() } else { name }
}

fn inches(mm: f32) -> f64 {
    f64::from(mm) / 25.4
}

fn points(mm: f32) -> f64 {
    f64::from(mm) * 72.0 / 25.4
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length on paper")]
fn pixels(mm: f32) -> u32 {
    (mm * 96.0 / 25.4).round() as u32
}
