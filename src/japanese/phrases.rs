use std::collections::BTreeMap;
use std::slice::Windows;

use ahash::AHashMap;
use pulldown_cmark_escape::escape_html_body_text;

/// Where a short Japanese text may break: between phrases（文節）, not inside words.
///
/// The weights are the BudouX model for Japanese (Google, Apache-2.0; see `LICENSE`): each group of one
/// to three characters speaks for or against a break at the gaps around it.
pub struct Phrases {
    /// By group, its weight for each of the gaps that its features look from.
    one: Weights<6>,
    two: Weights<3>,
    three: Weights<4>,
    /// What all gaps begin with: half of all weights, against.
    base: i32,
}

type Weights<const F: usize> = AHashMap<u64, [i32; F]>;

/// A group of up to three characters as one number, which is quicker to look up.
fn key(group: &[char]) -> u64 {
    group.iter().fold(0, |key, c| key << 21 | u64::from(*c))
}

/// The model's names for the features of each length of group. The first looks at the group that
/// begins three (for pairs, two) characters before the gap, each next one a character later.
const ONE: [&str; 6] = ["UW1", "UW2", "UW3", "UW4", "UW5", "UW6"];
const TWO: [&str; 3] = ["BW1", "BW2", "BW3"];
const THREE: [&str; 4] = ["TW1", "TW2", "TW3", "TW4"];

const MODEL: &str = include_str!("budoux-ja.json");

type Model = BTreeMap<String, BTreeMap<String, i32>>;

impl Default for Phrases {
    fn default() -> Self {
        // The model is part of the program; a test reads it.
        let model: Model = serde_json::from_str(MODEL).unwrap_or_default();
        let sum: i32 = model.values().flat_map(|group| group.values()).sum();
        Self { one: gather(&model, ONE), two: gather(&model, TWO), three: gather(&model, THREE), base: -sum / 2 }
    }
}

/// Turns weights by feature into weights by group, so that a group is looked up once for all gaps.
fn gather<const F: usize>(model: &Model, features: [&str; F]) -> Weights<F> {
    let mut gathered = Weights::new();
    for (index, feature) in features.into_iter().enumerate() {
        for (group, weight) in model.get(feature).into_iter().flatten() {
            let group: Vec<char> = group.chars().collect();
            gathered.entry(key(&group)).or_insert([0; F])[index] = *weight;
        }
    }
    gathered
}

impl Phrases {
    /// Writes a text as HTML, with `<wbr>` where a line may break.
    pub fn write(&self, text: &str, out: &mut String) {
        let mut from = 0;
        for at in self.breaks(text) {
            // Writing into a String does not fail.
            let _ = escape_html_body_text(&mut *out, &text[from..at]);
            out.push_str("<wbr>");
            from = at;
        }
        let _ = escape_html_body_text(&mut *out, &text[from..]);
    }

    /// The bytes of `text` before which a line may break.
    fn breaks(&self, text: &str) -> Vec<usize> {
        if text.is_ascii() {
            return Vec::new();
        }
        let chars: Vec<char> = text.chars().collect();
        // scores[gap] is that of a break before chars[gap].
        let mut scores = vec![self.base; chars.len()];
        add(&mut scores, chars.windows(1), &self.one, 3);
        add(&mut scores, chars.windows(2), &self.two, 2);
        add(&mut scores, chars.windows(3), &self.three, 3);
        let gaps = text.char_indices().zip(scores).skip(1).zip(&chars);
        gaps.filter(|(((_, after), score), before)| *score > 0 && may_break(**before, *after))
            .map(|(((at, _), _), _)| at)
            .collect()
    }
}

/// Adds what each group says to the gaps around it: its first weight is for the gap that is `reach`
/// characters after its beginning, each next one for the gap before that.
fn add<const F: usize>(scores: &mut [i32], groups: Windows<'_, char>, weights: &Weights<F>, reach: usize) {
    for (start, group) in groups.enumerate() {
        let Some(weights) = weights.get(&key(group)) else { continue };
        for (index, weight) in weights.iter().enumerate() {
            if let Some(score) = (start + reach).checked_sub(index).and_then(|gap| scores.get_mut(gap)) {
                *score += weight;
            }
        }
    }
}

/// 第3回, 令和6年度 and 12月23日 stay whole; Latin words break at their spaces by themselves.
fn may_break(before: char, after: char) -> bool {
    !after.is_ascii() && !is_digit(before) && !is_digit(after) && before != '第'
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divide(text: &str) -> String {
        let mut out = text.to_owned();
        for at in Phrases::default().breaks(text).into_iter().rev() {
            out.insert(at, '|');
        }
        out
    }

    #[test]
    fn lines_break_between_phrases() {
        assert_eq!(
            divide("評価や指導ではなく、ともに振り返るために。"),
            "評価や|指導ではなく、ともに|振り返る|ために。"
        );
    }

    #[test]
    fn numbers_stay_with_their_counters() {
        assert!(
            !divide("令和6年度の第3回は12月23日です").split('|').any(|p| p.ends_with(|c: char| c.is_ascii_digit()))
        );
        assert!(divide("第3回の訪問").starts_with("第3回の"));
    }
}
