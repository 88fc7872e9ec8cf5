//! What the preview adds to a page on its way to the browser, and nothing else: its own script, and
//! leave for that script in the page's policy.

/// A page with the preview's script as the first thing that runs, so that it sees the page as it was
/// sent. `version` is the version of the site that the page belongs to.
pub(super) fn with_script(html: &str, version: &str) -> String {
    let script = format!("<script src=\"/.furikaeri/preview.js\" data-version=\"{version}\"></script>");
    let at = after_tag(html, "<head").or_else(|| after_tag(html, "<!doctype")).unwrap_or_default();
    let (before, after) = html.split_at(at);
    format!("{before}{script}{}", loosened(after))
}

/// Where the first tag that begins with these letters ends.
fn after_tag(html: &str, tag: &str) -> Option<usize> {
    let (at, _) = tags(html, tag).next()?;
    html[at..].find('>').map(|end| at + end + 1)
}

/// The places of a tag, whatever its case, with what stands in it.
fn tags<'h>(html: &'h str, tag: &'h str) -> impl Iterator<Item = (usize, &'h str)> {
    html.match_indices('<').filter_map(move |(at, _)| {
        let rest = &html[at..];
        let is_it = rest.get(..tag.len())?.eq_ignore_ascii_case(tag);
        let ends = rest[tag.len()..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
        (is_it && ends).then(|| (at, &rest[..rest.find('>').map_or(rest.len(), |end| end + 1)]))
    })
}

/// The same page, whose policy lets the preview's script run and speak with the preview.
fn loosened(html: &str) -> String {
    let Some((start, policy)) = policy(html) else { return html.to_owned() };
    let policy = ["script-src", "style-src", "connect-src"].iter().fold(policy.to_owned(), allow_self);
    format!("{}{policy}{}", &html[..start], &html[start + self::policy(html).map_or(0, |(_, old)| old.len())..])
}

/// The policy that a page gives itself, and where it stands.
pub(super) fn policy(html: &str) -> Option<(usize, &str)> {
    let is_policy = |tag: &str| tag.to_ascii_lowercase().contains("content-security-policy");
    let (at, tag) = tags(html, "<meta").find(|(_, tag)| is_policy(tag))?;
    let value = tag.to_ascii_lowercase().find("content=")? + "content=".len();
    let quote = tag[value..].chars().next().filter(|c| "\"'".contains(*c))?;
    let text = &tag[value + 1..];
    Some((at + value + 1, &text[..text.find(quote)?]))
}

fn allow_self(policy: String, directive: &&str) -> String {
    let named = |name: &str| {
        let parts = policy.split(';').map(str::trim);
        parts
            .into_iter()
            .find(|part| part.split_ascii_whitespace().next().is_some_and(|it| it.eq_ignore_ascii_case(name)))
    };
    let allows = |part: &str| part.split_ascii_whitespace().skip(1).any(|source| matches!(source, "'self'" | "*"));
    let sources = |part: &str| -> Vec<String> {
        let sources = part.split_ascii_whitespace().skip(1).filter(|source| *source != "'none'");
        sources.chain(["'self'"]).map(str::to_owned).collect()
    };
    match (named(directive), named("default-src")) {
        (Some(own), _) if !allows(own) => policy.replace(own, &format!("{directive} {}", sources(own).join(" "))),
        (None, Some(default)) if !allows(default) => {
            format!("{}; {directive} {}", policy.trim_end_matches([';', ' ']), sources(default).join(" "))
        }
        _ => policy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "<script src=\"/.furikaeri/preview.js\" data-version=\"1-2\"></script>";

    #[test]
    fn a_policy_is_loosened_by_what_the_script_needs_and_no_more() {
        let page = |policy: &str| format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        for (old, new) in [
            (
                "default-src 'none'; style-src 'self'; script-src 'self'",
                "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'",
            ),
            ("default-src 'self'", "default-src 'self'"),
            ("img-src *", "img-src *"),
            ("default-src 'self'; connect-src 'none'", "default-src 'self'; connect-src 'self'"),
        ] {
            assert_eq!(loosened(&page(old)), page(new));
        }
    }

    #[test]
    fn the_script_runs_first_in_any_page() {
        for (page, wanted) in [
            ("<!doctype html><html><HEAD><title>", format!("<!doctype html><html><HEAD>{SCRIPT}<title>")),
            ("<!DOCTYPE html><header>", format!("<!DOCTYPE html>{SCRIPT}<header>")),
            ("題<p>", format!("{SCRIPT}題<p>")),
        ] {
            assert_eq!(with_script(page, "1-2"), wanted);
        }
    }
}
