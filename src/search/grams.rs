//! Which page holds which short stretch of characters: single characters, pairs, and in words of ASCII
//! three at a time, since pairs of those tell pages apart too little. Where pages are many, so it is with kana.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::{Page, shard};
use crate::japanese::fold::{Folded, Folding};

/// One to three characters, in the order of UTF-16, by which browsers sort.
type Gram = u64;

/// Where on a page a gram stands; larger is the better find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Anywhere,
    Heading,
    Title,
}

const FIELDS: [Field; 3] = [Field::Anywhere, Field::Title, Field::Heading];

/// The grams of one page, in order and each once: all, and those of its titles and headings.
#[derive(Default)]
struct Grams {
    anywhere: Vec<Gram>,
    marked: Vec<(Gram, Field)>,
}

impl Grams {
    fn of(page: &Page, folding: &Folding, kana_by_three: bool) -> Self {
        let mut grams = Grams::default();
        for title in std::iter::once(&page.title).chain(&page.aliases) {
            grams.add(title, Field::Title, folding, kana_by_three);
        }
        for section in &page.text.sections {
            grams.add(&section.heading, Field::Heading, folding, kana_by_three);
            grams.add(&section.text, Field::Anywhere, folding, kana_by_three);
        }
        grams.anywhere.sort_unstable();
        grams.anywhere.dedup();
        // Pages are many, and none of them is added to any more.
        grams.anywhere.shrink_to_fit();
        grams.marked.sort_unstable();
        grams.marked.dedup();
        grams
    }

    fn add(&mut self, text: &str, field: Field, folding: &Folding, kana_by_three: bool) {
        let mut dropped = Vec::new();
        let mut folded = Vec::with_capacity(text.len() / 2);
        folding.each(text, |it| match it {
            Folded::Kept(c) => folded.push(c),
            Folded::Dropped(c) => dropped.push(c),
        });
        let signs = folded.iter().filter(|c| folding.is_separator(**c) && !c.is_whitespace());
        let mut found: Vec<Gram> = dropped.iter().chain(signs).map(|c| gram(&[*c])).collect();
        let words = folded.split(|c| folding.is_separator(*c));
        for word in words {
            for at in 0..word.len() {
                found.push(gram(&word[at..=at]));
                if at + 1 < word.len() {
                    found.push(gram(&word[at..(at + width(&word[at..], kana_by_three)).min(word.len())]));
                }
            }
        }
        // A field as a whole is known by its ends, so that a title that is just what was asked for is found first.
        let mut bare = folded.iter().filter(|c| !folding.is_separator(**c));
        if let (true, Some(first)) = (field != Field::Anywhere, bare.next()) {
            found.push(gram(&['\0', *first, *bare.next_back().unwrap_or(first)]));
        }
        if field != Field::Anywhere {
            self.marked.extend(found.iter().map(|gram| (*gram, field)));
        }
        self.anywhere.extend(found);
    }

    /// Those in a stretch of all grams, with where they stand.
    fn within(&self, from: Gram, to: Gram) -> impl Iterator<Item = (Gram, Field)> {
        let anywhere = stretch(&self.anywhere, |gram| *gram, from, to).iter().map(|gram| (*gram, Field::Anywhere));
        anywhere.chain(stretch(&self.marked, |(gram, _)| *gram, from, to).iter().copied())
    }
}

/// The part of an ordered list between two grams, the second left out.
fn stretch<T>(list: &[T], gram: impl Fn(&T) -> Gram, from: Gram, to: Gram) -> &[T] {
    &list[list.partition_point(|it| gram(it) < from)..list.partition_point(|it| gram(it) < to)]
}

/// How many characters a gram at the start of a word takes: three of ASCII, and where kana are taken by three, of
/// what ends in two of them (このた, 性とし). All kana are hiragana once they are folded.
fn width(word: &[char], kana_by_three: bool) -> usize {
    let &[_, second, third, ..] = word else { return 2 };
    let are_kana = [second, third].iter().all(|c| matches!(c, 'ぁ'..='ゖ'));
    if word[..3].iter().all(char::is_ascii) || kana_by_three && are_kana { 3 } else { 2 }
}

