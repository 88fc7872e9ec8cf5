use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::prepared::is_sign;

/// Names for the places of one page: from the words of a heading, each name once.
#[derive(Default)]
pub(super) struct Anchors {
    taken: BTreeSet<String>,
    /// Names that the writer fixes anywhere on the page; none is made of words.
    fixed: BTreeSet<String>,
    /// The number with which the search for a free name goes on.
    next: BTreeMap<String, usize>,
}

/// What templates use themselves, and the notes.
fn belongs_to_the_page(name: &str) -> bool {
    let number = name.strip_prefix("chu-").map(|rest| rest.strip_prefix('r').unwrap_or(rest));
    name == "main" || number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The name for words: small letters, hyphens for blanks, no signs. Other tools make nearly the same, so
/// that their links are compared in this form.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(|c| add(c, &mut slug));
    } else {
        text.nfc().for_each(|c| add(c, &mut slug));
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

impl Anchors {
    /// For a page whose text is this: what it fixes with `{#name}` is kept free.
    pub fn of_text(text: &str) -> Self {
        let ids =
            memmem::find_iter(text.as_bytes(), "{#").filter_map(|at| text[at + 2..].split(['}', ' ', '\n']).next());
        Self { fixed: ids.map(|id| id.replace(is_sign, "")).collect(), ..Self::default() }
    }

    /// The name for a heading. A second heading of the same words gets `-2`.
    pub fn of_heading(&mut self, text: &str) -> String {
        let slug = slug(text);
        self.unique(if slug.is_empty() { "midashi" } else { &slug })
    }

    /// A name that the writer fixed, if nothing else of the page has it.
    pub fn fixed(&mut self, name: &str) -> Option<String> {
        (!belongs_to_the_page(name) && self.taken.insert(name.to_owned())).then(|| name.to_owned())
    }

    /// `name`, or `name-2` and so on where it is taken.
    pub fn unique(&mut self, name: &str) -> String {
        let name = if belongs_to_the_page(name) { format!("midashi-{name}") } else { name.to_owned() };
        let next = self.next.entry(name.clone()).or_insert(1);
        loop {
            let candidate = if *next == 1 { name.clone() } else { format!("{name}-{next}") };
            *next += 1;
            if !self.fixed.contains(&candidate) && self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    pub fn into_names(self) -> Vec<String> {
        self.taken.into_iter().collect()
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
        assert_eq!(names, ["準備をする前の日", "準備をする-前の日", "準備をする前の日-2", "midashi-main", "midashi"]);
    }
}
