//! Reading HTML as far as tests need it: tags, attributes, text.

/// A piece of an HTML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'h> {
    Text(&'h str),
    Open {
        name: &'h str,
        attributes: Vec<(&'h str, &'h str)>,
        closed: bool,
    },
    Close(&'h str),
    /// A comment or the doctype.
    Other,
}

/// Elements that have no end.
const VOID: [&str; 8] = ["meta", "link", "br", "hr", "img", "input", "wbr", "col"];

/// Divides HTML as the tool writes it: every tag in small letters, every attribute in double quotes
/// or without a value. Whatever else is found is an error.
pub fn pieces(html: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(text) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            pieces.push(Piece::Text(&rest[..end]));
            rest = &rest[end..];
            continue;
        };
        if let Some(comment) = text.strip_prefix("!--") {
            let end = comment.find("-->").ok_or("a comment does not end")?;
            pieces.push(Piece::Other);
            rest = &comment[end + 3..];
        } else if text.starts_with(['!', '?']) {
            pieces.push(Piece::Other);
            rest = &text[text.find('>').ok_or("a declaration does not end")? + 1..];
        } else if let Some(name) = text.strip_prefix('/') {
            let end = name.find('>').ok_or_else(|| format!("a tag does not end: {}", start(text)))?;
            pieces.push(Piece::Close(&name[..end]));
            rest = &name[end + 1..];
        } else {
            let (piece, after) = open(text)?;
            pieces.push(piece);
            rest = after;
        }
    }
    Ok(pieces)
}

fn open(text: &str) -> Result<(Piece<'_>, &str), String> {
    let wrong = || format!("no tag: <{}", start(text));
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').ok_or_else(wrong)?;
    let (name, mut rest) = text.split_at(end);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(wrong());
    }
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return Ok((Piece::Open { name, attributes, closed: true }, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            let closed = VOID.contains(&name);
            return Ok((Piece::Open { name, attributes, closed }, after));
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c)).ok_or_else(wrong)?;
        let (key, after) = rest.split_at(end);
        if key.is_empty() {
            return Err(wrong());
        }
        if attributes.iter().any(|(known, _)| *known == key) {
            return Err(format!("{key} twice: <{}", start(text)));
        }
        if let Some(value) = after.strip_prefix("=\"") {
            let end = value.find('"').ok_or_else(wrong)?;
            attributes.push((key, &value[..end]));
            rest = &value[end + 1..];
        } else {
            attributes.push((key, ""));
            rest = after;
        }
    }
}

fn start(text: &str) -> String {
    text.chars().take(60).collect()
}

/// That each tag which is opened is closed, in the right order.
pub fn is_balanced(html: &str) -> Result<(), String> {
    let mut open = Vec::new();
    for piece in pieces(html)? {
        match piece {
            Piece::Open { name, closed: false, .. } => open.push(name),
            Piece::Close(name) => match open.pop() {
                Some(opened) if opened == name => {}
                opened => return Err(format!("</{name}> closes {opened:?}")),
            },
            Piece::Open { .. } | Piece::Text(_) | Piece::Other => {}
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("never closed: {open:?}")) }
}

/// That the tags are balanced, and that each `id` is given once.
pub fn is_sound(html: &str) -> Result<(), String> {
    is_balanced(html)?;
    let mut ids = values(html, "id");
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("id \"{}\" twice", pair[0])),
        None => Ok(()),
    }
}

/// The values of an attribute, in order.
pub fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let pieces = pieces(html).unwrap_or_else(|error| panic!("{error}"));
    pieces
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Open { attributes, .. } => attributes.into_iter().find(|(key, _)| *key == attribute),
            _ => None,
        })
        .map(|(_, value)| value)
        .collect()
}

/// What a reader sees, without tags: every reference in place of what it stands for.
pub fn text(html: &str) -> String {
    let pieces = pieces(html).unwrap_or_else(|error| panic!("{error}"));
    let texts = pieces.into_iter().map(|piece| if let Piece::Text(text) = piece { text } else { "" });
    unescape(&texts.collect::<String>())
}

pub fn unescape(text: &str) -> String {
    let quotes = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&#x2F;", "/");
    quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// The part of a page that is the page's own, without what every page has around it.
pub fn main(html: &str) -> &str {
    let start = html.find("<main").unwrap_or_else(|| panic!("no <main> in {}", start(html)));
    let end = html.find("</main>").unwrap_or(html.len());
    &html[start..end]
}
