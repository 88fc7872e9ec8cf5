//! What the program says on the command line, in both languages.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::count;
use crate::diagnostics::{Language, Severity};
use crate::output::Written;
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

pub(super) fn cannot_serve(port: u16, error: &io::Error, language: Language) -> String {
    pick(
        language,
        format!("{port} 番で待ち受けられません（{error}）。--port で別の番号を指定してください。"),
        format!("cannot listen on port {port} ({error}); choose another with --port."),
    )
}
