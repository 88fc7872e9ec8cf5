//! Writes `src/japanese/readings/readings.deflated`, the dictionary of readings, out of the IPADIC that the
//! crate `lindera-ipadic` ships compiled: how words of kanji and hiragana are read, and what it costs to take
//! them for words. Other words are read as they are written. `src/japanese/readings/dictionary.rs` reads it.
//!
//! The result is kept as data, so that building `furikaeri` needs neither this crate nor its private bytes:
//! `cargo run --release --manifest-path packaging/readings/Cargo.toml` from the root makes it anew.

use std::collections::BTreeSet;
use std::error::Error;

use fst::raw::Fst;
use fst::{IntoStreamer, Streamer};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A word: its characters, its reading in katakana, its grammatical context, and its cost.
type Word = (Vec<u16>, Vec<u8>, u16, i16);

fn main() -> Outcome<()> {
    let packed = miniz_oxide::deflate::compress_to_vec(&pack(&words()?)?, 9);
    std::fs::write("src/japanese/readings/readings.deflated", packed)?;
    Ok(())
}

/// All words, in the order of their characters.
fn words() -> Outcome<BTreeSet<Word>> {
    let mut words = BTreeSet::new();
    let dictionary = Fst::new(lindera_ipadic::ipadic_data())?;
    let mut stream = dictionary.stream().into_stream();
    while let Some((surface, value)) = stream.next() {
        let surface: Vec<u16> = std::str::from_utf8(surface)?.encode_utf16().collect();
        if !surface.iter().all(|c| is_japanese(*c)) || surface.iter().all(|c| is_hiragana(*c)) && surface.len() > 4 {
            continue;
        }
        // The lowest five bits count the entries of the word, the others say where they begin.
        let (count, from) = (value.value() & 31, usize::try_from(value.value() >> 5)? * ENTRY);
        for entry in lindera_ipadic::ipadic_vals()[from..].chunks_exact(ENTRY).take(usize::try_from(count)?) {
            let number = usize::try_from(u32::from_le_bytes(entry[..4].try_into()?))?;
            let cost = i16::from_le_bytes(entry[4..6].try_into()?);
            let context = u16::from_le_bytes(entry[6..8].try_into()?);
            if let Some(reading) = kana(detail(number, READING)?) {
                words.insert((surface.clone(), reading, context, cost));
            }
        }
    }
    Ok(words)
}

/// An entry: its number, cost and context.
const ENTRY: usize = 8;

/// Which of the details of an entry is its reading.
const READING: usize = 7;

fn detail(number: usize, wanted: usize) -> Outcome<&'static str> {
    let start = &lindera_ipadic::word_index_data()[number * 4..number * 4 + 4];
    let mut rest = &lindera_ipadic::word_data()[usize::try_from(u32::from_le_bytes(start.try_into()?))?..];
    for _ in 0..wanted {
        rest = text(rest)?.1;
    }
    Ok(text(rest)?.0)
}

/// A text, after its length, and what follows.
fn text(bytes: &[u8]) -> Outcome<(&str, &[u8])> {
    let (length, rest) = bytes.split_at(8);
    let (text, rest) = rest.split_at(usize::try_from(u64::from_le_bytes(length.try_into()?))?);
    Ok((std::str::from_utf8(text)?, rest))
}

/// Katakana, each as its place in its block of Unicode.
fn kana(reading: &str) -> Option<Vec<u8>> {
    reading.chars().map(|c| u8::try_from(u32::from(c).checked_sub(0x30a0)?).ok().filter(|c| *c < 0x60)).collect()
}

fn is_hiragana(c: u16) -> bool {
    (0x3041..=0x3096).contains(&c)
}

fn is_japanese(c: u16) -> bool {
    is_hiragana(c) || matches!(c, 0x3005 | 0x3006 | 0x30f6 | 0x3400..=0x9fff)
}

/// The costs of contexts side by side, then the words, one property after the other: alike things
/// side by side pack well.
fn pack(words: &BTreeSet<Word>) -> Outcome<Vec<u8>> {
    let mut pack = Vec::new();
    let connections = lindera_ipadic::connection_data();
    pack.extend(u32::try_from(words.len())?.to_le_bytes());
    pack.extend(u32::from(u16::from_le_bytes(connections[..2].try_into()?)).to_le_bytes());
    pack.extend(&connections[4..]);
    pack.extend(words.iter().flat_map(|word| word.2.to_le_bytes()));
    pack.extend(words.iter().flat_map(|word| word.3.to_le_bytes()));
    for word in words {
        pack.push(u8::try_from(word.0.len())?);
    }
    for word in words {
        pack.push(u8::try_from(word.1.len())?);
    }
    pack.extend(words.iter().flat_map(|word| &word.0).flat_map(|c| c.to_le_bytes()));
    pack.extend(words.iter().flat_map(|word| &word.1));
    Ok(pack)
}
