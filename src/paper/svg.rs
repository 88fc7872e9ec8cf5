//! A side of paper as SVG for the pages of the site: the marks of the layout, in hundredths of a millimetre,
//! with real text that can be selected, found and heard.
//!
//! Every character has its own place, so that a line ends where the PDF ends it, whichever font the reader has.

use std::fmt::Write;

use super::code::runs;
use super::ink::{Heading, Ink, Page, Part, Piece, Point, Rect, Size, Tick};
use super::text::{Line, Weight};

/// Punched holes (JIS S 6041): 80 mm apart, 6 mm wide, 12 mm from the edge.
const HOLES: (f32, f32, f32) = (80.0, 6.0, 12.0);

/// One side, with the holes as a guide for the eye; `name` is heard before it.
pub fn side(page: &Page, size: Size, name: &str) -> String {
    let mut svg = open(size, name);
    svg.push_str(&holes(size));
    svg.push_str(&fragment(&page.pieces));
    svg.push_str("</svg>");
    svg
}

/// Where the holes will be, as a guide for the eye.
pub fn holes(size: Size) -> String {
    let (apart, wide, edge) = HOLES;
    let mut svg = String::from("<g class=\"holes\" stroke=\"#777\" stroke-width=\"20\" stroke-dasharray=\"80\">");
    for y in [size.height / 2.0 - apart / 2.0, size.height / 2.0 + apart / 2.0] {
        push_circle(&mut svg, Point { x: edge, y }, wide / 2.0);
    }
    svg.push_str("</g>");
    svg
}

/// Pieces by themselves, on paper of their own.
pub fn picture(pieces: &[Piece], size: Size, name: &str) -> String {
    format!("{}{}</svg>", open(size, name), fragment(pieces))
}

/// The marks of pieces, to be placed in an SVG.
pub fn fragment(pieces: &[Piece]) -> String {
    let mut writer = Writer::default();
    for piece in pieces {
        writer.piece(piece);
    }
    writer.close();
    writer.decorate();
    writer.svg
}

/// Hundredths of a millimetre.
pub fn hundredths(millimetres: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a length on A4")]
    let rounded = (millimetres * 100.0).round() as i32;
    rounded
}

/// The fonts are named here, so that a theme without styles for paper shows it too.
fn open(size: Size, name: &str) -> String {
    let class = if size.width > size.height { "paper paper-landscape" } else { "paper" };
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {} {}\" role=\"group\" aria-label=\"{}\" xml:space=\"preserve\" fill=\"none\" stroke=\"#000\" font-family=\"BIZ UDPGothic,Hiragino Sans,Noto Sans JP,Noto Sans CJK JP,sans-serif\">",
        hundredths(size.width),
        hundredths(size.height),
        escape(name)
    )
}

#[derive(Default)]
struct Writer<'p> {
    svg: String,
    /// Rules and frames that stand before the piece to which they belong.
    decorations: Vec<&'p Ink>,
    is_list: bool,
    /// The row that is open, of the table that is open.
    row: Option<usize>,
}

impl<'p> Writer<'p> {
    fn piece(&mut self, piece: &'p Piece) {
        match &piece.part {
            Part::Decoration => self.decorations.extend(&piece.inks),
            Part::Running => self.block("aria-hidden=\"true\" data-no-search", &piece.inks),
            Part::Title => self.block("role=\"heading\" aria-level=\"2\"", &piece.inks),
            Part::Question => self.block("role=\"heading\" aria-level=\"3\"", &piece.inks),
            Part::Paragraph => self.block("role=\"paragraph\"", &piece.inks),
            Part::Space(words) => self.block(&image(words), &piece.inks),
            Part::Figure(words) => self.block(&image(words), &piece.inks),
            Part::Choice => {
                if !self.is_list {
                    self.close();
                    self.svg.push_str("<g role=\"list\">");
                    self.is_list = true;
                }
                self.group("role=\"listitem\"", &piece.inks);
            }
            Part::Cell { row, heading } => {
                self.open_row(*row);
                let role = match heading {
                    Some(Heading::Column) => "role=\"columnheader\"",
                    Some(Heading::Row) => "role=\"rowheader\"",
                    None => "role=\"cell\"",
                };
                self.group(role, &piece.inks);
            }
        }
    }

