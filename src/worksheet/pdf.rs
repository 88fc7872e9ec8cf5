//! Paper as PDF: tagged for those who hear it (PDF/UA-1), with the letters that it uses and nothing
//! that a clock or a machine decides.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point as PdfPoint, Rect as PdfRect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use super::Press;
use crate::paper::{
    BOLD, Heading, Ink, Layout, Line, Page, Paper, Part, Piece, Point, REGULAR, Rect, Tick, Weight, runs,
};

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

/// The fonts as the PDF takes them in.
pub struct Typefaces {
    regular: Option<Font>,
    bold: Option<Font>,
}

impl Default for Typefaces {
    fn default() -> Self {
        Self { regular: Font::new(REGULAR.into(), 0), bold: Font::new(BOLD.into(), 0) }
    }
}

/// A part of a PDF that its outline names.
struct Chapter<'p> {
    title: String,
    layout: &'p Layout,
    questions: Vec<String>,
}

/// One sheet.
pub fn sheet(paper: &Paper, press: &Press) -> Result<Vec<u8>, String> {
    let words = &paper.blank.words;
    bind(&format!("{} {}", words.form, words.title), &[Chapter::of(paper)], &press.typefaces)
}

/// A cover, and after it sheets in the order in which they are handed out.
pub fn pack(title: &str, cover: &Layout, papers: &[&Paper], press: &Press) -> Result<Vec<u8>, String> {
    let mut chapters = vec![Chapter { title: title.to_owned(), layout: cover, questions: Vec::new() }];
    chapters.extend(papers.iter().map(|paper| Chapter::of(paper)));
    bind(title, &chapters, &press.typefaces)
}

impl<'p> Chapter<'p> {
    fn of(paper: &'p Paper) -> Self {
        let words = &paper.blank.words;
        let questions = words.items.iter().enumerate().map(|(index, item)| format!("{} {}", index + 1, item.question));
        Self { title: words.title.clone(), layout: &paper.layout, questions: questions.collect() }
    }
}

