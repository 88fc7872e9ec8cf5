//! A file of the index: a script that hands over its bytes, so that a page opened by double click can
//! load it too.

use std::fmt::Write as _;
use std::io::Write;

use encoding_rs::EUC_JP;
use serde::Serialize;

/// How hard to pack: beyond this it takes far longer and gains a hundredth.
const LEVEL: u8 = 7;

/// Writes the file `name`. `stamp` says which site it belongs to.
///
/// The bytes are deflated (RFC 1951) and written seven bits a character, which costs a seventh, where
/// base64 costs a third. The four characters that cannot stand in a string of a script are escaped. The
/// sum over the characters tells a file that is whole from one that was cut or mixed up.
pub fn script(name: &str, stamp: &str, bytes: &[u8]) -> Vec<u8> {
    let packed = seven_bits(&miniz_oxide::deflate::compress_to_vec(bytes, LEVEL));
    let sum = packed.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let mut script = Vec::with_capacity(packed.len() + packed.len() / 16 + 64);
    // Writing into a Vec does not fail.
    let _ = write!(script, "SearchEngine.receive(\"{name}\",\"{stamp}\",{sum},\"");
    for byte in packed {
        match byte {
            b'"' => script.extend_from_slice(b"\\\""),
            b'\\' => script.extend_from_slice(b"\\\\"),
            b'\n' => script.extend_from_slice(b"\\n"),
            b'\r' => script.extend_from_slice(b"\\r"),
            byte => script.push(byte),
        }
    }
    script.extend_from_slice(b"\")\n");
    script
}

/// JSON in EUC-JP, which deflates to a tenth less than UTF-8. What that does not hold, or not for sure, is
/// escaped; a line break never stands in it.
pub fn json(value: &impl Serialize) -> Vec<u8> {
    // Nothing here has a key that is no text.
    let json = serde_json::to_string(value).unwrap_or_default();
    let is_kept = |c: char| {
        c.is_ascii() || matches!(c, '、'..='〕' | 'ぁ'..='ん' | 'ァ'..='ヶ' | 'ー') || {
            let text = c.to_string();
            let (bytes, _, is_lossy) = EUC_JP.encode(&text);
            !is_lossy && EUC_JP.decode(&bytes).0 == text
        }
    };
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if is_kept(c) {
            escaped.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a String does not fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    EUC_JP.encode(&escaped).0.into_owned()
}

fn seven_bits(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 8 / 7 + 1);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 7 {
            bits -= 7;
            out.push(low_seven(held >> bits));
        }
    }
    if bits > 0 {
        out.push(low_seven(held << (7 - bits)));
    }
    out
}

fn low_seven(bits: u32) -> u8 {
    (bits & 0x7f) as u8
}
