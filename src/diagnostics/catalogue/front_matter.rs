//! `F`: front matter, which is TOML.

use super::{perhaps, text};
use crate::diagnostics::{Diagnostic, Misfit, Place, Text, Type};

pub fn no_front_matter(place: Place) -> Diagnostic {
    Diagnostic::error(
        "F01",
        place,
        text("ファイルの先頭に +++ で囲んだ設定がありません。", "the front matter between +++ lines is missing."),
    )
    .mend(text(
        "1行目を +++ だけの行にし、title = \"題\" を書き、もう一度 +++ の行で閉じてください。",
        "begin with a line +++, then title = \"…\", then another line +++.",
    ))
}

/// The file is read by its YAML or its first heading; the mend writes it in our own form.
pub fn foreign_front_matter(place: Place, is_yaml: bool, toml: &str, passed_over: &[String]) -> Diagnostic {
    let (ja, en) = if is_yaml {
        (
            "設定が --- で囲んだ YAML なので、分かるものだけを読みました。",
            "the settings are YAML (---); what is known was read.",
        )
    } else {
        ("設定がないので、初めの見出しを題にしました。", "there are no settings; the first heading became the title.")
    };
    let lost = if passed_over.is_empty() {
        text("", "")
    } else {
        text(
            format!("（読まない名前: {}）", passed_over.join("、")),
            format!(" (not read: {})", passed_over.join(", ")),
        )
    };
    let lines = toml.trim_end().replace('\n', "、");
    Diagnostic::warning("F01", place, text(format!("{ja}{}", lost.ja), format!("{en}{}", lost.en))).mend(text(
        format!("この道具の書き方では、+++ の行と +++ の行のあいだに、1行ずつこう書きます: {lines}"),
        format!("between two lines +++, write: {}", toml.trim_end().replace('\n', "; ")),
    ))
}

pub fn bad_fence(place: Place, found: &str) -> Diagnostic {
    Diagnostic::error(
        "F02",
        place,
        text(
            format!("設定を囲む行が「{found}」になっています。"),
            format!("the line around the settings is `{found}`."),
        ),
    )
    .mend(text("半角の + を三つだけ書いてください: +++", "write three of them: +++"))
}

pub fn unclosed_front_matter(place: Place) -> Diagnostic {
    Diagnostic::error(
        "F02",
        place,
        text("+++ で始まった設定が閉じていません。", "the front matter that begins here is not closed."),
    )
    .mend(text("設定の終わりに、+++ だけの行を入れてください。", "put a line +++ at its end."))
}

pub fn toml_syntax(place: Place, reason: &str) -> Diagnostic {
    let ja = match reason {
        r if r.contains("duplicate key") => "同じ名前が二度出てきます。",
        r if r.contains("unquoted key") => "設定の名前には、半角の英数字と - と _ だけを使います。",
        r if r.contains("string") || r.contains("quot") => "文字列の書き方が正しくありません。前後を \" で囲みます。",
        r if r.contains("unclosed array") || r.contains("`]`") => "[ が閉じていません。",
        r if r.contains("inline table") || r.contains("`}`") => "{ が閉じていません。",
        r if r.contains('=') => "名前と値のあいだの = がありません。",
        _ => "設定（TOML）の書き方が正しくありません。",
    };
    let mend = if reason.contains("duplicate key") {
        text("どちらか一つを消してください。", "remove one of them.")
    } else {
        text(format!("「名前 = 値」の形を確かめてください（{reason}）。"), "write it as name = value.")
    };
    Diagnostic::error("F03", place, text(ja, format!("TOML: {reason}."))).mend(mend)
}

/// A value or key of the TOML that does not fit.
pub fn misfit(place: Place, misfit: &Misfit) -> Diagnostic {
    match misfit {
        Misfit::Unknown { key, known } => {
            let all = text(format!("使える名前: {}", known.join("、")), format!("known keys: {}", known.join(", ")));
            Diagnostic::error(
                "F04",
                place,
                text(format!("「{key}」という設定はありません。"), format!("unknown key `{key}`.")),
            )
            .mend(perhaps(key, known.iter().copied(), all))
        }
        Misfit::WrongType { wanted, found } => {
            let ja = format!("{}を書くところに、{}があります。", type_ja(*wanted), type_ja(*found));
            let en = format!("{} is wanted here, not {}.", type_en(*wanted), type_en(*found));
            Diagnostic::error("F05", place, text(ja, en)).mend(example(*wanted))
        }
        Misfit::NotOneOf { found, known } => {
            let all = text(format!("書ける値: {}", known.join("、")), format!("one of: {}", known.join(", ")));
            Diagnostic::error(
                "F06",
                place,
                text(format!("「{found}」は使えません。"), format!("`{found}` is not one of the choices.")),
            )
            .mend(perhaps(found, known.iter().copied(), all))
        }
        Misfit::OutOfRange { found } => Diagnostic::error(
            "F05",
            place,
            text(format!("「{found}」は使えない値です。"), format!("`{found}` is out of range.")),
        )
        .mend(text("ありえる範囲の値にしてください。", "use a value within its range.")),
        Misfit::Missing { key } => {
            Diagnostic::error("F07", place, text(format!("「{key}」がありません。"), format!("`{key}` is missing.")))
                .mend(text(format!("「{key} = …」の行を足してください。"), format!("add a line `{key} = …`.")))
        }
    }
}

fn type_ja(kind: Type) -> &'static str {
    match kind {
        Type::Text => "文字列",
        Type::Number => "数",
        Type::Flag => "true か false",
        Type::Date => "日付",
        Type::List => "一覧",
        Type::Table => "まとまり",
    }
}

fn type_en(kind: Type) -> &'static str {
    match kind {
        Type::Text => "text",
        Type::Number => "a number",
        Type::Flag => "true or false",
        Type::Date => "a date",
        Type::List => "a list",
        Type::Table => "a table",
    }
}

fn example(wanted: Type) -> Text {
    match wanted {
        Type::Text => text("\" で囲んで書きます。例: \"文字\"", "put it in quotes: \"text\""),
        Type::Number => text("引用符なしの半角数字で書きます。例: 3", "write it in digits, without quotes: 3"),
        Type::Flag => text("引用符なしで true か false と書きます。", "write true or false, without quotes"),
        Type::Date => text("引用符なしで 2024-10-28 のように書きます。", "write it without quotes: 2024-10-28"),
        Type::List => text("[ と ] で囲みます。例: [\"一つ目\", \"二つ目\"]", "put it in brackets: [\"one\", \"two\"]"),
        Type::Table => text("{ と } で囲みます。例: { lines = 4 }", "put it in braces: { lines = 4 }"),
    }
}

pub fn toml_full_width(place: Place, sign: char) -> Diagnostic {
    let (name, half) = match sign {
        '\u{3000}' => ("全角の空白", "半角の空白"),
        '“' | '”' | '＂' | '‘' | '’' => ("全角の引用符", "半角の \""),
        '＝' => ("全角の ＝", "半角の ="),
        _ => ("全角の記号", "半角の記号"),
    };
    Diagnostic::error(
        "F08",
        place,
        text(format!("{name}「{sign}」があります。"), format!("there is a full-width character `{sign}`.")),
    )
    .mend(text(format!("日本語入力を切り、{half}に打ち直してください。"), "type its half-width twin."))
}

pub fn empty_title(place: Place) -> Diagnostic {
    Diagnostic::error("F09", place, text("題が空です。", "the title is empty."))
        .mend(text("title = \"…\" に題を書いてください。", "write one: title = \"…\"."))
}