    /// A row says its number and height, so that a script can take it out and move up those below it.
    fn open_row(&mut self, row: usize) {
        if self.row == Some(row) {
            return;
        }
        if self.row.is_none() {
            self.close();
            self.svg.push_str("<g role=\"table\">");
        } else {
            self.svg.push_str("</g>");
        }
        self.row = Some(row);
        let height = self.decorations.first().map_or(0.0, |ink| ink.bounds().height);
        // Writing to a string does not fail.
        _ = write!(self.svg, "<g role=\"row\" data-row=\"{row}\" data-height=\"{}\">", hundredths(height));
    }

    fn block(&mut self, attributes: &str, inks: &[Ink]) {
        self.close();
        self.group(attributes, inks);
    }

    fn group(&mut self, attributes: &str, inks: &[Ink]) {
        _ = write!(self.svg, "<g {attributes}>");
        self.decorate();
        self.inks(inks.iter());
        self.svg.push_str("</g>");
    }

    /// Ends the list or the table that is open.
    fn close(&mut self) {
        if std::mem::take(&mut self.is_list) {
            self.svg.push_str("</g>");
        }
        if self.row.take().is_some() {
            self.svg.push_str("</g></g>");
        }
    }

    fn decorate(&mut self) {
        let decorations = std::mem::take(&mut self.decorations);
        self.inks(decorations.into_iter());
    }

    /// Texts of one size become one element, so that a sentence is found across its lines.
    fn inks<'i>(&mut self, inks: impl Iterator<Item = &'i Ink>) {
        let mut last: Option<(&Line, f32)> = None;
        for ink in inks {
            if let Ink::Text { at, line, size } = ink {
                let goes_on = last
                    .is_some_and(|(before, of)| hundredths(of) == hundredths(*size) && before.weight == line.weight);
                if goes_on {
                    self.svg.push_str(between(last.map(|(before, _)| before), line));
                    self.svg.push_str("</tspan>");
                } else {
                    self.end_text(&mut last);
                    let bold = if line.weight == Weight::Bold { " font-weight=\"700\"" } else { "" };
                    _ = write!(
                        self.svg,
                        "<text fill=\"#000\" stroke=\"none\" font-size=\"{}\"{bold}>",
                        hundredths(*size)
                    );
                }
                push_line(&mut self.svg, *at, line, *size);
                last = Some((line, *size));
            } else {
                self.end_text(&mut last);
                push_shape(&mut self.svg, ink);
            }
        }
        self.end_text(&mut last);
    }

    fn end_text(&mut self, last: &mut Option<(&Line, f32)>) {
        if last.take().is_some() {
            self.svg.push_str("</tspan></text>");
        }
    }
}

/// What a reader is told of a place without words.
fn image(words: &str) -> String {
    format!("role=\"img\" aria-label=\"{}\"", escape(words))
}

/// The space that the line break took, where words are divided by spaces.
fn between(before: Option<&Line>, line: &Line) -> &'static str {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
    let before = before.and_then(|line| line.text.chars().last());
    if is_latin(before) && is_latin(line.text.chars().next()) { " " } else { "" }
}

/// A line whose characters stand where the font of the PDF puts them. One place is given per UTF-16 unit (SVG 2,
/// 11.5), and none moves with the spacing of another font.
fn push_line(svg: &mut String, at: Point, line: &Line, size: f32) {
    let mut places = String::new();
    let (mut x, mut seen) = (at.x, 0);
    for glyph in line.glyphs.iter() {
        if glyph.range.start >= seen && glyph.range.end > seen {
            let units = line.text[glyph.range.clone()].encode_utf16().count();
            for _ in 0..units {
                _ = write!(places, "{} ", hundredths(x + glyph.offset * size));
            }
            seen = glyph.range.end;
        }
        x += glyph.advance * size;
    }
    _ = write!(svg, "<tspan x=\"{}\" y=\"{}\">{}", places.trim_end(), hundredths(at.y), escape(&line.text));
}

