//! A file of the index: a script that hands over its bytes, so that a page opened by double click can
//! load it too.

use std::io::Write;

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
    let _ = write!(script, "Sagashi.todoku(\"{name}\",\"{stamp}\",{sum},\"");
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
