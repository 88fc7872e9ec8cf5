//! Slips within a line.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2_iter, memmem};
use unicode_normalization::UnicodeNormalization;

use crate::japanese::is_wide;

/// What was found in running text, by its bytes.
#[derive(Debug, PartialEq)]
pub(in crate::content::markdown) struct Slip {
    pub at: Range<usize>,
    pub kind: Kind,
}

#[derive(Debug, PartialEq)]
pub(in crate::content::markdown) enum Kind {
    /// A link that is none, as it should be, and whether that is certain.
    Link {
        better: String,
        certain: bool,
    },
    /// A mark of a note that is not there.
    Note(String),
    Comment,
    /// A sign of another tool, with what to write, in Japanese and English.
    Dialect(&'static str, &'static str),
}

/// Everything in a stretch of running text that looks like Markdown and was left as text.
pub(in crate::content::markdown) fn find(run: &str) -> Vec<Slip> {
    let mut slips = Vec::new();
    let bytes = run.as_bytes();
    if memchr(b']', bytes).is_some() || run.contains('］') {
        links(run, &mut slips);
        notes(run, &mut slips);
    }
    for open in ["<!--", "＜!--", "＜！--", "<！--"] {
        slips.extend(run.find(open).map(|at| Slip { at: at..at + open.len(), kind: Kind::Comment }));
    }
    for pair in &PAIRS {
        slips.extend(between(run, pair).map(|at| Slip { at, kind: Kind::Dialect(pair.ja, pair.en) }));
    }
    if memchr(b'$', bytes).is_some() {
        slips.extend(formula(run));
    }
    if memchr(b':', bytes).is_some() {
        slips.extend(emoji(run));
    }
    if run.matches('《').count() > run.matches('》').count()
        && let Some(at) = run.rfind('《')
    {
        let kind = Kind::Dialect("ふりがなは 漢字《かんじ》 のように、》 で閉じてください。", "close it with 》.");
        slips.push(Slip { at: at..at + '《'.len_utf8(), kind });
    }
    slips
}

/// Signs that stand before and behind what they change.
struct Pair {
    open: &'static str,
    close: &'static str,
    ja: &'static str,
    en: &'static str,
}

const HIGHLIGHT_JA: &str = "目立たせるときは ** で囲んで太字にします。";
const TEMPLATE_JA: &str = "ほかのツールの命令は動きません。できあがりの文を書いてください。";

const PAIRS: [Pair; 7] = [
    Pair { open: "==", close: "==", ja: HIGHLIGHT_JA, en: "make it bold with **." },
    Pair { open: "{{", close: "}}", ja: TEMPLATE_JA, en: "commands of other tools do nothing; write what they make." },
    Pair { open: "{%", close: "%}", ja: TEMPLATE_JA, en: "commands of other tools do nothing; write what they make." },
    Pair { open: "]{", close: "}", ja: "{ } とその中を消してください。", en: "take out the braces." },
    Pair {
        open: "%%",
        close: "%%",
        ja: "出さない覚え書きは <!-- と --> で囲みます。",
        en: "put notes to yourself between <!-- and -->.",
    },
    Pair {
        open: "**",
        close: "**",
        ja: "** の内側の空白を取ると太字になります。",
        en: "take out the blanks inside the **.",
    },
    Pair {
        open: "＊＊", close: "＊＊", ja: "太字は半角の ** で囲みます。", en: "use half-width ** for bold."
    },
];

fn between(run: &str, pair: &Pair) -> Option<Range<usize>> {
    let open = memmem::find(run.as_bytes(), pair.open.as_bytes())?;
    let inner = open + pair.open.len();
    let close = inner + memmem::find(&run.as_bytes()[inner..], pair.close.as_bytes())?;
    let words = &run[inner..close];
    // `====` is a line; a brace of a sentence is no attribute.
    let is_sign = !words.is_empty()
        && !words.starts_with(['=', '*'])
        && (pair.open != "]{" || words.starts_with(['.', '#', '=']) || words.contains('='));
    let start = if pair.open == "]{" { open + 1 } else { open };
    is_sign.then(|| start..(close + pair.close.len()))
}

/// `$x^2$` or `$$…$$`. Sums of money have no signs of a formula.
fn formula(run: &str) -> Option<Slip> {
    let open = run.find('$')?;
    let inner = open + 1;
    let close = inner + run[inner..].find('$')?;
    let words = &run[inner..close];
    let is_formula = words.is_empty() || words.contains(['\\', '^', '_', '=']);
    let kind = Kind::Dialect(
        "数式は使えません。言葉や、ふつうの記号（x² など）で書いてください。",
        "formulas do not work; write it in words or plain signs.",
    );
    is_formula.then(|| Slip { at: open..close + 1, kind })
}

