//! Which words the site writes for a reading: what turns a query in kana or romaji into words that
//! stand on its pages, so that these need no index of their own.

use std::collections::{BTreeMap, BTreeSet};

use ahash::AHashMap;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::japanese::fold::Folding;
use crate::japanese::is_kanji;
use crate::japanese::readings::{Readings, Word, homophones, read, stretches};

use super::Page;

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

/// How often each word is read so on all pages; how often each word of katakana is written; and how often each
/// two words, that the dictionary does not hold as one, as in 並び替え.
#[derive(Debug, Default)]
pub struct Tally {
    read: AHashMap<Word, u32>,
    katakana: BTreeMap<String, u32>,
    compounds: BTreeMap<String, u32>,
}

impl Tally {
    pub fn of(pages: &[Page], readings: &Readings) -> Self {
        let mut tally = Self { katakana: katakana(pages), ..Self::default() };
        let counts = count(pages);
        let found = readings.words(counts.iter().map(|(stretch, _)| (*stretch).to_owned()).collect());
        for (found, (stretch, times)) in found.iter().zip(&counts) {
            for pair in found.windows(2).filter(|pair| is_compound(&pair[0].0, &pair[1].0)) {
                let word = [&*pair[0].0, &*pair[1].0].concat();
                if stretch.contains(&word) {
                    *tally.compounds.entry(word).or_default() += times;
                }
            }
            for word in found.iter() {
                match tally.read.get_mut(word) {
                    Some(known) => *known += times,
                    None => _ = tally.read.insert(word.clone(), *times),
                }
            }
        }
        tally
    }

    /// Takes a page in the place of another.
    pub fn replace(&mut self, old: &Page, new: &Page) {
        // Readings of their own, so that those of all pages are remembered on.
        let [gone, come] = [old, new].map(|page| Self::of(std::slice::from_ref(page), &Readings::default()));
        come.read.into_iter().for_each(|(word, times)| *self.read.entry(word).or_default() += times);
        gone.read.iter().for_each(|(word, times)| take(self.read.get_mut(word), *times));
        self.read.retain(|_, times| *times > 0);
        for (all, come, gone) in
            [(&mut self.katakana, come.katakana, gone.katakana), (&mut self.compounds, come.compounds, gone.compounds)]
        {
            for (word, times) in come {
                *all.entry(word).or_default() += times;
            }
            for (word, times) in gone {
                take(all.get_mut(&word), times);
            }
            all.retain(|_, times| *times > 0);
        }
    }
}

/// Whether a word that ends in kana goes on in another, as 並び does in 替え: it ends as a verb does before
/// a noun, and not as an adjective.
fn is_compound(word: &str, next: &str) -> bool {
    let is_joining = |c| "いきぎしじちにびみりえけげせぜてでねべめれ".contains(c);
    next.starts_with(is_kanji) && word.ends_with(is_joining) && !word.ends_with("しい")
}

fn take(from: Option<&mut u32>, times: u32) {
    if let Some(known) = from {
        *known = known.saturating_sub(times);
    }
}

/// Files the words of all pages. `most` is how many bytes a shard holds, before they are packed.
pub fn shards(pages: &[Page], synonyms: &[Vec<String>], tally: &Tally, folding: &Folding, most: usize) -> Vec<Shard> {
    let mut words = Words::new();
    for word in synonyms.iter().flatten() {
        add(&mut words, word, &read(word), 1, folding);
    }
    let given = given(pages);
    for (word, reading) in &given {
        add(&mut words, word, reading, 1, folding);
    }
    for page in pages.iter().filter(|page| page.reading.is_none()) {
        for title in std::iter::once(&page.title).chain(&page.aliases).filter(|title| title.len() <= LONGEST_TITLE) {
            add(&mut words, title, &read(title), 1, folding);
        }
    }
    add_homophones(&mut words, pages, synonyms, tally, folding);
    let mut known: Vec<&str> = given.iter().map(|(word, _)| word.as_str()).collect();
    known.sort_unstable();
    for ((word, reading), times) in &tally.read {
        // A reading that somebody has given wins over the dictionary's.
        if known.binary_search(&&**word).is_err() {
            add(&mut words, word, reading, *times, folding);
        }
        add_head(&mut words, word, *times, folding);
    }
    for (word, times) in &tally.katakana {
        add(&mut words, word, word, *times, folding);
    }
    for (word, times) in &tally.compounds {
        add_head(&mut words, word, *times, folding);
    }
    divide(words, most)
}

