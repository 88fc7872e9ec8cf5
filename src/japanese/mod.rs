//! How Japanese is written: where a line may break, where a reading stands, which row a word is filed in,
//! what reads the same.

pub mod fold;
mod kana;
mod phrases;
pub mod readings;
mod ruby;

pub use kana::{ROWS, is_hiragana, row};
pub use phrases::Phrases;
pub use ruby::{Part, has_ruby, parts, without_ruby, write_ruby};

/// Characters between which a line break in the source is no space: kana, kanji and their punctuation.
/// Hangul is not among them, since Korean puts spaces between words (CSS Text 4, segment break
/// transformation rules).
pub const WIDE: [(u32, u32); 6] =
    [(0x2e80, 0x30ff), (0x31c0, 0xa4cf), (0xf900, 0xfaff), (0xfe30, 0xfe4f), (0xff00, 0xffef), (0x20000, 0x3ffff)];

/// Whether a character is one of [`WIDE`].
pub fn is_wide(c: char) -> bool {
    WIDE.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
}

/// Kanji, and the marks that stand for one（青空文庫 注記一覧）.
pub fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '〆' | 'ヶ' | '〇' | '仝')
        || matches!(u32::from(c), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}
