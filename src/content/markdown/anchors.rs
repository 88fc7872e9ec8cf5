use std::collections::BTreeSet;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Names for the places of one page: from the words of a heading, each name once.
#[derive(Default)]
pub(super) struct Anchors(BTreeSet<String>);

/// What templates use themselves.
const TAKEN: &str = "main";

impl Anchors {
    /// The name for a heading: its words, small letters, hyphens for blanks, no signs. A second
    /// heading of the same words gets `-2`.
    pub fn of_heading(&mut self, text: &str) -> String {
        let mut slug = String::with_capacity(text.len());
        if is_nfc_quick(text.chars()) == IsNormalized::Yes {
            text.chars().for_each(|c| add(c, &mut slug));
        } else {
            text.nfc().for_each(|c| add(c, &mut slug));
        }
        let slug = slug.trim_end_matches('-');
        self.unique(if slug.is_empty() { "midashi" } else { slug })
    }

    /// `name`, or `name-2` and so on where it is taken.
    pub fn unique(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        let mut n = 1;
        while candidate == TAKEN || !self.0.insert(candidate.clone()) {
            n += 1;
            candidate = format!("{name}-{n}");
        }
        candidate
    }

    pub fn into_names(self) -> Vec<String> {
        self.0.into_iter().collect()
    }
}

fn add(c: char, slug: &mut String) {
    match c {
        // Most characters of a heading, which need no look into the tables of Unicode.
        'a'..='z' | '0'..='9' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='龥' => slug.push(c),
        _ if c.is_alphanumeric() || c == '_' => slug.extend(c.to_lowercase()),
        _ if (c == '-' || c.is_whitespace()) && !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_keep_japanese_and_tell_doubles_apart() {
        let mut anchors = Anchors::default();
        let names = ["準備をする（前の日）", "準備をする 前の日!", "準備をする前の日", "Main", "――"]
            .map(|t| anchors.of_heading(t));
        assert_eq!(names, ["準備をする前の日", "準備をする-前の日", "準備をする前の日-2", "main-2", "midashi"]);
    }
}
