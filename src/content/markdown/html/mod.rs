//! The writer: one pass over the parser's events, HTML out, holes noted.

mod footnotes;
mod headings;
mod links;
mod raw;
mod slips;
mod tables;

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::anchors::Anchors;
use super::prepared::{Prepared, is_sign};
use super::{Rules, Written};
use crate::diagnostics::{Diagnostic, Place};
use crate::japanese::{Part, is_wide, parts, without_ruby, write_ruby};
use crate::model::{Body, Heading, Hole, HoleKind, Prose};
use footnotes::Footnotes;
use links::{Image, Label};
use raw::Open;
use slips::Line;
use tables::Table;

/// How many characters of the first paragraph stand for a page without a description.
const EXCERPT: usize = 120;

/// Headings below this level are no help in a table of contents.
const DEEPEST_IN_CONTENTS: u8 = 3;

#[expect(clippy::struct_excessive_bools, reason = "each tells of another element that is open")]
pub(super) struct Writer<'t> {
    prepared: &'t Prepared<'t>,
    place: &'t Place,
    offset: usize,
    rules: Rules<'t>,
    diagnostics: Vec<Diagnostic>,

    /// What is being written: the page, or a footnote on its way to the end of it.
    out: Fragment,
    page: Option<Fragment>,
    footnotes: Footnotes,
    anchors: Anchors,
    headings: Vec<Heading>,
    excerpt: String,

    /// Text gathered from neighbouring events, still as it was written.
    run: String,
    run_span: Range<usize>,
    /// The last character that was shown, and whether a line of the source ended after it.
    last: Option<char>,
    line_ended: bool,
    /// Where a blank goes that the end of the line may ask for, once a tag has been opened since.
    blank_at: Option<usize>,

    /// How many blocks are open around the place.
    depth: usize,
    /// How many elements are open in which no term is explained.
    no_terms: usize,
    /// Prose of the open outermost block starts here.
    block_prose: usize,
    /// The words of the heading, column name or image that is open.
    words: Option<String>,
    heading: Option<OpenHeading>,
    image: Option<Image>,
    /// Inside `[label]`, whose words the hole will bring itself.
    label: Option<Label>,
    label_open: bool,
    /// Where the tags of open lists and headings may still be written into.
    open_tags: Vec<usize>,
    table: Table,
    /// The text of the block of HTML that is open, and where it ends in the prepared text.
    html_block: Option<(String, usize)>,
    /// Elements of the text's own HTML that are open.
    raw_open: Vec<Open>,
    /// How many texts within texts are being read.
    nested: usize,
    in_code: bool,
    links: usize,
    /// Whether a picture or link has just ended, behind which attributes may stand.
    after_link: bool,
    /// The lines of the open paragraph, item or heading.
    lines: Vec<Line>,
    /// The next text begins a line; whether that line runs on from the one before.
    line_begins: Option<bool>,
}

/// The heading that is open.
struct OpenHeading {
    level: u8,
    id: Option<String>,
    span: Range<usize>,
    /// Where its HTML begins.
    start: usize,
}

/// HTML with its holes, both counted from its beginning.
#[derive(Default)]
struct Fragment {
    html: String,
    holes: Vec<Hole>,
    prose: Vec<Prose>,
}

impl<'t> Writer<'t> {
    pub fn new(prepared: &'t Prepared<'t>, place: &'t Place, offset: usize, rules: Rules<'t>) -> Self {
        Self {
            prepared,
            place,
            offset,
            rules,
            diagnostics: Vec::new(),
            out: Fragment {
                // Roomy, so that it need not grow; what is kept of it is cut to size.
                html: String::with_capacity(prepared.text.len() * 2),
                ..Fragment::default()
            },
            page: None,
            footnotes: Footnotes::default(),
            anchors: Anchors::of_text(&prepared.text),
            headings: Vec::new(),
            excerpt: String::new(),
            run: String::new(),
            run_span: 0..0,
            last: None,
            line_ended: false,
            blank_at: None,
            depth: 0,
            no_terms: 0,
            block_prose: 0,
            words: None,
            heading: None,
            image: None,
            label: None,
            label_open: false,
            open_tags: Vec::new(),
            table: Table::default(),
            html_block: None,
            raw_open: Vec::new(),
            nested: 0,
            in_code: false,
            links: 0,
            after_link: false,
            lines: Vec::new(),
            line_begins: None,
        }
    }

