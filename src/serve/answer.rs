//! What each request is answered: only to this server's own names, only reading, only files of the
//! site and the few of the preview itself.

use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::sync::Arc;

use tiny_http::{HTTPVersion, Header, Method, Response, StatusCode};
use xxhash_rust::xxh3::xxh3_64;

use super::injection;
use super::mime;
use super::request::{Request, address};
use super::stage::Shown;
use crate::search::Index;

/// The folder of the preview itself. No file of a site can lie there: names with a dot are not read.
const OWN: &str = "/.furikaeri/";

/// What the browser may do with whatever has no policy of its own.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Shown where there is no page yet, so that the report has somewhere to stand.
const NOTHING: &str = "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\"><title>まだページがありません</title></head>\
    <body><p>まだページがありません。</p></body></html>";

/// An answer, ready to be sent.
pub(super) enum Answer {
    Whole {
        head: Vec<u8>,
        body: Arc<Vec<u8>>,
        part: Range<usize>,
    },
    /// The request follows the versions of the site from now on.
    Follow(Vec<u8>),
    /// There is an answer when this index is made.
    After(Arc<Index>),
}

/// Who this server is.
pub(super) struct Own {
    pub address: SocketAddr,
    /// Tells this run of the program from an earlier one on the same port.
    pub run: u32,
}

impl Own {
    /// The name of a version, for browsers.
    pub fn version(&self, number: u64) -> String {
        format!("{}-{number}", self.run)
    }

    /// The number of a version of this run; 0 for one that this run knows nothing of.
    fn number(&self, version: &str) -> u64 {
        let (run, number) = version.split_once('-').unwrap_or_default();
        number.parse().ok().filter(|_| run == self.run.to_string()).unwrap_or_default()
    }

    /// Whether a request means this server. Other names that lead here (DNS rebinding) are turned
    /// away; an address cannot be rebound, so any of this machine will do where others may ask.
    fn is_called(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        let ip: Option<IpAddr> = name.trim_start_matches('[').trim_end_matches(']').parse().ok();
        let loopback = self.address.ip().is_loopback();
        port == self.address.port().to_string()
            && (name == "localhost" || ip.is_some_and(|ip| !loopback || ip == self.address.ip()))
    }
}

pub(super) fn answer(request: &Request, shown: &Shown, own: &Own) -> Answer {
    if !request.header("Host").is_some_and(|host| own.is_called(host)) {
        return text(request, 421, "この名前では見られません。");
    }
    if !matches!(request.method, Method::Get | Method::Head) {
        return text(request, 405, "読むことだけができます。");
    }
    match request.target().0.strip_prefix(OWN) {
        Some("events") => follow(),
        Some("state") => {
            let path = request.query("page").unwrap_or_default();
            let since = own.number(&request.query("since").unwrap_or_default());
            let news = shown.news(&address(&path), since);
            // Strings and numbers always serialise.
            file(
                request,
                200,
                "state.json",
                serde_json::to_vec(&(own.version(shown.version), news)).unwrap_or_default().into(),
                POLICY,
            )
        }
        Some("preview.js") => file(request, 200, "preview.js", include_bytes!("preview.js").to_vec().into(), POLICY),
        Some("events.js") => file(request, 200, "events.js", include_bytes!("events.js").to_vec().into(), POLICY),
        Some("preview.css") => file(request, 200, "preview.css", include_bytes!("preview.css").to_vec().into(), POLICY),
        _ => site_file(request, shown, own),
    }
}

fn site_file(request: &Request, shown: &Shown, own: &Own) -> Answer {
    let address = address(request.target().0);
    if let Some(index) = shown.to_make(&address) {
        return Answer::After(index.clone());
    }
    let (status, name, bytes) = match shown.get(&address) {
        Some(bytes) => (200, address.as_str(), bytes),
        None => (404, "404.html", shown.get("404.html").unwrap_or_else(|| NOTHING.as_bytes().to_vec().into())),
    };
    if !mime(name).starts_with("text/html") {
        return file(request, status, name, bytes, POLICY);
    }
    // A page's own policy decides what it may do, here as everywhere; a page without one, likewise.
    let page = injection::with_script(&String::from_utf8_lossy(&bytes), &own.version(shown.version));
    let policy = injection::policy(&page).map(|(_, policy)| format!("{policy}; frame-ancestors 'none'"));
    let policy = policy.unwrap_or_else(|| "frame-ancestors 'none'".to_owned());
    file(request, status, name, page.into_bytes().into(), &policy)
}

fn text(request: &Request, status: u16, text: &str) -> Answer {
    file(request, status, "text.txt", text.as_bytes().to_vec().into(), POLICY)
}

/// What a request gets that cannot be read.
pub(super) fn refusal(status: u16) -> Answer {
    let head = head(status, vec![header("Content-Type", "text/plain; charset=utf-8")], 0);
    Answer::Whole { head, body: Arc::default(), part: 0..0 }
}