fn gram(chars: &[char]) -> Gram {
    let mut gram = 0;
    for at in 0..3 {
        gram = gram << 21 | chars.get(at).map_or(0, |c| place(*c) + 1);
    }
    gram
}

/// Where a character stands in the order of UTF-16: surrogates come before U+E000.
fn place(c: char) -> u64 {
    match u64::from(c) {
        code @ 0xe000..=0xffff => code + 0x10_0000,
        code @ 0x1_0000.. => code - 0x2000,
        code => code,
    }
}

/// The first character of a gram, as a number.
fn first(gram: Gram) -> u64 {
    gram >> 42
}

fn text(gram: Gram) -> String {
    let places = [gram >> 42, gram >> 21, gram].map(|place| place & 0x1f_ffff);
    let chars = places.into_iter().filter(|place| *place > 0).filter_map(|place| {
        let code = match place - 1 {
            place @ 0x10_e000.. => place - 0x10_0000,
            place @ 0xe000.. => place + 0x2000,
            place => place,
        };
        u32::try_from(code).ok().and_then(char::from_u32)
    });
    chars.collect()
}

/// A line for each first character, with what follows it in each gram, after a tab each.
fn lines(grams: impl Iterator<Item = Gram>) -> String {
    let mut lines = String::new();
    let mut before = None;
    for gram in grams {
        let text = text(gram);
        let after = text.char_indices().nth(1).map_or(text.len(), |(at, _)| at);
        if before != Some(first(gram)) {
            lines.push_str(if before.is_some() { "\n" } else { "" });
            lines.push_str(&text[..after]);
            before = Some(first(gram));
        }
        lines.push('\t');
        lines.push_str(&text[after..]);
    }
    lines
}

/// Some rows of the index, which share a file.
pub type Shard = Range<usize>;

/// A gram with its pages, encoded.
type Row = (Gram, Vec<u8>);

/// The grams of all pages turned round: from each gram, in order, to its pages.
#[derive(Debug, Default)]
pub struct Rows(Vec<Row>);

impl Rows {
    pub fn of(pages: &[Page], folding: &Folding, kana_by_three: bool) -> Self {
        Self(rows(&pages.par_iter().map(|page| Grams::of(page, folding, kana_by_three)).collect::<Vec<_>>()))
    }

    /// Takes a page in the place of another of the same number.
    pub fn replace(&mut self, number: u32, old: &Page, new: &Page, folding: &Folding, kana_by_three: bool) {
        let all = |page| Grams::of(page, folding, kana_by_three).within(0, Gram::MAX).collect::<BTreeSet<_>>();
        let mut fresh: BTreeMap<Gram, Vec<u8>> = BTreeMap::new();
        for (gram, field) in all(old).symmetric_difference(&all(new)) {
            let row = match self.0.binary_search_by_key(gram, |row| row.0) {
                Ok(at) => &mut self.0[at].1,
                Err(_) => fresh.entry(*gram).or_insert_with(|| encode(&[])),
            };
            *row = with_or_without(row, *field, number);
        }
        self.0.retain(|(_, row)| *row != encode(&[]));
        self.0.extend(fresh);
        self.0.sort_by_key(|row| row.0);
    }

    /// Divides the rows. `most` is how many bytes a shard holds, before they are packed; a longer row has its own.
    pub fn divide(&self, most: usize) -> Vec<Shard> {
        let mut shards = Vec::new();
        let mut from = 0;
        while from < self.0.len() {
            let mut to = from;
            let mut size = 0;
            while to < self.0.len() && (to == from || size + self.0[to].1.len() <= most) {
                size += self.0[to].1.len() + 6;
                to += 1;
            }
            shards.push(from..to);
            from = to;
        }
        shards
    }

    /// The first gram of each shard, as lines.
    pub fn firsts(&self, shards: &[Shard]) -> String {
        lines(shards.iter().map(|shard| self.0[shard.start].0))
    }

