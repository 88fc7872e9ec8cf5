//! Files that were written for another tool: settings in YAML between `---` lines, or none.

use std::fmt::Write;

/// What a file says of itself in another form than ours.
#[derive(Default)]
pub(super) struct Settings {
    pub is_yaml: bool,
    pub title: Option<String>,
    /// Keys of ours, with their values as TOML.
    known: Vec<(&'static str, String)>,
    /// The other keys.
    pub passed_over: Vec<String>,
    /// Where the first line ends, and where the Markdown begins.
    pub first_line: usize,
    pub end: usize,
}

impl Settings {
    /// The settings as this tool writes them.
    pub fn to_toml(&self, title: Option<&str>) -> String {
        let mut toml = String::new();
        // Writing into a String does not fail.
        if let Some(title) = title {
            let _ = writeln!(toml, "title = {}", quoted(title));
        }
        for (key, value) in &self.known {
            let _ = writeln!(toml, "{key} = {value}");
        }
        toml
    }
}

/// Reads the settings at the head of `text`, whose first line with words begins at `start`.
pub(super) fn read(text: &str, start: usize) -> Settings {
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
    let first_line = line_end(start);
    let mut settings = Settings { first_line, ..Settings::default() };
    if text[start..first_line].trim_end() != "---" {
        return settings;
    }
    let mut at = (first_line + 1).min(text.len());
    let mut lines = Vec::new();
    while at < text.len() {
        let end = line_end(at);
        let line = text[at..end].trim_end();
        at = (end + 1).min(text.len());
        if line == "---" || line == "..." {
            settings.is_yaml = true;
            settings.end = at;
            read_yaml(&lines, &mut settings);
            return settings;
        }
        lines.push(line);
    }
    settings
}

/// The keys at the left margin; what is indented below them belongs to lists and texts of several lines.
fn read_yaml(lines: &[&str], settings: &mut Settings) {
    for (index, line) in lines.iter().enumerate() {
        if line.starts_with([' ', '\t', '#', '-']) {
            continue;
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().trim_matches(['"', '\'']), value.trim());
        let text = if matches!(value, ">" | "|" | ">-" | "|-") { folded(&lines[index + 1..]) } else { scalar(value) };
        match (key.to_ascii_lowercase().as_str(), text.is_empty()) {
            (_, true) => settings.passed_over.push(key.to_owned()),
            ("title", _) => settings.title = Some(text),
            ("description" | "summary", _) if !settings.has("description") => {
                settings.known.push(("description", quoted(&text)));
            }
            ("date" | "updated" | "lastmod" | "last_update" | "last_updated", _) if !settings.has("updated") => {
                match day(&text) {
                    Some(day) => settings.known.push(("updated", day)),
                    None => settings.passed_over.push(key.to_owned()),
                }
            }
            ("weight" | "order" | "sidebar_position" | "nav_order", _) if !settings.has("order") => {
                match text.parse::<i64>() {
                    Ok(order) => settings.known.push(("order", order.to_string())),
                    Err(_) => settings.passed_over.push(key.to_owned()),
                }
            }
            ("draft", _) if text == "true" => settings.known.push(("draft", text)),
            ("published", _) if text == "false" => settings.known.push(("draft", "true".to_owned())),
            ("draft" | "published", _) => {}
            _ => settings.passed_over.push(key.to_owned()),
        }
    }
}

impl Settings {
    fn has(&self, key: &str) -> bool {
        self.known.iter().any(|(known, _)| *known == key)
    }
}

/// The day of a date or time: `2024-01-05T10:00:00+09:00` is 2024-01-05.
fn day(text: &str) -> Option<String> {
    text.get(..10)?.parse::<jiff::civil::Date>().ok().map(|day| day.to_string())
}

fn scalar(value: &str) -> String {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inner = quote.and_then(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    match inner {
        Some(inner) if quote == Some('"') => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        Some(inner) => inner.replace("''", "'"),
        None => value.split(" #").next().unwrap_or_default().trim().to_owned(),
    }
}

/// The indented lines that follow, as one.
fn folded(lines: &[&str]) -> String {
    let lines = lines.iter().take_while(|line| line.is_empty() || line.starts_with([' ', '\t']));
    lines.map(|line| line.trim()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let escaped: String =
        text.chars().filter(|c| !c.is_control()).collect::<String>().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The words of the first line, if it is a first heading.
pub(super) fn first_heading(body: &str) -> Option<&str> {
    let comment_free = body.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    let mut lines = comment_free.lines();
    let first = lines.next()?;
    let words = match first.strip_prefix("# ") {
        Some(words) => words,
        None if lines.next().is_some_and(|under| under.len() > 2 && under.trim_end().bytes().all(|b| b == b'=')) => {
            first
        }
        None => return None,
    };
    let words = words.trim().trim_end_matches('#').trim_end();
    let words = words.rfind("{#").filter(|_| words.ends_with('}')).map_or(words, |at| words[..at].trim_end());
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_becomes_toml() {
        let text = "---\ntitle: \"題 \\\"x\\\"\"\ndescription: >-\n  一行\n  二行\nweight: 3\ndate: 2024-01-05T10:00:00+09:00\ntags:\n  - a\n---\n本文\n";
        let settings = read(text, 0);
        assert_eq!(
            settings.to_toml(settings.title.as_deref()),
            "title = \"題 \\\"x\\\"\"\ndescription = \"一行 二行\"\norder = 3\nupdated = 2024-01-05\n"
        );
        assert_eq!((settings.passed_over, &text[settings.end..]), (vec!["tags".to_owned()], "本文\n"));
    }

    #[test]
    fn a_first_heading_is_a_title() {
        assert_eq!(first_heading("\n# 題 {#x}\n\n本文"), Some("題"));
        assert_eq!(first_heading("題\n===\n"), Some("題"));
        assert_eq!(first_heading("本文\n# 題"), None);
    }
}
