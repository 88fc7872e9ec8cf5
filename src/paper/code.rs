/// A QR code that leads from the paper to its page, at the level that still reads with 15 % of it lost.
#[derive(Clone, Debug, PartialEq)]
pub struct QrCode {
    /// Rows of modules, dark ones true.
    pub modules: Vec<Vec<bool>>,
    /// What is heard in its place.
    pub words: String,
}

impl QrCode {
    /// Nothing for an address too long for any code.
    pub fn new(address: &str) -> Option<Self> {
        let code = qrcode::QrCode::with_error_correction_level(address, qrcode::EcLevel::M).ok()?;
        let dark: Vec<bool> = code.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
        let modules = dark.chunks(code.width()).map(<[bool]>::to_vec).collect();
        Some(Self { modules, words: format!("この用紙のページへの QR コード：{address}") })
    }
}

/// Where dark modules stand in a row, and how many beside each other.
pub fn runs(row: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for x in (0..row.len()).filter(|x| row[*x]) {
        match runs.last_mut() {
            Some((start, width)) if *start + *width == x => *width += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules_become_one_stroke_each() {
        assert_eq!(runs(&[true, true, false, true]), [(0, 2), (3, 1)]);
        assert_eq!(QrCode::new(&"x".repeat(5000)), None);
    }
}
