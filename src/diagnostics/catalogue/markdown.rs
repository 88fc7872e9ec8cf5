//! `M`: what a text says in Markdown, and what only looks like it.

use std::ops::Range;

use super::text;
use crate::diagnostics::{Diagnostic, Place};

pub fn unclosed_comment(place: Place) -> Diagnostic {
    Diagnostic::error(
        "M01",
        place,
        text("ここで始まった覚え書き（コメント）が閉じていません。", "the comment that begins here is not closed."),
    )
    .mend(text("覚え書きの終わりに、半角で --> と書いてください。", "write --> where it ends."))
}

pub fn tag_as_text(place: Place, tag: &str) -> Diagnostic {
    Diagnostic::warning(
        "M02",
        place,
        text(
            format!("HTML のタグ「{tag}」は使えず、そのまま文字として出ます。"),
            format!("the tag `{tag}` is not passed on; it is shown as text."),
        ),
    )
    .mend(text(
        "Markdown で書き直してください。使えるタグは、br、details、summary、ruby、rt、kbd、sub、sup、u、s、mark、small、表のタグです。",
        "write it in Markdown. The tags that work: br, details, summary, ruby, rt, kbd, sub, sup, u, s, mark, small and those of tables.",
    ))
}

pub fn unclosed_tag(place: Place, name: &str) -> Diagnostic {
    Diagnostic::warning("M03", place, text(format!("<{name}> が閉じていません。"), format!("<{name}> is not closed.")))
        .mend(text(format!("終わりに </{name}> と書いてください。"), format!("write </{name}> where it ends.")))
}

/// Lines that begin with the signs of a list in a Word document, and run together here.
pub fn lines_run_together(place: Place, better: &str) -> Diagnostic {
    Diagnostic::warning(
        "M04",
        place,
        text("ここからの行は、つながって一つの段落になります。", "these lines run together into one paragraph."),
    )
    .mend(text(
        format!("行を分けるときは、こう書きます: {better}"),
        format!("to keep the lines apart, write: {better}"),
    ))
}

/// `##見出し`, `＃ 見出し`, `＞ 引用`, `-項目`: a sign that does not work as it stands.
pub fn sign_without_effect(place: Place, sign: &str, better: &str) -> Diagnostic {
    Diagnostic::warning(
        "M05",
        place,
        text(
            format!("行の初めの「{sign}」は、そのまま文字として出ます。"),
            format!("`{sign}` at the head of the line is shown as text."),
        ),
    )
    .mend(text(format!("半角の記号と半角の空白で、こう書きます: {better}"), format!("write: {better}")))
}

pub fn link_as_text(place: Place, better: &str) -> Diagnostic {
    Diagnostic::warning(
        "M06",
        place,
        text("リンクになりません。そのまま文字として出ます。", "this is no link; it is shown as text."),
    )
    .mend(text(format!("こう書きます: {better}"), format!("write: {better}")))
}

/// A sign of another tool's Markdown.
pub fn other_dialect(place: Place, sign: &str, ja: &str, en: &str) -> Diagnostic {
    Diagnostic::warning(
        "M07",
        place,
        text(format!("「{sign}」は、そのまま文字として出ます。"), format!("`{sign}` is shown as text.")),
    )
    .mend(text(ja, en))
}

pub fn heading_of_lines(place: Place, rule: &str) -> Diagnostic {
    Diagnostic::warning(
        "M08",
        place,
        text(
            format!("下の行が「{rule}」なので、ここは見出しになります。"),
            format!("the line `{rule}` below makes a heading of this."),
        ),
    )
    .mend(text(
        format!("見出しにしないときは、「{rule}」の行の前に空の行を入れてください。見出しにするときは、行の初めに ## と半角の空白を書きます。"),
        format!("where no heading is meant, put an empty line before `{rule}`; for a heading, begin the line with ##."),
    ))
}

pub fn empty_heading(place: Place) -> Diagnostic {
    Diagnostic::warning("M09", place, text("見出しに言葉がありません。", "the heading has no words.")).mend(text(
        "# の後に半角の空白と見出しの言葉を書くか、行を消してください。",
        "write its words, or remove the line.",
    ))
}

