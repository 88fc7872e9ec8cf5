//! Worksheets read back as others will read them: PDF by poppler, Word and Excel by `LibreOffice`.
//! What stands where, on which page, in which order, and that every format says the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use furikaeri::site::{self, Build, Memos, Options};
use support::{Ask, Site, bare, build, repository};
use tempfile::TempDir;

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

/// The guidebook of this repository.
fn guidebook() -> Build {
    build(&furikaeri::source::load(repository()))
}

/// The files of a build below `sheets/` with one ending, by name.
fn sheets<'b>(build: &'b Build, ending: &str) -> BTreeMap<&'b str, &'b Arc<Vec<u8>>> {
    let name = |url: &'b String| url.strip_prefix("sheets/")?.strip_suffix(ending);
    build.files.iter().filter_map(|(url, bytes)| Some((name(url)?, bytes))).collect()
}

/// A folder to lay files in for other programs.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// What a program says of a file. Poppler prints some titles in the encoding of the PDF.
fn says(program: &str, arguments: &[&str], file: &Path) -> String {
    let to_stdout = if program == "pdftotext" { &["-"][..] } else { &[] };
    let output = bare(Path::new(program)).args(arguments).arg(file).args(to_stdout).output().unwrap();
    assert!(output.status.success(), "{program} cannot read {}", file.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text of each page of a PDF, without spaces.
fn pages(pdf: &Path) -> Vec<String> {
    let text = says("pdftotext", &[], pdf);
    let pages = text.split_terminator('\u{c}');
    pages.map(|page| page.split_whitespace().collect()).collect()
}

/// `LibreOffice`'s print of some files, by name without ending.
fn printed(desk: &Desk, files: &[PathBuf]) -> BTreeMap<String, PathBuf> {
    let out = desk.0.path().join("printed");
    let mut office = bare(Path::new("soffice"));
    office.env("HOME", desk.0.path()).args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(&out).args(files);
    assert!(office.output().unwrap().status.success());
    let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|file| (name(file), out.join(name(file)).with_extension("pdf"))).collect()
}

/// One file within a zip.
fn part(zipped: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut zip = zip::ZipArchive::new(Cursor::new(zipped)).unwrap();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The words of a page in the order in which they are drawn, each with its box in millimetres.
fn words(pdf: &Path) -> Vec<(String, [f32; 4])> {
    let html = says("pdftotext", &["-bbox"], pdf);
    let attribute = |line: &str, name: &str| -> f32 {
        let value = line.split(&format!("{name}=\"")).nth(1).unwrap();
        value.split('"').next().unwrap().parse::<f32>().unwrap() / MM
    };
    let lines = html.lines().filter(|line| line.trim_start().starts_with("<word"));
    lines
        .map(|line| {
            let text = line.split('>').nth(1).unwrap().split('<').next().unwrap();
            (text.to_owned(), ["xMin", "yMin", "xMax", "yMax"].map(|name| attribute(line, name)))
        })
        .collect()
}

/// A site with one sheet of these items.
fn with_items(items: &[(&str, &str)]) -> Site {
    let names: Vec<String> = items.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let names = names.join(", ");
    let sheet = format!("+++\ntitle = \"用紙\"\nform = \"様式1\"\nversion = \"1.0\"\nitems = [{names}]\n+++\n");
    items.iter().fold(Site::with_home().file("content/sheets/y.md", &sheet), |site, (name, rest)| {
        let item = format!("+++\ntitle = \"項目\"\npurpose = \"試すため。\"\nphase = \"前\"\n{rest}\n+++\n");
        site.file(&format!("content/items/{name}.md"), &item)
    })
}

// ── PDF ─────────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_pdf_is_a4_tagged_japanese_small_and_carries_its_fonts() {
    let (build, desk) = (guidebook(), Desk::new());
    assert_eq!(sheets(&build, ".pdf").len(), build.counts.sheets);
    for (name, bytes) in sheets(&build, ".pdf") {
        let pdf = desk.put(&format!("{name}.pdf"), bytes);
        let info = says("pdfinfo", &[], &pdf);
        assert!(info.contains("Tagged:          yes") && info.contains("(A4)") && info.contains("用紙"), "{info}");
        let meta = says("pdfinfo", &["-meta"], &pdf);
        assert!(meta.contains("<pdfuaid:part>1</pdfuaid:part>") && meta.contains("<rdf:li>ja</rdf:li>"), "{meta}");
        let fonts = says("pdffonts", &[], &pdf);
        let fonts: Vec<&str> = fonts.lines().skip(2).collect();
        assert_eq!(fonts.len(), 2, "{fonts:?}");
        assert!(fonts.iter().all(|font| font.contains("BIZUDPGothic") && font.contains("yes yes yes")), "{fonts:?}");
        assert!(bytes.len() <= 80_000, "{name} has {} bytes", bytes.len());
    }
}

#[test]
fn nothing_is_printed_where_holes_are_punched_and_every_page_says_which_it_is() {
    let (build, desk) = (guidebook(), Desk::new());
    for (name, bytes) in sheets(&build, ".pdf") {
        let pdf = desk.put(&format!("{name}.pdf"), bytes);
        for (word, [left, top, right, bottom]) in words(&pdf) {
            assert!(left >= 20.0 && right <= 200.0 && top >= 5.0 && bottom <= 292.0, "{name}: {word} at {left} {top}");
        }
        let html = build.text(&format!("sheets/{name}.html"));
        let pages = pages(&pdf);
        for (index, page) in pages.iter().enumerate() {
            let number = format!("{}/{}", index + 1, pages.len());
            assert!(page.contains(&number) && page.contains("版0.2照合") && page.contains("用紙"), "{name}: {page}");
            let hash: String = page.split("照合").nth(1).unwrap().chars().take(6).collect();
            assert!(html.contains(&hash), "{name}: {hash} is not on the web page");
        }
        assert_eq!(html.matches("class=\"sheet-side\"").count(), pages.len(), "{name}: the web page has other pages");
    }
}

#[test]
fn the_parts_of_a_sheet_are_heard_in_order() {
    let (build, desk) = (guidebook(), Desk::new());
    let pdf = desk.put("a.pdf", sheets(&build, ".pdf")["shinko-memo"]);
    let heard = says("pdfinfo", &["-struct-text"], &pdf);
    for part in ["H1", "H2", "Table", "TH", "/Scope /Column", "/Scope /Row", "TD", "LI", "LBody"] {
        assert!(heard.contains(part), "no {part} in {heard}");
    }
    let at = |words: &str| heard.find(words).unwrap_or_else(|| panic!("no {words} in {heard}"));
    assert!(at("進行メモ") < at("今日の時間割"));
    assert!(at("今日の時間割") < at("始まる時刻"));
    assert!(at("始まる時刻") < at("話す人と、話すところ"));
    assert!(at("話し方の約束") < at("さえぎりません"));
}

#[test]
fn a_code_leads_to_the_page_where_the_site_has_an_address() {
    let site = with_items(&[("a", "question = \"何がありましたか\"\nfield = { lines = 3 }")]);
    let without = site.build();
    let site = site.config("title = \"手引き\"\nbase_url = \"https://example.jp/tebiki/\"\n");
    let with = site.build();
    assert_eq!(with.codes(), [""; 0]);
    let desk = Desk::new();
    let heard = |build: &Build, name: &str| {
        let pdf = desk.put(name, &build.files["sheets/y.pdf"]);
        says("pdfinfo", &["-struct"], &pdf)
    };
    assert!(!heard(&without, "a.pdf").contains("Figure"));
    assert!(heard(&with, "b.pdf").contains("Figure"));
}

#[test]
fn a_pack_is_its_cover_and_then_the_sheets_of_each_role() {
    let (build, desk) = (guidebook(), Desk::new());
    let pack = desk.put("pack.pdf", &build.files["packs/kai-60.pdf"]);
    let pages = pages(&pack);
    assert!(pages[0].contains("表紙") && pages[0].contains("事例提供者") && pages[0].contains("進行メモ"));
    let form =
        |page: &String| page.split("用紙").find_map(|rest| rest.chars().next().filter(char::is_ascii_digit)).unwrap();
    assert_eq!(pages[1..].iter().map(form).collect::<String>(), "1157");
}

// ── Word and Excel ──────────────────────────────────────────────────────────────────────────────

#[test]
fn word_and_excel_print_the_same_questions_on_the_same_pages() {
    let (build, desk) = (guidebook(), Desk::new());
    for ending in [".docx", ".xlsx"] {
        let files = sheets(&build, ending);
        let files: Vec<PathBuf> =
            files.iter().map(|(name, bytes)| desk.put(&format!("{name}{ending}"), bytes)).collect();
        let printed = printed(&desk, &files);
        assert_eq!(printed.len(), build.counts.sheets);
        for (name, bytes) in sheets(&build, ".pdf") {
            let ours = pages(&desk.put("own.pdf", bytes));
            let theirs = pages(&printed[name]);
            assert_eq!(theirs.len(), ours.len(), "{name}{ending} has other pages");
            for (index, (own, other)) in ours.iter().zip(&theirs).enumerate() {
                let number = format!("{}/{}", index + 1, ours.len());
                let hash: String = own.split("照合").nth(1).unwrap().chars().take(6).collect();
                assert!(other.contains(&number) && other.contains(&hash), "{name}{ending}: {other}");
                for question in questions(&build, name) {
                    assert_eq!(own.contains(&question), other.contains(&question), "{name}{ending}: {question}");
                }
            }
        }
    }
}

/// The questions of a sheet, as its page asks them.
fn questions(build: &Build, name: &str) -> Vec<String> {
    let html = build.text(&format!("sheets/{name}.html"));
    let after = html.split("aria-level=\"3\">").skip(1);
    // The number, and then the lines of the question.
    let words = |rest: &str| {
        let all: String = rest.split("</g>").next().unwrap().split("</text>").nth(1).unwrap().to_owned();
        all.split('>').skip(1).filter_map(|part| part.split_once('<').map(|(words, _)| words)).collect::<String>()
    };
    let questions: Vec<String> = after.map(words).collect();
    assert!(!questions.is_empty());
    questions
}

#[test]
fn a_word_file_is_made_to_be_edited() {
    let build = guidebook();
    let memo = sheets(&build, ".docx")["shinko-memo"];
    let document = part(memo, "word/document.xml");
    for wanted in ["Heading1", "Heading2", "<w:tblHeader/>", "<w14:checkbox>", "<w:cantSplit/>", "<w:titlePg/>"] {
        assert!(document.contains(wanted), "no {wanted}");
    }
    assert!(part(memo, "word/styles.xml").contains("w:eastAsia=\"ja-JP\""));
    assert!(part(memo, "docProps/core.xml").contains("<dc:title>用紙5 進行メモ</dc:title>"));
    let footer = part(memo, "word/footer1.xml");
    assert!(footer.contains(" PAGE ") && footer.contains(" NUMPAGES ") && footer.contains("版 0.2"));
    assert!(!document.contains("w:hRule=\"exact\""), "no row hides what is typed");
    let properties = part(memo, "docProps/custom.xml");
    for (name, value) in [("form", "用紙5"), ("version", "0.2"), ("hash", &hash(&build, "shinko-memo"))] {
        assert!(properties.contains(&format!("name=\"{name}\"><vt:lpwstr>{value}</vt:lpwstr>")), "{properties}");
    }
}

/// The hash of a sheet, as its foot prints it.
fn hash(build: &Build, name: &str) -> String {
    let footer = part(sheets(build, ".docx")[name], "word/footer1.xml");
    footer.split("照合 ").nth(1).unwrap().chars().take(6).collect()
}

#[test]
fn word_and_excel_carry_the_code_in_the_corner_of_the_first_page_alone() {
    let names: Vec<String> = (0..10).map(|n| format!("i{n}")).collect();
    let items = names.iter().map(|name| (name.as_str(), "question = \"短い問い\"\nfield = { lines = 4 }"));
    let site = with_items(&items.collect::<Vec<_>>());
    let build = site.config("title = \"手引き\"\nbase_url = \"https://example.jp/tebiki/\"\n").build();
    let (word, excel) = (&build.files["sheets/y.docx"], &build.files["sheets/y.xlsx"]);
    for drawing in [part(word, "word/document.xml"), part(excel, "xl/drawings/drawing1.xml")] {
        assert!(drawing.contains("QR コード：https://example.jp/tebiki/sheets/y.html\""), "{drawing}");
    }
    let desk = Desk::new();
    let printed = printed(&desk, &[desk.put("w.docx", word), desk.put("x.xlsx", excel)]);
    let ours = desk.put("own.pdf", &build.files["sheets/y.pdf"]);
    let count = pages(&ours).len();
    assert!(count > 1);
    for pdf in [&ours, &printed["w"], &printed["x"]] {
        assert_eq!(pages(pdf).len(), count, "{}", pdf.display());
        for number in 1..=count {
            let rows = grey(pdf, number);
            assert!(rows.iter().all(|row| row[..20].iter().all(|dot| *dot == 255)), "{} {number}", pdf.display());
            // About half of a code is dark, and little of the words that could stand there.
            let corner = rows[8..24].iter().flat_map(|row| &row[182..198]);
            let ink: f32 = corner.map(|dot| 1.0 - f32::from(*dot) / 255.0).sum();
            assert_eq!(ink > 50.0, number == 1, "{} {number}: {ink} mm²", pdf.display());
        }
    }
}

/// A page of a PDF as rows of greys, one for each square millimetre.
fn grey(pdf: &Path, number: usize) -> Vec<Vec<u8>> {
    let number = number.to_string();
    let program = &mut bare(Path::new("pdftoppm"));
    let output = program.args(["-gray", "-r", "25.4", "-f", &number, "-l", &number]).arg(pdf).output().unwrap();
    let lines: Vec<&[u8]> = output.stdout.splitn(4, |byte| *byte == b'\n').collect();
    let width = std::str::from_utf8(lines[1]).unwrap().split(' ').next().unwrap().parse().unwrap();
    lines[3].chunks(width).map(<[u8]>::to_vec).collect()
}

#[test]
fn an_excel_file_is_one_page_wide_and_names_each_answer() {
    let build = guidebook();
    let excel = sheets(&build, ".xlsx")["hyojun"];
    let sheet = part(excel, "xl/worksheets/sheet1.xml");
    for wanted in ["paperSize=\"9\"", "fitToPage=\"1\"", "fitToHeight=\"0\"", "<rowBreaks", "&amp;P / &amp;N"] {
        assert!(sheet.contains(wanted), "no {wanted} in the sheet");
    }
    assert!(!sheet.contains("sheetProtection"));
    let book = part(excel, "xl/workbook.xml");
    assert!(book.contains("_xlnm.Print_Titles"));
    let names = book.matches("<definedName name=\"item").count();
    assert_eq!(names, questions(&build, "hyojun").len(), "one name for each answer");
    assert!(part(excel, "docProps/custom.xml").contains(&hash(&build, "hyojun")));
    assert!(part(excel, "docProps/core.xml").contains("1980-01-01"));
}

#[test]
fn what_is_to_tick_in_excel_is_chosen_from_a_list() {
    let excel = &guidebook().files["sheets/shinko-memo.xlsx"].clone();
    let sheet = part(excel, "xl/worksheets/sheet1.xml");
    assert_eq!(sheet.matches("\"☐,☑\"").count(), 6, "a list for each promise");
    assert!(!part(excel, "xl/sharedStrings.xml").contains("☐ "), "the box is a cell of its own");
}

/// The answers of the example cases to the items of a sheet.
fn examples(sheet: &str) -> Vec<BTreeMap<String, String>> {
    let snapshot = furikaeri::source::load(repository());
    let build = build(&snapshot);
    let cases = build.made_of.iter().filter_map(|document| match &document.card.front {
        furikaeri::model::Front::Case(case) if case.sheets.iter().any(|id| id.value == sheet) => Some(case),
        _ => None,
    });
    let answers = cases.map(|case| {
        let filled = case.filled.iter();
        filled.map(|filled| (filled.item.value.clone(), filled.answer.trim().to_owned())).collect()
    });
    answers.collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The same zip file with one part rewritten.
fn rewritten(zipped: &[u8], name: &str, text: &str) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(zipped)).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut entry = old.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let own = entry.name().unwrap().into_owned();
        let bytes = if own == name { text.as_bytes().to_vec() } else { bytes };
        new.start_file(own, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut new, &bytes).unwrap();
    }
    new.finish().unwrap().into_inner()
}

