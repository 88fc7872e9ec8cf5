//! `content/site.toml`: what the whole site has in common. Every key may be left out.

use serde::Deserialize;

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::model::At;
use crate::toml_values::Toml;

/// Where the configuration lies, from the root of the project.
pub const PATH: &str = "content/site.toml";

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Config {
    /// The name of the site. Without it, the title of the home page.
    pub title: Option<String>,
    /// A sentence on the site for link previews and the feed.
    pub description: Option<String>,
    /// The folder in `themes/`.
    pub theme: Option<At<String>>,
    /// Where the site will be found. Needed for the feed and the sitemap only.
    pub base_url: Option<At<String>>,
    /// The folders of the main navigation, in order.
    pub nav: Option<Vec<At<String>>>,
    /// The pages to link at the foot of every page, as paths below `content/`.
    #[serde(default)]
    pub footer: Vec<At<String>>,
    /// A sentence at the foot of every page.
    pub footnote: Option<String>,
    /// Whether there is a `site.toml`; a tree without one was not written for this tool.
    #[serde(skip)]
    pub is_there: bool,
    /// Whether readers can search the site. Without it, they can.
    pub search: Option<bool>,
    /// Words that mean the same, for the search: one list each.
    #[serde(default)]
    pub synonyms: Vec<Vec<String>>,
    /// Who publishes the site.
    pub organisation: Option<String>,
    /// Whether HTML in the Markdown is passed on. Without it, it is shown as text.
    #[serde(default)]
    pub allow_html: bool,
    /// Whether a link that leads nowhere stops the build.
    #[serde(default)]
    pub dead_links: DeadLinks,
}

/// How seriously a link that leads nowhere is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeadLinks {
    #[default]
    Error,
    /// What a tree without `site.toml` gets, which was not written for this tool.
    Warning,
}

impl Config {
    /// Reads the text of `site.toml`; without one, everything is left to its default.
    pub fn parse(text: Option<&str>) -> (Self, Vec<Diagnostic>) {
        let place = Place::file(PATH);
        let mut toml = Toml::parse(text.unwrap_or_default(), &place, 0);
        let mut config: Config = toml.read();
        let mut diagnostics = toml.finish();
        config.is_there = text.is_some();
        if text.is_none() {
            config.dead_links = DeadLinks::Warning;
        }
        if let Some(url) = config.base_url.take() {
            if names_a_host(&url) {
                let value = format!("{}/", url.trim_end_matches('/'));
                config.base_url = Some(At { value, span: url.span });
            } else if diagnostics.is_empty() {
                diagnostics.push(catalogue::bad_base_url(place.at(url.span)));
            }
        }
        (config, diagnostics)
    }
}

/// Whether an address begins with `https://` or `http://` and the name of a host.
fn names_a_host(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric) && !rest.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_names_a_host() {
        for (url, is_good) in [
            ("https://example.jp", true),
            ("http://例え.jp/a/", true),
            ("https://", false),
            ("https:///a", false),
            ("https:// a", false),
            ("example.jp", false),
        ] {
            let (config, found) = Config::parse(Some(&format!("base_url = \"{url}\"")));
            assert_eq!((config.base_url.is_some(), found.is_empty()), (is_good, is_good), "{url}");
        }
    }
}
