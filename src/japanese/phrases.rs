use ahash::AHashMap;

/// Where a short Japanese text may break: between phrases（文節）, not inside words.
///
/// The weights are the BudouX model for Japanese (Google, Apache-2.0; see `LICENSE`):
/// each group of one to three characters around a gap speaks for or against a break there.
pub struct Phrases {
    weights: [AHashMap<[char; 3], i32>; FEATURES.len()],
    /// What all gaps begin with: half of all weights, against.
    base: i32,
}

/// The model's name of each feature, with where it begins before the gap and how many characters it holds.
const FEATURES: [(&str, isize, usize); 13] = [
    ("UW1", -3, 1),
    ("UW2", -2, 1),
    ("UW3", -1, 1),
    ("UW4", 0, 1),
    ("UW5", 1, 1),
    ("UW6", 2, 1),
    ("BW1", -2, 2),
    ("BW2", -1, 2),
    ("BW3", 0, 2),
    ("TW1", -3, 3),
    ("TW2", -2, 3),
    ("TW3", -1, 3),
    ("TW4", 0, 3),
];

const MODEL: &str = include_str!("budoux-ja.json");

impl Default for Phrases {
    fn default() -> Self {
        type Model = std::collections::BTreeMap<String, std::collections::BTreeMap<String, i32>>;
        // The model is part of the program; a test reads it.
        let model: Model = serde_json::from_str(MODEL).unwrap_or_default();
        let weights = FEATURES.map(|(name, _, _)| {
            let group = model.get(name).into_iter().flatten();
            group.map(|(key, weight)| (triple(key.chars()), *weight)).collect()
        });
        let sum: i32 = model.values().flat_map(|group| group.values()).sum();
        Self { weights, base: -sum / 2 }
    }
}

impl Phrases {
    /// The bytes of `text` before which a line may break.
    pub fn breaks(&self, text: &str) -> Vec<usize> {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        (1..chars.len()).filter(|gap| self.is_break(&chars, *gap)).map(|gap| chars[gap].0).collect()
    }

    fn is_break(&self, chars: &[(usize, char)], gap: usize) -> bool {
        let (before, after) = (chars[gap - 1].1, chars[gap].1);
        // 第3回, 令和6年度 and 12月23日 stay whole; Latin words break at their spaces by themselves.
        if after.is_ascii() || is_digit(before) || is_digit(after) || before == '第' {
            return false;
        }
        let score: i32 = FEATURES
            .iter()
            .zip(&self.weights)
            .filter_map(|((_, start, len), weights)| {
                let from = gap.checked_add_signed(*start)?;
                let group = chars.get(from..from + len)?;
                weights.get(&triple(group.iter().map(|(_, c)| *c)))
            })
            .sum();
        self.base + score > 0
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Up to three characters as a key of fixed size.
fn triple(chars: impl Iterator<Item = char>) -> [char; 3] {
    let mut key = ['\0'; 3];
    for (slot, c) in key.iter_mut().zip(chars) {
        *slot = c;
    }
    key
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
