use png::{BitDepth, ColorType, Encoder, EncodingError, PixelDimensions, Unit};

use crate::paper::{CODE, Paper, QrCode};

/// The QR code of a sheet as PNG, for files that take nothing but pictures.
pub struct Picture {
    pub png: Vec<u8>,
    /// What is heard in its place.
    pub words: String,
}

/// Dots on a side of one module: so many that no program blurs it in print.
const DOTS: usize = 16;

impl Picture {
    /// Nothing for a sheet without an address.
    pub fn of_code(paper: &Paper) -> Result<Option<Self>, String> {
        let Some(code) = paper.blank.address.as_deref().and_then(QrCode::new) else { return Ok(None) };
        let png = png(&code).map_err(|error| error.to_string())?;
        Ok(Some(Self { png, words: code.words }))
    }
}

/// One bit for each dot, and how many dots make a metre, so that the picture knows its size on paper.
fn png(code: &QrCode) -> Result<Vec<u8>, EncodingError> {
    let side = u16::try_from(code.modules.len() * DOTS).unwrap_or(u16::MAX);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, side.into(), side.into());
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some ten thousand")]
    let per_metre = (f32::from(side) * 1000.0 / CODE.width).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions { xppu: per_metre, yppu: per_metre, unit: Unit::Meter }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&dots(code))?;
    writer.finish()?;
    Ok(bytes)
}

/// One black dot, which is drawn out to a rule.
pub fn dot() -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 1, 1);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&[0])?;
        writer.finish()
    });
    written.map(|()| bytes).map_err(|error| error.to_string())
}

/// Rows of dots, white ones 1. A module is whole bytes wide, and so is a row.
fn dots(code: &QrCode) -> Vec<u8> {
    let row = |modules: &Vec<bool>| -> Vec<u8> {
        modules.iter().flat_map(|dark| [if *dark { 0x00 } else { 0xff }; DOTS / 8]).collect()
    };
    code.modules.iter().flat_map(|modules| row(modules).repeat(DOTS)).collect()
}