fn push_shape(svg: &mut String, ink: &Ink) {
    match ink {
        Ink::Text { .. } => {}
        Ink::Rule { from, to, width } => {
            let [x, y, right, bottom, width] = [from.x, from.y, to.x, to.y, *width].map(hundredths);
            _ = write!(svg, "<path d=\"M{x} {y}L{right} {bottom}\" stroke-width=\"{width}\"/>");
        }
        Ink::Frame { rect, width, dashed } => push_frame(svg, rect, *width, *dashed),
        Ink::Tick { rect, tick: Tick::Box, width } => push_frame(svg, rect, *width, false),
        Ink::Tick { rect, tick: Tick::Circle, width } => {
            _ = write!(svg, "<g stroke-width=\"{}\">", hundredths(*width));
            let radius = rect.width / 2.0;
            push_circle(svg, Point { x: rect.x + radius, y: rect.y + radius }, radius);
            svg.push_str("</g>");
        }
        Ink::Code { rect, modules } => push_code(svg, rect, modules),
    }
}

fn push_frame(svg: &mut String, rect: &Rect, width: f32, dashed: bool) {
    let dash = if dashed { " stroke-dasharray=\"100 60\"" } else { "" };
    let [x, y, right, bottom, width] = [rect.x, rect.y, rect.right(), rect.bottom(), width].map(hundredths);
    _ = write!(svg, "<path d=\"M{x} {y}H{right}V{bottom}H{x}Z\" stroke-width=\"{width}\"{dash}/>");
}

fn push_circle(svg: &mut String, at: Point, radius: f32) {
    let [x, y, radius] = [at.x, at.y, radius].map(hundredths);
    _ = write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>");
}

/// The dark modules as one path, whose unit is one module.
#[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules a side")]
fn push_code(svg: &mut String, rect: &Rect, modules: &[Vec<bool>]) {
    let scale = rect.width * 100.0 / modules.len().max(1) as f32;
    let (x, y) = (hundredths(rect.x), hundredths(rect.y));
    _ = write!(svg, "<path fill=\"#000\" stroke=\"none\" transform=\"translate({x} {y}) scale({scale})\" d=\"");
    for (row, dark) in modules.iter().enumerate() {
        for (start, width) in runs(dark) {
            _ = write!(svg, "M{start} {row}h{width}v1h-{width}z");
        }
    }
    svg.push_str("\"/>");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::text::Fonts;
    use super::*;

    fn text(lines: &[&str]) -> String {
        let fonts = Fonts::default();
        let inks = lines.iter().enumerate().map(|(row, words)| Ink::Text {
            at: Point { x: 1.0, y: super::super::count(row) },
            line: fonts.line(words, Weight::Regular),
            size: 4.0,
        });
        fragment(&[Piece { part: Part::Paragraph, item: None, inks: inks.collect() }])
    }

    #[test]
    fn each_character_has_its_place() {
        assert_eq!(
            text(&["漢字"]),
            "<g role=\"paragraph\"><text fill=\"#000\" stroke=\"none\" font-size=\"400\"><tspan x=\"100 500\" y=\"0\">漢字</tspan></text></g>"
        );
        assert!(text(&["<&\">"]).contains(">&lt;&amp;&quot;&gt;<"));
    }

    #[test]
    fn a_sentence_is_one_text_and_words_keep_the_space_that_a_break_took() {
        assert!(text(&["書き", "ます"]).contains(">書き</tspan><tspan "));
        assert!(text(&["A4", "paper"]).contains(">A4 </tspan><tspan "));
    }

    #[test]
    fn a_table_is_rows_of_cells_with_their_frames() {
        let frame = Ink::Frame { rect: Rect { height: 9.0, ..Rect::default() }, width: 0.2, dashed: false };
        let frame = || Piece { part: Part::Decoration, item: None, inks: vec![frame.clone()] };
        let cell = |row| Piece { part: Part::Cell { row, heading: None }, item: None, inks: Vec::new() };
        let svg = fragment(&[frame(), cell(0), frame(), cell(0), frame(), cell(1)]);
        assert_eq!(svg.matches("data-height=\"900\"><g role=\"cell\"><path").count(), 2, "{svg}");
        assert_eq!(svg.matches("<g ").count(), svg.matches("</g>").count(), "{svg}");
    }
}
