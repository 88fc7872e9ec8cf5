use std::borrow::Cow;

use memchr::memmem;
use pulldown_cmark_escape::escape_html_body_text;

use super::is_kanji;

/// A stretch of text, or a word with its reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'t> {
    Text(&'t str),
    Ruby { base: &'t str, reading: &'t str },
}

/// Whether the text may have readings; nearly every text has none.
pub fn has_ruby(text: &str) -> bool {
    memmem::find(text.as_bytes(), "《".as_bytes()).is_some()
}

/// Divides a text at its readings: `漢字《かんじ》`, or `｜語《よみ》` where the word is not just kanji
/// （青空文庫 注記形式）. Brackets with nothing to stand over are text.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut from, mut rest) = (0, 0);
    while let Some(open) = text[rest..].find('《').map(|at| at + rest) {
        let Some(close) = text[open..].find('》').map(|at| at + open) else { break };
        let reading = &text[open + '《'.len_utf8()..close];
        rest = close + '》'.len_utf8();
        let Some((cut, base)) = base(&text[from..open]) else { continue };
        if reading.is_empty() || reading.contains('《') {
            continue;
        }
        if cut > 0 {
            parts.push(Part::Text(&text[from..from + cut]));
        }
        parts.push(Part::Ruby { base, reading });
        from = rest;
    }
    if from < text.len() {
        parts.push(Part::Text(&text[from..]));
    }
    parts
}

/// The word that ends `before`, and where the text in front of it ends.
fn base(before: &str) -> Option<(usize, &str)> {
    if let Some(bar) = before.rfind('｜') {
        let word = &before[bar + '｜'.len_utf8()..];
        if !word.is_empty() {
            return Some((bar, word));
        }
    }
    let word = before.char_indices().rev().take_while(|(_, c)| is_kanji(*c) || is_variation_selector(*c));
    let start = word.filter(|(_, c)| is_kanji(*c)).last()?.0;
    Some((start, &before[start..]))
}

/// What chooses a shape of the kanji before it, and belongs to it（青空文庫 注記形式）.
fn is_variation_selector(c: char) -> bool {
    matches!(u32::from(c), 0xfe00..=0xfe0f | 0xe0100..=0xe01ef)
}

/// Writes a word with its reading as HTML; where ruby is not known, the reading stands in brackets.
pub fn write_ruby(base: &str, reading: &str, out: &mut String) {
    // Writing into a String does not fail.
    out.push_str("<ruby>");
    let _ = escape_html_body_text(&mut *out, base);
    out.push_str("<rp>（</rp><rt>");
    let _ = escape_html_body_text(&mut *out, reading);
    out.push_str("</rt><rp>）</rp></ruby>");
}

/// The text as it is read without the readings.
pub fn without_ruby(text: &str) -> Cow<'_, str> {
    if !has_ruby(text) {
        return Cow::Borrowed(text);
    }
    parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text,
            Part::Ruby { base, .. } => base,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_stands_over_the_kanji_before_it_or_over_what_the_bar_begins() {
        assert_eq!(
            parts("思いを汲《く》む｜SV《エスブイ》"),
            [
                Part::Text("思いを"),
                Part::Ruby { base: "汲", reading: "く" },
                Part::Text("む"),
                Part::Ruby { base: "SV", reading: "エスブイ" }
            ]
        );
        assert_eq!(without_ruby("振《ふ》り返《かえ》り"), "振り返り");
        for base in ["葛\u{e0100}飾", "二〇二五年"] {
            assert_eq!(parts(&format!("{base}《よ》"))[0], Part::Ruby { base, reading: "よ" });
        }
    }

    #[test]
    fn brackets_over_nothing_are_text() {
        for text in ["《》", "かな《x》", "漢《", "漢字《》", "》《"] {
            assert_eq!(without_ruby(text), text);
        }
    }
}
