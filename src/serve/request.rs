use tiny_http::Method;

use crate::model::percent_decode;

/// More than a browser ever sends; whoever sends more is turned away.
pub(super) const LONGEST_HEAD: usize = 16 * 1024;
const LONGEST_TARGET: usize = 4 * 1024;
const MOST_HEADERS: usize = 100;

/// The head of a request, as RFC 9112 has it. A body is not read: nothing here takes one.
#[derive(Debug)]
pub(super) struct Request {
    pub method: Method,
    target: String,
    headers: Vec<(String, String)>,
}

impl Request {
    /// What has come so far: nothing while the head is not whole, or the status that refuses it.
    pub fn parse(bytes: &[u8]) -> Option<Result<Self, u16>> {
        let end = memchr::memmem::find(bytes, b"\r\n\r\n");
        match end {
            Some(end) if end <= LONGEST_HEAD => {
                Some(std::str::from_utf8(&bytes[..end]).map_err(|_| 400).and_then(Self::read))
            }
            None if bytes.len() <= LONGEST_HEAD => None,
            _ if memchr::memchr(b'\n', &bytes[..LONGEST_TARGET.min(bytes.len())]).is_none() => Some(Err(414)),
            _ => Some(Err(431)),
        }
    }

    fn read(head: &str) -> Result<Self, u16> {
        let mut lines = head.split("\r\n");
        let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
        let [method, target, version] = words[..] else { return Err(400) };
        if target.len() > LONGEST_TARGET {
            return Err(414);
        }
        if !matches!(version, "HTTP/1.1" | "HTTP/1.0") || !target.starts_with('/') || head.contains('\0') {
            return Err(400);
        }
        let headers: Vec<(String, String)> = lines.map(header).collect::<Option<_>>().ok_or(400_u16)?;
        if headers.len() > MOST_HEADERS {
            return Err(431);
        }
        let method = method.parse().map_err(|()| 400_u16)?;
        Ok(Self { method, target: target.to_owned(), headers })
    }

    /// The value of a header that is there once; of two that differ in meaning, neither is trusted.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let first = values.next();
        first.filter(|_| values.next().is_none()).map(|(_, value)| value.as_str())
    }

    /// The path as it was asked for, and what follows the question mark.
    pub fn target(&self) -> (&str, &str) {
        let target = self.target.split('#').next().unwrap_or_default();
        target.split_once('?').unwrap_or((target, ""))
    }

    /// A value of the query, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let pairs = self.target().1.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| percent_decode(value).into_owned())
    }
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let sound =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_!#$%&'*+.^`|~".contains(&byte));
    sound.then(|| (name.to_owned(), value.trim().to_owned()))
}

/// The address of a file of the site for a path of a request: decoded once, and a folder's own page
/// for a folder. What climbs, or is no such path at all, is in no site and so is never found.
pub(super) fn address(path: &str) -> String {
    let path = percent_decode(path.strip_prefix('/').unwrap_or(path));
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(bytes: &str) -> Option<u16> {
        Request::parse(bytes.as_bytes()).map(|request| request.err().unwrap_or(200))
    }

    #[test]
    fn a_head_is_read_when_it_is_whole_and_refused_when_it_is_none() {
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\n"), None);
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Some(200));
        for broken in [
            "GET /\r\n\r\n",
            "GET http://a/ HTTP/1.1\r\n\r\n",
            "GET / HTTP/2\r\n\r\n",
            "GET / HTTP/1.1\r\n folded\r\n\r\n",
        ] {
            assert_eq!(status(broken), Some(400), "{broken:?}");
        }
        assert_eq!(status(&format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(5000))), Some(414));
        assert_eq!(status(&"a".repeat(20_000)), Some(414));
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{}", "A: b\r\n".repeat(4000))), Some(431));
        assert_eq!(status(&format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(101))), Some(431));
    }

    #[test]
    fn two_headers_of_one_name_are_none() {
        let twice = Request::read("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\nRange: c").unwrap();
        assert_eq!((twice.header("Host"), twice.header("range")), (None, Some("c")));
    }
}
