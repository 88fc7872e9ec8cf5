//! How kanji are read: words of running text, with their readings, as a morphological analysis finds
//! them. The dictionary is IPADIC (see `NOTICE.txt`); it is unpacked when it is first asked.

mod dictionary;

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::is_kanji;
use crate::memo::Memo;
use dictionary::Dictionary;

/// A word with kanji in it, and its reading in hiragana.
pub type Word = (Box<str>, Box<str>);

/// Part of the program, unpacked when the first word is asked for.
static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(Dictionary::default);

/// Finds words, and remembers those of each stretch from one call to the next.
#[derive(Default)]
pub struct Readings {
    known: Mutex<Memo<String, (), Arc<[Word]>>>,
}

impl std::fmt::Debug for Readings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Readings").finish_non_exhaustive()
    }
}

impl Readings {
    /// The words with kanji of each stretch, in order.
    pub fn words(&self, stretches: Vec<String>) -> Vec<Arc<[Word]>> {
        // A poisoned lock means that a thread panicked; what is remembered is whole.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let inputs = stretches.into_iter().map(|stretch| (stretch, ())).collect();
        known.round(inputs, |stretch, ()| DICTIONARY.words(stretch).into())
    }
}

/// All words of two kanji or more whose readings are wanted.
pub fn homophones(is_wanted: impl Fn(&str) -> bool) -> Vec<Word> {
    DICTIONARY.homophones(is_wanted)
}

/// A text as it is read: kanji and katakana as hiragana, the rest as it stands.
pub fn read(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    for (word, reading) in stretches(text).flat_map(|stretch| DICTIONARY.words(stretch)) {
        if let Some((before, after)) = rest.split_once(&*word) {
            read.push_str(before);
            read.push_str(&reading);
            rest = after;
        }
    }
    read.push_str(rest);
    read.chars().map(hiragana).collect()
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// So many hiragana at most between two kanji of one word, as in 振り返る.
const BETWEEN: usize = 2;

/// So many hiragana at most after the last kanji of a word.
const AFTER: usize = 4;

/// The stretches of a text in which there are words with kanji: kanji, the few hiragana between them,
/// and what follows. Most turn up again and again, where whole sentences do not.
pub fn stretches(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[rest.find(is_kanji)?..];
        let (mut end, mut kana) = (0, 0);
        for (at, c) in rest.char_indices() {
            match c {
                _ if is_kanji(c) && kana <= BETWEEN => kana = 0,
                'ぁ'..='ゖ' if kana < AFTER => kana += 1,
                _ => break,
            }
            end = at + c.len_utf8();
        }
        let (stretch, after) = rest.split_at(end);
        rest = after;
        Some(stretch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_begin_with_kanji_and_end_with_few_kana() {
        let found: Vec<&str> = stretches("ともに振り返るための、相談支援センターです。話し合いましたので々").collect();
        assert_eq!(found, ["振り返るための", "相談支援", "話し合いました", "々"]);
    }

    #[test]
    fn words_are_read_in_their_context() {
        let readings = Readings::default();
        let words = |text: &str| {
            let found = readings.words(vec![text.to_owned()]);
            found[0].iter().map(|(word, reading)| format!("{word}={reading}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(words("基幹相談支援"), "基幹=きかん 相談=そうだん 支援=しえん");
        assert_eq!(words("振り返り"), "振り返り=ふりかえり");
        assert_eq!(words("気づきを話し合う"), "気づき=きづき 話し合う=はなしあう");
        assert_eq!(words("医療的な"), "医療=いりょう 的=てき");
        assert_eq!(read("第1回の医療的ケアとSV"), "だい1かいのいりょうてきけあとSV");
    }
}