pub fn first_heading(place: Place, words: &str) -> Diagnostic {
    Diagnostic::warning(
        "M10",
        place,
        text(
            format!("ページの題は title にあるので、「# {words}」は ## と同じ大きさの見出しになります。"),
            format!("the page has its title; `# {words}` becomes a heading like those of ##."),
        ),
    )
    .mend(text(
        "見出しなら ## で書きます。題を変えるなら、title に書いてください。",
        "begin headings with ##; to change the title, write it as title.",
    ))
}

pub fn cell_too_many(place: Place, columns: usize) -> Diagnostic {
    Diagnostic::error(
        "M11",
        place,
        text(
            format!("表の列は{columns}つです。ここから後の欄は出ません。"),
            format!("the table has {columns} columns; the cells from here on are lost."),
        ),
    )
    .mend(text(
        "表の1行めと2行めに列を足すか、| を消してください。文字としての | は \\| と書きます。",
        "add columns to the first two lines, or take out the |; a plain one is written \\|.",
    ))
}

pub fn no_table(place: Place, better: &str) -> Diagnostic {
    Diagnostic::warning(
        "M12",
        place,
        text("表になりません。行がつながって出ます。", "this is no table; its lines run together."),
    )
    .mend(text(format!("こう書きます: {better}"), format!("write: {better}")))
}

pub fn unused_note(place: Place, label: &str) -> Diagnostic {
    Diagnostic::error(
        "M13",
        place,
        text(
            format!("注「[^{label}]」は本文のどこからも引かれていないので、出ません。"),
            format!("nothing refers to the note `[^{label}]`; it is not shown."),
        ),
    )
    .mend(text(
        format!("本文の、注を付けるところに [^{label}] と書くか、この注を消してください。"),
        format!("write [^{label}] where it belongs, or remove the note."),
    ))
}

pub fn note_twice(place: Place, first: Place, label: &str) -> Diagnostic {
    Diagnostic::warning(
        "M14",
        place,
        text(
            format!("注「[^{label}]」は二つあります。一つの注に続けて出ます。"),
            format!("there are two notes `[^{label}]`; they are shown as one."),
        ),
    )
    .other(first, text("先に出てくるところ", "first written here"))
    .mend(text(
        "別の注なら、こちらの名前と、それを引くところの名前を変えてください。",
        "rename this one and where it is referred to, if it is another.",
    ))
}

pub fn no_such_note(place: Place, label: &str) -> Diagnostic {
    Diagnostic::warning(
        "M15",
        place,
        text(
            format!("注「[^{label}]」がありません。そのまま文字として出ます。"),
            format!("there is no note `[^{label}]`; the mark is shown as text."),
        ),
    )
    .mend(text(
        format!("ページの終わりに「[^{label}]: 注の文」と書いてください。"),
        format!("write `[^{label}]: …` at the end of the page."),
    ))
}

pub fn id_is_taken(place: Place, id: &str, given: &str) -> Diagnostic {
    Diagnostic::error(
        "M16",
        place,
        text(
            format!("「#{id}」は、このページのほかのところで使われています。"),
            format!("`#{id}` is used elsewhere on this page."),
        ),
    )
    .mend(text(
        format!("ほかの名前にしてください。例: {{#{given}}}"),
        format!("give it another name, for example {{#{given}}}."),
    ))
}

pub fn invisible(place: Place, sign: char) -> Diagnostic {
    let code = u32::from(sign);
    let (ja, en) = match sign {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            ("文字の向きを変える見えない文字", "an invisible character that turns the direction of the text")
        }
        '\u{e000}'..='\u{f8ff}' => ("ほかのソフトだけの記号（外字）", "a character that only one program knows"),
        '\u{200b}' | '\u{2060}' | '\u{feff}' => ("見えない文字", "an invisible character"),
        _ => ("制御文字", "a control character"),
    };
    Diagnostic::warning(
        "M17",
        place,
        text(format!("{ja}（U+{code:04X}）があります。"), format!("there is {en} (U+{code:04X}).")),
    )
    .mend(text("この文字を消し、要るものなら打ち直してください。", "remove it; type it again if it is needed."))
}

/// Makes the edits of a message that gives the lines as they should be.
pub fn with_edits(diagnostic: Diagnostic, edits: Vec<(Range<usize>, String)>) -> Diagnostic {
    edits.into_iter().fold(diagnostic, |diagnostic, (span, text)| diagnostic.edit(span, text))
}
