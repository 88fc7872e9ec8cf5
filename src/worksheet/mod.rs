//! Worksheets to take away: the same blank as PDF, Word and Excel, with the same items, form number,
//! version and hash. Each is made from a [`Paper`] alone, so that an equal blank means equal bytes.

mod answer;
mod docx;
mod pdf;
mod picture;
mod xlsx;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use crate::diagnostics::{Diagnostic, catalogue};
use crate::memo::Memo;
use crate::model::{Card, Front, Kind, Pack};
use crate::paper::{
    Asked, Blank, Cover, Download, Fonts, Handout, ItemPaper, Kit, Layout, PackPaper, Paper, Papers, Sheet, asked,
    blanks, lay_out_cover, plain, sides,
};
use docx::Templates;
use pdf::Typefaces;

/// The formats of a sheet: the ending of its file and the name on its button.
const FORMATS: [(&str, &str, Maker); 3] =
    [("pdf", "PDF", pdf::sheet), ("docx", "Word", docx::sheet), ("xlsx", "Excel", xlsx::sheet)];

/// What a sheet of the reader's own is called where others have the number of their form.
const OWN_FORM: &str = "自作";

type Maker = fn(&Paper, &Press) -> Result<Vec<u8>, String>;

/// The files of all sheets and packs by address, and what the book is to know of each page.
#[derive(Default)]
pub struct Worksheets {
    pub files: BTreeMap<String, Arc<Vec<u8>>>,
    pub papers: Papers,
    pub diagnostics: Vec<Diagnostic>,
}

impl Worksheets {
    /// Takes a file in, or says why there is none.
    fn add(&mut self, document: &Card, (ending, label): (&str, &'static str), file: &File) -> Option<Download> {
        match file {
            Ok(bytes) => {
                let page = &document.url;
                let url = format!("{}.{ending}", page.strip_suffix(".html").unwrap_or(page));
                self.files.insert(url.clone(), bytes.clone());
                Some(Download { label, url, bytes: bytes.len() })
            }
            Err(reason) => {
                self.diagnostics.push(catalogue::no_paper(document.place.clone(), label, reason));
                None
            }
        }
    }
}

/// The bytes of a file, or why it cannot be made.
type File = Result<Arc<Vec<u8>>, String>;

/// What is needed to make paper, made ready at the first sheet and kept from one build to the next.
pub struct Press {
    fonts: LazyLock<Fonts>,
    typefaces: LazyLock<Typefaces>,
    templates: LazyLock<Templates>,
}

impl Default for Press {
    fn default() -> Self {
        Self {
            fonts: LazyLock::new(Fonts::default),
            typefaces: LazyLock::new(Typefaces::default),
            templates: LazyLock::new(Templates::default),
        }
    }
}

/// What one blank came to.
#[derive(Clone)]
struct Made {
    paper: Arc<Paper>,
    files: Arc<[File]>,
}

/// The sides of a cover, as SVG.
type Sides = Arc<[Arc<str>]>;

/// A cover, and the sheets after it by the address of their page.
type Bundle = (Cover, Vec<(String, Blank)>);

/// Makes worksheets, and remembers what each blank came to.
#[derive(Default)]
pub struct Worksheeter {
    press: Press,
    made: Memo<String, Blank, Made>,
    packs: Memo<String, Bundle, (Arc<Layout>, Sides, File)>,
    items: Memo<String, Asked, Arc<ItemPaper>>,
    kit: Option<Arc<Kit>>,
}

impl Worksheeter {
    /// For a build after which there is no other.
    pub fn for_one_build() -> Self {
        Self { made: Memo::forgetful(), packs: Memo::forgetful(), items: Memo::forgetful(), ..Self::default() }
    }

    /// Makes every sheet and every pack among the documents.
    pub fn make(&mut self, documents: &[Arc<Card>], base_url: Option<&str>) -> Worksheets {
        let mut worksheets = Worksheets::default();
        self.make_sheets(documents, base_url, &mut worksheets);
        self.make_packs(documents, &mut worksheets);
        self.make_items(documents, &mut worksheets);
        worksheets
    }

