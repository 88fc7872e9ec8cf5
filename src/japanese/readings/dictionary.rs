use std::ops::Range;

use crate::japanese::is_kanji;

use super::Word;

/// Words and their readings out of IPADIC, made once by `packaging/readings` and kept as data.
const PACKED: &[u8] = include_bytes!("readings.deflated");

/// Words, their readings, and what it costs to take a stretch for them. It is kept as it was packed,
/// so that unpacking is nearly all that it takes to load.
pub(super) struct Dictionary {
    pack: Vec<u8>,
    /// How many contexts there are.
    width: usize,
    /// Where in the pack the contexts and the costs of the words begin.
    contexts: usize,
    costs: usize,
    /// Where the characters and the reading of each word begin.
    surfaces: Vec<u32>,
    readings: Vec<u32>,
    /// By first character, the first word that begins with it or with a later one.
    starts: Vec<u32>,
}

/// Where the costs of contexts side by side begin: after the number of words and that of contexts.
const CONNECTIONS: usize = 8;

/// A character that no word begins with is taken for a noun of its own; context and cost are those of
/// IPADIC for unknown kanji.
const UNKNOWN: (u16, i32) = (1285, 11_426);

/// A word at a place of the stretch, on the cheapest way there.
struct Node {
    cost: i32,
    context: u16,
    start: usize,
    /// Nothing for a character that no word has.
    word: Option<usize>,
    before: usize,
}

impl Default for Dictionary {
    fn default() -> Self {
        // The pack is part of the program; a test reads it.
        let pack = miniz_oxide::inflate::decompress_to_vec(PACKED).unwrap_or_else(|_| vec![0; CONNECTIONS]);
        let number = |at: usize| u16::from_le_bytes([pack[at], pack[at + 1]]) as usize;
        let count = number(0) | number(2) << 16;
        let width = number(4);
        let contexts = CONNECTIONS + width * width * 2;
        let costs = contexts + count * 2;
        let lengths = costs + count * 2;
        let surfaces = offsets(&pack[lengths..lengths + count], lengths + count * 2, 2);
        let after = surfaces.last().map_or(pack.len(), |end| *end as usize);
        let readings = offsets(&pack[lengths + count..lengths + count * 2], after, 1);
        let mut dictionary = Self { pack, width, contexts, costs, surfaces, readings, starts: Vec::new() };
        dictionary.starts = dictionary.starts(count);
        dictionary
    }
}

/// Where things of these lengths begin that lie one after the other, and where the last ends.
fn offsets(lengths: &[u8], first: usize, size: u32) -> Vec<u32> {
    let mut at = u32::try_from(first).unwrap_or(u32::MAX);
    let mut offsets = Vec::with_capacity(lengths.len() + 1);
    offsets.push(at);
    for length in lengths {
        at += u32::from(*length) * size;
        offsets.push(at);
    }
    offsets
}

impl Dictionary {
    fn starts(&self, count: usize) -> Vec<u32> {
        let mut starts = Vec::with_capacity(1 << 16);
        for word in 0..count {
            let first = usize::from(self.character(word, 0));
            starts.resize(starts.len().max(first + 1), u32::try_from(word).unwrap_or(u32::MAX));
        }
        starts.resize((1 << 16) + 1, u32::try_from(count).unwrap_or(u32::MAX));
        starts
    }

