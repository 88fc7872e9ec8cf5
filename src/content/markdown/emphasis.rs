//! Emphasis beside Japanese punctuation.
//!
//! CommonMark takes `**「強調」**です` for text, since a closing run of `*` after punctuation must be
//! followed by a blank or by punctuation (0.31.2 §6.2, left- and right-flanking runs), which Japanese
//! does not write. A noncharacter put between the punctuation and the run makes it flank as meant; it
//! is taken out again of everything that is shown.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr2_iter, memmem};

use crate::japanese::{has_ruby, is_wide};

/// Never a character of a text (Unicode §23.7), so that it can be taken out without loss.
pub(super) const MARK: char = '\u{fdd1}';

/// A text prepared for the parser, and the way back to the bytes of the original.
pub(super) struct Prepared<'t> {
    pub text: Cow<'t, str>,
    /// Where marks stand in `text`, ascending.
    marks: Vec<usize>,
    /// What the whole text has nowhere need not be looked for in each stretch of it.
    pub has_ruby: bool,
    pub has_underscores: bool,
}

impl Prepared<'_> {
    /// The bytes of the original for bytes of the prepared text.
    pub fn original(&self, span: Range<usize>) -> Range<usize> {
        let back = |at: usize| at - self.marks.partition_point(|mark| *mark < at) * MARK.len_utf8();
        back(span.start)..back(span.end)
    }

    /// A stretch of what the parser made of the text, without marks.
    pub fn unmark<'s>(&self, text: &'s str) -> Cow<'s, str> {
        if self.marks.is_empty() || !text.contains(MARK) { Cow::Borrowed(text) } else { text.replace(MARK, "").into() }
    }
}

pub(super) fn prepare(text: &str) -> Prepared<'_> {
    let mut out = String::new();
    let mut marks = Vec::new();
    let mut copied = 0;
    let mut run_end = 0;
    for at in memchr2_iter(b'*', b'~', text.as_bytes()) {
        if at < run_end {
            continue;
        }
        let sign = text.as_bytes()[at];
        run_end = at + text.as_bytes()[at..].iter().take_while(|byte| **byte == sign).count();
        let (before, after) = (text[..at].chars().next_back(), text[run_end..].chars().next());
        let (Some(before), Some(after)) = (before, after) else { continue };
        if before == '\\' || before.is_whitespace() || after.is_whitespace() || !(is_wide(before) || is_wide(after)) {
            continue;
        }
        // Punctuation on one side only is what keeps the run from flanking.
        let mark_at = match (is_punctuation(before), is_punctuation(after)) {
            (true, false) => at,
            (false, true) => run_end,
            _ => continue,
        };
        out.push_str(&text[copied..mark_at]);
        marks.push(out.len());
        out.push(MARK);
        copied = mark_at;
    }
    let (has_ruby, has_underscores) = (has_ruby(text), memmem::find(text.as_bytes(), b"__").is_some());
    if marks.is_empty() {
        return Prepared { text: Cow::Borrowed(text), marks, has_ruby, has_underscores };
    }
    out.push_str(&text[copied..]);
    Prepared { text: Cow::Owned(out), marks, has_ruby, has_underscores }
}

/// What CommonMark counts as punctuation: the ASCII signs, and beyond them (near enough) all that is
/// neither letter, digit, blank nor invisible.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let invisible =
        matches!(u32::from(c), 0x200b..=0x200f | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff | 0xe0100..=0xe01ef);
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !invisible
}
