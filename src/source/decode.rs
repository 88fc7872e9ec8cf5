use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::diagnostics::{Diagnostic, Place, catalogue};

/// The text of a file, its lines ended by `\n` whatever the editor wrote: Git for Windows and Notepad write
/// `\r\n`, which TOML keeps within strings. Only UTF-8 is read, with or without a byte order mark; for anything
/// else the diagnostic says what it seems to be.
pub(super) fn decode(bytes: &[u8], place: &Place) -> Result<Arc<str>, Box<Diagnostic>> {
    if let Some((encoding, 2)) = encoding_rs::Encoding::for_bom(bytes) {
        return Err(Box::new(catalogue::not_utf8(place.clone(), encoding.name())));
    }
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => {
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            Ok(if memchr::memmem::find(text.as_bytes(), b"\r\n").is_some() {
                text.replace("\r\n", "\n").into()
            } else {
                text.into()
            })
        }
        Err(_) => Err(Box::new(catalogue::not_utf8(place.clone(), guess(bytes)))),
    }
}

/// What people call the encoding that the bytes seem to be in.
fn guess(bytes: &[u8]) -> &'static str {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(Some(b"jp"), Utf8Detection::Deny);
    if encoding == encoding_rs::SHIFT_JIS { "Shift_JIS（CP932）" } else { encoding.name() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(bytes: &[u8]) -> String {
        match decode(bytes, &Place::file("x.md")) {
            Ok(text) => text.to_string(),
            Err(diagnostic) => diagnostic.message.ja,
        }
    }

    #[test]
    fn utf8_is_read_and_everything_else_is_named() {
        assert_eq!(outcome("\u{feff}題".as_bytes()), "題");
        assert_eq!(outcome(b"a\r\nb\r\n\rc"), "a\nb\n\rc");
        let (cp932, ..) = encoding_rs::SHIFT_JIS.encode("ふりかえりの手引き");
        assert!(outcome(&cp932).contains("CP932"));
        let (euc, ..) = encoding_rs::EUC_JP.encode("ふりかえりの手引き");
        assert!(outcome(&euc).contains("EUC-JP"));
        let utf16: Vec<u8> = "\u{feff}題".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(outcome(&utf16).contains("UTF-16LE"));
    }
}
