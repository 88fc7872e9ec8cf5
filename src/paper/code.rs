use std::fmt::Write;

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

    /// The dark modules as the path of an SVG whose unit is one module.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.modules.iter().enumerate() {
            for (x, width) in runs(row) {
                // Writing to a string does not fail.
                _ = write!(path, "M{x} {y}h{width}v1h-{width}z");
            }
        }
        path
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
        let code = QrCode { modules: vec![vec![false, true], vec![true, true]], words: String::new() };
        assert_eq!(code.path(), "M1 0h1v1h-1zM0 1h2v1h-2z");
        assert_eq!(QrCode::new(&"x".repeat(5000)), None);
    }
}