    /// The grams as lines; a line break; then for each gram how many pages hold it anywhere, in a title and
    /// in a heading, and those pages, each as the distance from the one before. Numbers are seven bits a
    /// byte, the lowest first, the eighth says that more follow.
    pub fn bytes(&self, shard: &Shard) -> Vec<u8> {
        let rows = &self.0[shard.clone()];
        let mut bytes = shard::json(&lines(rows.iter().map(|row| row.0)));
        bytes.push(b'\n');
        bytes.extend(rows.iter().flat_map(|(_, pages)| pages));
        bytes
    }
}

/// Into how many stretches all grams are divided, so that never all of them are held with their pages.
const STRETCHES: usize = 64;

fn rows(pages: &[Grams]) -> Vec<Row> {
    let mut sample: Vec<Gram> = pages.iter().flat_map(|page| page.anywhere.iter().step_by(256).copied()).collect();
    sample.par_sort_unstable();
    let mut ends: Vec<Gram> = sample.chunks(sample.len().div_ceil(STRETCHES).max(1)).skip(1).map(|it| it[0]).collect();
    ends.dedup();
    ends.push(Gram::MAX);
    let starts: Vec<Gram> = std::iter::once(0).chain(ends.iter().copied()).collect();
    starts.par_iter().zip(&ends).flat_map_iter(|(from, to)| rows_within(pages, *from, *to)).collect()
}

fn rows_within(pages: &[Grams], from: Gram, to: Gram) -> Vec<Row> {
    let with_page = |(number, page): (u32, &Grams)| -> Vec<(Gram, Field, u32)> {
        page.within(from, to).map(|(gram, field)| (gram, field, number)).collect()
    };
    let mut postings: Vec<(Gram, Field, u32)> = (0..).zip(pages).flat_map(with_page).collect();
    postings.sort_unstable();
    postings.chunk_by(|a, b| a.0 == b.0).map(|row| (row[0].0, encode(row))).collect()
}

fn encode(row: &[(Gram, Field, u32)]) -> Vec<u8> {
    let of_field = |field| row.iter().filter(move |(_, of, _)| *of == field).map(|(_, _, page)| *page);
    let mut bytes = Vec::with_capacity(row.len() + 3);
    for field in FIELDS {
        write(of_field(field).count().try_into().unwrap_or(u32::MAX), &mut bytes);
    }
    for field in FIELDS {
        let mut next = 0;
        for page in of_field(field) {
            write(page - next, &mut bytes);
            next = page + 1;
        }
    }
    bytes
}

/// A row with a page more in one field, or less, if it was there.
fn with_or_without(row: &[u8], field: Field, number: u32) -> Vec<u8> {
    let mut bytes = row.iter().copied();
    let mut read = || {
        let mut number = 0;
        for shift in (0..).step_by(7) {
            let Some(byte) = bytes.next() else { break };
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    };
    let counts = FIELDS.map(|field| (field, read()));
    let mut all = Vec::new();
    for (field, count) in counts {
        let mut next = 0;
        for _ in 0..count {
            let page = next + read();
            all.push((0, field, page));
            next = page + 1;
        }
    }
    let known = all.len();
    all.retain(|it| *it != (0, field, number));
    if all.len() == known {
        all.push((0, field, number));
        all.sort_unstable();
    }
    encode(&all)
}

#[expect(clippy::cast_possible_truncation, reason = "only the lowest bits are written")]
fn write(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_are_in_the_order_of_utf_16() {
        let mut texts = ["\u{fffd}", "𠮷野", "あ", "あい", "abc", "ab", "\0あ", "い"];
        texts.sort_by_key(|text| gram(&text.chars().collect::<Vec<_>>()));
        let mut wanted = texts;
        wanted.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
        assert_eq!(texts, wanted);
        for it in texts {
            assert_eq!(text(gram(&it.chars().collect::<Vec<_>>())), it);
        }
    }
}