    fn make_sheets(&mut self, documents: &[Arc<Card>], base_url: Option<&str>, worksheets: &mut Worksheets) {
        let blanks = blanks(documents, base_url);
        let pages: Vec<&Card> = blanks.iter().map(|(document, _)| *document).collect();
        let inputs = blanks.into_iter().map(|(document, blank)| (document.url.clone(), blank));
        let press = &self.press;
        let made = self.made.round(inputs.collect(), |_, blank| {
            let paper = Arc::new(Paper::new(blank, &press.fonts));
            let files = FORMATS.iter().map(|(_, _, make)| make(&paper, press).map(Arc::new)).collect();
            Made { paper, files }
        });
        for (document, Made { paper, files }) in pages.into_iter().zip(made) {
            // Of letters that the font lacks, `check` tells more than a file that cannot be made.
            let whole = files.iter().zip(&FORMATS).filter(|(file, _)| file.is_ok() || paper.layout.lacking.is_empty());
            let downloads = whole
                .filter_map(|(file, (ending, label, _))| worksheets.add(document, (ending, label), file))
                .collect();
            worksheets.papers.sheets.insert(document.url.clone(), Sheet { paper, downloads });
        }
    }

    fn make_packs(&mut self, documents: &[Arc<Card>], worksheets: &mut Worksheets) {
        let packs: Vec<(&Card, Bundle)> = documents
            .iter()
            .filter_map(|document| match &document.front {
                Front::Pack(pack) => Some((&**document, bundle(pack, document, documents, &worksheets.papers.sheets))),
                _ => None,
            })
            .collect();
        let pages: Vec<&Card> = packs.iter().map(|(document, _)| *document).collect();
        let inputs = packs.into_iter().map(|(document, bundle)| (document.url.clone(), bundle));
        let (press, sheets) = (&self.press, &worksheets.papers.sheets);
        let made = self.packs.round(inputs.collect(), |_, (cover, blanks)| {
            let layout = Arc::new(lay_out_cover(cover, &press.fonts));
            let papers: Vec<&Paper> =
                blanks.iter().filter_map(|(url, _)| sheets.get(url)).map(|sheet| &*sheet.paper).collect();
            let file = pdf::pack(&cover.title, &layout, &papers, press).map(Arc::new);
            let sides = sides(&layout, &cover.title);
            (layout, sides, file)
        });
        for (document, (cover, sides, file)) in pages.into_iter().zip(made) {
            for (_, letter) in &cover.lacking {
                let place = document.place.at(document.common.title.span.clone());
                worksheets.diagnostics.push(catalogue::letter_without_glyph(place, document.id(), *letter));
            }
            let is_told = file.is_err() && !cover.lacking.is_empty();
            let download = if is_told { None } else { worksheets.add(document, ("pdf", "PDF"), &file) };
            worksheets.papers.packs.insert(document.url.clone(), PackPaper { cover: sides, download });
        }
    }

    /// The items by themselves, and what stands around them on a sheet that a reader puts together.
    fn make_items(&mut self, documents: &[Arc<Card>], worksheets: &mut Worksheets) {
        let items = documents.iter().filter_map(|document| match &document.front {
            Front::Item(item) => Some((document.url.clone(), asked(document.id(), item))),
            _ => None,
        });
        let items: Vec<(String, Asked)> = items.collect();
        if items.is_empty() {
            return;
        }
        let fonts = &self.press.fonts;
        let pages: Vec<String> = items.iter().map(|(url, _)| url.clone()).collect();
        let made = self.items.round(items, |_, asked| Arc::new(ItemPaper::new(asked, fonts)));
        worksheets.papers.items = pages.into_iter().zip(made).collect();
        worksheets.papers.kit = Some(self.kit.get_or_insert_with(|| Arc::new(Kit::new(OWN_FORM, fonts))).clone());
    }
}

/// What a pack holds, without roles and sheets that there are not.
fn bundle(pack: &Pack, document: &Card, documents: &[Arc<Card>], sheets: &BTreeMap<String, Sheet>) -> Bundle {
    let named = |kind: Kind, id: &str| {
        let of_kind = || documents.iter().filter(|document| document.front.kind() == kind);
        of_kind().find(|document| document.id() == id).or_else(|| of_kind().find(|document| document.is_called(id)))
    };
    let mut rows = Vec::new();
    let mut blanks = Vec::new();
    for part in &pack.parts {
        let Some(role) = named(Kind::Role, &part.role) else { continue };
        for url in part.sheets.iter().filter_map(|id| Some(&named(Kind::Sheet, id)?.url)) {
            let Some(Sheet { paper, .. }) = sheets.get(url) else { continue };
            rows.push(Handout {
                role: plain(&role.common.title),
                form: paper.blank.words.form.clone(),
                title: paper.blank.words.title.clone(),
                pages: paper.layout.pages.len(),
            });
            blanks.push((url.clone(), paper.blank.clone()));
        }
    }
    let title = plain(&document.common.title);
    (Cover { title, mark: document.mark(), minutes: pack.minutes, rows }, blanks)
}
