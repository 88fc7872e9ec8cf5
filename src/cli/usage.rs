//! Help and mistakes of usage. clap speaks English only; here it speaks both.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction};

use crate::diagnostics::Language;

/// Gives a command its headings, its usage line and its `--help` in the language. `operands` is what
/// the usage line ends with.
pub(super) fn dress(command: clap::Command, operands: &str, language: Language) -> clap::Command {
    let name = command.get_name().to_owned();
    let command = command.disable_help_flag(true);
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    match language {
        Language::Japanese => command
            .help_template("{about-with-newline}\n使い方: {usage}\n\n{all-args}\n")
            .override_usage(match name.as_str() {
                "furikaeri" => format!("furikaeri {operands}"),
                verb => format!("furikaeri {verb} [指定]{operands}"),
            })
            .subcommand_help_heading("命令")
            .next_help_heading("指定")
            .arg(help.help("この説明を表示する")),
        Language::English => command.arg(help.help("print this help")),
    }
}

/// Writes what clap has to say: help as it is, mistakes in the language.
pub(super) fn print(error: &clap::Error, language: Language) {
    match japanese(error).filter(|_| language == Language::Japanese && error.use_stderr()) {
        Some(sentence) => eprintln!("furikaeri: {sentence}\n「furikaeri --help」で使い方を見られます。"),
        // A reader that has gone away is no failure of ours.
        None => _ = error.print(),
    }
}

fn japanese(error: &clap::Error) -> Option<String> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let (argument, value) = (said(ContextKind::InvalidArg), said(ContextKind::InvalidValue));
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let near = said(ContextKind::SuggestedSubcommand);
            let near = if near.is_empty() { near } else { format!("もしかして: {near}") };
            format!("「{}」という命令はありません。{near}", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("「{argument}」という指定はありません。"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            format!("{argument} の値がありません。")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("「{value}」は {argument} に使えません。使えるもの: {}", said(ContextKind::ValidValue))
        }
        ErrorKind::MissingRequiredArgument => format!("足りない指定があります: {argument}"),
        ErrorKind::ArgumentConflict => format!("「{argument}」が重なっています。"),
        // Help that was asked for by giving nothing.
        _ => return None,
    })
}
