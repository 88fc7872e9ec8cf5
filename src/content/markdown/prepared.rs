//! A text made ready for the parser, and the way back to the bytes of the file.
//!
//! What CommonMark reads otherwise than Japanese writes it is told apart by signs that no text holds.
//! They are put in before the parser reads and taken out of everything that is shown.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use super::emphasis;
use crate::japanese::has_ruby;

/// Parts two signs from each other. Never a character of a text (Unicode §23.7), so that it can be
/// taken out without loss.
pub(super) const MARK: char = '\u{fdd1}';

/// Makes the `*` after it a plain one. The first character tells it from a backslash of the text where
/// backslashes are shown, as in code.
pub(super) const ESCAPE: &str = "\u{fdd2}\\";

/// What is left of [`ESCAPE`] where the parser took the backslash away.
const ESCAPED: char = '\u{fdd2}';

pub(super) fn is_sign(c: char) -> bool {
    c == MARK || c == ESCAPED
}

/// A text prepared for the parser.
pub(super) struct Prepared<'t> {
    pub text: Cow<'t, str>,
    /// Where something was put into `text`, ascending, and how many bytes there are of it up to there.
    added: Vec<(usize, usize)>,
    /// What the whole text has nowhere need not be looked for in each stretch of it.
    pub has_ruby: bool,
    pub has_underscores: bool,
    pub has_addresses: bool,
}

impl<'t> Prepared<'t> {
    pub fn new(text: &'t str) -> Self {
        let mut insertions = emphasis::insertions(text);
        let mut tabs = Vec::new();
        look_at_lines(text, &mut insertions, &mut tabs);
        insertions.sort_by_key(|(at, _)| *at);
        let (mut out, mut added) = (String::new(), Vec::with_capacity(insertions.len()));
        let (mut copied, mut sum) = (0, 0);
        for (at, sign) in insertions {
            out.push_str(&text[copied..at]);
            sum += sign.len();
            added.push((out.len(), sum));
            out.push_str(sign);
            copied = at;
        }
        let mut text = if added.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(out + &text[copied..]) };
        let bytes = text.as_bytes();
        let has_ruby = has_ruby(&text);
        let has_underscores = memmem::find(bytes, b"__").is_some();
        let has_addresses = memmem::find(bytes, b"://").is_some()
            || memmem::find(bytes, b"www.").is_some()
            || memchr(b'@', bytes).is_some();
        if !tabs.is_empty() {
            text = Cow::Owned(without_tabs(&text));
        }
        Self { text, added, has_ruby, has_underscores, has_addresses }
    }

    /// The bytes of the original for bytes of the prepared text.
    pub fn original(&self, span: Range<usize>) -> Range<usize> {
        let back = |at: usize| {
            let before = self.added.partition_point(|(sign, _)| *sign < at);
            at.saturating_sub(before.checked_sub(1).map_or(0, |last| self.added[last].1))
        };
        back(span.start)..back(span.end)
    }

    /// A stretch of what the parser made of the text, without our signs.
    pub fn unmark<'s>(&self, text: &'s str) -> Cow<'s, str> {
        if self.added.is_empty() || !text.contains(is_sign) {
            return Cow::Borrowed(text);
        }
        text.replace(ESCAPE, "").replace(is_sign, "").into()
    }
}

const PART: &str = "\u{fdd1}";

/// What is told by the whole line: a colon that begins no definition, and braces that are no attributes.
fn look_at_lines<'t>(text: &'t str, insertions: &mut Vec<(usize, &'static str)>, tabs: &mut Vec<&'t str>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        let head = content_start(line);
        // Pandoc wants a blank behind the colon; `:::` and `:warning:` begin no definition.
        if line[head..].starts_with(':') && !line[head + 1..].starts_with([' ', '\t', '\n', '\u{3000}']) {
            insertions.push((start + head, PART));
        }
        // Braces that are no attributes belong to the words of the heading (CommonMark 0.31.2 §4.2).
        if line.trim_end().ends_with('}')
            && let Some(open) = line.rfind('{')
            && !is_attributes(&line.trim_end()[open + 1..line.trim_end().len() - 1])
        {
            insertions.push((end, PART));
        }
        if is_delimiter_row_with_tabs(line) {
            tabs.push(line);
        }
        start += line.len();
    }
}

/// Where a line begins to say something: behind blanks, the signs of quotes and those of lists.
pub(super) fn content_start(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        while matches!(bytes.get(at), Some(b' ' | b'>')) {
            at += 1;
        }
        let digits = bytes[at..].iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        let sign = match bytes.get(at + digits) {
            Some(b'-' | b'*' | b'+') if digits == 0 => at + 1,
            Some(b'.' | b')') if digits > 0 => at + digits + 1,
            _ => return at,
        };
        if bytes.get(sign) != Some(&b' ') {
            return at;
        }
        at = sign;
    }
}

/// Whether what stands in braces at the end of a heading is `#id`, `.class` or `key=value` only.
fn is_attributes(inner: &str) -> bool {
    let mut words = inner.split_ascii_whitespace().peekable();
    words.peek().is_some() && words.all(|word| word.starts_with(['#', '.']) || word.contains('='))
}

/// GFM §4.10: blanks around the hyphens do not count, and a tab is one; the parser takes none.
fn is_delimiter_row_with_tabs(line: &str) -> bool {
    let bytes = line.trim_end().as_bytes();
    memchr(b'\t', bytes).is_some()
        && memchr2(b'|', b'-', bytes).is_some()
        && bytes.contains(&b'|')
        && bytes.contains(&b'-')
        && bytes.iter().all(|byte| b"|-: \t>".contains(byte))
}

fn without_tabs(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    lines
        .map(
            |line| {
                if is_delimiter_row_with_tabs(line) { Cow::Owned(line.replace('\t', " ")) } else { Cow::Borrowed(line) }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_counted_out_again() {
        let text = "**「強調」**です。\n## 題 {重要}\n（*）\n";
        let prepared = Prepared::new(text);
        assert_ne!(prepared.text, text);
        let at = prepared.text.find('題').unwrap();
        assert_eq!(&text[prepared.original(at..at + 3)], "題");
        assert_eq!(prepared.unmark(&prepared.text), text);
    }

    #[test]
    fn only_attributes_are_attributes() {
        assert!(["#id", "#題 .x", "width=3"].into_iter().all(is_attributes));
        assert!(!["重要", "", "#id 重要"].into_iter().any(is_attributes));
    }
}
