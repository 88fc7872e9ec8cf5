//! What a reader sees on a finished page, in sections that a link can point at.

/// The text of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The first is what stands before any heading with an anchor; its own heading is that of the page.
    pub sections: Vec<Section>,
    /// Words with the reading that stands over them.
    pub rubies: Vec<(String, String)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Empty for the top of the page.
    pub anchor: String,
    pub heading: String,
    /// White space is one space; blocks stand in lines of their own.
    pub text: String,
}

/// What takes its content out of the search.
const NOT_SEARCHED: &str = "data-no-search";

/// Elements that stand in the flow of a sentence; all others end it.
const INLINE: [&str; 28] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rb",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "tspan", "u", "wbr",
];

/// Elements whose content is not running text. A drawing has text like any other element: worksheets are drawings.
const SKIPPED: [&str; 5] = ["script", "style", "rp", "template", "head"];

/// Elements without content, which nothing closes (HTML, 13.1.2).
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Reads the text of a page out of its HTML: that of `<main>`, or all where there is none. Any bytes
/// are read; what is not HTML is text.
pub fn read(html: &str) -> Text {
    let main = html.find("<main").map_or(html, |start| {
        let end = html[start..].find("</main>").map_or(html.len(), |end| start + end);
        &html[start..end]
    });
    let mut reader = Reader { sections: vec![Section::default()], ..Reader::default() };
    let mut rest = main;
    while !rest.is_empty() {
        if let Some((tag, after)) = tag(rest) {
            reader.tag(&tag);
            rest = after;
        } else {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let end = rest[first..].find('<').map_or(rest.len(), |end| first + end);
            reader.text(&rest[..end]);
            rest = &rest[end..];
        }
    }
    reader.finish()
}

struct Tag<'h> {
    name: &'h str,
    attributes: &'h str,
    closes: bool,
}

/// The tag or comment that the text begins with, and what follows it.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inner = text.strip_prefix('<')?;
    if let Some(comment) = inner.strip_prefix("!--") {
        let end = comment.find("-->")?;
        return Some((Tag { name: "wbr", attributes: "", closes: false }, &comment[end + 3..]));
    }
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = tag_end(inner)?;
    let (name, attributes) = inner[..end].split_at(inner[..end].find([' ', '\n', '\t', '/']).unwrap_or(end));
    Some((Tag { name, attributes, closes }, &inner[end + 1..]))
}

