//! Text as the paper shows it: shaped with the fonts that the PDF embeds, broken into lines by the
//! rules of Unicode (UAX #14, strict as Japanese print is).

use std::ops::Range;
use std::sync::Arc;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use rustybuzz::{Direction, Face, ShapePlan, UnicodeBuffer, script, shape_with_plan};

/// The font BIZ UDP Gothic, under the SIL Open Font License (fonts/OFL.txt).
pub static REGULAR: &[u8] = include_bytes!("fonts/BIZUDPGothic-Regular.ttf");
pub static BOLD: &[u8] = include_bytes!("fonts/BIZUDPGothic-Bold.ttf");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// One glyph of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    pub id: u16,
    /// In ems.
    pub advance: f32,
    pub offset: f32,
    /// The bytes of the line's text that it shows.
    pub range: Range<usize>,
}

/// One line of shaped text.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub text: String,
    pub weight: Weight,
    pub glyphs: Arc<[Glyph]>,
    /// In ems.
    pub width: f32,
}

impl Line {
    fn new(text: &str, weight: Weight, glyphs: &[Glyph]) -> Self {
        let start = glyphs.first().map_or(0, |glyph| glyph.range.start);
        let end = glyphs.last().map_or(0, |glyph| glyph.range.end);
        let moved =
            |glyph: &Glyph| Glyph { range: glyph.range.start - start..glyph.range.end - start, ..glyph.clone() };
        Self {
            text: text[start..end].to_owned(),
            weight,
            width: glyphs.iter().map(|glyph| glyph.advance).sum(),
            glyphs: glyphs.iter().map(moved).collect(),
        }
    }

    /// The same line with more room after each glyph, in ems.
    #[must_use]
    pub fn spaced(mut self, more: f32) -> Self {
        self.glyphs =
            self.glyphs.iter().map(|glyph| Glyph { advance: glyph.advance + more, ..glyph.clone() }).collect();
        self.width = self.glyphs.iter().map(|glyph| glyph.advance).sum();
        self
    }
}

struct Shaper {
    face: Face<'static>,
    plan: ShapePlan,
    em: f32,
}

impl Shaper {
    fn new(font: &'static [u8]) -> Option<Self> {
        let face = Face::from_slice(font, 0)?;
        // One script for all, or a line that begins with a kanji would be spaced unlike one that begins with kana.
        let plan = ShapePlan::new(&face, Direction::LeftToRight, Some(script::HIRAGANA), None, &[]);
        #[expect(clippy::cast_precision_loss, reason = "1000 or 2048")]
        let em = face.units_per_em() as f32;
        Some(Self { face, plan, em })
    }

    fn shape(&self, text: &str) -> Vec<Glyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::HIRAGANA);
        let shaped = shape_with_plan(&self.face, &self.plan, buffer);
        let starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).enumerate();
        let ems = |units: i32| {
            #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
            let units = units as f32;
            units / self.em
        };
        glyphs
            .map(|(index, (info, position))| {
                let start = starts[index];
                let end = starts[index..].iter().copied().find(|next| *next > start).unwrap_or(text.len());
                Glyph {
                    id: u16::try_from(info.glyph_id).unwrap_or(0),
                    advance: ems(position.x_advance),
                    offset: ems(position.x_offset),
                    range: start..end,
                }
            })
            .collect()
    }
}

/// The two weights of the font, ready to measure with.
pub struct Fonts {
    regular: Option<Shaper>,
    bold: Option<Shaper>,
    breaks: LineSegmenterBorrowed<'static>,
}

impl Default for Fonts {
    fn default() -> Self {
        let mut options = LineBreakOptions::default();
        options.strictness = Some(LineBreakStrictness::Strict);
        Self {
            regular: Shaper::new(REGULAR),
            bold: Shaper::new(BOLD),
            breaks: LineSegmenter::new_for_non_complex_scripts(options),
        }
    }
}

impl Fonts {
    fn shape(&self, text: &str, weight: Weight) -> Vec<Glyph> {
        let shaper = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        shaper.as_ref().map_or_else(Vec::new, |shaper| shaper.shape(text))
    }

    /// The whole text in one line.
    pub fn line(&self, text: &str, weight: Weight) -> Line {
        Line::new(text, weight, &self.shape(text, weight))
    }

    /// The text in lines no wider than `width` ems. A word that is wider by itself is broken anywhere.
    pub fn wrap(&self, text: &str, weight: Weight, width: f32) -> Vec<Line> {
        let glyphs = self.shape(text, weight);
        let may_break: Vec<usize> = self.breaks.segment_str(text).collect();
        let mut lines = Vec::new();
        let (mut start, mut used, mut last_break) = (0, 0.0, None);
        let mut index = 0;
        while index < glyphs.len() {
            if index > start && may_break.binary_search(&glyphs[index].range.start).is_ok() {
                last_break = Some(index);
            }
            let is_space = text[glyphs[index].range.clone()].chars().all(char::is_whitespace);
            if used + glyphs[index].advance > width && !is_space && index > start {
                let end = last_break.unwrap_or(index);
                lines.push(trimmed(text, weight, &glyphs[start..end]));
                (start, index, used, last_break) = (end, end, 0.0, None);
                continue;
            }
            used += glyphs[index].advance;
            index += 1;
        }
        if start < glyphs.len() {
            lines.push(trimmed(text, weight, &glyphs[start..]));
        }
        lines
    }

    /// The characters of the text that the font has no glyph for.
    pub fn lacks(&self, text: &str) -> Vec<char> {
        let missing = self.shape(text, Weight::Regular).into_iter().filter(|glyph| glyph.id == 0);
        missing.filter_map(|glyph| text[glyph.range].chars().next()).collect()
    }
}

/// A line without the spaces that the break fell on.
fn trimmed(text: &str, weight: Weight, glyphs: &[Glyph]) -> Line {
    let is_space = |glyph: &Glyph| text[glyph.range.clone()].chars().all(char::is_whitespace);
    let end = glyphs.iter().rposition(|glyph| !is_space(glyph)).map_or(glyphs.len(), |last| last + 1);
    Line::new(text, weight, &glyphs[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(text: &str, width: f32) -> Vec<String> {
        Fonts::default().wrap(text, Weight::Regular, width).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_line_neither_begins_with_a_closing_mark_nor_ends_with_an_opening_one() {
        for width in 4..12_u8 {
            let lines = wrap(
                "支援者の「思い」を、（書ける人から）書きます。ちょっとしたデータも、しゃべったことも。",
                f32::from(width),
            );
            assert!(lines.len() > 2);
            for line in &lines {
                assert!(!line.starts_with(['」', '、', '）', '。', 'ゃ', 'ッ', 'ー']), "{lines:?}");
                assert!(!line.ends_with(['「', '（']), "{lines:?}");
            }
        }
    }

    #[test]
    fn a_word_stays_whole_if_it_can_and_no_line_is_too_wide() {
        assert_eq!(wrap("A4 no paper", 4.0), ["A4 no", "paper"]);
        let lines = Fonts::default().wrap("abcdefghijklmnopqrstuvwxyz", Weight::Regular, 5.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| line.width <= 5.0));
    }

    #[test]
    fn what_the_font_lacks_is_named() {
        assert_eq!(Fonts::default().lacks("令和𠮷😀あ髙①"), ['𠮷', '😀']);
    }
}
