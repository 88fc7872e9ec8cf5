//! Views to bytes. A theme is templates and the files that go with them; the default one is part of
//! the program, and a folder in `themes/` takes its place file by file.

mod filters;

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use crate::diagnostics::{Diagnostic, Place, catalogue};
use crate::japanese::Phrases;
use crate::resolve::view::{PageView, SiteView};

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The name of the theme that is part of the program.
pub const DEFAULT_NAME: &str = "default";

/// The files of a theme, by path within it, with where each was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThemeFiles(BTreeMap<String, (Place, Arc<Vec<u8>>)>);

impl ThemeFiles {
    /// The default theme, with the files of `themes/name/` in place of those of the same path.
    pub fn new(name: &str, on_disk: &BTreeMap<Arc<str>, Arc<Vec<u8>>>) -> Self {
        let mut files = BTreeMap::new();
        add_built_in(&DEFAULT, "", &mut files);
        for (path, bytes) in on_disk {
            if let Some(within) = path.strip_prefix(name).and_then(|path| path.strip_prefix('/')) {
                files.insert(within.to_owned(), (Place::file(format!("themes/{path}")), bytes.clone()));
            }
        }
        Self(files)
    }

    /// The files that are copied to `assets/`, by address. The files of a folder of scripts become one, in the order
    /// of their names.
    pub fn assets(&self) -> impl Iterator<Item = (String, &Place, Arc<Vec<u8>>)> {
        let mut assets: BTreeMap<String, (&Place, Arc<Vec<u8>>)> = BTreeMap::new();
        for (path, (place, bytes)) in &self.0 {
            let Some(name) = path.strip_prefix("static/") else { continue };
            let Some(folder) = JOINED.iter().find(|folder| name.starts_with(&format!("{folder}/"))) else {
                assets.insert(format!("assets/{name}"), (place, bytes.clone()));
                continue;
            };
            let script = without_comments(&String::from_utf8_lossy(bytes)).into_bytes();
            let joined = assets.entry(format!("assets/{folder}.js")).or_insert_with(|| (place, Arc::default()));
            Arc::make_mut(&mut joined.1).extend(script);
        }
        assets.into_iter().map(|(url, (place, bytes))| (url, place, bytes))
    }

    /// The templates, by name, with where each was found.
    fn templates(&self) -> impl Iterator<Item = (&str, &Place, &str)> {
        self.0.iter().filter_map(|(path, (place, bytes))| {
            Some((path.strip_prefix("templates/")?, place, std::str::from_utf8(bytes).ok()?))
        })
    }

    /// Whether the theme has a file of its own or the default theme's at this path.
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Whether a file of the theme is copied, drawn, or called by another template, or tells people something.
    pub fn reads(&self, path: &str) -> bool {
        if path.starts_with("static/") || path.starts_with("README") || path.starts_with("LICENSE") {
            return true;
        }
        let Some(name) = path.strip_prefix("templates/") else { return false };
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        DEFAULT.get_file(path).is_some()
            || self.templates().any(|(other, _, text)| {
                // A component is called by its own name, not by that of its file.
                if other == name { text.contains("component") } else { quoted.iter().any(|it| text.contains(it)) }
            })
    }

    /// Where a template was found, by its name.
    pub fn template(&self, name: &str) -> Option<&Place> {
        self.templates().find(|(known, ..)| *known == name).map(|(_, place, _)| place)
    }

    /// The text of a template that a diagnostic points into, by its path from the root.
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        self.templates().find(|(_, place, _)| &*place.path == path).map(|(_, _, text)| text.into())
    }
}

/// The folders of `static/` whose scripts are delivered as one, so that each file can be about one thing.
const JOINED: [&str; 1] = ["search-engine"];

/// A script without lines that hold nothing but a comment, and without indentation.
fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn add_built_in(dir: &'static Dir<'static>, within: &str, files: &mut BTreeMap<String, (Place, Arc<Vec<u8>>)>) {
    for file in dir.files() {
        let path = format!("{within}{}", file.path().to_string_lossy().replace('\\', "/"));
        let place = Place::file(format!("themes/{DEFAULT_NAME}/{path}"));
        files.insert(path, (place, Arc::new(file.contents().to_vec())));
    }
    dir.dirs().for_each(|dir| add_built_in(dir, within, files));
}

/// Templates, compiled, with what is the same on every page.
pub struct Theme {
    files: ThemeFiles,
    site: SiteView,
    tera: Tera,
}

/// More than what stands around the body of most pages, in bytes.
const FRAME: usize = 16 * 1024;