/// A Word file with words in the content control of each item.
fn typed_in_word(word: &[u8], answers: &BTreeMap<String, String>) -> Vec<u8> {
    let mut document = part(word, "word/document.xml");
    for (id, answer) in answers {
        let Some(at) = document.find(&format!("<w:tag w:val=\"{id}\"/>")) else { continue };
        let from = at + document[at..].find("<w:t ").unwrap();
        let to = from + document[from..].find("</w:t>").unwrap() + "</w:t>".len();
        let lines: Vec<String> = answer.lines().map(|line| format!("<w:t>{}</w:t>", escaped(line))).collect();
        document.replace_range(from..to, &lines.join("<w:br/>"));
    }
    rewritten(word, "word/document.xml", &document)
}

/// An Excel file with words in the named cell of each item.
fn typed_in_excel(excel: &[u8], answers: &BTreeMap<String, String>) -> Vec<u8> {
    let book = part(excel, "xl/workbook.xml");
    let mut sheet = part(excel, "xl/worksheets/sheet1.xml");
    for (id, answer) in answers {
        let name = format!("_{}\">", id.replace('-', "."));
        let Some(reference) = book.split(&name).nth(1) else { continue };
        let reference = reference.split('<').next().unwrap().rsplit('!').next().unwrap().replace('$', "");
        let from = sheet.find(&format!("<c r=\"{reference}\"")).unwrap();
        let to = from + sheet[from..].find("/>").unwrap();
        let cell = sheet[from..to].to_owned();
        let words = escaped(answer).replace('\n', "&#10;");
        sheet.replace_range(from..to + 2, &format!("{cell} t=\"inlineStr\"><is><t>{words}</t></is></c>"));
    }
    rewritten(excel, "xl/worksheets/sheet1.xml", &sheet)
}