    pub fn event(&mut self, event: Event<'_>, span: Range<usize>) {
        match event {
            // Mathematics is not asked for, and would be text.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, span),
            Event::SoftBreak => {
                self.line_ended = true;
                self.line_begins = Some(true);
            }
            Event::Start(tag) => {
                self.flush();
                self.start(tag, span);
            }
            Event::End(tag) => {
                self.flush();
                self.end(tag);
            }
            Event::Code(code) => {
                self.flush();
                self.code(&code);
            }
            Event::Html(html) => self.block_html(&html, span),
            Event::InlineHtml(html) => self.inline_html(&html, span),
            Event::HardBreak => {
                self.flush();
                self.line_ended = false;
                self.blank_at = None;
                self.last = None;
                self.line_begins = Some(false);
                self.push("<br>");
            }
            Event::Rule => self.push("<hr>\n"),
            Event::FootnoteReference(label) => {
                self.flush();
                self.footnote_reference(&label);
            }
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    /// Writes into what is written already; holes behind it move on.
    fn insert(&mut self, at: usize, html: &str) {
        self.out.html.insert_str(at, html);
        for hole in self.out.holes.iter_mut().rev().take_while(|hole| hole.at >= at) {
            hole.at += html.len();
        }
    }

    fn escape(&mut self, text: &str) {
        // Writing into a String does not fail.
        let _ = escape_html_body_text(&mut self.out.html, text);
    }

    fn at(&self, span: Range<usize>) -> Place {
        let span = self.prepared.original(span);
        self.place.at(span.start + self.offset..span.end + self.offset)
    }

    fn hole(&mut self, kind: HoleKind, span: Range<usize>) {
        let span = self.prepared.original(span);
        let span = span.start + self.offset..span.end + self.offset;
        self.out.holes.push(Hole { at: self.out.html.len(), span, kind });
    }

    // ── running text ────────────────────────────────────────────────────────────────────────────

    fn text(&mut self, text: &str, span: Range<usize>) {
        if let Some(label) = &mut self.label {
            label.words.push_str(&self.prepared.unmark(text));
            return;
        }
        if self.in_code {
            self.escape(&self.prepared.unmark(text));
            return;
        }
        let text = self.without_attributes(text);
        if text.is_empty() {
            return;
        }
        self.begin_line(span.start);
        let first = text.chars().find(|c| !is_sign(*c));
        self.join(first);
        if self.run.is_empty() {
            self.run_span = span.clone();
        }
        self.run_span.end = span.end;
        self.run.push_str(&self.prepared.unmark(text));
        self.last = text.chars().rev().find(|c| !is_sign(*c)).or(self.last);
    }

    /// Ends a line of the source: no blank between Japanese characters, one elsewhere. A blank there
    /// would be shown, and read out as a pause.
    fn join(&mut self, next: Option<char>) {
        let blank_at = self.blank_at.take();
        if !std::mem::take(&mut self.line_ended) || (self.last.is_some_and(is_wide) && next.is_some_and(is_wide)) {
            return;
        }
        match blank_at {
            None => self.run.push('\n'),
            Some(at) => self.insert(at, "\n"),
        }
    }

    /// Writes out the text gathered so far.
    fn flush(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        self.look_at_run(&run);
        if let Some(words) = &mut self.words {
            words.push_str(&without_ruby(&run));
        }
        if self.image.is_none() {
            if self.prepared.has_ruby {
                for part in parts(&run) {
                    match part {
                        Part::Text(text) => self.stretch(text),
                        Part::Ruby { base, reading } => write_ruby(base, reading, &mut self.out.html),
                    }
                }
            } else {
                self.stretch(&run);
            }
            self.summarise(&run);
        }
        // The buffer is used again.
        self.run = run;
        self.run.clear();
    }

    fn stretch(&mut self, text: &str) {
        if self.prepared.has_addresses && self.links == 0 {
            return self.stretch_with_addresses(text);
        }
        self.words(text);
    }

    fn words(&mut self, text: &str) {
        let start = self.out.html.len();
        if self.heading.is_some() {
            self.rules.phrases.write(text, &mut self.out.html);
            return;
        }
        self.escape(text);
        if self.no_terms == 0
            && let (Ok(start), Ok(end)) = (start.try_into(), self.out.html.len().try_into())
        {
            self.out.prose.push(Prose { start, end, block_end: end });
        }
    }

    fn summarise(&mut self, run: &str) {
        if self.excerpt.len() < EXCERPT * 4 && self.heading.is_none() && self.page.is_none() && !self.table.in_head {
            self.excerpt.push_str(&without_ruby(run));
        }
    }

    fn code(&mut self, code: &str) {
        let code = self.prepared.unmark(code);
        self.join(code.chars().next());
        // A blank that the line left behind.
        let blank = std::mem::take(&mut self.run);
        self.push(&blank);
        if let Some(words) = &mut self.words {
            words.push_str(&code);
        }
        if self.image.is_some() || self.label.is_some() {
            return;
        }
        self.push("<code>");
        self.escape(&code);
        self.push("</code>");
        self.summarise(&code);
        self.last = code.chars().next_back();
    }

    // ── elements ────────────────────────────────────────────────────────────────────────────────

    fn start(&mut self, tag: Tag<'_>, span: Range<usize>) {
        if is_block(&tag) {
            self.open_block();
        } else {
            let here = self.out.html.len();
            self.blank_at = self.line_ended.then(|| self.blank_at.unwrap_or(here));
        }
        match tag {
            Tag::Paragraph => self.push("<p>"),
            Tag::Heading { level, id, .. } => {
                self.no_terms += 1;
                self.words = Some(String::new());
                let id = id.map(|id| self.prepared.unmark(&id).into_owned());
                self.heading = Some(OpenHeading { level: level as u8, id, span, start: self.out.html.len() });
                // The page's title is its only first heading.
                let level = (level as u8).max(2);
                let _ = write!(self.out.html, "<h{level} id=\"");
                self.open_tags.push(self.out.html.len());
                self.push("\">");
            }
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => self.start_code(&kind, span),
            Tag::HtmlBlock => self.html_block = Some((String::new(), span.end)),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.push("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.start_footnote(&label, span);
            }
            Tag::DefinitionList => self.push("<dl class=\"definitions\">\n"),
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(alignments) => {
                self.table = Table { alignments, is_open: true, ..Table::default() };
                self.push(
                    "<table class=\"table foldable\">
",
                );
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.push("<thead><tr>");
            }
            Tag::TableRow => self.start_row(span),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Superscript => self.inline("<sup>"),
            Tag::Subscript => self.inline("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, span),
            Tag::Image { dest_url, title, .. } => {
                self.no_terms += 1;
                let address = self.prepared.unmark(&dest_url).into_owned();
                let title = self.prepared.unmark(&title).into_owned();
                let around = self.words.replace(String::new());
                self.image = Some(Image { address, title, span, around });
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn open_block(&mut self) {
        self.end_lines();
        self.line_begins = Some(false);
        self.close_label();
        self.blank_at = None;
        self.line_ended = false;
        self.last = None;
        if self.depth == 0 {
            self.block_prose = self.out.prose.len();
        }
        self.depth += 1;
    }

    fn inline(&mut self, tag: &str) {
        if self.image.is_none() {
            self.push(tag);
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.after_link = matches!(tag, TagEnd::Image | TagEnd::Link);
        if is_block_end(tag) {
            if !matches!(tag, TagEnd::Heading(_)) {
                self.end_lines();
            }
            self.close_label();
            self.close_tags(self.depth);
        }
        match tag {
            TagEnd::Paragraph => self.push("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => self.push(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" }),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.no_terms -= 1;
                self.push("</code></pre>\n");
            }
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::List(ordered) => {
                self.open_tags.pop();
                self.push(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => self.push("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.push("</dd>\n"),
            TagEnd::Table => {
                self.table.is_open = false;
                self.push("</tbody></table>\n");
            }
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.push("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.inline("</em>"),
            TagEnd::Strong => self.inline("</strong>"),
            TagEnd::Strikethrough => self.inline("</del>"),
            TagEnd::Superscript => self.inline("</sup>"),
            TagEnd::Subscript => self.inline("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::MetadataBlock(_) => {}
        }
        if is_block_end(tag) {
            self.depth -= 1;
            if self.depth == 0 {
                let end = self.out.html.len();
                let from = self.block_prose.min(self.out.prose.len());
                let end = u32::try_from(end).unwrap_or(u32::MAX);
                self.out.prose[from..].iter_mut().for_each(|prose| prose.block_end = end);
                if self.page.is_none() && !self.excerpt.is_empty() && !self.excerpt.ends_with(' ') {
                    self.excerpt.push(' ');
                }
            }
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, name) = match kind {
            None => return self.push("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "メモ"),
            Some(BlockQuoteKind::Tip) => ("tip", "ヒント"),
            Some(BlockQuoteKind::Important) => ("important", "大切なこと"),
            Some(BlockQuoteKind::Warning) => ("warning", "注意"),
            Some(BlockQuoteKind::Caution) => ("caution", "気をつけること"),
        };
        let _ = writeln!(
            self.out.html,
            "<div class=\"callout callout-{class}\" role=\"note\"><p class=\"callout-title\">{name}</p>"
        );
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, span: Range<usize>) {
        self.look_at_code(kind, span);
        self.in_code = true;
        self.no_terms += 1;
        self.push("<pre tabindex=\"0\"><code");
        if let CodeBlockKind::Fenced(info) = kind {
            let info = self.prepared.unmark(info);
            if let Some(language) = info.split([' ', ',', '\t']).next().filter(|language| !language.is_empty()) {
                self.push(" class=\"language-");
                let _ = escape_html(&mut self.out.html, language);
                self.push("\"");
            }
        }
        self.push(">");
    }

    fn start_list(&mut self, first: Option<u64>) {
        match first {
            None => self.push("<ul"),
            Some(1) => self.push("<ol"),
            Some(n) => {
                let _ = write!(self.out.html, "<ol start=\"{n}\"");
            }
        }
        self.open_tags.push(self.out.html.len());
        self.push(">\n");
    }

    /// `[ ]` at the head of an item. A list that begins with one is a checklist.
    fn task(&mut self, done: bool) {
        let first_of_list = [">\n<li>", ">\n<li><p>"];
        if let Some(start) = self.open_tags.last().copied()
            && first_of_list.contains(&&self.out.html[start..])
        {
            self.out.html.insert_str(start, " class=\"checklist\"");
        }
        let checked = if done { " checked" } else { "" };
        let _ = write!(self.out.html, "<label><input type=\"checkbox\"{checked}><span>");
        self.label_open = true;
    }

    fn close_label(&mut self) {
        if std::mem::take(&mut self.label_open) {
            self.push("</span></label>");
        }
    }

    pub fn finish(mut self) -> Written {
        self.flush();
        self.close_tags(0);
        self.write_footnotes();
        let excerpt: String = self.excerpt.trim().chars().take(EXCERPT).collect();
        Written {
            body: Body {
                html: self.out.html.as_str().into(),
                holes: self.out.holes,
                prose: self.out.prose.as_slice().into(),
            },
            headings: self.headings,
            anchors: self.anchors.into_names(),
            excerpt,
            diagnostics: self.diagnostics,
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    is_block_end(tag.to_end())
}

fn is_block_end(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
