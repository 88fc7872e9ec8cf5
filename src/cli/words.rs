//! What the program says on the command line, in both languages.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::count;
use crate::diagnostics::{Language, Severity};
use crate::output::Written;
use crate::serve::Change;
use crate::site::Build;

/// Japanese for a Japanese locale, English otherwise.
#[expect(clippy::disallowed_methods, reason = "this is where the environment is looked at")]
pub(super) fn language() -> Language {
    // The variables of POSIX come first, so that one call can be made in another language anywhere.
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let locale = named.or_else(sys_locale::get_locale).unwrap_or_default();
    if locale.starts_with("ja") { Language::Japanese } else { Language::English }
}

/// What the program is busy with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    Read,
    Compose,
    Write,
}

impl Stage {
    pub fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Stage::Read, Language::Japanese) => "原稿を読んでいます",
            (Stage::Read, Language::English) => "reading",
            (Stage::Compose, Language::Japanese) => "ページを組んでいます",
            (Stage::Compose, Language::English) => "composing",
            (Stage::Write, Language::Japanese) => "書き出しています",
            (Stage::Write, Language::English) => "writing",
        }
    }
}

fn pick(language: Language, ja: impl Into<String>, en: impl Into<String>) -> String {
    match language {
        Language::Japanese => ja.into(),
        Language::English => en.into(),
    }
}

pub(super) fn waiting(language: Language) -> &'static str {
    match language {
        Language::Japanese => "同じ出力先に、ほかの furikaeri が書いています。終わるのを待ちます。",
        Language::English => "another furikaeri is writing there; waiting for it.",
    }
}

pub(super) fn built(build: &Build, written: Written, out: &Path, took: Duration, language: Language) -> String {
    let (counts, warnings) = (build.counts, count(build, Severity::Warning));
    let Written { new, changed, unchanged, removed } = written;
    let (seconds, out) = (took.as_secs_f64(), out.display());
    pick(
        language,
        format!(
            "できました。ページ {}、用紙 {}、用語 {}、注意 {warnings}（{seconds:.2}秒）\n{out}: 新しく {new}、書き換え {changed}、そのまま {unchanged}、削除 {removed}",
            counts.pages, counts.sheets, counts.terms
        ),
        format!(
            "done: {} pages, {} sheets, {} terms, {warnings} warnings ({seconds:.2} s)\n{out}: {new} new, {changed} changed, {unchanged} unchanged, {removed} removed",
            counts.pages, counts.sheets, counts.terms
        ),
    )
}

pub(super) fn checked(build: &Build, language: Language) -> String {
    let (errors, warnings) = (count(build, Severity::Error), count(build, Severity::Warning));
    let counts = build.counts;
    pick(
        language,
        format!(
            "ページ {}、用紙 {}、用語 {}: 誤り {errors}、注意 {warnings}",
            counts.pages, counts.sheets, counts.terms
        ),
        format!(
            "{} pages, {} sheets, {} terms: {errors} errors, {warnings} warnings",
            counts.pages, counts.sheets, counts.terms
        ),
    )
}

pub(super) fn not_written(build: &Build, language: Language) -> String {
    let errors = count(build, Severity::Error);
    pick(
        language,
        format!("誤りが {errors} 件あるので、何も書き出していません。"),
        format!("{errors} errors: nothing was written."),
    )
}

pub(super) fn made(path: &Path, language: Language) -> String {
    let path = path.display();
    pick(language, format!("作りました: {path}"), format!("made {path}"))
}

pub(super) fn no_page(page: &str, near: Option<&str>, language: Language) -> String {
    let (ja, en) = match near {
        Some(near) => (format!("もしかして: {near}"), format!("did you mean {near}?")),
        None => (
            "サイトの中のアドレスか、content からの場所で指定してください。".to_owned(),
            "name it by its address in the site.".to_owned(),
        ),
    };
    pick(language, format!("「{page}」というページはありません。{ja}"), format!("there is no page `{page}`. {en}"))
}

pub(super) fn initialised(folder: &Path, language: Language) -> String {
    let folder = folder.display();
    pick(
        language,
        format!(
            "サイトのひな形を作りました: {folder}\n次は「furikaeri serve --watch --root {folder}」で、見ながら書けます。"
        ),
        format!("made a site in {folder}\nnext: furikaeri serve --watch --root {folder}"),
    )
}

pub(super) fn listening(url: &str, language: Language) -> String {
    pick(
        language,
        format!("{url} で見られます。終わるときは Ctrl+C を押してください。"),
        format!("{url} (press Ctrl+C to stop)"),
    )
}

pub(super) fn taken(port: u16, language: Language) -> String {
    pick(
        language,
        format!("{port} 番は使われているので、次に空いている番号を使います。"),
        format!("port {port} is taken; using the next one that is free."),
    )
}

pub(super) fn others_may_look(language: Language) -> &'static str {
    match language {
        Language::Japanese => "注意: 同じネットワークの人にも見えます。まだ出していない原稿があれば、それも見えます。",
        Language::English => "warning: others on this network can see the site, unpublished text included.",
    }
}

pub(super) fn polling(interval: Duration, why: &str, language: Language) -> String {
    let seconds = interval.as_secs_f64();
    pick(
        language,
        format!("ファイルの変化が伝わってこないので、{seconds} 秒ごとに見にいきます（{why}）。"),
        format!("the system tells of no changes; looking every {seconds} s ({why})."),
    )
}

/// One line for a change: what changed, what was made of it, how long it took.
pub(super) fn rebuilt(build: &Build, change: &Change, language: Language) -> String {
    let (first, more) = (change.files.first().map_or("", String::as_str), change.files.len().saturating_sub(1));
    let (drawn, milliseconds) = (change.drawn, change.took.as_millis());
    let (errors, warnings) = (count(build, Severity::Error), count(build, Severity::Warning));
    let (more_ja, more_en) =
        if more == 0 { Default::default() } else { (format!(" ほか {more}"), format!(" and {more} more")) };
    pick(
        language,
        format!("{first}{more_ja} → {drawn} ファイル（{milliseconds} ミリ秒）誤り {errors}、注意 {warnings}"),
        format!("{first}{more_en} → {drawn} files ({milliseconds} ms), {errors} errors, {warnings} warnings"),
    )
}

pub(super) fn cannot_serve(port: u16, error: &io::Error, language: Language) -> String {
    pick(
        language,
        format!("{port} 番で待ち受けられません（{error}）。--host や --port を見直してください。"),
        format!("cannot listen on port {port} ({error}); choose another with --port or --host."),
    )
}
