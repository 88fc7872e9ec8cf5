//! Folding: writings that a reader takes for the same come to the same characters, in the index and in
//! the box alike. What is folded stands in `fold.json`, which the browser gets too.

use ahash::AHashMap;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::is_wide;

/// The data of both sides, as JSON.
pub const DATA: &str = include_str!("fold.json");

#[derive(Deserialize)]
struct Data {
    dropped: String,
    from: String,
    to: String,
    sounds: Vec<(String, String)>,
    long: AHashMap<char, String>,
    separators: Vec<(u32, u32)>,
}

/// The folding of `fold.json`, ready for use.
#[derive(Debug)]
pub struct Folding {
    /// Nothing for a character that is dropped.
    single: AHashMap<char, Option<char>>,
    sounds: Vec<(String, String)>,
    long: AHashMap<char, String>,
    separators: Vec<(u32, u32)>,
}

/// What one character of a text comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    Kept(char),
    /// ー and ・, which many leave out, and what cannot be seen.
    Dropped(char),
}

impl Default for Folding {
    fn default() -> Self {
        // The data are part of the program; a test reads them.
        let data = serde_json::from_str(DATA).unwrap_or_else(|_| Data {
            dropped: String::new(),
            from: String::new(),
            to: String::new(),
            sounds: Vec::new(),
            long: AHashMap::new(),
            separators: Vec::new(),
        });
        let pairs = data.from.chars().zip(data.to.chars().map(Some));
        Self {
            single: pairs.chain(data.dropped.chars().map(|c| (c, None))).collect(),
            sounds: data.sounds,
            long: data.long,
            separators: data.separators,
        }
    }
}

impl Folding {
    /// Folds a text, character by character: width, case, kana, old and variant characters. What a
    /// character comes to never depends on its neighbours, so that any stretch of a text folds to a
    /// stretch of the folded text. Only a space does: at both ends and beside a Japanese character it is
    /// left out, since some write 第 3 回 and some 第3回.
    pub fn each(&self, text: &str, mut out: impl FnMut(Folded)) {
        let (mut before, mut spaces) = (None, 0);
        self.each_character(text, |folded| match folded {
            Folded::Kept(' ') => spaces += 1,
            Folded::Kept(c) => {
                if spaces > 0 && before.is_some_and(|before| !is_wide(before)) && !is_wide(c) {
                    (0..spaces).for_each(|_| out(Folded::Kept(' ')));
                }
                (before, spaces) = (Some(c), 0);
                out(folded);
            }
            Folded::Dropped(_) => out(folded),
        });
    }

    fn each_character(&self, text: &str, mut out: impl FnMut(Folded)) {
        let mut rest = text.chars().peekable();
        let mut cluster = String::new();
        while let Some(first) = rest.next() {
            let joined = rest.peek().is_some_and(|c| is_mark(*c));
            if !joined && is_plain(first) {
                out(self.one(first));
                continue;
            }
            // A mark belongs to the character before it: ｶﾞ is ガ.
            cluster.clear();
            cluster.push(first);
            while let Some(mark) = rest.next_if(|c| is_mark(*c)) {
                cluster.push(mark);
            }
            cluster.nfkc().flat_map(char::to_lowercase).for_each(|c| out(self.one(c)));
        }
    }

    /// What is kept of a text.
    pub fn fold(&self, text: &str) -> Vec<char> {
        let mut kept = Vec::with_capacity(text.len() / 2);
        self.each(text, |folded| {
            if let Folded::Kept(c) = folded {
                kept.push(c);
            }
        });
        kept
    }

    /// The folded text without spaces and punctuation: equal where two titles are read the same.
    pub fn bare(&self, text: &str) -> String {
        self.fold(text).into_iter().filter(|c| !self.is_separator(*c)).collect()
    }

    /// The sound of a folded text, as words are filed by it: long vowels short, ヴィ as ビ.
    pub fn sound(&self, folded: &str) -> String {
        let mut text = folded.to_owned();
        for (from, to) in &self.sounds {
            if text.contains(from.as_str()) {
                text = text.replace(from.as_str(), to);
            }
        }
        let mut sound = String::with_capacity(text.len());
        let mut before = None;
        for c in text.chars() {
            let is_long = before.is_some_and(|before| self.long.get(&c).is_some_and(|rows| rows.contains(before)));
            if !is_long {
                sound.push(c);
            }
            before = Some(c);
        }
        sound
    }

    /// Whether words end here: spaces, punctuation and signs.
    pub fn is_separator(&self, c: char) -> bool {
        let c = u32::from(c);
        let after = self.separators.partition_point(|(first, _)| *first <= c);
        after > 0 && c <= self.separators[after - 1].1
    }

    fn one(&self, c: char) -> Folded {
        let c = c.to_ascii_lowercase();
        let kana = match c {
            'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
            _ => c,
        };
        match self.single.get(&kana) {
            Some(Some(folded)) => Folded::Kept(*folded),
            Some(None) => Folded::Dropped(kana),
            None => Folded::Kept(kana),
        }
    }
}

/// Whether a character is its own compatibility form but for its case.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\x7f' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '、'..='〇' | '\u{4e00}'..='\u{9fff}')
}

fn is_mark(c: char) -> bool {
    // Between these lies most of what is written here, and no mark.
    !matches!(c, '\0'..='\u{2ff}' | 'ぁ'..='ゖ' | '゠'..='\u{a66e}') && (is_combining_mark(c) || matches!(c, 'ﾞ' | 'ﾟ'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        Folding::default().fold(text).into_iter().collect()
    }

    #[test]
    fn writings_that_read_the_same_fold_to_the_same() {
        for same in [
            &["サーバー", "サーバ", "ｻｰﾊﾞｰ", "さーば"][..],
            &["インターフェース", "インタフェース"],
            &["ＡＰＩ", "API", "api"],
            &["障碍", "障害"],
            &["つづく", "つずく"],
            &["スーパー・ビジョン", "スーパービジョン"],
            &["カ\u{3099}", "ガ", "ｶﾞ"],
            &["第3回", "第 3 回", "第　３　回"],
            &["ref で DOM を", "refでDOMを"],
        ] {
            for text in same {
                assert_eq!(fold(text), fold(same[0]), "{text}");
            }
        }
    }

    #[test]
    fn a_sound_knows_no_long_vowels() {
        let folding = Folding::default();
        let sound = |text: &str| folding.sound(&fold(text));
        assert_eq!(sound("きかんそうだん"), sound("きかんそだん"));
        assert_eq!(sound("ヴィジョン"), sound("ビジョン"));
    }
}
