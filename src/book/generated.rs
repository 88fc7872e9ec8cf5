//! The pages and files that no file asks for: one row each, and the addresses that are kept for them.

use crate::diagnostics::Text;
use crate::model::{FiscalYear, Kind, Mark, SEARCH_FOLDER, fold, table};

use super::What;

/// Everything that the program knows of a page that it makes by itself.
#[derive(Debug)]
pub struct GeneratedInfo {
    /// From the site's root.
    pub url: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    /// The template that draws it, without `.html`.
    pub template: &'static str,
    pub mark: Option<Mark>,
}

table! {
    /// A page of which there is at most one, made when the book has something to put on it.
    Generated: GeneratedInfo {
        // Which opinion led to what.
        Trace: GeneratedInfo {
            url: "records/trace.html",
            title: "意見の対応表",
            description: "どの意見が、どの項目や役割になったか。まだ応えていない意見も、そのまま載せています。",
            template: "trace",
            mark: Some(Mark::RECORD),
        },
        // A worksheet put together by the reader.
        Builder: GeneratedInfo {
            url: "sheets/kumu.html",
            title: "用紙を組む",
            description: "項目を選んで並べると、その場で一枚の用紙になります。選んだ内容は、このページのアドレスにだけ残ります。",
            template: "builder",
            mark: None,
        },
        // The whole guide as one page to print.
        Bound: GeneratedInfo {
            url: "guide/hon.html",
            title: "手引きを一冊に",
            description: "手引きの章を、はじめから終わりまで一つのページにまとめました。紙で読みたい方のためのものです。",
            template: "bound",
            mark: None,
        },
        // Every term and every page in the order of their readings, for those who cannot search.
        Index: GeneratedInfo {
            url: "sakuin.html",
            title: "索引",
            description: "すべてのことばとページの名前を、五十音の順に並べています。",
            template: "index",
            mark: None,
        },
    }
}

impl Generated {
    /// Its address, from the site's root.
    pub fn url(self) -> &'static str {
        self.info().url
    }
}

/// The address of the page that sets the sessions of a fiscal year side by side.
pub fn year_url(year: FiscalYear) -> String {
    format!("records/fy{}.html", year.0)
}

impl What {
    /// What a page that no file stands for says of itself.
    pub fn description(self) -> String {
        match self {
            What::Generated(generated) => generated.info().description.to_owned(),
            What::Year(year) => format!("{year}の取り組みを、回ごとに並べて見くらべます。"),
            What::Folder | What::Document(_) => String::new(),
        }
    }

    /// How firm the content of a page that no file stands for is.
    pub fn mark(self) -> Option<Mark> {
        match self {
            What::Generated(generated) => generated.info().mark,
            What::Year(_) => Some(Mark::RECORD),
            What::Folder | What::Document(_) => None,
        }
    }
}

/// Files beside the pages, with what each is.
const FILES: [(&str, &str, &str); 3] = [
    ("404.html", "ページが見つからないときに出すページ", "the page for addresses that lead nowhere"),
    ("atom.xml", "更新を知らせるフィード", "the feed"),
    ("sitemap.xml", "ページの一覧（サイトマップ）", "the sitemap"),
];

/// What the program itself makes at an address, whether or not this site has it yet: no file of `content/` and
/// no alias may take its place. Upper and lower case are not told apart, since Windows and macOS do not.
pub fn maker(url: &str) -> Option<Text> {
    let url = fold(url);
    if let Some(generated) = Generated::ALL.iter().find(|generated| generated.url() == url) {
        let title = generated.info().title;
        return Some(Text::new(
            format!("ツールが作る「{title}」のページ"),
            format!("the page 「{title}」 that the tool makes"),
        ));
    }
    if let Some((_, ja, en)) = FILES.iter().find(|(file, ..)| *file == url) {
        return Some(Text::new(format!("ツールが作る{ja}"), format!("{en} that the tool makes")));
    }
    if url.starts_with(SEARCH_FOLDER) {
        return Some(Text::new("ツールが作る検索のファイル", "a file of the search, which the tool makes"));
    }
    is_year(&url).then(|| Text::new("ツールが作る年度のページ", "the page of a fiscal year, which the tool makes"))
}

fn is_year(url: &str) -> bool {
    let year = Kind::Record.folder().and_then(|folder| url.strip_prefix(folder)?.strip_prefix("/fy"));
    year.and_then(|rest| rest.strip_suffix(".html"))
        .is_some_and(|year| !year.is_empty() && year.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_what_the_tool_makes_are_known_in_any_case() {
        for url in ["sakuin.html", "Guide/HON.html", "records/fy2024.html", "sagasu/g0.js", "SAGASU/x", "404.html"] {
            assert!(maker(url).is_some(), "{url}");
        }
        for url in ["guide/sakuin.html", "records/fy.html", "records/fya.html", "sagasu.html", "fy2024.html"] {
            assert!(maker(url).is_none(), "{url}");
        }
    }
}
