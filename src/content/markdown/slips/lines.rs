//! Slips at the head of a line.

use unicode_normalization::UnicodeNormalization;

/// A sign at the head of a line that has no effect, and the line as it should be.
#[derive(Debug, PartialEq)]
pub(in crate::content::markdown) struct Sign {
    pub sign: String,
    pub better: String,
}

/// A heading, quote, list or task whose sign is full-width or lacks its blank. Such a line is told wherever
/// it stands.
pub(in crate::content::markdown) fn sign(line: &str) -> Option<Sign> {
    let line = line.trim_end();
    heading(line).or_else(|| quote(line)).or_else(|| bullet_without_blank(line)).or_else(|| task(line))
}

fn heading(line: &str) -> Option<Sign> {
    let count = line.chars().take_while(|c| matches!(c, '#' | '＃')).count();
    let length = line.chars().take(count).map(char::len_utf8).sum();
    let (sign, rest) = line.split_at(length);
    let words = rest.trim_start();
    let is_number = count == 1 && words.starts_with(|c: char| c.is_ascii_alphanumeric() || ('０'..='９').contains(&c));
    if !(1..=6).contains(&count) || words.is_empty() || (is_number && !rest.starts_with(['　', ' '])) {
        return None;
    }
    // `#札` is how other places write a keyword; a single sign is told only where a blank shows what is meant.
    if sign == "#" && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    if sign.is_ascii() && rest.starts_with([' ', '\t']) {
        return None;
    }
    Some(Sign { sign: shown(sign, rest), better: format!("{} {words}", "#".repeat(count.max(2))) })
}

fn quote(line: &str) -> Option<Sign> {
    let words = line.strip_prefix('＞')?.trim_start();
    (!words.is_empty()).then(|| Sign { sign: "＞".into(), better: format!("> {words}") })
}

fn bullet_without_blank(line: &str) -> Option<Sign> {
    let sign = line.chars().next().filter(|c| matches!(c, '-' | '*' | '＊' | '－'))?;
    let rest = &line[sign.len_utf8()..];
    let is_wide = sign.len_utf8() > 1;
    let has_blank = rest.starts_with(['\u{3000}', ' ']);
    // `*語*` is emphasis, `-1` a number, `－1` too.
    let is_item = if is_wide { has_blank } else { rest.starts_with('\u{3000}') || (sign == '-' && starts_wide(rest)) };
    let words = rest.trim_start();
    (is_item && !words.is_empty())
        .then(|| Sign { sign: shown(&line[..sign.len_utf8()], rest), better: format!("- {words}") })
}

fn starts_wide(text: &str) -> bool {
    text.starts_with(|c: char| crate::japanese::is_wide(c) && c.is_alphabetic())
}

/// `[ ]語` or `［　］語` at the head of an item.
fn task(line: &str) -> Option<Sign> {
    let heads = ["[ ]", "[x]", "[X]", "［ ］", "［　］", "［x］", "［×］", "[　]", "[]"];
    let head = heads.into_iter().find(|head| line.starts_with(head))?;
    let words = line[head.len()..].trim_start_matches(['\u{3000}', ' ']);
    let mark = if head.contains(['x', 'X', '×']) { "x" } else { " " };
    let is_link = words.starts_with(['(', '（']);
    (!words.is_empty() && !is_link).then(|| Sign { sign: head.into(), better: format!("[{mark}] {words}") })
}

/// The sign, with the blank behind it where that is what is wrong.
fn shown(sign: &str, rest: &str) -> String {
    if rest.starts_with('\u{3000}') { format!("{sign}\u{3000}") } else { sign.to_owned() }
}

/// How sure it is that a line begins an item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::content::markdown) enum Certainty {
    /// The sign is nothing else.
    Sure,
    /// Only beside another such line.
    Perhaps,
}

const BULLETS: &str = "・●•‣◦･▪";
const MARKS: &str = "○■□◆◇◎▲△▼▽★☆➢✓✔※〇";

/// A line as Word writes an item of a list, and as it should be.
pub(in crate::content::markdown) fn item(line: &str) -> Option<(Certainty, String)> {
    let line = line.trim_matches(['\u{3000}', ' ', '\t']);
    let first = line.chars().next()?;
    let rest = line[first.len_utf8()..].trim_start_matches(['\u{3000}', ' ', '\t']);
    if BULLETS.contains(first) && !rest.is_empty() {
        return Some((Certainty::Sure, format!("- {rest}")));
    }
    // ① ⑴ ⒈ ㈠ ㋐
    let is_enclosed = matches!(u32::from(first), 0x2460..=0x249b | 0x24ea..=0x24ff | 0x2776..=0x2793 | 0x3220..=0x3229 | 0x32d0..=0x32fe);
    // ○ and its like stand for words left out, too.
    let is_mark = MARKS.contains(first) && !rest.starts_with(first);
    if (is_enclosed || is_mark) && !rest.is_empty() {
        let sure = if matches!(first, '○' | '〇' | '△') { Certainty::Perhaps } else { Certainty::Sure };
        return Some((sure, format!("- {line}")));
    }
    bracketed(line).or_else(|| numbered(line))
}

