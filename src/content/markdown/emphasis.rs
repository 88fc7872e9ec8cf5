//! Emphasis beside Japanese punctuation.
//!
//! CommonMark takes `**「強調」**です` for text, since a closing run of `*` after punctuation must be
//! followed by a blank or by punctuation (0.31.2 §6.2, left- and right-flanking runs), which Japanese
//! does not write. A noncharacter put between the punctuation and the run makes it flank as meant.
//!
//! The other way round, Japanese numbers its notes （*1）, *2: these are no emphasis.

use memchr::memchr2_iter;

use super::prepared::ESCAPE;
use crate::japanese::is_wide;

const PART: &str = "\u{fdd1}";

/// A run of `*` or `~`, with what stands beside it.
struct Run {
    start: usize,
    end: usize,
    before: Option<char>,
    after: Option<char>,
}

/// What to put into `text`, and where.
pub(super) fn insertions(text: &str) -> Vec<(usize, &'static str)> {
    let mut insertions = Vec::new();
    let mut line: Vec<Run> = Vec::new();
    let mut end = 0;
    for start in memchr2_iter(b'*', b'~', text.as_bytes()) {
        if start < end {
            continue;
        }
        let between = &text[end..start];
        if between.contains('\n') {
            end_line(text, &mut line, &mut insertions);
        }
        let sign = text.as_bytes()[start];
        end = start + text.as_bytes()[start..].iter().take_while(|byte| **byte == sign).count();
        let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
        line.push(Run { start, end, before, after });
    }
    end_line(text, &mut line, &mut insertions);
    insertions
}

fn end_line(text: &str, line: &mut Vec<Run>, insertions: &mut Vec<(usize, &'static str)>) {
    // Where each star of a line numbers a note, none of them is emphasis.
    let are_notes = !line.is_empty() && line.iter().all(|run| is_note_mark(text, run));
    for run in line.drain(..) {
        let (Some(before), Some(after)) = (run.before, run.after) else { continue };
        if before == '\\' {
            continue;
        }
        let is_alone = is_opening(before) && is_closing(after) && text[run.start..].starts_with('*');
        if are_notes || is_alone {
            insertions.extend((run.start..run.end).map(|at| (at, ESCAPE)));
            continue;
        }
        if before.is_whitespace() || after.is_whitespace() || !(is_flanking(before) || is_flanking(after)) {
            continue;
        }
        // Punctuation on one side only is what keeps the run from flanking. What an opening bracket
        // precedes need not close, what a closing one follows need not open.
        match (is_punctuation(before), is_punctuation(after)) {
            (true, false) if !is_opening(before) => insertions.push((run.start, PART)),
            (false, true) if !is_closing(after) => insertions.push((run.end, PART)),
            _ => {}
        }
    }
}

/// `*1` as Japanese marks a note: one star behind a word or a bracket, one or two digits, and no digit's word.
fn is_note_mark(text: &str, run: &Run) -> bool {
    let digits = text[run.end..].chars().take_while(char::is_ascii_digit).count();
    let next = text[run.end + digits..].chars().next();
    run.end - run.start == 1
        && text[run.start..].starts_with('*')
        && (1..3).contains(&digits)
        && run.before.is_some_and(|c| is_wide(c) || c == '(')
        && next.is_none_or(|c| is_wide(c) || c == ')' || c == '\n')
}

/// Characters beside which emphasis is written without blanks: Japanese, Chinese and Korean.
fn is_flanking(c: char) -> bool {
    is_wide(c) || matches!(u32::from(c), 0x1100..=0x11ff | 0x3130..=0x318f | 0xa960..=0xa97f | 0xac00..=0xd7ff)
}

fn is_opening(c: char) -> bool {
    "（「『【〔［｛〈《“‘([{〖〘".contains(c)
}

fn is_closing(c: char) -> bool {
    "）」』】〕］｝〉》”’)]}〗〙".contains(c)
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
