//! A worksheet on A4: what it says ([`Blank`]), where each mark stands ([`Layout`], in millimetres)
//! and what paper asks for ([`rules`]). The PDF and the web page draw the layout; Word and Excel
//! break their pages where it does.
//!
//! The measures are those of paper in a ring binder that is filled in by hand and copied in black: see
//! each constant.

mod blank;
mod code;
mod cover;
mod fields;
mod head;
mod ink;
mod kit;
mod layout;
pub mod rules;
mod svg;
mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use blank::{Asked, Blank, Words, asked, blanks, plain};
pub use code::{QrCode, runs};
pub use cover::{Cover, Handout, lay_out_cover};
pub use fields::TICK_WIDTH;
pub use head::{CODE, is_date};
pub use ink::{Block, Cell, Heading, Ink, Layout, Page, Part, Piece, Point, Rect, Row, Size, Space, Tick};
pub use kit::{ItemPaper, Kit};
pub use layout::lay_out;
use margins::{BOTTOM, INSET, LEFT, QUIET, RIGHT, TOP};
pub use text::{BOLD, Fonts, Glyph, Line, REGULAR, Weight};

/// A worksheet of the site: its paper, and the files of it that can be taken away.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub paper: Arc<Paper>,
    pub downloads: Vec<Download>,
}

/// One file to take away.
#[derive(Clone, Debug, PartialEq)]
pub struct Download {
    /// PDF, Word or Excel.
    pub label: &'static str,
    /// From the site's root.
    pub url: String,
    pub bytes: usize,
}

/// What one session prints, for the page of its pack.
#[derive(Clone, Debug)]
pub struct PackPaper {
    /// The sides of the cover, as SVG.
    pub cover: Arc<[Arc<str>]>,
    pub download: Option<Download>,
}

/// All that the site puts on paper, by the address of its page.
#[derive(Debug, Default)]
pub struct Papers {
    pub sheets: BTreeMap<String, Sheet>,
    pub packs: BTreeMap<String, PackPaper>,
    pub items: BTreeMap<String, Arc<ItemPaper>>,
    /// For sheets that readers put together; only where there are items.
    pub kit: Option<Arc<Kit>>,
}

impl Papers {
    /// Every file to take away.
    pub fn downloads(&self) -> impl Iterator<Item = &Download> {
        let packs = self.packs.values().filter_map(|pack| pack.download.as_ref());
        self.sheets.values().flat_map(|sheet| &sheet.downloads).chain(packs)
    }
}

/// A blank and how it lies on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    pub blank: Blank,
    pub layout: Layout,
    /// Each side as SVG.
    pub sides: Arc<[Arc<str>]>,
}

impl Paper {
    pub fn new(blank: &Blank, fonts: &Fonts) -> Self {
        let layout = lay_out(blank, fonts);
        Self { sides: sides(&layout, &blank.words.form), layout, blank: blank.clone() }
    }
}

/// Each side as SVG, by its name and number.
pub fn sides(layout: &Layout, name: &str) -> Arc<[Arc<str>]> {
    let all = layout.pages.len();
    let side = |(index, page)| svg::side(page, layout.size, &format!("{name}　{all}枚のうち{}枚目", index + 1)).into();
    layout.pages.iter().enumerate().map(side).collect()
}

/// What stays white, in millimetres.
pub mod margins {
    /// For the punched holes (JIS S 6041: 6 mm wide, 12 mm from the edge).
    pub const LEFT: f32 = 24.0;
    pub const RIGHT: f32 = 12.0;
    pub const TOP: f32 = 9.0;
    pub const BOTTOM: f32 = 8.0;
    /// From the frame to what stands in it.
    pub const INSET: f32 = 3.0;
    /// Around the QR code, four modules at the least.
    pub const QUIET: f32 = 1.8;
}

/// Rules, frames and boxes: thick enough for a copy of a copy.
const RULE: f32 = 0.2;
const TICK_RULE: f32 = 0.3;
const FRAME: f32 = 0.45;

/// From one handwriting line to the next: at the least, and where there is room.
const PITCH: (f32, f32) = (8.5, 10.0);
/// Below an item.
const GAP: (f32, f32) = (2.4, 5.0);
/// A row to tick or to fill in.
const TICK_ROW: f32 = 8.0;
const ROW: f32 = 9.0;
const TICK: f32 = 4.5;
/// The value at `ease` between the least and the best.
fn between((least, best): (f32, f32), ease: f32) -> f32 {
    least + (best - least) * ease
}

/// A count of things on one sheet of paper, which is small.
fn count(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}
