//! What looks like Markdown to the person who wrote it and is none: signs typed with the Japanese input
//! method on, text pasted from Word and Excel, signs of other tools. Each finding gives the text as it
//! should be.

pub(super) mod inline;
pub(super) mod lines;

use crate::diagnostics::{Diagnostic, Place, catalogue};

/// Characters that nobody sees or that only one program knows, wherever they stand.
pub(super) fn invisible(text: &str, place: &Place, offset: usize) -> Vec<Diagnostic> {
    let found = text.char_indices().filter(|(_, c)| is_invisible(*c));
    found
        .map(|(at, c)| catalogue::invisible(place.at(offset + at..offset + at + c.len_utf8()), c))
        .map(|diagnostic| match diagnostic.place.span {
            Some(span) => diagnostic.edit(span.start..span.end, ""),
            None => diagnostic,
        })
        .collect()
}

fn is_invisible(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' | ' '..='~' => false,
        '\u{e000}'..='\u{f8ff}'
        | '\u{200b}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    }
}
