//! Every message of the checks: one constructor each, Japanese and English side by side.
//!
//! Codes: `S` reading files, `F` front matter, `L` links, `N` file names, `T` the trace of opinions,
//! `R` references between documents, `M` Markdown, `G` glossary, `C` calendar, `P` privacy, `K` cases, `W` wording,
//! `X` paper, `H` templates, `Q` search.

mod front_matter;
mod markdown;
mod paper;

pub use front_matter::{
    bad_fence, empty_title, foreign_front_matter, misfit, no_front_matter, toml_full_width, toml_syntax,
    unclosed_front_matter,
};
pub use markdown::{
    cell_too_many, empty_heading, first_heading, heading_of_lines, id_is_taken, invisible, lines_run_together,
    link_as_text, no_such_note, no_table, note_twice, other_dialect, sign_without_effect, tag_as_text,
    unclosed_comment, unclosed_tag, unused_note, with_edits,
};
pub use paper::{
    answer_too_long, bad_version, in_holes, item_divided, item_too_tall, letter_without_glyph, low_row, no_paper,
    off_page, small_tick, thin_rule, words_changed,
};

use super::{Diagnostic, Place, Text, nearest};

fn text(ja: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(ja, en)
}

/// 「もしかして: …」, where there is a name near enough; otherwise `else_`.
fn perhaps<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, else_: Text) -> Text {
    match nearest(name, known) {
        Some(near) => text(format!("もしかして: {near}"), format!("did you mean: {near}")),
        None => else_,
    }
}

// ── S: reading files ────────────────────────────────────────────────────────────────────────────

pub fn no_content(place: Place) -> Diagnostic {
    Diagnostic::error(
        "S01",
        place,
        text("content フォルダーがないか、中に Markdown がありません。", "there is no content folder, or no Markdown in it."),
    )
    .mend(text(
        "サイトのフォルダーで実行するか、--root で場所を指定してください。新しく始めるときは「furikaeri init フォルダー名」です。",
        "run it in the folder of the site, or name that folder with --root. To start a new site: furikaeri init DIR.",
    ))
}

pub fn unreadable(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("S02", place, text(format!("読めません（{reason}）。"), format!("cannot be read ({reason}).")))
        .mend(text(
            "開いているほかのソフトを閉じ、読み取りの権限を確かめてください。",
            "close other programs that hold it, and look at its permissions.",
        ))
}

pub fn vanished(place: Place) -> Diagnostic {
    Diagnostic::error(
        "S03",
        place,
        text("読んでいるあいだに、なくなりました。", "it vanished while it was being read."),
    )
    .mend(text(
        "保存や同期が終わってから、もう一度実行してください。",
        "run it again when saving or syncing has ended.",
    ))
}

pub fn not_utf8(place: Place, encoding: &str) -> Diagnostic {
    Diagnostic::error(
        "S04",
        place,
        text(
            format!("文字コードが UTF-8 ではありません（{encoding} のようです）。"),
            format!("it is not UTF-8 (it looks like {encoding})."),
        ),
    )
    .mend(text(
        "メモ帳で開き、「名前を付けて保存」で「文字コード」を UTF-8 にして保存してください。",
        "open it in Notepad and save it again with the encoding UTF-8.",
    ))
}

pub fn symlink(place: Place) -> Diagnostic {
    Diagnostic::error("S05", place, text("シンボリックリンクは読みません。", "symbolic links are not followed."))
        .mend(text("リンクを消し、ファイルそのものを置いてください。", "put the file itself in its place."))
}

pub fn not_a_file(place: Place) -> Diagnostic {
    Diagnostic::error("S06", place, text("ふつうのファイルではありません。", "it is not an ordinary file."))
        .mend(text("content の外へ移してください。", "move it out of content."))
}

// ── L: links ────────────────────────────────────────────────────────────────────────────────────

pub fn no_such_page<'a>(place: Place, target: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let else_ = text(
        "ファイルの場所と名前を確かめてください。リンクは、このファイルから見た .md の場所で書きます。",
        "look at its place and name. Links are written as .md paths from this file.",
    );
    Diagnostic::error(
        "L01",
        place,
        text(format!("リンク先「{target}」がありません。"), format!("there is no page `{target}`.")),
    )
    .mend(perhaps(target, known, else_))
}