/// `:warning:`. Between digits it is the time of day.
fn emoji(run: &str) -> Option<Slip> {
    let mut from = 0;
    while let Some(open) = run[from..].find(':').map(|at| at + from) {
        from = open + 1;
        let name =
            run[from..].bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_').count();
        let is_free = !run[..open].ends_with(|c: char| c.is_ascii_alphanumeric() || c == ':');
        if name > 2
            && is_free
            && run[from..].starts_with(|c: char| c.is_ascii_lowercase())
            && run[from + name..].starts_with(':')
        {
            let kind =
                Kind::Dialect("絵文字そのものを書くか、消してください。", "type the emoji itself, or take it out.");
            return Some(Slip { at: open..from + name + 1, kind });
        }
    }
    None
}

/// `［語］（x.md）`, `[語] (x.md)`, `[語](a b.png)`, `(語)[x.md]`, `[[語]]`.
fn links(run: &str, slips: &mut Vec<Slip>) {
    let mut from = 0;
    if let Some(open) = run.find("[[").filter(|open| run[*open..].contains("]]")) {
        let close = open + run[open..].find("]]").unwrap_or_default();
        let (image, start) = if run[..open].ends_with('!') { ("!", open - 1) } else { ("", open) };
        let words = &run[open + 2..close];
        let (target, label) = words.split_once('|').unwrap_or((words, words));
        let ending = if target.contains('.') { "" } else { ".md" };
        let better = format!("{image}[{label}]({target}{ending})");
        slips.push(Slip { at: start..close + 2, kind: Kind::Link { better, certain: false } });
        from = close + 2;
    }
    while let Some(at) = run[from..].find([']', '］', ')', '）']).map(|at| at + from) {
        let sign = run[at..].chars().next().unwrap_or(']');
        from = at + sign.len_utf8();
        let Some(slip) = (if matches!(sign, ']' | '］') { link(run, at, sign) } else { turned_link(run, at, sign) })
        else {
            continue;
        };
        from = slip.at.end;
        slips.push(slip);
    }
}

/// A link whose words end at `at`.
fn link(run: &str, at: usize, sign: char) -> Option<Slip> {
    let after = &run[at + sign.len_utf8()..];
    let blank = after.len() - after.trim_start_matches([' ', '\u{3000}']).len();
    let bracket = after[blank..].chars().next().filter(|c| matches!(c, '(' | '（'))?;
    let inner = at + sign.len_utf8() + blank + bracket.len_utf8();
    let close = inner + near(run, inner).find([')', '）'])?;
    let end = close + run[close..].chars().next().map_or(0, char::len_utf8);
    let open = last_before(run, at, ['[', '［'])?;
    let start = if run[..open].ends_with(['!', '！']) { run[..open].char_indices().next_back()?.0 } else { open };
    let image = if start < open { "!" } else { "" };
    let words = run[open..at].trim_start_matches(['[', '［']);
    let target = address(&run[inner..close])?;
    let target = if target.contains([' ', '\u{3000}']) { format!("<{target}>") } else { target.into_owned() };
    Some(Slip { at: start..end, kind: Kind::Link { better: format!("{image}[{words}]({target})"), certain: true } })
}

/// How far apart the brackets of a link are at most, in bytes.
const REACH: usize = 600;

fn near(run: &str, from: usize) -> &str {
    &run[from..run.floor_char_boundary(from + REACH)]
}

fn last_before(run: &str, at: usize, signs: [char; 2]) -> Option<usize> {
    let from = run.ceil_char_boundary(at.saturating_sub(REACH));
    run[from..at].rfind(signs).map(|open| open + from)
}

/// `(語)[x.md]`, whose words end at `at`.
fn turned_link(run: &str, at: usize, sign: char) -> Option<Slip> {
    let after = &run[at + sign.len_utf8()..];
    let bracket = after.chars().next().filter(|c| matches!(c, '[' | '［'))?;
    let inner = at + sign.len_utf8() + bracket.len_utf8();
    let close = inner + near(run, inner).find([']', '］'])?;
    let end = close + run[close..].chars().next().map_or(0, char::len_utf8);
    let open = last_before(run, at, ['(', '（'])?;
    let words = run[open..at].trim_start_matches(['(', '（']);
    let target = address(&run[inner..close])?;
    Some(Slip { at: open..end, kind: Kind::Link { better: format!("[{words}]({target})"), certain: true } })
}

/// The address that brackets hold, in half-width, if it looks like one.
fn address(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    let address: Cow<'_, str> =
        if text.contains(['．', '／', '：', '＃']) { text.nfkc().collect::<String>().into() } else { text.into() };
    let is_file = [".md", ".html", ".pdf", ".png", ".jpg", ".jpeg", ".svg", ".gif", ".docx", ".xlsx", ".pptx", ".webp"]
        .iter()
        .any(|ending| address.split('#').next().is_some_and(|path| path.to_ascii_lowercase().ends_with(ending)));
    let is_place =
        is_file || address.starts_with("http://") || address.starts_with("https://") || address.starts_with("../");
    (is_place && !address.contains(['。', '、', '「'])).then_some(address)
}