fn follow() -> Answer {
    let mut head = head(200, vec![header("Content-Type", "text/event-stream")], 0);
    // A stream has no length.
    let length = b"Content-Length: 0\r\n";
    if let Some(at) = memchr::memmem::find(&head, length) {
        head.drain(at..at + length.len());
    }
    head.extend_from_slice(b"retry: 1000\n\n");
    Answer::Follow(head)
}

/// A file, or what of it was asked for (RFC 9110 §13 and §14).
fn file(request: &Request, status: u16, name: &str, body: Arc<Vec<u8>>, policy: &str) -> Answer {
    let etag = format!("\"{:016x}\"", xxh3_64(&body));
    let mut headers = vec![header("Content-Type", mime(name)), header("Content-Security-Policy", policy)];
    let (mut status, mut part) = (status, 0..body.len());
    if status == 405 {
        headers.push(header("Allow", "GET, HEAD"));
    }
    if status == 200 {
        headers.push(header("ETag", &etag));
        headers.push(header("Accept-Ranges", "bytes"));
        let wanted = request
            .header("Range")
            .filter(|_| request.method == Method::Get && request.header("If-Range").is_none_or(|known| known == etag));
        if request.header("If-None-Match").is_some_and(|known| matches(known, &etag)) {
            (status, part) = (304, 0..0);
        } else if let Some(range) = wanted.and_then(|range| range_of(range, body.len())) {
            (status, part) = range.map_or((416, 0..0), |part| (206, part));
            let within = if status == 206 { format!("{}-{}", part.start, part.end - 1) } else { "*".to_owned() };
            headers.push(header("Content-Range", &format!("bytes {within}/{}", body.len())));
        }
    }
    let head = head(status, headers, part.len());
    if request.method == Method::Head {
        part = 0..0;
    }
    Answer::Whole { head, body, part }
}

fn matches(known: &str, etag: &str) -> bool {
    known.split(',').map(str::trim).any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == etag)
}

/// The bytes that a single range means. Nothing where the header is to be passed over; an error where
/// no byte of the file is meant.
fn range_of(header: &str, length: usize) -> Option<Result<Range<usize>, ()>> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.trim().parse::<usize>();
    let range = match (number(first), number(last)) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..length,
        (Err(_), Ok(last)) if first.trim().is_empty() => length.saturating_sub(last)..length,
        _ => return None,
    };
    Some(if range.is_empty() { Err(()) } else { Ok(range) })
}

/// The head of an answer whose body has this length.
fn head(status: u16, mut headers: Vec<Header>, length: usize) -> Vec<u8> {
    headers.extend(
        [
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Referrer-Policy", "no-referrer"),
            ("Server", "furikaeri"),
        ]
        .map(|(name, value)| header(name, value)),
    );
    let response = Response::new(StatusCode(status), headers, std::io::empty(), Some(length), None);
    let mut out = Vec::new();
    // Writing into memory does not fail.
    let _ = response.with_chunked_threshold(usize::MAX).raw_print(&mut out, HTTPVersion(1, 1), &[], true, None);
    // One request a connection: tiny_http keeps this header to itself, so it goes in here.
    let end = out.len().saturating_sub(2);
    out.splice(end..end, *b"Connection: close\r\n");
    out
}

fn header(name: &str, value: &str) -> Header {
    // What a theme writes into its policy may be anything; what is no header is left out.
    let fallback = || Header::from_bytes(name, "").unwrap_or_else(|()| unreachable!("{name} is a name"));
    Header::from_bytes(name, value).unwrap_or_else(|()| fallback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        for (header, wanted) in [
            ("bytes=0-3", Some(Ok(0..4))),
            ("bytes=5-99", Some(Ok(5..10))),
            ("bytes=7-", Some(Ok(7..10))),
            ("bytes=-4", Some(Ok(6..10))),
            ("bytes=-99", Some(Ok(0..10))),
            ("bytes=10-", Some(Err(()))),
            ("bytes=-0", Some(Err(()))),
            ("bytes=3-1", None),
            ("bytes=0-1,3-4", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(range_of(header, 10), wanted, "{header}");
        }
    }

    #[test]
    fn only_own_names_are_answered_to() {
        let own = |address: &str| Own { address: address.parse().unwrap(), run: 1 };
        let local = own("127.0.0.1:8080");
        assert!(local.is_called("127.0.0.1:8080") && local.is_called("localhost:8080"));
        for name in [
            "evil.example:8080",
            "127.0.0.1",
            "127.0.0.1:80",
            "0.0.0.0:8080",
            "127.0.0.1:8080.evil.example",
            "[::1]:8080",
            "",
        ] {
            assert!(!local.is_called(name), "{name}");
        }
        assert!(own("0.0.0.0:8080").is_called("192.168.1.5:8080"));
        assert!(!own("0.0.0.0:8080").is_called("evil.example:8080"));
        assert!(own("[::1]:8080").is_called("[::1]:8080") && own("127.0.0.1:80").is_called("localhost"));
    }
}