pub fn no_such_anchor<'a>(
    place: Place,
    target: &str,
    anchor: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let else_ = text(
        "見出しの文字を確かめてください。見出しに {#名前} を付けると、変わらない目印になります。",
        "look at the heading; a {#name} on it makes a lasting anchor.",
    );
    Diagnostic::error(
        "L02",
        place,
        text(
            format!("「{target}」に「#{anchor}」という見出しはありません。"),
            format!("`{target}` has no heading `#{anchor}`."),
        ),
    )
    .mend(perhaps(anchor, known, else_))
}

pub fn link_to_draft(place: Place, target: &str) -> Diagnostic {
    Diagnostic::error(
        "L03",
        place,
        text(
            format!("リンク先「{target}」は下書きで、公開されません。"),
            format!("`{target}` is a draft and will not be published."),
        ),
    )
    .mend(text(
        "リンク先の draft = true を外すか、リンクを消してください。",
        "publish that page, or take the link out.",
    ))
}

pub fn unsafe_address(place: Place, address: &str) -> Diagnostic {
    Diagnostic::error(
        "L04",
        place,
        text(format!("「{address}」のようなリンクは使えません。"), format!("links like `{address}` are not allowed.")),
    )
    .mend(text("https: か mailto: か、ファイルの場所で書いてください。", "use https:, mailto: or the path of a file."))
}

pub fn outside_image(place: Place) -> Diagnostic {
    Diagnostic::error(
        "L05",
        place,
        text("サイトの外の画像は使えません。", "images from outside the site are not allowed."),
    )
    .mend(text("画像を content に置き、その場所を書いてください。", "put the image into content and link to it there."))
}

// ── N: names ────────────────────────────────────────────────────────────────────────────────────

/// `by_case`: the two differ, but only by case or by how the characters are composed.
pub fn same_url(place: Place, first: &Place, url: &str, by_case: bool) -> Diagnostic {
    let mend = if by_case {
        text(
            "どちらかの名前を変えてください。大文字と小文字の違いだけでは、Windows と macOS で区別されません。",
            "rename one of them; Windows and macOS do not tell upper from lower case.",
        )
    } else {
        text(
            "どちらかの名前を変えてください（aliases の行なら、その行を消してください）。",
            "rename one of them; an old address in aliases can be removed instead.",
        )
    };
    Diagnostic::error(
        "N01",
        place,
        text(
            format!("「{}」と同じアドレス {url} になります。", first.path),
            format!("it gets the same address as `{}`: {url}.", first.path),
        ),
    )
    .mend(mend)
}

pub fn reserved_url(place: Place, url: &str, maker: &Text) -> Diagnostic {
    let (ja, en) = (&maker.ja, &maker.en);
    Diagnostic::error(
        "N01",
        place,
        text(
            format!("アドレス {url} には、{ja}が入ります。ほかのファイルは置けません。"),
            format!("the address {url} is kept for {en}; no other file can have it."),
        ),
    )
    .mend(text(
        "ファイルの名前を変えてください（aliases の行なら、その行を消してください）。",
        "rename the file; an old address in aliases can be removed instead.",
    ))
}

pub fn bad_name(place: Place, part: &str) -> Diagnostic {
    Diagnostic::error(
        "N02",
        place,
        text(
            format!("「{part}」という名前は Windows で使えません。"),
            format!("`{part}` is not a name that Windows can hold."),
        ),
    )
    .mend(text(
        "< > : \" | ? * \\ や、終わりの点と空白、CON・NUL などの名前を避けてください。",
        "avoid < > : \" | ? * \\, a dot or blank at the end, and names such as CON or NUL.",
    ))
}

pub fn unknown_section<'a>(place: Place, section: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let else_ = text("content の中のフォルダーの名前を書いてください。", "name a folder of content.");
    Diagnostic::error(
        "N03",
        place,
        text(format!("「{section}」というフォルダーはありません。"), format!("there is no folder `{section}`.")),
    )
    .mend(perhaps(section, known, else_))
}

pub fn no_such_theme(place: Place, theme: &str) -> Diagnostic {
    Diagnostic::error(
        "N04",
        place,
        text(
            format!("themes に「{theme}」というフォルダーはありません。"),
            format!("there is no folder `{theme}` in themes."),
        ),
    )
    .mend(text(
        "theme の行を消すと、初めからある default を使います。",
        "without the line, the built-in default is used.",
    ))
}

pub fn unread_theme(place: Place, theme: &str) -> Diagnostic {
    Diagnostic::warning(
        "N06",
        place,
        text(
            format!("このフォルダーのテーマは使われていません（使っているテーマ: {theme}）。"),
            format!("the theme of this folder is not used; the site uses `{theme}`."),
        ),
    )
    .mend(text(
        "使うときは、site.toml に theme = \"フォルダーの名前\" と書いてください。使わないときは、themes の外へ移してください。",
        "to use it, write theme = \"its name\" in site.toml; if not, move it out of themes.",
    ))
}