/// （１） or (1), and （ア）.
fn bracketed(line: &str) -> Option<(Certainty, String)> {
    let inner = line.strip_prefix(['（', '('])?;
    let (number, words) = inner.split_once(['）', ')'])?;
    let is_number = !number.is_empty() && number.chars().count() < 4 && number.chars().all(is_digit);
    let is_sign = number.chars().count() == 1 && number.starts_with(is_ordinal);
    ((is_number || is_sign) && !words.trim().is_empty()).then(|| (Certainty::Sure, format!("- {line}")))
}

/// `１．`, `１）`, `１　`, `1.語`, 一、 and ア　.
fn numbered(line: &str) -> Option<(Certainty, String)> {
    let digits = line.find(|c| !is_digit(c))?;
    let (number, rest) = line.split_at(digits);
    let separator = rest.chars().next()?;
    if digits == 0 {
        let next = rest[separator.len_utf8()..].chars().next()?;
        let is_item = is_ordinal(separator) && matches!(next, '．' | '\u{3000}' | '、' | '）' | ')');
        return is_item.then(|| (Certainty::Perhaps, format!("- {line}")));
    }
    let words = rest[separator.len_utf8()..].trim_start_matches(['\u{3000}', ' ']);
    // 1.5 and 1,000 are numbers.
    let is_item = matches!(separator, '．' | '.' | '）' | ')' | '、' | '\u{3000}') && !words.starts_with(is_digit);
    if !is_item || words.is_empty() || number.chars().count() > 3 {
        return None;
    }
    let number: String = number.nfkc().collect();
    Some((Certainty::Perhaps, format!("{number}. {words}")))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// One sign by which Japanese counts: 一 二 三, ア イ ウ, イ ロ ハ.
fn is_ordinal(c: char) -> bool {
    "一二三四五六七八九十".contains(c) || "アイウエオカキクケコサシスセソロハニホヘトチリヌルヲ".contains(c)
}

/// A row of a table that none is: its cells, parted by tabs or by ｜ and |.
pub(in crate::content::markdown) fn cells(line: &str) -> Option<Vec<&str>> {
    let line = line.trim_matches(' ').trim_end_matches('\n');
    let is_barred = |c: char| line.starts_with(c) && line.trim_end().ends_with(c) && line.chars().count() > 2;
    let sign = if line.trim_matches(['\t', '\u{3000}']).contains('\t') {
        '\t'
    } else {
        ['|', '｜'].into_iter().find(|bar| is_barred(*bar))?
    };
    let inner = if sign == '\t' { line } else { line.trim().trim_start_matches(sign).trim_end_matches(sign) };
    let cells: Vec<&str> = inner.split(sign).map(|cell| cell.trim_matches([' ', '\u{3000}'])).collect();
    (cells.len() > 1).then_some(cells)
}

/// Whether cells are the second row of a table: hyphens and colons, of either width.
pub(in crate::content::markdown) fn are_delimiters(cells: &[&str]) -> bool {
    cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| "-－ー―─:：".contains(c)))
}

pub(in crate::content::markdown) fn table_row(cells: &[&str]) -> String {
    format!("| {} |", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
}

/// `+---+---+`, as Pandoc draws a table.
pub(in crate::content::markdown) fn is_grid(line: &str) -> bool {
    let line = line.trim();
    line.len() > 4 && line.starts_with('+') && line.ends_with('+') && line.bytes().all(|b| b"+-=:".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn better(line: &str) -> String {
        sign(line).map_or_else(String::new, |sign| sign.better)
    }

    #[test]
    fn signs_without_effect_are_told_as_they_should_be() {
        assert_eq!(better("##見出し"), "## 見出し");
        assert_eq!(better("##　見出し"), "## 見出し");
        assert_eq!(better("＃＃ 見出し"), "## 見出し");
        assert_eq!(better("＃見出し"), "## 見出し");
        assert_eq!(better("＞ 引用"), "> 引用");
        assert_eq!(better("-項目"), "- 項目");
        assert_eq!(better("＊　項目"), "- 項目");
        assert_eq!(better("［　］たしかめる"), "[ ] たしかめる");
        for line in ["## 見出し", "#1 の話", "#札", "-1 度", "*語*", "－5度", "[ ](x.md)", "－語"] {
            assert_eq!(better(line), "", "{line}");
        }
    }

    #[test]
    fn items_of_word_are_known() {
        for (line, better) in [
            ("・筆記用具", "- 筆記用具"),
            ("　●　上履き", "- 上履き"),
            ("①受付", "- ①受付"),
            ("（１）目的", "- （１）目的"),
            ("１．日時", "1. 日時"),
            ("２　場所", "2. 場所"),
            ("1)場所", "1. 場所"),
            ("一　目的", "- 一　目的"),
            ("ア．対象", "- ア．対象"),
        ] {
            assert_eq!(item(line).map(|(_, better)| better).as_deref(), Some(better), "{line}");
        }
        for line in ["1.5倍", "2024年", "ふつうの文", "（注）文", "一人で", "・"] {
            assert_eq!(item(line), None, "{line}");
        }
    }

    #[test]
    fn rows_are_parted_by_tabs_and_bars() {
        assert_eq!(cells("時間\t内容").unwrap(), ["時間", "内容"]);
        assert_eq!(cells("｜時間｜内容｜").unwrap(), ["時間", "内容"]);
        assert_eq!(cells("ふつうの文"), None);
        assert!(are_delimiters(&["---", "ーー"]) && !are_delimiters(&["-", "a"]));
    }
}
