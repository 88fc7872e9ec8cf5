use std::collections::BTreeMap;

use ahash::AHashMap;
use pulldown_cmark_escape::escape_html_body_text;

/// Where a short Japanese text may break: between phrases（文節）, not inside words.
///
/// The weights are the BudouX model for Japanese (Google, Apache-2.0; see `LICENSE`): each group of one
/// to three characters speaks for or against a break at the gaps around it.
pub struct Phrases {
    /// By group, its weight for each of the gaps that its features look from.
    one: AHashMap<[char; 1], [i32; 6]>,
    two: AHashMap<[char; 2], [i32; 3]>,
    three: AHashMap<[char; 3], [i32; 4]>,
    /// What all gaps begin with: half of all weights, against.
    base: i32,
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
fn gather<const N: usize, const F: usize>(model: &Model, features: [&str; F]) -> AHashMap<[char; N], [i32; F]> {
    let mut gathered: AHashMap<[char; N], [i32; F]> = AHashMap::new();
    for (index, feature) in features.into_iter().enumerate() {
        for (group, weight) in model.get(feature).into_iter().flatten() {
            let group: Vec<char> = group.chars().collect();
            if let Ok(group) = group.try_into() {
                gathered.entry(group).or_insert([0; F])[index] = *weight;
            }
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
        let chars: Vec<char> = text.chars().collect();
        // scores[gap] is that of a break before chars[gap].
        let mut scores = vec![self.base; chars.len()];
        add(&mut scores, &chars, &self.one, 3);
        add(&mut scores, &chars, &self.two, 2);
        add(&mut scores, &chars, &self.three, 3);
        let gaps = text.char_indices().zip(scores).skip(1).zip(&chars);
        gaps.filter(|(((_, after), score), before)| *score > 0 && may_break(**before, *after))
            .map(|(((at, _), _), _)| at)
            .collect()
    }
}

/// Adds what each group says to the gaps around it: its first weight is for the gap that is `reach`
/// characters after its beginning, each next one for the gap before that.
fn add<const N: usize, const F: usize>(
    scores: &mut [i32],
    chars: &[char],
    weights: &AHashMap<[char; N], [i32; F]>,
    reach: usize,
) {
    for (start, group) in chars.windows(N).enumerate() {
        let Some(weights) = group.try_into().ok().and_then(|group: [char; N]| weights.get(&group)) else { continue };
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