    fn number(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.pack[at], self.pack[at + 1]])
    }

    fn character(&self, word: usize, place: usize) -> u16 {
        self.number(self.surfaces[word] as usize + place * 2)
    }

    fn length(&self, word: usize) -> usize {
        (self.surfaces[word + 1] - self.surfaces[word]) as usize / 2
    }

    fn reading(&self, word: usize) -> Box<str> {
        self.kana(word).collect::<String>().into()
    }

    fn kana(&self, word: usize) -> impl Iterator<Item = char> {
        let bytes = &self.pack[self.readings[word] as usize..self.readings[word + 1] as usize];
        // A katakana stands 0x60 after its hiragana; ー and ヶ's like have none.
        let kana = bytes.iter().map(|place| match place {
            1..=0x56 => 0x3040 + u32::from(*place),
            place => 0x30a0 + u32::from(*place),
        });
        kana.filter_map(char::from_u32)
    }

    /// The words of two kanji or more, and nothing else, whose readings are wanted, each once.
    pub(super) fn homophones(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<Word> {
        let is_kanji = |word, place| matches!(self.character(word, place), 0x3400..=0x9fff);
        let mut reading = String::new();
        let mut found = Vec::new();
        for word in 0..self.readings.len().saturating_sub(1) {
            let length = self.length(word);
            if !(2..=4).contains(&length) || !(0..length).all(|place| is_kanji(word, place)) {
                continue;
            }
            reading.clear();
            reading.extend(self.kana(word));
            if is_wanted(&reading) {
                let surface: Vec<u16> = (0..length).map(|place| self.character(word, place)).collect();
                found.push((String::from_utf16_lossy(&surface).into(), reading.as_str().into()));
            }
        }
        found.dedup();
        found
    }

    /// The cost of a word in this context after one in that.
    fn connection(&self, context: u16, before: u16) -> i32 {
        let at = CONNECTIONS + (usize::from(context) + usize::from(before) * self.width) * 2;
        i32::from(self.number(at).cast_signed())
    }

    /// The words at the start of a text, shortest first, each with its length.
    fn beginning(&self, text: &[u16], mut each: impl FnMut(usize, usize)) {
        let Some(first) = text.first().map(|first| usize::from(*first)) else { return };
        let mut words: Range<usize> = self.starts[first] as usize..self.starts[first + 1] as usize;
        let mut length = 1;
        while !words.is_empty() {
            let same = words.clone().take_while(|word| self.length(*word) == length);
            let whole = same.count();
            (words.start..words.start + whole).for_each(|word| each(word, length));
            words.start += whole;
            let Some(next) = text.get(length) else { break };
            words = self.going_on(words, length, *next);
            length += 1;
        }
    }

    /// Of words that agree up to a place, all longer than that, those that have this character there.
    fn going_on(&self, words: Range<usize>, place: usize, c: u16) -> Range<usize> {
        let first_not = |is_before: &dyn Fn(u16) -> bool| {
            let (mut low, mut high) = (words.start, words.end);
            while low < high {
                let middle = usize::midpoint(low, high);
                if is_before(self.character(middle, place)) { low = middle + 1 } else { high = middle }
            }
            low
        };
        first_not(&|found| found < c)..first_not(&|found| found <= c)
    }

    /// The words with kanji on the cheapest way through a stretch (Viterbi).
    pub(super) fn words(&self, stretch: &str) -> Vec<Word> {
        let text: Vec<u16> = stretch.encode_utf16().collect();
        let mut nodes = vec![Node { cost: 0, context: 0, start: 0, word: None, before: 0 }];
        let mut ending: Vec<Vec<usize>> = vec![Vec::new(); text.len() + 1];
        ending[0].push(0);
        for start in 0..text.len() {
            if ending[start].is_empty() {
                continue;
            }
            let mut is_known = false;
            let mut found = Vec::new();
            self.beginning(&text[start..], |word, length| {
                is_known = true;
                let context = self.number(self.contexts + word * 2);
                let cost = i32::from(self.number(self.costs + word * 2).cast_signed());
                found.push((Some(word), start + length, context, cost));
            });
            if !is_known {
                found.push((None, start + 1, UNKNOWN.0, UNKNOWN.1));
            }
            for (word, end, context, own) in found {
                let (cost, before) = self.cheapest(&nodes, &ending[start], context);
                ending[end].push(nodes.len());
                nodes.push(Node { cost: cost + own, context, start, word, before });
            }
        }
        self.way_back(&nodes, self.cheapest(&nodes, &ending[text.len()], 0).1, &text)
    }

    /// The cost of the cheapest way to a word in this context, and the node that comes before it.
    fn cheapest(&self, nodes: &[Node], ending: &[usize], context: u16) -> (i32, usize) {
        let cost = |node: &usize| nodes[*node].cost + self.connection(context, nodes[*node].context);
        ending.iter().map(|node| (cost(node), *node)).min().unwrap_or_default()
    }

    fn way_back(&self, nodes: &[Node], last: usize, text: &[u16]) -> Vec<Word> {
        let mut words = Vec::new();
        let (mut at, mut end) = (last, text.len());
        while at != 0 {
            let Node { start, word, before, .. } = nodes[at];
            let surface = String::from_utf16_lossy(&text[start..end]);
            if let Some(word) = word.filter(|_| surface.contains(is_kanji)) {
                words.push((surface.into(), self.reading(word)));
            }
            (at, end) = (before, start);
        }
        words.reverse();
        words
    }
}