pub fn unread_theme_file(place: Place, theme: &str) -> Diagnostic {
    Diagnostic::warning(
        "N06",
        place,
        text(
            "このファイルは、どのページにも使われていません。名前か場所が違っているか、もう使わなくなったものです。",
            "no page uses this file; its name or place is wrong, or it is no longer needed.",
        ),
    )
    .mend(text(
        format!("テンプレートは themes/{theme}/templates/ に、そのままコピーするファイルは themes/{theme}/static/ に、初めからあるテーマと同じ名前で置きます。いらないときは消してください。"),
        format!("templates go into themes/{theme}/templates/ and files to be copied into themes/{theme}/static/, under the names of the default theme; remove what is not needed."),
    ))
}

pub fn bad_base_url(place: Place) -> Diagnostic {
    Diagnostic::error(
        "N05",
        place,
        text("base_url は https:// か http:// で始めます。", "base_url begins with https:// or http://."),
    )
    .mend(text("例: \"https://example.jp/furikaeri/\"", "for example \"https://example.jp/furikaeri/\""))
}

// ── T: the trace; R: references ─────────────────────────────────────────────────────────────────

pub fn no_such_opinion<'a>(place: Place, id: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let else_ = text("records の opinions にある id を書いてください。", "use an id from the opinions in records.");
    Diagnostic::error(
        "T01",
        place,
        text(format!("「{id}」という意見はありません。"), format!("there is no opinion `{id}`.")),
    )
    .mend(perhaps(id, known, else_))
}

pub fn same_id(place: Place, first: Place, id: &str) -> Diagnostic {
    Diagnostic::error(
        "T02",
        place,
        text(format!("「{id}」は、ほかでも使われています。"), format!("`{id}` is used elsewhere too.")),
    )
    .other(first, text("先に出てくるところ", "first used here"))
    .mend(text("どちらかの id を変えてください。", "change one of them."))
}

pub fn no_such_item<'a>(place: Place, id: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let else_ = text(
        "items にあるファイルの名前（.md を除く）を書いてください。",
        "use the name of a file in items, without .md.",
    );
    Diagnostic::error(
        "R01",
        place,
        text(format!("「{id}」という項目はありません。"), format!("there is no item `{id}`.")),
    )
    .mend(perhaps(id, known, else_))
}

pub fn no_such_sheet<'a>(place: Place, id: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let else_ = text(
        "sheets にあるファイルの名前（.md を除く）を書いてください。",
        "use the name of a file in sheets, without .md.",
    );
    Diagnostic::error(
        "R02",
        place,
        text(format!("「{id}」という用紙はありません。"), format!("there is no sheet `{id}`.")),
    )
    .mend(perhaps(id, known, else_))
}

pub fn no_such_role<'a>(place: Place, id: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let else_ = text(
        "roles にあるファイルの名前（.md を除く）を書いてください。",
        "use the name of a file in roles, without .md.",
    );
    Diagnostic::error(
        "R03",
        place,
        text(format!("「{id}」という役割はありません。"), format!("there is no role `{id}`.")),
    )
    .mend(perhaps(id, known, else_))
}

pub fn item_not_on_sheets(place: Place, id: &str) -> Diagnostic {
    Diagnostic::error(
        "R04",
        place,
        text(
            format!("項目「{id}」は、この事例の sheets のどれにもありません。"),
            format!("item `{id}` is on none of the sheets of this case."),
        ),
    )
    .mend(text(
        "sheets にその項目のある用紙を足すか、この記入を消してください。",
        "add a sheet that has it, or remove the answer.",
    ))
}

pub fn same_form(place: Place, first: Place, form: &str) -> Diagnostic {
    Diagnostic::error(
        "R05",
        place,
        text(
            format!("「{form}」は、ほかの用紙でも使われています。"),
            format!("`{form}` is another sheet's number too."),
        ),
    )
    .other(first, text("先に出てくるところ", "first used here"))
    .mend(text("様式の番号を変えてください。", "change one of them."))
}

// ── G: glossary ─────────────────────────────────────────────────────────────────────────────────

pub fn same_term(place: Place, first: Place, word: &str) -> Diagnostic {
    Diagnostic::error(
        "G01",
        place,
        text(format!("「{word}」は、ほかの用語の名前でもあります。"), format!("`{word}` names another term too.")),
    )
    .other(first, text("先に出てくるところ", "first used here"))
    .mend(text("一つの言葉は、一つの用語にだけ書いてください。", "give each word to one term only."))
}