impl Theme {
    /// Compiles the templates. With a mistake in them there is no theme, but every mistake is told.
    pub fn new(files: &ThemeFiles, site: &SiteView, phrases: Arc<Phrases>) -> Result<Self, Vec<Diagnostic>> {
        let mut diagnostics: Vec<Diagnostic> =
            files.templates().filter_map(|(name, place, text)| syntax(name, place, text)).collect();
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        let mut tera = Tera::default();
        filters::register(&mut tera, phrases);
        let templates = files.templates().map(|(name, _, text)| (name, text));
        if let Err(error) = tera.add_raw_templates(templates) {
            diagnostics.extend(references(&error, files));
            return Err(diagnostics);
        }
        tera.global_context().insert("site", site);
        Ok(Self { files: files.clone(), site: site.clone(), tera })
    }

    pub fn is_searched(&self) -> bool {
        self.site.search
    }

    /// Draws one page.
    pub fn page(&self, view: &PageView) -> Result<Vec<u8>, Box<Diagnostic>> {
        #[derive(Serialize)]
        struct Variables<'v> {
            page: &'v PageView,
        }
        // Roomy while it is drawn, cut to size when it is kept: ten thousand pages are in memory together.
        let html = Vec::with_capacity(2 * view.body.size() + FRAME);
        let html = self.draw_into(html, &format!("{}.html", view.template), &Variables { page: view }, &view.url)?;
        Ok(html.as_slice().to_vec())
    }

    /// Draws a template that is no page: the feed, the sitemap.
    pub fn draw(&self, template: &str, variables: &impl Serialize, url: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.draw_into(Vec::new(), template, variables, url)
    }

    fn draw_into(
        &self,
        mut out: Vec<u8>,
        template: &str,
        variables: &impl Serialize,
        url: &str,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        Context::from_serialize(variables)
            .and_then(|context| self.tera.render_to(template, &context, &mut out))
            .map_err(|error| Box::new(self.explain(&error, template, url)))?;
        Ok(out)
    }

    fn explain(&self, error: &tera::Error, template: &str, url: &str) -> Diagnostic {
        match error.kind() {
            ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => {
                let place = self.place(report.filename()).at(report.span().range.clone());
                catalogue::template_failed(place, url, report.message())
            }
            other => catalogue::template_failed(self.place(template), url, &first_line(&other.to_string())),
        }
    }

    fn place(&self, template: &str) -> Place {
        let found = self.files.templates().find(|(name, ..)| *name == template);
        found.map_or_else(
            || Place::file(format!("themes/{DEFAULT_NAME}/templates/{template}")),
            |(_, place, _)| place.clone(),
        )
    }
}

/// The mistake that keeps one template from being parsed. Alone, it may well miss others.
fn syntax(name: &str, place: &Place, text: &str) -> Option<Diagnostic> {
    let error = Tera::default().add_raw_template(name, text).err()?;
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            Some(catalogue::template_syntax(place.at(report.span().range.clone()), report.message()))
        }
        _ => None,
    }
}

/// Mistakes that show only between templates: calls of what is not there, blocks that no parent has.
/// Tera puts them all into one text, each with the place that it was found at.
fn references(error: &tera::Error, files: &ThemeFiles) -> Vec<Diagnostic> {
    if let ErrorKind::MissingParent { current, parent } = error.kind() {
        let message = format!("`{parent}` is not there");
        return vec![catalogue::template_syntax(find(current, parent, files), &message)];
    }
    let report = error.to_string();
    let lines: Vec<&str> = report.lines().collect();
    let told: Vec<Diagnostic> = lines
        .windows(2)
        .filter_map(|pair| {
            let message = pair[0].strip_prefix("error: ")?;
            let mut place = pair[1].trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
            let (column, line, name) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?, place.next()?);
            Some(catalogue::template_syntax(locate(name, line, column, message, files)?, message))
        })
        .collect();
    if told.is_empty() {
        return vec![catalogue::template_syntax(Place::file("themes"), lines.first().unwrap_or(&""))];
    }
    told
}

/// The place at a line and a column, both from 1, as wide as the name that the message is about.
fn locate(template: &str, line: usize, column: usize, message: &str, files: &ThemeFiles) -> Option<Place> {
    let (_, place, text) = files.templates().find(|(name, ..)| *name == template)?;
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let start = start + text[start..].chars().take(column.checked_sub(1)?).map(char::len_utf8).sum::<usize>();
    let width = message.split('`').nth(1).map_or(1, str::len);
    Some(place.at(start..text.floor_char_boundary((start + width).min(text.len()))))
}

/// Where a template first says `words`.
fn find(template: &str, words: &str, files: &ThemeFiles) -> Place {
    let Some((_, place, text)) = files.templates().find(|(name, ..)| *name == template) else {
        return Place::file("themes");
    };
    text.find(words).map_or_else(|| place.clone(), |at| place.at(at..at + words.len()))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