/// One PDF of several chapters.
fn bind(title: &str, chapters: &[Chapter<'_>], typefaces: &Typefaces) -> Result<Vec<u8>, String> {
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = configuration.map_err(|error| format!("{error:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut tags = Tags::default();
    let mut outline = Outline::new();
    let mut number = 0;
    for chapter in chapters {
        let mut node = OutlineNode::new(chapter.title.clone(), destination(number, 0.0));
        for page in &chapter.layout.pages {
            let (width, height) = (chapter.layout.size.width * MM, chapter.layout.size.height * MM);
            let settings = PageSettings::from_wh(width, height).ok_or("the page has no size")?;
            let mut sheet = document.start_page_with(settings);
            let mut surface = sheet.surface();
            let mut pen = Pen { surface: &mut surface, typefaces };
            page.pieces.iter().for_each(|piece| tags.add(piece, chapter, &mut pen));
            surface.finish();
            sheet.finish();
            for (item, top) in tops(page) {
                let question = chapter.questions.get(item).cloned().unwrap_or_default();
                node.push_child(OutlineNode::new(question, destination(number, top)));
            }
            number += 1;
        }
        tags.close();
        outline.push_child(node);
    }
    document.set_tag_tree(tags.tree);
    document.set_outline(outline);
    let metadata = Metadata::new().title(title.to_owned()).language("ja".to_owned()).creator("furikaeri".to_owned());
    document.set_metadata(metadata);
    document.finish().map_err(|error| format!("{error:?}"))
}

fn destination(page: usize, top: f32) -> XyzDestination {
    XyzDestination::new(page, PdfPoint::from_xy(0.0, top * MM))
}

/// Where each question of a page begins.
fn tops(page: &Page) -> impl Iterator<Item = (usize, f32)> {
    page.pieces.iter().filter(|piece| piece.part == Part::Question).filter_map(|piece| {
        let top = piece.inks.first()?.bounds().y - 4.0;
        Some((piece.item?, top))
    })
}

// ── what each piece means ───────────────────────────────────────────────────────────────────────

/// The tag tree as it grows; a list or a table is open until a piece comes that is not of it.
#[derive(Default)]
struct Tags {
    tree: TagTree,
    list: Option<TagGroup>,
    table: Option<(TagGroup, TagGroup, usize)>,
}

impl Tags {
    fn add(&mut self, piece: &Piece, chapter: &Chapter<'_>, pen: &mut Pen<'_, '_>) {
        let text = ContentTag::Other;
        match &piece.part {
            Part::Decoration => _ = pen.tagged(artifact(ArtifactType::Layout), &piece.inks),
            Part::Running => _ = pen.tagged(artifact(ArtifactType::Header), &piece.inks),
            Part::Title => {
                let tag = Tag::Hn(NonZeroU16::MIN, Some(chapter.title.clone()));
                self.block(TagGroup::with_children(tag, vec![pen.tagged(text, &piece.inks)]));
            }
            Part::Question => {
                let title = piece.item.and_then(|item| chapter.questions.get(item).cloned());
                let tag = Tag::Hn(NonZeroU16::MIN.saturating_add(1), title);
                self.block(TagGroup::with_children(tag, vec![pen.tagged(text, &piece.inks)]));
            }
            Part::Paragraph => self.block(TagGroup::with_children(Tag::P, vec![pen.tagged(text, &piece.inks)])),
            Part::Space(words) => {
                let tag = ContentTag::Span(SpanTag::empty().with_actual_text(Some(words)));
                self.block(TagGroup::with_children(Tag::P, vec![pen.tagged(tag, &piece.inks)]));
            }
            Part::Figure(words) => {
                let children = vec![pen.tagged(text, &piece.inks)];
                self.block(TagGroup::with_children(Tag::Figure(Some(words.clone())), children));
            }
            Part::Choice => {
                let body = TagGroup::with_children(Tag::LBody, pen.ticked(&piece.inks));
                let item = TagGroup::with_children(Tag::LI, vec![body.into()]);
                self.list.get_or_insert_with(|| TagGroup::new(Tag::L(ListNumbering::None))).push(item);
            }
            Part::Cell { row, heading } => {
                let children = pen.ticked(&piece.inks);
                self.cell(*row, *heading, children);
            }
        }
    }

    fn cell(&mut self, row: usize, heading: Option<Heading>, children: Vec<Node>) {
        let (mut table, mut cells, current) =
            self.table.take().unwrap_or_else(|| (TagGroup::new(Tag::Table), TagGroup::new(Tag::TR), row));
        if current != row {
            table.push(std::mem::replace(&mut cells, TagGroup::new(Tag::TR)));
        }
        cells.push(match heading {
            Some(Heading::Column) => TagGroup::with_children(Tag::TH(TableHeaderScope::Column), children),
            Some(Heading::Row) => TagGroup::with_children(Tag::TH(TableHeaderScope::Row), children),
            None => TagGroup::with_children(Tag::TD, children),
        });
        self.table = Some((table, cells, row));
    }

    fn block(&mut self, group: TagGroup) {
        self.close();
        self.tree.push(group);
    }

    /// Ends the list or the table that is open.
    fn close(&mut self) {
        if let Some(list) = self.list.take() {
            self.tree.push(list);
        }
        if let Some((mut table, cells, _)) = self.table.take() {
            table.push(cells);
            self.tree.push(table);
        }
    }
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact::with_kind(kind))
}

// ── ink ─────────────────────────────────────────────────────────────────────────────────────────

struct Pen<'s, 'd> {
    surface: &'s mut Surface<'d>,
    typefaces: &'s Typefaces,
}

impl Pen<'_, '_> {
    fn tagged(&mut self, tag: ContentTag<'_>, inks: &[Ink]) -> Node {
        let id: Identifier = self.surface.start_tagged(tag);
        for ink in inks {
            self.draw(ink);
        }
        self.surface.end_tagged();
        id.into()
    }

    /// What is to tick is read as the sign for it; the text after it as it stands.
    fn ticked(&mut self, inks: &[Ink]) -> Vec<Node> {
        let (ticks, texts): (Vec<Ink>, Vec<Ink>) =
            inks.iter().cloned().partition(|ink| matches!(ink, Ink::Tick { .. }));
        let mut nodes = Vec::new();
        if let Some(Ink::Tick { tick, .. }) = ticks.first() {
            let sign = SpanTag::empty().with_actual_text(Some(tick.sign()));
            nodes.push(self.tagged(ContentTag::Span(sign), &ticks));
        }
        if !texts.is_empty() {
            nodes.push(self.tagged(ContentTag::Other, &texts));
        }
        nodes
    }

    fn draw(&mut self, ink: &Ink) {
        match ink {
            Ink::Text { at, line, size } => self.text(*at, line, *size),
            Ink::Rule { from, to, width } => self.stroke(rule(*from, *to), *width, false),
            Ink::Frame { rect, width, dashed } => self.stroke(frame(rect), *width, *dashed),
            Ink::Tick { rect, tick: Tick::Box, width } => self.stroke(frame(rect), *width, false),
            Ink::Tick { rect, tick: Tick::Circle, width } => self.stroke(circle(rect), *width, false),
            Ink::Code { rect, modules } => self.fill(code(rect, modules)),
        }
    }

    fn text(&mut self, at: Point, line: &Line, size: f32) {
        let font = match line.weight {
            Weight::Regular => &self.typefaces.regular,
            Weight::Bold => &self.typefaces.bold,
        };
        let Some(font) = font.clone() else { return };
        let glyph = |glyph: &crate::paper::Glyph| {
            let id = GlyphId::new(glyph.id.into());
            KrillaGlyph::new(id, glyph.advance, glyph.offset, 0.0, 0.0, glyph.range.clone(), None)
        };
        let glyphs: Vec<KrillaGlyph> = line.glyphs.iter().map(glyph).collect();
        self.surface.set_fill(Some(black()));
        self.surface.set_stroke(None);
        self.surface.draw_glyphs(point(at), &glyphs, font, &line.text, size * MM, false);
    }

    fn stroke(&mut self, path: Option<Path>, width: f32, dashed: bool) {
        let Some(path) = path else { return };
        let dash = dashed.then(|| StrokeDash { array: vec![1.0 * MM, 0.6 * MM], offset: 0.0 });
        let stroke = Stroke { paint: luma::Color::new(0).into(), width: width * MM, dash, ..Stroke::default() };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(stroke));
        self.surface.draw_path(&path);
    }

    fn fill(&mut self, path: Option<Path>) {
        let Some(path) = path else { return };
        self.surface.set_fill(Some(black()));
        self.surface.set_stroke(None);
        self.surface.draw_path(&path);
    }
}

fn black() -> Fill {
    Fill { paint: luma::Color::new(0).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn point(at: Point) -> PdfPoint {
    PdfPoint::from_xy(at.x * MM, at.y * MM)
}

fn rule(from: Point, to: Point) -> Option<Path> {
    let (from, to) = (point(from), point(to));
    let mut path = PathBuilder::new();
    path.move_to(from.x, from.y);
    path.line_to(to.x, to.y);
    path.finish()
}

fn frame(rect: &Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(PdfRect::from_xywh(rect.x * MM, rect.y * MM, rect.width * MM, rect.height * MM)?);
    path.finish()
}

/// A circle of four curves, each with its control points at the usual 0.5523 of the radius.
fn circle(rect: &Rect) -> Option<Path> {
    let radius = rect.width / 2.0 * MM;
    let (x, y) = (rect.x * MM + radius, rect.y * MM + radius);
    let pull = 0.5523 * radius;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + pull, x + pull, y + radius, x, y + radius);
    path.cubic_to(x - pull, y + radius, x - radius, y + pull, x - radius, y);
    path.cubic_to(x - radius, y - pull, x - pull, y - radius, x, y - radius);
    path.cubic_to(x + pull, y - radius, x + radius, y - pull, x + radius, y);
    path.close();
    path.finish()
}

#[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules a side")]
fn code(rect: &Rect, modules: &[Vec<bool>]) -> Option<Path> {
    let side = rect.width / modules.len() as f32;
    let mut path = PathBuilder::new();
    for (row, dark) in modules.iter().enumerate() {
        for (start, width) in runs(dark) {
            let (x, y) = (rect.x + start as f32 * side, rect.y + row as f32 * side);
            path.push_rect(PdfRect::from_xywh(x * MM, y * MM, width as f32 * side * MM, side * MM)?);
        }
    }
    path.finish()
}
