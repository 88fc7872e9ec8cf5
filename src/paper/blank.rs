use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::japanese::without_ruby;
use crate::model::{Card, Field, Front, Item, Kind, Mark, Orientation, SelfCheck, Sheet, Table, uri};

/// All that one blank worksheet says, as plain text: what every format of it is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Blank {
    pub words: Words,
    pub version: String,
    pub mark: Option<Mark>,
    /// The role that writes it.
    pub role: Option<String>,
    /// Six hexadecimal digits over the words, so that two copies can be held against each other. A new
    /// version of the same words keeps it.
    pub hash: String,
    /// Where its page is found, for the QR code; only with a `base_url`.
    pub address: Option<String>,
}

/// What is printed, and counted in the hash.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words {
    pub title: String,
    /// The number of the form（様式1）.
    pub form: String,
    pub orientation: Orientation,
    pub header: Vec<String>,
    pub note: Option<String>,
    pub items: Vec<Asked>,
}

/// One item on the sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    /// The name of its file in `items/`.
    #[serde(skip)]
    pub id: String,
    pub question: String,
    pub hint: Option<String>,
    pub field: Field,
}

/// The blanks of all sheets. Items that there are not are left out.
pub fn blanks<'d>(documents: &'d [Arc<Card>], base_url: Option<&str>) -> Vec<(&'d Card, Blank)> {
    let named = || documents.iter().filter(|document| matches!(document.front, Front::Item(_) | Front::Role(_)));
    // As `Book::by_id` has it: by the path within the kind, or else by a file's name that only one has.
    let mut by_id: BTreeMap<(Kind, &str), Option<&Card>> = BTreeMap::new();
    for document in named() {
        if let Some((_, name)) = document.id().rsplit_once('/') {
            let known = by_id.entry((document.front.kind(), name));
            known.and_modify(|known| *known = None).or_insert(Some(document));
        }
    }
    by_id.extend(named().map(|document| ((document.front.kind(), document.id()), Some(&**document))));
    let by_id = |kind: Kind, id: &str| by_id.get(&(kind, id)).copied().flatten();
    let sheets = documents.iter().filter_map(|document| match &document.front {
        Front::Sheet(sheet) => Some((&**document, sheet)),
        _ => None,
    });
    sheets
        .map(|(document, sheet)| {
            let words = words(sheet, document, |id| match &by_id(Kind::Item, id)?.front {
                Front::Item(item) => Some(item),
                _ => None,
            });
            let role = sheet.for_role.as_ref().and_then(|role| by_id(Kind::Role, role));
            let blank = Blank {
                version: sheet.version.value.clone(),
                mark: document.mark(),
                role: role.map(|role| plain(&role.common.title)),
                hash: hash(&words),
                address: base_url.map(|base| format!("{base}{}", uri(&document.url))),
                words,
            };
            (document, blank)
        })
        .collect()
}

fn words<'d>(sheet: &Sheet, document: &Card, item: impl Fn(&str) -> Option<&'d Item>) -> Words {
    let items = sheet.items.iter().filter_map(|id| {
        let item = item(id)?;
        Some(asked(id, item))
    });
    Words {
        title: plain(&document.common.title),
        form: plain(&sheet.form),
        orientation: sheet.orientation,
        header: plain_all(&sheet.header),
        note: sheet.note.as_deref().map(plain),
        items: items.collect(),
    }
}

/// What an item asks.
pub fn asked(id: &str, item: &Item) -> Asked {
    Asked {
        id: id.to_owned(),
        question: plain(&item.question),
        hint: item.hint.as_deref().map(plain),
        field: plain_field(&item.field),
    }
}

/// Without furigana, and in one line: paper has its own breaks.
pub fn plain(text: &str) -> String {
    without_ruby(text).trim().replace(['\n', '\r', '\t'], " ")
}

fn plain_all(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| plain(text)).collect()
}

fn plain_field(field: &Field) -> Field {
    match field {
        Field::Lines(_) | Field::Box(_) => field.clone(),
        Field::Checkbox(options) => Field::Checkbox(plain_all(options)),
        Field::Choice(options) => Field::Choice(plain_all(options)),
        Field::SelfCheck(check) => {
            Field::SelfCheck(SelfCheck { rows: plain_all(&check.rows), words: plain_all(&check.words) })
        }
        Field::Table(table) => Field::Table(Table {
            columns: plain_all(&table.columns),
            rows: table.rows,
            labels: plain_all(&table.labels),
        }),
    }
}

fn hash(words: &Words) -> String {
    // Strings and numbers always serialise.
    let printed = serde_json::to_vec(words).unwrap_or_default();
    format!("{:06x}", xxh3_64(&printed) >> 40)
}

impl Blank {
    /// Which sheet of which version this is, in one line.
    pub fn imprint(&self) -> String {
        let role = self.role.as_ref().map(|role| format!("（{role}）")).unwrap_or_default();
        let Blank { words, version, hash, .. } = self;
        format!("{}　{}{role}　版 {version}　照合 {hash}", words.form, words.title)
    }
}

impl Words {
    /// Every text of the sheet, with the item that says it.
    pub fn texts(&self) -> Vec<(Option<usize>, &str)> {
        let head = [&self.title, &self.form].into_iter().chain(&self.header).chain(&self.note);
        let mut texts: Vec<(Option<usize>, &str)> = head.map(|text| (None, text.as_str())).collect();
        for (index, item) in self.items.iter().enumerate() {
            let own = std::iter::once(&item.question).chain(&item.hint).map(String::as_str);
            texts.extend(own.chain(field_texts(&item.field)).map(|text| (Some(index), text)));
        }
        texts
    }
}

fn field_texts(field: &Field) -> Vec<&str> {
    let (first, second): (&[String], &[String]) = match field {
        Field::Lines(_) | Field::Box(_) => (&[], &[]),
        Field::Checkbox(options) | Field::Choice(options) => (options, &[]),
        Field::SelfCheck(check) => (&check.rows, &check.words),
        Field::Table(table) => (&table.columns, &table.labels),
    };
    first.iter().chain(second).map(String::as_str).collect()
}