pub fn reading_not_kana(place: Place) -> Diagnostic {
    Diagnostic::error("G02", place, text("よみは、ひらがなで書きます。", "the reading is written in hiragana."))
        .mend(text("例: reading = \"そうだんしえん\"", "for example reading = \"そうだんしえん\""))
}

// ── C: calendar ─────────────────────────────────────────────────────────────────────────────────

pub fn wrong_weekday(place: Place, date: &str, weekday: &str) -> Diagnostic {
    Diagnostic::error(
        "C01",
        place,
        text(
            format!("{date}です。「{weekday}」曜日ではありません。"),
            format!("{date} is not that weekday (`{weekday}`)."),
        ),
    )
    .mend(text(
        "日付か曜日か年度の、どれかが違います。もとの資料に当たってください。",
        "the date, the weekday or the fiscal year is wrong; look into the source.",
    ))
}

pub fn wrong_fiscal_year(place: Place, date: &str, written: &str, right: &str) -> Diagnostic {
    Diagnostic::error(
        "C02",
        place,
        text(
            format!("{date}は{right}です。{written}ではありません。"),
            format!("{date} is in {right}, not in {written}."),
        ),
    )
    .mend(text(
        "年度は4月から翌年3月までです。日付か年度を直してください。",
        "a fiscal year runs from April to March; mend the date or the year.",
    ))
}

// ── P: privacy; K: cases; W: wording ───────────────────────────────────────────────────────────

pub fn personal(place: Place, what_ja: &str, what_en: &str) -> Diagnostic {
    Diagnostic::error("P01", place, text(format!("{what_ja}のように見えます。"), format!("this looks like {what_en}.")))
        .mend(text(
            "個人が分かるものは載せません。消すか、ぼかしてください。",
            "nothing that names a person is published; remove or blur it.",
        ))
}

pub fn case_without_consent(place: Place) -> Diagnostic {
    Diagnostic::error(
        "K01",
        place,
        text("この事例は、架空とも、同意を得たものとも書かれていません。", "the case says neither that it is fictional nor that consent was given."),
    )
    .mend(text(
        "架空なら fictional = true と書きます。実際の事例なら consent、reviewer、review_by の三つがそろうまで公開できません。",
        "write fictional = true; a real case needs consent, reviewer and review_by.",
    ))
}

pub fn literal_underscores(place: Place) -> Diagnostic {
    Diagnostic::warning(
        "W01",
        place,
        text(
            "__ で囲んでも太字にならず、そのまま出ます。",
            "these underscores stay as they are, the words do not become bold.",
        ),
    )
    .mend(text("日本語の太字は ** で囲みます。", "use ** around Japanese."))
}

// ── Q: search ───────────────────────────────────────────────────────────────────────────────────

pub fn found_second(place: Place, first: Place, words: &str) -> Diagnostic {
    Diagnostic::warning(
        "Q01",
        place,
        text(
            format!("「{words}」で探すと、先に「{}」が出ます。", first.path),
            format!("a search for `{words}` finds `{}` first.", first.path),
        ),
    )
    .other(first, text("同じ名前の題", "the title that is the same"))
    .mend(text("どちらかに、違いの分かる言葉を足してください。", "add a word to one of them that tells them apart."))
}

// ── H: templates ────────────────────────────────────────────────────────────────────────────────

pub fn template_syntax(place: Place, reason: &str) -> Diagnostic {
    let reason = reason.trim_end_matches('.');
    Diagnostic::error(
        "H01",
        place,
        text(format!("テンプレートの書き方が正しくありません（{reason}）。"), format!("template: {reason}.")),
    )
    .mend(text(
        "{{ }} と {% %} の閉じ忘れと、名前のつづりを確かめてください。",
        "look for an unclosed {{ }} or {% %}, and at the names.",
    ))
}

pub fn template_failed(place: Place, url: &str, reason: &str) -> Diagnostic {
    let reason = reason.trim_end_matches('.');
    Diagnostic::error(
        "H02",
        place,
        text(
            format!("{url} を作るときに、テンプレートが止まりました（{reason}）。"),
            format!("the template stopped while drawing {url}: {reason}."),
        ),
    )
    .mend(text(
        "themes の中のファイルを消すと、初めからあるテンプレートに戻ります。",
        "remove the file from themes to return to the built-in template.",
    ))
}
