//! Which words the site writes for a reading: what turns a query in kana or romaji into words that
//! stand on its pages, so that these need no index of their own.

use std::collections::BTreeMap;

use ahash::AHashMap;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::japanese::fold::Folding;
use crate::japanese::is_kanji;
use crate::japanese::readings::{Readings, read, stretches};

use super::Page;

/// How many bytes of words a shard holds, before they are packed.
const SHARD: usize = 4 * 1024;

/// Some words, from a first reading on.
#[derive(Debug)]
pub struct Shard {
    pub first: String,
    /// A line for each reading: the reading, then after a tab each word, parted by spaces, the most
    /// frequent first; a digit before each tells how frequent it is, in powers of two.
    pub text: String,
}

/// By what it is asked for, each writing, with how often it occurs.
type Words = BTreeMap<String, BTreeMap<String, u32>>;

/// Gathers the words of all pages.
pub fn shards(pages: &[Page], synonyms: &[Vec<String>], folding: &Folding, readings: &Readings) -> Vec<Shard> {
    let mut words = Words::new();
    for word in synonyms.iter().flatten() {
        add(&mut words, word, &read(word), 1, folding);
    }
    let given = given(pages);
    for (word, reading) in &given {
        add(&mut words, word, reading, 1, folding);
    }
    let mut known: Vec<&str> = given.iter().map(|(word, _)| word.as_str()).collect();
    known.sort_unstable();
    let counts = count(pages);
    let found = readings.words(counts.iter().map(|(stretch, _)| (*stretch).to_owned()).collect());
    let mut read: AHashMap<(&str, &str), u32> = AHashMap::new();
    for (found, (_, times)) in found.iter().zip(&counts) {
        for (word, reading) in found.iter() {
            *read.entry((word, reading)).or_default() += times;
        }
    }
    for ((word, reading), times) in read {
        // A reading that somebody has given wins over the dictionary's.
        if known.binary_search(&word).is_err() {
            add(&mut words, word, reading, times, folding);
        }
        add_head(&mut words, word, times, folding);
    }
    for (word, times) in with_v(pages) {
        add(&mut words, word, word, times, folding);
    }
    divide(words)
}

/// The readings that the site gives itself: of its terms, and over words in its text.
fn given(pages: &[Page]) -> Vec<(String, String)> {
    let of_terms = pages.iter().filter_map(|page| Some((page.title.clone(), page.reading.clone()?)));
    of_terms.chain(pages.iter().flat_map(|page| page.text.rubies.iter().cloned())).collect()
}

/// Every stretch with kanji, with how often it occurs, in order.
fn count(pages: &[Page]) -> Vec<(&str, u32)> {
    let mut all: Vec<&str> = pages.par_iter().flat_map_iter(|page| page.texts().flat_map(stretches)).collect();
    rayon::slice::ParallelSliceMut::par_sort_unstable(all.as_mut_slice());
    let times = |same: &[&str]| u32::try_from(same.len()).unwrap_or(u32::MAX);
    all.chunk_by(|a, b| a == b).map(|same| (same[0], times(same))).collect()
}

/// Words of katakana with ヴ, which many write with ビ.
fn with_v(pages: &[Page]) -> BTreeMap<&str, u32> {
    let mut words = BTreeMap::new();
    for text in pages.iter().flat_map(Page::texts).filter(|text| text.contains('ヴ')) {
        for word in text.split(|c| !matches!(c, 'ァ'..='ヺ' | 'ー')).filter(|word| word.contains('ヴ')) {
            *words.entry(word).or_default() += 1;
        }
    }
    words
}

fn add(words: &mut Words, word: &str, reading: &str, times: u32, folding: &Folding) {
    let written = folding.bare(word);
    let sound = folding.sound(&folding.bare(reading));
    if !sound.is_empty() && written != sound {
        *words.entry(sound).or_default().entry(written).or_default() += times;
    }
}

/// Files a word of several kanji with kana between them under its kanji alone: 振り返 under 振返.
fn add_head(words: &mut Words, word: &str, times: u32, folding: &Folding) {
    let Some(last) = word.char_indices().rfind(|(_, c)| is_kanji(*c)) else { return };
    let head = &word[..last.0 + last.1.len_utf8()];
    let kanji: String = head.chars().filter(|c| is_kanji(*c)).collect();
    if kanji.len() < head.len() && kanji.chars().count() > 1 {
        *words.entry(folding.bare(&kanji)).or_default().entry(folding.bare(head)).or_default() += times;
    }
}

fn divide(words: Words) -> Vec<Shard> {
    let mut words: Vec<(String, BTreeMap<String, u32>)> = words.into_iter().collect();
    words.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    let mut shards: Vec<Shard> = Vec::new();
    for (key, writings) in words {
        let mut writings: Vec<(String, u32)> = writings.into_iter().collect();
        writings.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let writings = writings.iter().map(|(writing, times)| format!("{}{writing}", times.ilog2().min(9)));
        let line = format!("{key}\t{}\n", writings.collect::<Vec<_>>().join(" "));
        match shards.last_mut() {
            Some(shard) if shard.text.len() < SHARD => shard.text.push_str(&line),
            _ => shards.push(Shard { first: key, text: line }),
        }
    }
    shards
}