/// Where the tag ends; a `>` within quotes does not end it.
fn tag_end(inner: &str) -> Option<usize> {
    let mut quote = None;
    inner.bytes().position(|byte| {
        match quote {
            Some(open) if byte == open => quote = None,
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
        byte == b'>' && quote.is_none()
    })
}

#[derive(Default)]
struct Reader {
    sections: Vec<Section>,
    rubies: Vec<(String, String)>,
    /// The element that is left out, and how many of its name are open.
    skipped: Option<(String, usize)>,
    into_heading: bool,
    ruby: Option<(String, String)>,
    into_reading: bool,
}

impl Reader {
    fn tag(&mut self, tag: &Tag<'_>) {
        if let Some((name, depth)) = &mut self.skipped {
            if *name == tag.name && !tag.attributes.ends_with('/') {
                *depth = if tag.closes { *depth - 1 } else { *depth + 1 };
                if *depth == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        let has_content = !VOID.contains(&tag.name) && !tag.attributes.ends_with('/');
        if !tag.closes && has_content && (SKIPPED.contains(&tag.name) || tag.attributes.contains(NOT_SEARCHED)) {
            self.skipped = Some((tag.name.to_owned(), 1));
        }
        match tag.name {
            "ruby" if tag.closes => self.rubies.extend(self.ruby.take()),
            "ruby" => self.ruby = Some(Default::default()),
            "rt" => self.into_reading = !tag.closes,
            "h1" => self.into_heading = !tag.closes,
            "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(tag),
            name if INLINE.contains(&name) => {}
            _ => self.end_block(),
        }
    }

    fn heading(&mut self, tag: &Tag<'_>) {
        self.into_heading = false;
        if tag.closes {
            return;
        }
        self.end_block();
        if let Some(anchor) = attribute(tag.attributes, "id") {
            self.sections.push(Section { anchor: unescape(anchor), ..Section::default() });
            self.into_heading = true;
        }
    }

    fn text(&mut self, html: &str) {
        if self.skipped.is_some() {
            return;
        }
        let text = unescape(html);
        if self.into_reading {
            if let Some((_, reading)) = &mut self.ruby {
                reading.push_str(&text);
            }
            return;
        }
        if let Some((base, _)) = &mut self.ruby {
            base.push_str(&text);
        }
        let Some(section) = self.sections.last_mut() else { return };
        let into = if self.into_heading { &mut section.heading } else { &mut section.text };
        for c in text.chars() {
            if !c.is_whitespace() {
                into.push(c);
            } else if !into.is_empty() && !into.ends_with([' ', '\n']) {
                into.push(' ');
            }
        }
    }

    /// What follows is another block.
    fn end_block(&mut self) {
        if self.skipped.is_some() || self.into_reading {
            return;
        }
        let Some(section) = self.sections.last_mut() else { return };
        let into = if self.into_heading { &mut section.heading } else { &mut section.text };
        into.truncate(into.trim_end().len());
        if !into.is_empty() {
            into.push('\n');
        }
    }

    fn finish(mut self) -> Text {
        for section in &mut self.sections {
            section.text.truncate(section.text.trim_end().len());
            section.heading.truncate(section.heading.trim_end().len());
        }
        Text { sections: self.sections, rubies: self.rubies }
    }
}

/// The value of an attribute, as written.
fn attribute<'h>(attributes: &'h str, name: &str) -> Option<&'h str> {
    let at = attributes.match_indices(name).find(|(at, _)| {
        attributes[..*at].ends_with([' ', '\n', '\t']) && attributes[at + name.len()..].starts_with("=\"")
    })?;
    let value = &attributes[at.0 + name.len() + 2..];
    value.find('"').map(|end| &value[..end])
}

/// `&#x10FFFF;` is as long as a reference gets.
const LONGEST_REFERENCE: usize = 10;

/// The text without character references; one that is not known stays as it is.
fn unescape(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest
            .bytes()
            .take(LONGEST_REFERENCE)
            .position(|byte| byte == b';')
            .and_then(|end| Some((reference(&rest[1..end])?, end + 1)));
        let (c, length) = known.unwrap_or(('&', 1));
        text.push(c);
        rest = &rest[length..];
    }
    text.push_str(rest);
    text
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
            code.ok().and_then(char::from_u32)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_text_in_sections() {
        let text = read(
            "<header>上</header><main id=\"main\"><nav data-no-search><ol><li>道</li></ol></nav><h1>題</h1><p>はじ<b>め</b>に</p>\n<p>次<br>の行 &amp; 後</p>\
             <h2 class=\"a\" id=\"a&amp;b\">見<wbr>出し</h2><p><ruby>汲<rp>（</rp><rt>く</rt><rp>）</rp></ruby>む</p></main>下",
        );
        let section = |anchor: &str, heading: &str, text: &str| Section {
            anchor: anchor.to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(text.sections, [section("", "題", "はじめに\n次\nの行 & 後"), section("a&b", "見出し", "汲む")]);
        assert_eq!(text.rubies, [("汲".to_owned(), "く".to_owned())]);
    }

    #[test]
    fn an_element_without_content_takes_nothing_out_of_the_search() {
        for void in [
            "<img src=\"a\" data-no-search>",
            "<br data-no-search>",
            "<input data-no-search/>",
            "<path data-no-search/>",
        ] {
            let text = read(&format!("<main><p>前{void}</p><p>後</p></main>"));
            assert_eq!(text.sections[0].text, "前\n後", "{void}");
        }
    }

    #[test]
    fn the_words_of_a_drawing_are_found_across_its_lines() {
        let text = read(
            "<main><svg><g><text><tspan x=\"1\">書き</tspan><tspan>ます</tspan></text></g><g data-no-search><text>1</text></g></svg></main>",
        );
        assert_eq!(text.sections[0].text, "書きます");
    }

    #[test]
    fn what_is_no_html_is_text() {
        for text in ["<", "a < b", "<3", "<あ", "&;&x;&#xffffff;", "<!--"] {
            assert_eq!(read(text).sections[0].text, text);
        }
    }
}
