use std::fmt::Write;

use ahash::AHashSet;
use aho_corasick::{AhoCorasick, MatchKind};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::book::Book;
use crate::japanese::{is_kanji, without_ruby};
use crate::model::{Body, Front, Kind, relative};

/// The words of the glossary, ready to be found in running text.
#[derive(Debug, Default)]
pub struct Terms {
    notes: Vec<Note>,
    /// Every word, as it looks in HTML, with the note that explains it.
    words: Vec<(String, usize)>,
    matcher: Option<AhoCorasick>,
}

impl Eq for Terms {}

/// The matcher is made of the words, and need not be compared.
impl PartialEq for Terms {
    fn eq(&self, other: &Self) -> bool {
        self.notes == other.notes && self.words == other.words
    }
}

/// What the explanation of a term says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Note {
    id: String,
    title: String,
    reading: String,
    short: String,
    url: String,
}

impl Terms {
    pub fn new(book: &Book) -> Self {
        let mut terms = Self::default();
        for (_, document) in book.of_kind(Kind::Term) {
            let Front::Term(term) = &document.front else { continue };
            let title = without_ruby(&document.common.title).into_owned();
            let words = std::iter::once(title.as_str()).chain(term.aliases.iter().map(|alias| alias.value.as_str()));
            for word in words.filter(|word| !word.is_empty()) {
                let mut escaped = String::new();
                // Writing into a String does not fail.
                let _ = escape_html_body_text(&mut escaped, word);
                terms.words.push((escaped, terms.notes.len()));
            }
            terms.notes.push(Note {
                id: document.id().to_owned(),
                title,
                reading: term.reading.value.clone(),
                short: without_ruby(&term.short).into_owned(),
                url: document.url.clone(),
            });
        }
        if !terms.words.is_empty() {
            let words = terms.words.iter().map(|(word, _)| word);
            // Only a glossary beyond any memory fails to compile; its pages then go without explanations.
            terms.matcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok();
        }
        terms
    }

    /// Adds to `insertions` what makes the first use of each term a link to its explanation, and the
    /// explanation itself behind the block that uses it. `url` is the address of the page.
    pub fn explain(&self, body: &Body, url: &str, insertions: &mut Vec<(usize, String)>) {
        let Some(matcher) = &self.matcher else { return };
        let mut explained = AHashSet::new();
        for prose in &body.prose {
            let (start, end, block_end) = (prose.start as usize, prose.end as usize, prose.block_end as usize);
            let text = &body.html[start..end];
            for found in matcher.find_iter(text) {
                let note = self.words[found.pattern().as_usize()].1;
                let own_page = self.notes[note].url == url;
                if own_page || !stands_alone(text, found.start(), found.end()) || !explained.insert(note) {
                    continue;
                }
                let note = &self.notes[note];
                let id = &note.id;
                insertions
                    .push((start + found.start(), format!("<a class=\"term\" id=\"go-r-{id}\" href=\"#go-{id}\">")));
                insertions.push((start + found.end(), "</a>".to_owned()));
                insertions.push((block_end, note.html(url)));
            }
        }
    }
}

impl Note {
    fn html(&self, from: &str) -> String {
        let mut out = String::new();
        let id = &self.id;
        // Writing into a String does not fail.
        let _ = write!(
            out,
            "<aside class=\"term-note\" id=\"go-{id}\" role=\"note\" data-no-search aria-label=\"ことばの説明\"><p class=\"term-name\"><b>"
        );
        let _ = escape_html_body_text(&mut out, &self.title);
        out.push_str("</b> <span>");
        let _ = escape_html_body_text(&mut out, &self.reading);
        out.push_str("</span></p><p>");
        let _ = escape_html_body_text(&mut out, &self.short);
        out.push_str("</p><p class=\"term-links\"><a href=\"");
        let _ = escape_html(&mut out, &relative(from, &self.url));
        let _ = writeln!(out, "\">ことばのページで読む</a> <a href=\"#go-r-{id}\">とじる</a></p></aside>");
        out
    }
}

/// Whether the stretch is a word of its own, and not part of a longer one in the same script.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joins = |a: Option<char>, b: Option<char>| matches!((a, b), (Some(a), Some(b)) if same_word(a, b));
    let word = &text[start..end];
    !joins(text[..start].chars().next_back(), word.chars().next())
        && !joins(word.chars().next_back(), text[end..].chars().next())
}

fn same_word(a: char, b: char) -> bool {
    let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー');
    (a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
        || (katakana(a) && katakana(b))
        || (is_kanji(a) && is_kanji(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_not_found_inside_a_longer_word() {
        let alone = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            stands_alone(text, start, start + word.len())
        };
        assert!(alone("基幹が加わる", "基幹"));
        assert!(alone("このSVでは", "SV"));
        assert!(!alone("記録用紙に書く", "記録"));
        assert!(!alone("ケースワーク", "ケース"));
        assert!(!alone("USVの", "SV"));
    }
}