/// A title as a whole is filed under its reading, if it has no more bytes than a reader types at once.
const LONGEST_TITLE: usize = 90;

/// Files the words of titles, other words for them and synonyms under all that the input method offers for the same
/// kana: 基幹 under 機関.
fn add_homophones(words: &mut Words, pages: &[Page], synonyms: &[Vec<String>], tally: &Tally, folding: &Folding) {
    let titles = pages.iter().flat_map(|page| std::iter::once(&page.title).chain(&page.aliases));
    let named: BTreeSet<&str> = titles.chain(synonyms.iter().flatten()).flat_map(|title| stretches(title)).collect();
    let is_named = |word: &str| named.iter().any(|stretch| stretch.contains(word));
    let has_two_kanji = |word: &str| word.chars().filter(|c| is_kanji(*c)).count() > 1;
    let mut by_reading: AHashMap<&str, Vec<&str>> = AHashMap::new();
    for (word, reading) in tally.read.keys().filter(|(word, _)| has_two_kanji(word) && is_named(word)) {
        by_reading.entry(reading).or_default().push(word);
    }
    for (other, reading) in homophones(|reading| by_reading.contains_key(reading)) {
        for word in by_reading.get(&*reading).into_iter().flatten().filter(|word| ***word != *other) {
            *words.entry(folding.bare(&other)).or_default().entry(folding.bare(word)).or_default() += 1;
        }
    }
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

/// Words of katakana: they stand beside kanji in what a reader types as kana (コンテンツ作成).
fn katakana(pages: &[Page]) -> BTreeMap<String, u32> {
    let is_katakana = |c| matches!(c, 'ァ'..='ヺ' | 'ー');
    let of_page = |page: &Page| {
        let mut words: AHashMap<String, u32> = AHashMap::new();
        for word in
            page.texts().flat_map(|text| text.split(|c| !is_katakana(c))).filter(|it| it.len() > 'ア'.len_utf8())
        {
            match words.get_mut(word) {
                Some(times) => *times += 1,
                None => _ = words.insert(word.to_owned(), 1),
            }
        }
        words
    };
    let mut words = BTreeMap::new();
    for (word, times) in pages.par_iter().map(of_page).collect::<Vec<_>>().into_iter().flatten() {
        *words.entry(word).or_default() += times;
    }
    words
}

fn add(words: &mut Words, word: &str, reading: &str, times: u32, folding: &Folding) {
    // With its brackets, as it stands on a page; a space would part it from the next word.
    let written: String = folding.fold(word).into_iter().filter(|c| !c.is_whitespace()).collect();
    let sound = folding.sound(&folding.bare(reading));
    if !sound.is_empty() {
        *words.entry(sound).or_default().entry(written).or_default() += times;
    }
}

/// Files a word of several kanji with kana between them under its kanji alone: 振り返 under 振返; and under
/// the last of two kana after them, which many leave out: 打ち合わせ under 打合せ.
fn add_head(words: &mut Words, word: &str, times: u32, folding: &Folding) {
    let Some((last, _)) = word.char_indices().rfind(|(_, c)| is_kanji(*c)) else { return };
    let kanji: String = word.chars().filter(|c| is_kanji(*c)).collect();
    let mut after = word[last..].char_indices().skip(1).map(|(at, c)| (last + at, c));
    let (end, second) = (after.next().map_or(word.len(), |(at, _)| at), after.next());
    if kanji.chars().nth(1).is_none() {
        return;
    }
    let mut add = |key: &str, head: &str| {
        if key != head {
            *words.entry(folding.bare(key)).or_default().entry(folding.bare(head)).or_default() += times;
        }
    };
    add(&kanji, &word[..end]);
    if let Some((at, kana)) = second {
        add(&format!("{kanji}{kana}"), &word[..at + kana.len_utf8()]);
    }
}

fn divide(words: Words, most: usize) -> Vec<Shard> {
    let mut words: Vec<(String, BTreeMap<String, u32>)> = words.into_iter().collect();
    words.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    let mut shards: Vec<Shard> = Vec::new();
    for (key, writings) in words {
        let mut writings: Vec<(String, u32)> = writings.into_iter().collect();
        writings.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let writings = writings.iter().map(|(writing, times)| format!("{}{writing}", times.ilog2().min(9)));
        let line = format!("{key}\t{}\n", writings.collect::<Vec<_>>().join(" "));
        match shards.last_mut() {
            Some(shard) if shard.text.len() < most => shard.text.push_str(&line),
            _ => shards.push(Shard { first: key, text: line }),
        }
    }
    shards
}
