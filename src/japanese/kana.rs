/// The rows of the syllabary, as a word list is divided, and one for what is not kana.
pub const ROWS: [&str; 11] = ["あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ", "他"];

/// The first kana of each row but あ.
const STARTS: [(char, usize); 9] =
    [('か', 1), ('さ', 2), ('た', 3), ('な', 4), ('は', 5), ('ま', 6), ('ゃ', 7), ('ら', 8), ('ゎ', 9)];

/// The index in [`ROWS`] of the row that a reading is filed in.
pub fn row(reading: &str) -> usize {
    match reading.chars().next() {
        Some('ゔ') => 0,
        Some(c @ 'ぁ'..='ゖ') => STARTS.iter().rev().find(|(start, _)| c >= *start).map_or(0, |(_, row)| *row),
        _ => ROWS.len() - 1,
    }
}

/// Whether a reading is written in hiragana, with long vowels, middle dots and spaces allowed.
pub fn is_hiragana(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー' | '・' | ' ' | '\u{3000}' | '0'..='9'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_filed_by_their_first_kana() {
        let rows = |reading| ROWS[row(reading)];
        assert_eq!(
            ["あせすめんと", "がくしゅう", "ぺあ", "ゃ", "んー", "をと", "ゔぃ", "SV"].map(rows),
            ["あ", "か", "は", "や", "わ", "わ", "あ", "他"]
        );
    }
}