#[test]
fn every_example_typed_into_word_and_excel_is_printed_whole() {
    let (build, desk) = (guidebook(), Desk::new());
    let (mut files, mut wanted) = (Vec::new(), Vec::new());
    for name in ["hyojun", "omiyage"] {
        for (number, mut answers) in examples(name).into_iter().enumerate() {
            let tags = part(&build.files[&format!("sheets/{name}.docx")], "word/document.xml");
            answers.retain(|id, _| tags.contains(&format!("<w:tag w:val=\"{id}\"/>")));
            // One answer goes far over its lines in Word, where it grows.
            let excel = typed_in_excel(&build.files[&format!("sheets/{name}.xlsx")], &answers);
            files.push(desk.put(&format!("{name}{number}x.xlsx"), &excel));
            wanted.push((format!("{name}{number}x"), answers.clone()));
            if let Some(first) = answers.values_mut().next() {
                *first = first.repeat(12);
            }
            let word = typed_in_word(&build.files[&format!("sheets/{name}.docx")], &answers);
            files.push(desk.put(&format!("{name}{number}w.docx"), &word));
            wanted.push((format!("{name}{number}w"), answers));
        }
    }
    let printed = printed(&desk, &files);
    let mut compared = 0;
    for (name, answers) in wanted {
        let text = pages(&printed[&name]).concat();
        for answer in answers.values() {
            let words: String = answer.split_whitespace().collect();
            // Where it goes on to the next page, the foot of the page stands within it: every character is counted.
            let is_there =
                text.contains(&words) || words.chars().all(|c| text.matches(c).count() >= words.matches(c).count());
            assert!(is_there, "{name} loses {answer}");
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn excel_keeps_its_pages_at_full_size_without_the_font() {
    let (build, desk) = (guidebook(), Desk::new());
    let none = desk.put(
        "fonts.conf",
        br#"<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include>/etc/fonts/fonts.conf</include>
<selectfont><rejectfont><glob>*bizud*</glob></rejectfont></selectfont></fontconfig>"#,
    );
    let files = sheets(&build, ".xlsx");
    let files: Vec<PathBuf> = files.iter().map(|(name, bytes)| desk.put(&format!("{name}.xlsx"), bytes)).collect();
    let out = desk.0.path().join("printed");
    let mut office = bare(Path::new("soffice"));
    office.env("HOME", desk.0.path()).env("FONTCONFIG_FILE", &none);
    office.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(&out).args(&files);
    assert!(office.output().unwrap().status.success());
    for (name, bytes) in sheets(&build, ".pdf") {
        let theirs = pages(&out.join(name).with_extension("pdf"));
        assert_eq!(theirs.len(), pages(&desk.put("own.pdf", bytes)).len(), "{name}");
    }
}

// ── the same each time, and whatever comes ──────────────────────────────────────────────────────

#[test]
fn office_files_name_one_system_wherever_they_are_made() {
    let files = guidebook().files;
    let office: Vec<_> = files.iter().filter(|(url, _)| url.ends_with(".docx") || url.ends_with(".xlsx")).collect();
    assert!(office.len() > 1);
    for (url, bytes) in office {
        let entries: Vec<usize> = memchr::memmem::find_iter(bytes, b"PK\x01\x02").collect();
        assert!(!entries.is_empty() && entries.iter().all(|at| bytes[at + 5] == 3), "{url}");
    }
}

#[test]
fn worksheets_are_the_same_each_time_and_are_not_made_again() {
    let snapshot = furikaeri::source::load(repository());
    let mut memos = Memos::default();
    let [first, second] = [(); 2].map(|()| site::build(&snapshot, &mut memos, Options::default()));
    let fresh = build(&snapshot);
    let mut compared = 0;
    for ending in [".pdf", ".docx", ".xlsx"] {
        for (url, bytes) in first.files.iter().filter(|(url, _)| url.ends_with(ending)) {
            assert!(Arc::ptr_eq(bytes, &second.files[url]), "{url} was made again");
            assert!(*bytes == fresh.files[url], "{url} differs between builds");
            compared += 1;
        }
    }
    assert!(compared > 30);
}

#[test]
fn a_sheet_without_items_is_a_sheet() {
    let build = with_items(&[]).build();
    assert_eq!(build.codes(), [""; 0]);
    assert_eq!(pages(&Desk::new().put("a.pdf", &build.files["sheets/y.pdf"])).len(), 1);
    assert!(build.files.contains_key("sheets/y.docx") && build.files.contains_key("sheets/y.xlsx"));
}

#[test]
fn a_question_of_two_thousand_characters_is_too_much_for_a_page() {
    let question = format!("question = \"{}\"\nfield = {{ lines = 2 }}", "長い問いを、ここに。".repeat(200));
    assert_eq!(with_items(&[("a", &question)]).build().codes(), ["X01"]);
}

#[test]
fn two_hundred_items_follow_each_other_over_pages() {
    let names: Vec<String> = (0..200).map(|n| format!("i{n}")).collect();
    let items = names.iter().map(|name| (name.as_str(), "question = \"短い問い\"\nfield = { lines = 1 }"));
    let (build, desk) = (with_items(&items.collect::<Vec<_>>()).build(), Desk::new());
    assert_eq!(build.codes(), [""; 0]);
    let pdf = desk.put("a.pdf", &build.files["sheets/y.pdf"]);
    let pages = pages(&pdf);
    assert_eq!(pages.concat().matches("短い問い").count(), 200);
    for (word, [left, _, right, bottom]) in words(&pdf) {
        assert!(left >= 20.0 && right <= 200.0 && bottom <= 292.0, "{word}");
    }
    let word = printed(&desk, &[desk.put("b.docx", &build.files["sheets/y.docx"])]);
    assert_eq!(self::pages(&word["b"]).len(), pages.len());
}

#[test]
fn every_kind_of_field_comes_out_in_every_format() {
    let fields = [
        ("lines", "{ lines = 2 }", ""),
        ("box", "{ box = 30 }", ""),
        ("checkbox", "{ checkbox = [\"赤い札\", \"青い札\"] }", "青い札"),
        ("choice", "{ choice = [\"午前\", \"午後\"] }", "午後"),
        ("self", "{ self-check = { rows = [\"聞いた\"], words = [\"はい\", \"まだ\"] } }", "まだ"),
        ("table", "{ table = { columns = [\"だれ\", \"なに\"], rows = 2, labels = [\"役所\"] } }", "役所"),
    ];
    let items: Vec<(&str, String)> = fields
        .iter()
        .map(|(name, field, _)| (*name, format!("question = \"{name} & <問い>\"\nfield = {field}")))
        .collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (build, desk) = (with_items(&items).build(), Desk::new());
    assert_eq!(build.codes(), [""; 0]);
    let files = [("w.docx", "sheets/y.docx"), ("x.xlsx", "sheets/y.xlsx")];
    let printed = printed(&desk, &files.map(|(name, url)| desk.put(name, &build.files[url])));
    let own = desk.put("own.pdf", &build.files["sheets/y.pdf"]);
    for pdf in [&own, &printed["w"], &printed["x"]] {
        let text = pages(pdf).concat();
        for (name, _, words) in fields {
            assert!(text.contains(&format!("{name}&<問い>")) && text.contains(words), "{name} in {text}");
        }
    }
}

#[test]
fn a_letter_that_the_font_lacks_is_told_with_its_place() {
    let build = with_items(&[("a", "question = \"😀ですか\"\nfield = { lines = 3 }")]).build();
    assert_eq!(build.codes(), ["X03"]);
    let told = &build.diagnostics[0];
    assert!(told.message.ja.contains("「😀」") && told.place.span.is_some(), "{told:?}");
    assert!(!build.files.contains_key("sheets/y.pdf"), "no box is printed in its place");
}
