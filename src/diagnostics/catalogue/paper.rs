//! X: worksheets on paper.

use super::text;
use crate::diagnostics::{Diagnostic, Place, Text};

pub fn item_too_tall(place: Place, id: &str, height: f32, room: f32) -> Diagnostic {
    Diagnostic::error(
        "X01",
        place,
        text(
            format!("項目「{id}」の高さは約{height:.0}mmで、紙に書ける高さ{room:.0}mmを超えます。"),
            format!("item `{id}` is about {height:.0} mm high; the paper has room for {room:.0} mm."),
        ),
    )
    .mend(text("行や欄を減らすか、項目を二つに分けてください。", "give it fewer lines, or make two items of it."))
}

/// What keeps a sheet from working on paper: one code, since the mend is the same for all.
fn unfit(place: Place, message: Text) -> Diagnostic {
    Diagnostic::error("X02", place, message).mend(text(
        "項目の行数・枠の高さ・選択肢の長さか、用紙のテーマの寸法を直してください。",
        "mend the number of lines, the height of the frame or the length of the choices, or the measures of the theme.",
    ))
}

pub fn item_divided(place: Place, id: &str) -> Diagnostic {
    unfit(place, text(format!("項目「{id}」が2枚に分かれます。"), format!("item `{id}` is divided between two pages.")))
}

pub fn in_holes(place: Place, id: &str, x: f32, least: f32) -> Diagnostic {
    unfit(
        place,
        text(
            format!("「{id}」が左端から{x:.1}mmにかかります。とじ穴のため、{least:.0}mmまでは空けます。"),
            format!("`{id}` begins {x:.1} mm from the left edge; {least:.0} mm are kept for the holes."),
        ),
    )
}

pub fn off_page(place: Place, id: &str, by: f32) -> Diagnostic {
    unfit(
        place,
        text(format!("「{id}」が枠から{by:.0}mmはみ出します。"), format!("`{id}` reaches {by:.0} mm over the margin.")),
    )
}

pub fn low_row(place: Place, id: &str, height: f32, least: f32) -> Diagnostic {
    unfit(
        place,
        text(
            format!("「{id}」の書く高さは{height:.1}mmです。手で書くには{least:.0}mm要ります。"),
            format!("`{id}` leaves {height:.1} mm to write in; a hand needs {least:.0} mm."),
        ),
    )
}

pub fn small_tick(place: Place, id: &str, width: f32, least: f32) -> Diagnostic {
    unfit(
        place,
        text(
            format!("「{id}」の印をつける枠は{width:.1}mmです。{least:.0}mm要ります。"),
            format!("a box to tick of `{id}` is {width:.1} mm wide; it needs {least:.0} mm."),
        ),
    )
}

pub fn thin_rule(place: Place, id: &str, width: f32, least: f32) -> Diagnostic {
    unfit(
        place,
        text(
            format!("「{id}」の罫線は{width:.2}mmです。コピーに残るには{least:.2}mm要ります。"),
            format!("a rule of `{id}` is {width:.2} mm thick; a copier keeps {least:.2} mm."),
        ),
    )
}

pub fn letter_without_glyph(place: Place, id: &str, letter: char) -> Diagnostic {
    let code = u32::from(letter);
    Diagnostic::error(
        "X03",
        place,
        text(
            format!("「{id}」の「{letter}」（U+{code:04X}）の字が書体にありません。"),
            format!("the font has no `{letter}` (U+{code:04X}), which is in `{id}`."),
        ),
    )
    .mend(text("ほかの字か、かなで書いてください。", "write it with another character, or in kana."))
}

pub fn bad_version(place: Place, version: &str) -> Diagnostic {
    Diagnostic::error(
        "X04",
        place,
        text(format!("「{version}」は版の番号ではありません。"), format!("`{version}` is no version number.")),
    )
    .mend(text(
        "数字と点で書きます。例: version = \"1.0\"",
        "write numbers with dots between, for example version = \"1.0\"",
    ))
}

pub fn words_changed(place: Place, hash: &str) -> Diagnostic {
    Diagnostic::warning(
        "X05",
        place,
        text(
            format!("この版を決めてから、用紙の文面が変わりました。いまの照合は {hash} です。"),
            format!("the words of this sheet have changed since this version; their hash is {hash}."),
        ),
    )
    .mend(text(
        format!("version を上げ、hash = \"{hash}\" と書いてください。"),
        format!("raise the version and write hash = \"{hash}\"."),
    ))
}

pub fn answer_too_long(place: Place, form: &str, item: &str, needs: usize, lines: usize) -> Diagnostic {
    Diagnostic::warning(
        "X06",
        place,
        text(
            format!("「{item}」の記入例は手書きで{needs}行になり、{form}の{lines}行に入りません。"),
            format!("the answer to `{item}` takes {needs} lines by hand; {form} has {lines}."),
        ),
    )
    .mend(text("記入例を短くするか、項目の行を増やしてください。", "shorten the example, or give the item more lines."))
}

pub fn no_paper(place: Place, format: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(
        "X07",
        place,
        text(
            format!("{format} を作れませんでした（{reason}）。"),
            format!("the {format} file cannot be made ({reason})."),
        ),
    )
    .mend(text("用紙の項目を減らして、もう一度試してください。", "try again with fewer items on the sheet."))
}
