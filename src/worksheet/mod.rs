//! Worksheets to take away: the same blank as PDF, Word and Excel, with the same items, form number,
//! version and hash. Each is made from a [`Paper`] alone, so that an equal blank means equal bytes.

mod docx;
mod pdf;
mod xlsx;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::memo::Memo;
use crate::model::Document;
use crate::paper::{Blank, Download, Fonts, Paper, Sheet, blanks};
use pdf::Typefaces;

/// The formats of a sheet: the ending of its file and the name on its button.
const FORMATS: [(&str, &str, Maker); 3] =
    [("pdf", "PDF", pdf::sheet), ("docx", "Word", docx::sheet), ("xlsx", "Excel", xlsx::sheet)];

type Maker = fn(&Paper, &Press) -> Result<Vec<u8>, String>;

/// The files of all sheets by address, and the sheets by the address of their page.
#[derive(Default)]
pub struct Worksheets {
    pub files: BTreeMap<String, Arc<Vec<u8>>>,
    pub sheets: BTreeMap<String, Sheet>,
    pub diagnostics: Vec<Diagnostic>,
}

/// What is needed to make paper, kept from one build to the next.
#[derive(Default)]
pub struct Press {
    fonts: Fonts,
    typefaces: Typefaces,
    templates: docx::Templates,
}

/// What one blank came to.
#[derive(Clone)]
struct Made {
    paper: Arc<Paper>,
    files: Arc<[Result<Arc<Vec<u8>>, String>]>,
}

/// Makes worksheets, and remembers what each blank came to.
#[derive(Default)]
pub struct Worksheeter {
    press: Press,
    made: Memo<String, Blank, Made>,
}

impl Worksheeter {
    /// For a build after which there is no other.
    pub fn for_one_build() -> Self {
        Self { made: Memo::forgetful(), ..Self::default() }
    }

    /// Makes every sheet among the documents.
    pub fn make(&mut self, documents: &[Arc<Document>], base_url: Option<&str>) -> Worksheets {
        let inputs = blanks(documents, base_url);
        let urls: Vec<String> = inputs.iter().map(|(url, _)| url.clone()).collect();
        let press = &self.press;
        let made = self.made.round(inputs, |_, blank| {
            let paper = Arc::new(Paper::new(blank, &press.fonts));
            let files = FORMATS.iter().map(|(_, _, make)| make(&paper, press).map(Arc::new)).collect();
            Made { paper, files }
        });
        let mut worksheets = Worksheets::default();
        for (page, made) in urls.into_iter().zip(made) {
            let mut downloads = Vec::new();
            for ((ending, label, _), file) in FORMATS.iter().zip(made.files.iter()) {
                match file {
                    Ok(bytes) => {
                        let url = format!("{}.{ending}", page.strip_suffix(".html").unwrap_or(&page));
                        downloads.push(Download { label, url: url.clone(), bytes: bytes.len() });
                        worksheets.files.insert(url, bytes.clone());
                    }
                    // Of letters that the font lacks, `check` tells more.
                    Err(_) if !made.paper.layout.lacking.is_empty() => {}
                    Err(reason) => {
                        let place = Place::file(format!("content/{page}"));
                        worksheets.diagnostics.push(catalogue::no_paper(place, label, reason));
                    }
                }
            }
            worksheets.sheets.insert(page, Sheet { paper: made.paper, downloads });
        }
        worksheets
    }
}
