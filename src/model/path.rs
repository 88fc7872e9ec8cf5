use std::borrow::Cow;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

/// Where the output keeps what is the tool's own: no page may lie there.
pub const OWN_FOLDER: &str = ".furikaeri";

/// Where the files of the search lie, from the root of the site.
pub const SEARCH_FOLDER: &str = "sagasu/";

/// The address of the page that a Markdown file becomes: `guide/junbi.md` is `guide/junbi.html`.
///
/// Names are composed (NFC), as the web expects; macOS hands them out decomposed.
pub fn page_url(path: &str) -> String {
    let composed = if path.is_ascii() { path.to_owned() } else { path.nfc().collect() };
    match composed.strip_suffix(".md") {
        Some(stem) => format!("{stem}.html"),
        None => composed,
    }
}

/// Whether this is the address of the page that stands for its folder.
pub fn is_index(url: &str) -> bool {
    url == "index.html" || url.ends_with("/index.html")
}

/// Names that Windows keeps for devices, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Whether every system can hold a file or folder of this name, and the output has no use of its own
/// for it (Microsoft: Naming Files, Paths, and Namespaces).
pub fn is_portable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port = (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.len() == 4
        && stem.ends_with(|c: char| c.is_ascii_digit());
    let is_taken = DEVICES.contains(&stem.as_str()) || is_port || name.eq_ignore_ascii_case(OWN_FOLDER);
    !name.is_empty()
        && !is_taken
        && !name.ends_with(['.', ' '])
        && !name.contains(|c: char| c.is_control() || "<>:\"|?*\\".contains(c))
        && name.len() <= 240
}

/// Whether a file is what editors and systems leave behind, or hides behind a dot: it is not read.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        // vim's test whether it may write here
        || name == "4913"
        || [".tmp", ".swp", ".swx", ".crswap", ".part"].iter().any(|end| name.ends_with(end))
        || matches!(name, "Thumbs.db" | "desktop.ini")
}

/// What a file system that folds case and normalisation (NTFS, APFS) makes of an address.
pub fn fold(url: &str) -> String {
    if url.is_ascii() {
        return url.to_ascii_lowercase();
    }
    url.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// The way from the page `from` to the address `to`, both from the site's root.
pub fn relative(from: &str, to: &str) -> String {
    let (to_path, fragment) = to.split_once('#').map_or((to, ""), |(path, _)| (path, &to[path.len()..]));
    if to_path == from && !fragment.is_empty() {
        return fragment.to_owned();
    }
    // The folders that both share, counted in bytes, with the slash behind them.
    let (folder, target_folder) = (folder_of(from), folder_of(to_path));
    let alike = folder.bytes().zip(target_folder.bytes()).take_while(|(a, b)| a == b).count();
    let shared = folder.as_bytes()[..alike].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    let up = folder[shared..].matches('/').count();
    let mut way = String::with_capacity(3 * up + to.len() - shared);
    (0..up).for_each(|_| way.push_str("../"));
    encode(&to_path[shared..], &mut way);
    way.push_str(fragment);
    way
}

/// The folder of an address, with the slash behind it.
fn folder_of(url: &str) -> &str {
    url.rfind('/').map_or("", |slash| &url[..=slash])
}

/// Percent-encodes what would end a path in an address, and leaves Japanese readable
/// (URL Standard, path percent-encode set).
fn encode(path: &str, out: &mut String) {
    percent_encode(path, out, |c| {
        c.is_ascii_control() || matches!(c, ' ' | '"' | '#' | '%' | '<' | '>' | '?' | '`' | '{' | '}' | '\\')
    });
}

/// An address as machines want it, in a feed or a sitemap: ASCII only (RFC 3986).
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    percent_encode(path, &mut out, |c| !c.is_ascii_alphanumeric() && !"-._~/!$&'()*+,;=:@".contains(c));
    out
}

fn percent_encode(path: &str, out: &mut String, is_encoded: impl Fn(char) -> bool) {
    if !path.contains(&is_encoded) {
        out.push_str(path);
        return;
    }
    for c in path.chars() {
        if !is_encoded(c) {
            out.push(c);
            continue;
        }
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            // Writing into a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// `%E3%81%82` as editors write it, back into characters. What is no UTF-8 stays as it is.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code =
            text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_link_goes_up_only_as_far_as_it_must() {
        assert_eq!(relative("index.html", "guide/a.html"), "guide/a.html");
        assert_eq!(relative("guide/a.html", "guide/b.html"), "b.html");
        assert_eq!(relative("guide/a.html", "records/r6-1.html#r6-1-a"), "../records/r6-1.html#r6-1-a");
        assert_eq!(relative("a/b/c.html", "a/d.html"), "../d.html");
        assert_eq!(relative("guide/a.html", "guide/a.html#x"), "#x");
        assert_eq!(relative("a.html", "百 分?.html"), "百%20分%3F.html");
    }

    #[test]
    fn only_an_index_is_the_page_of_its_folder() {
        assert!(is_index("index.html") && is_index("a/b/index.html"));
        assert!(!is_index("guide/reindex.html") && !is_index("index.html.html"));
    }

    #[test]
    fn an_address_for_machines_is_ascii() {
        assert_eq!(uri("a b/百 %.html"), "a%20b/%E7%99%BE%20%25.html");
    }

    #[test]
    fn percent_codes_are_read_and_stray_signs_are_left() {
        assert_eq!(percent_decode("%E3%81%82.md"), "あ.md");
        assert_eq!(percent_decode("100%.md"), "100%.md");
        assert_eq!(percent_decode("%ff.md"), "%ff.md");
    }

    #[test]
    fn folding_meets_what_windows_and_macos_take_for_one_name() {
        assert_eq!(fold("Guide/か\u{3099}.html"), fold("guide/が.html"));
        assert_eq!(page_url("か\u{3099}.md"), "が.html");
    }
}