/// `[^9]` where there is no such note.
fn notes(run: &str, slips: &mut Vec<Slip>) {
    let mut from = 0;
    while let Some(open) = run[from..].find("[^").map(|at| at + from) {
        from = open + 2;
        let Some(close) = run[from..].find(']').map(|at| at + from) else { return };
        let label = &run[from..close];
        if !label.is_empty() && !label.contains(char::is_whitespace) && !label.contains('[') {
            slips.push(Slip { at: open..close + 1, kind: Kind::Note(label.to_owned()) });
        }
        from = close;
    }
}

/// The addresses without brackets in `text`, and what has to stand before each to make it whole (GFM §6.9).
/// An address ends before Japanese, which does not put a blank there.
pub(in crate::content::markdown) fn bare_addresses(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
    let mut end = 0;
    for at in memchr2_iter(b':', b'w', text.as_bytes()) {
        let Some((start, host, prefix)) = beginning(text, at).filter(|(start, ..)| *start >= end) else { continue };
        if text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || "/.-_@".contains(c)) {
            continue;
        }
        let length = text[host..].char_indices().take(LONGEST_ADDRESS).find(|(_, c)| !is_address_part(*c));
        let length = length.map_or(text.len() - host, |(at, _)| at);
        let address = without_closing_signs(&text[start..host + length]);
        let name = address.get(host - start..).and_then(|rest| rest.split(['/', '?', '#', ':']).next());
        if name.is_some_and(|name| name.contains('.') && !name.starts_with('.') && !name.ends_with('.')) {
            end = start + address.len();
            found.push((start..end, prefix));
        }
    }
    found
}

/// Longer ones are no addresses that somebody typed.
const LONGEST_ADDRESS: usize = 2000;

/// Where the address around `at` begins, where its host does, and what it lacks.
fn beginning(text: &str, at: usize) -> Option<(usize, usize, &'static str)> {
    if text[at..].starts_with("www.") {
        return Some((at, at, "http://"));
    }
    if !text[at..].starts_with("://") {
        return None;
    }
    let scheme = ["https", "http"].into_iter().find(|scheme| text[..at].ends_with(scheme))?;
    Some((at - scheme.len(), at + "://".len(), ""))
}

fn is_address_part(c: char) -> bool {
    (c.is_ascii_graphic() && !"<>\"`\\^{|}".contains(c)) || (!c.is_ascii() && c.is_alphanumeric() && !is_wide(c))
}

/// Signs that end a sentence do not belong to the address, nor a bracket that was opened before it.
fn without_closing_signs(address: &str) -> &str {
    let unopened = |open, close| address.matches(close).count().saturating_sub(address.matches(open).count());
    let (mut round, mut square) = (unopened('(', ')'), unopened('[', ']'));
    address.trim_end_matches(|c| match c {
        ')' if round > 0 => {
            round -= 1;
            true
        }
        ']' if square > 0 => {
            square -= 1;
            true
        }
        c => "?!.,:;*_~'".contains(c),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn better(run: &str) -> Vec<String> {
        find(run)
            .into_iter()
            .filter_map(|slip| match slip.kind {
                Kind::Link { better, .. } => Some(better),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn links_are_told_as_they_should_be() {
        assert_eq!(better("［準備］（x.md）を読む"), ["[準備](x.md)"]);
        assert_eq!(better("[準備]（ｘ．ｍｄ）と[次] (../y.md#z)"), ["[準備](x.md)", "[次](../y.md#z)"]);
        assert_eq!(better("![写真](写真 1.png)"), ["![写真](<写真 1.png>)"]);
        assert_eq!(better("(準備)[x.md]"), ["[準備](x.md)"]);
        assert_eq!(better("[[準備]]と![[図.png]]"), ["[準備](準備.md)"]);
        assert_eq!(better("［注］（別紙を見る）、[x](あり方)"), [""; 0]);
    }

    #[test]
    fn an_address_ends_before_japanese() {
        let shown = |text: &'static str| bare_addresses(text).into_iter().next().map(|(at, _)| &text[at]);
        assert_eq!(shown("申込は https://example.jp/a です"), Some("https://example.jp/a"));
        assert_eq!(shown("（https://example.jp/a?b=1&c）。"), Some("https://example.jp/a?b=1&c"));
        assert_eq!(shown("先はhttps://example.jp/x_(y)。"), Some("https://example.jp/x_(y)"));
        assert_eq!(shown("see www.example.com."), Some("www.example.com"));
        assert_eq!(shown("http://localhost と https:// と xhttp://a.b"), None);
    }

    #[test]
    fn signs_of_other_tools_are_told() {
        for text in [
            "==大切==",
            "{{< x >}}",
            "$$",
            "$x^2$",
            "[語]{.underline}",
            "%%覚え%%",
            ":warning:",
            "** 語 **",
            "＊＊語＊＊",
            "語《ご",
        ] {
            assert_eq!(find(text).len(), 1, "{text}");
        }
        for text in ["100$と200$", "10:30:00", "a == b", "《題》", "{語}", "「:」と「:」"] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
