//! The one function that makes a site out of a snapshot. Cold and warm are the same call: what the
//! memos still hold is used again, and the bytes are the same either way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::book::{Book, Contents};
use crate::check::{self, Address};
use crate::config::{self, Config};
use crate::content::{self, Parsed, markdown::Rules};
use crate::diagnostics::report::Sources;
use crate::diagnostics::{self, Diagnostic, Place, catalogue};
use crate::japanese::{Phrases, without_ruby};
use crate::memo::{Memo, Shared};
use crate::model::{Body, Document, Kind, page_url, uri};
use crate::render::{DEFAULT_NAME, Theme, ThemeFiles};
use crate::resolve::view::{PageView, SiteView};
use crate::resolve::{self, Page, Resolved, Summary};
use crate::search::{self, Index};
use crate::source::Snapshot;
use crate::worksheet::{Worksheeter, Worksheets};

/// The bytes of every file, by address from the site's root.
pub type Files = BTreeMap<String, Arc<Vec<u8>>>;

/// What is kept from one build to the next.
#[derive(Default)]
pub struct Memos {
    phrases: Arc<Phrases>,
    parse: Memo<Arc<str>, (Shared<str>, bool), Outcome>,
    worksheets: Worksheeter,
    book: Memo<(), Arc<Contents>, Bound>,
    rules: Memo<(), (Arc<Contents>, ThemeFiles), Arc<[Diagnostic]>>,
    resolve: resolve::Memos,
    theme: ThemeMemo,
    pages: PageMemo,
    search_tools: search::Tools,
}

impl Memos {
    /// For a build after which there is no other.
    pub fn for_one_build() -> Self {
        Self {
            parse: Memo::forgetful(),
            worksheets: Worksheeter::for_one_build(),
            book: Memo::forgetful(),
            rules: Memo::forgetful(),
            resolve: resolve::Memos::for_one_build(),
            theme: Memo::forgetful(),
            pages: PageMemo { drawn: Memo::forgetful(), ..PageMemo::default() },
            ..Self::default()
        }
    }
}

/// What one file came to.
#[derive(Clone)]
struct Outcome {
    document: Document,
    /// What the parser found.
    diagnostics: Arc<[Diagnostic]>,
    /// What the rules on one file found, which count if the document is published.
    broken_rules: Arc<[Diagnostic]>,
}

/// A book, and the worksheets that were made with it.
#[derive(Clone)]
struct Bound {
    book: Arc<Book>,
    /// The bytes of worksheets, by address.
    files: Arc<Files>,
    diagnostics: Arc<[Diagnostic]>,
}

/// Everything that is made of the files, before it is resolved page by page.
struct Whole {
    contents: Arc<Contents>,
    published: Vec<Document>,
    book: Arc<Book>,
    files: Arc<Files>,
    diagnostics: Arc<[Diagnostic]>,
}

type ThemeMemo = Memo<(), (ThemeFiles, SiteView), Compiled>;
type Compiled = Result<Arc<Theme>, Arc<[Diagnostic]>>;

/// The pages as they were last drawn.
#[derive(Default)]
struct PageMemo {
    /// The theme that drew them.
    theme: Option<Arc<Theme>>,
    /// A page is made of the bodies that it shows, and of whether wrong addresses lead to the root of the host.
    drawn: Memo<String, PageView, Drawn, (Vec<Arc<Body>>, bool)>,
}

type Drawn = Result<(Arc<Vec<u8>>, Option<Arc<search::Entry>>), Box<Diagnostic>>;

/// What the caller wants beyond what the snapshot says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Publish drafts too.
    pub drafts: bool,
    /// The site will be found at the root of its host, so that the page for wrong addresses, however
    /// deep, can name its way home.
    pub at_root: bool,
}

/// A site in memory, and what was found on the way.
#[derive(Debug, Default)]
pub struct Build {
    pub files: Files,
    /// The index of the search, whose files are made when they are asked for.
    pub search: Option<Arc<Index>>,
    /// Sorted. With an error among them the files are a preview at best, and not to be written.
    pub diagnostics: Vec<Diagnostic>,
    pub counts: Counts,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
    /// What the site was made of, kept so that it can be left to the end of the process as a whole: taking apart
    /// ten thousand documents one by one takes as long as writing them.
    pub made_of: Vec<Document>,
}

impl Build {
    /// Every file that is to be written, those of the search too.
    pub fn all_files(&self) -> Files {
        let mut files = self.files.clone();
        files.extend(self.search.iter().flat_map(|index| index.files()));
        files
    }
}

/// How much there is of what a maintainer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub pages: usize,
    pub sheets: usize,
    pub terms: usize,
}

/// Makes the site.
pub fn build(snapshot: &Snapshot, memos: &mut Memos, options: Options) -> Build {
    let mut build = Build::default();
    build.diagnostics.extend(snapshot.diagnostics.iter().cloned());
    let (config, found) = Config::parse(snapshot.config.as_deref());
    build.diagnostics.extend(found);

    let Whole { contents, published, book, files, diagnostics } =
        put_together(snapshot, config, memos, options, &mut build.diagnostics);
    build.diagnostics.extend(diagnostics.iter().cloned());
    let bodies: Vec<Arc<Body>> = published.iter().map(|document| document.body.clone()).collect();

    let theme = theme_files(&contents.config, snapshot, &mut build.diagnostics);
    let site = site_view(&book, &theme);
    let (resolved, (found, compiled)) = rayon::join(
        || resolve::resolve(&book, &bodies, &mut memos.resolve),
        || {
            let input = (contents.clone(), theme.clone());
            rayon::join(
                || memos.rules.one(input, |_| check::book(&book, &theme_addresses(&theme)).into()),
                || compile((theme.clone(), site.clone()), &memos.phrases, &mut memos.theme),
            )
        },
    );
    build.diagnostics.extend(found.iter().cloned());
    build.diagnostics.extend(resolved.diagnostics.iter().cloned());
    let pages = resolved.pages();
    build.counts = Counts {
        pages: pages.len(),
        sheets: book.of_kind(Kind::Sheet).count(),
        terms: book.of_kind(Kind::Term).count(),
    };

    build.files.extend(files.iter().map(|(url, bytes)| (url.clone(), bytes.clone())));
    let searched = contents.config.search.unwrap_or(true);
    copy_assets(&theme, snapshot, searched, &mut build.files);
    match compiled {
        Ok(theme) => {
            draw_lists(&theme, &site, &resolved, &mut build);
            let pages = draw_pages(pages, &resolved, &theme, options, &mut memos.pages, &mut build);
            build.search =
                searched.then(|| Arc::new(Index::new(pages, &contents.config.synonyms, &memos.search_tools)));
        }
        Err(found) => build.diagnostics.extend(found.iter().cloned()),
    }
    diagnostics::sort(&mut build.diagnostics);
    build.sources = sources(&build.diagnostics, snapshot, &theme);
    build.made_of = published;
    build
}

/// Parses every document, and makes the worksheets and the book out of those that are published.
fn put_together(
    snapshot: &Snapshot,
    config: Config,
    memos: &mut Memos,
    options: Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Whole {
    let outcomes = parse(snapshot, &config, memos, diagnostics);
    let (drafts, published): (Vec<_>, Vec<_>) =
        outcomes.into_iter().partition(|it| it.document.card.common.draft && !options.drafts);
    diagnostics.extend(published.iter().flat_map(|it| it.broken_rules.iter().cloned()));
    let contents = Arc::new(Contents {
        config,
        config_text: snapshot.config.clone(),
        cards: published.iter().map(|it| it.document.card.clone()).collect(),
        drafts: drafts.iter().map(|it| it.document.card.url.clone()).collect(),
        assets: snapshot.assets.keys().cloned().collect(),
        committed: snapshot.committed.clone(),
    });
    let worksheeter = &mut memos.worksheets;
    let Bound { book, files, diagnostics } = memos.book.one(contents.clone(), |contents| {
        let base_url = contents.config.base_url.as_ref().map(|url| url.value.as_str());
        let Worksheets { files, papers, diagnostics } = worksheeter.make(&contents.cards, base_url);
        let book = Arc::new(Book::new(contents.clone(), papers));
        Bound { book, files: Arc::new(files), diagnostics: diagnostics.into() }
    });
    let published = published.into_iter().map(|it| it.document).collect();
    Whole { contents, published, book, files, diagnostics }
}

/// What is the same on every page, with what the theme brings beside its templates.
fn site_view(book: &Book, theme: &ThemeFiles) -> SiteView {
    SiteView { own_style: theme.has("static/own.css"), logo: theme.has("static/logo.svg"), ..resolve::site(book) }
}

/// What a template is told of one page.
pub struct Shown {
    /// The template's file, from the root of the project; the default theme's lie in the program.
    pub template: String,
    /// `site` and `page`, as JSON.
    pub variables: serde_json::Value,
}

/// What the template of one page is told, by the page's address or the path of its file; or the addresses of all
/// pages, if there is none there.
pub fn show(snapshot: &Snapshot, page: &str) -> Result<Shown, Vec<String>> {
    let mut memos = Memos::for_one_build();
    let (config, _) = Config::parse(snapshot.config.as_deref());
    let theme = theme_files(&config, snapshot, &mut Vec::new());
    let options = Options { drafts: true, ..Options::default() };
    let Whole { published, book, .. } = put_together(snapshot, config, &mut memos, options, &mut Vec::new());
    let bodies: Vec<Arc<Body>> = published.iter().map(|document| document.body.clone()).collect();
    let resolved = resolve::resolve(&book, &bodies, &mut memos.resolve);
    let url = page_url(page.trim_start_matches("./").strip_prefix("content/").unwrap_or(page));
    let index = format!("{}/index.html", url.trim_end_matches('/'));
    let pages = resolved.pages();
    let Some((url, page)) = pages.iter().find(|(known, _)| *known == url || *known == index) else {
        return Err(pages.into_iter().map(|(url, _)| url).collect());
    };
    let view = resolved.view(url, *page);
    let template =
        theme.template(&format!("{}.html", view.template)).map_or_else(String::new, |it| it.path.to_string());
    Ok(Shown { template, variables: serde_json::json!({ "site": site_view(&book, &theme), "page": view }) })
}

/// The texts of the files that diagnostics point into.
fn sources(diagnostics: &[Diagnostic], snapshot: &Snapshot, theme: &ThemeFiles) -> Sources {
    let places = diagnostics.iter().flat_map(|diagnostic| {
        std::iter::once(&diagnostic.place).chain(diagnostic.others.iter().map(|(place, _)| place))
    });
    places
        .filter_map(|place| Some((place.path.clone(), snapshot.text(&place.path).or_else(|| theme.text(&place.path))?)))
        .collect()
}

fn parse(snapshot: &Snapshot, config: &Config, memos: &mut Memos, diagnostics: &mut Vec<Diagnostic>) -> Vec<Outcome> {
    let phrases = memos.phrases.clone();
    let inputs =
        snapshot.documents.iter().map(|(path, text)| (path.clone(), (Shared(text.clone()), config.allow_html)));
    let parsed = memos.parse.round(inputs.collect(), |path, (text, allow_html)| {
        let rules = Rules { allow_html: *allow_html, phrases: &phrases, title: "" };
        let Parsed { document, diagnostics } = content::parse(path, &text.0, rules);
        let broken_rules = check::file(&document.card, &text.0).into();
        Outcome { document, diagnostics: diagnostics.into(), broken_rules }
    });
    diagnostics.extend(parsed.iter().flat_map(|it| it.diagnostics.iter().cloned()));
    parsed
}

fn theme_files(config: &Config, snapshot: &Snapshot, diagnostics: &mut Vec<Diagnostic>) -> ThemeFiles {
    let name = config.theme.as_ref().map_or(DEFAULT_NAME, |name| name.value.as_str());
    if let Some(wanted) = &config.theme
        && name != DEFAULT_NAME
        && !snapshot.themes.keys().any(|path| path.split_once('/').is_some_and(|(folder, _)| folder == name))
    {
        diagnostics.push(catalogue::no_such_theme(Place::file(config::PATH).at(wanted.span.clone()), name));
    }
    let files = ThemeFiles::new(name, &snapshot.themes);
    tell_unread(name, &files, snapshot, diagnostics);
    files
}

fn compile(theme: (ThemeFiles, SiteView), phrases: &Arc<Phrases>, memo: &mut ThemeMemo) -> Compiled {
    memo.one(theme, |(files, site)| match Theme::new(files, site, phrases.clone()) {
        Ok(theme) => Ok(Arc::new(theme)),
        Err(found) => Err(found.into()),
    })
}

/// Where the files of the theme will lie.
fn theme_addresses(theme: &ThemeFiles) -> Vec<Address> {
    theme.assets().map(|(url, place, _)| Address { url, place: place.clone() }).collect()
}

/// Tells of files below `themes/` that nothing reads, folder by folder.
fn tell_unread(theme: &str, files: &ThemeFiles, snapshot: &Snapshot, diagnostics: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for path in snapshot.themes.keys() {
        let Some((folder, within)) = path.split_once('/') else {
            // A picture or a word about the themes lies there rightly.
            if path.ends_with(".html") || path.ends_with(".css") || path.ends_with(".js") {
                diagnostics.push(catalogue::unread_theme_file(Place::file(format!("themes/{path}")), theme));
            }
            continue;
        };
        if folder != theme {
            // The default theme may lie there to be read and copied.
            if folder != DEFAULT_NAME && told.insert(folder) {
                diagnostics.push(catalogue::unread_theme(Place::file(format!("themes/{folder}")), theme));
            }
        } else if !files.reads(within) {
            diagnostics.push(catalogue::unread_theme_file(Place::file(format!("themes/{path}")), theme));
        }
    }
}

/// The scripts of the search, which a site without it does not carry.
const SEARCH_SCRIPTS: [&str; 3] = ["assets/search-engine.js", "assets/search-dialog.js", "assets/highlight.js"];

fn copy_assets(theme: &ThemeFiles, snapshot: &Snapshot, searched: bool, files: &mut Files) {
    let assets = theme.assets().filter(|(url, ..)| searched || !SEARCH_SCRIPTS.contains(&url.as_str()));
    files.extend(assets.map(|(url, _, bytes)| (url, bytes)));
    files.extend(snapshot.assets.iter().map(|(path, bytes)| (page_url(path), bytes.clone())));
}

/// Draws every page, and gives what the search is told of each: of all but those that only lead elsewhere.
fn draw_pages(
    pages: Vec<(String, Page<'_>)>,
    resolved: &Resolved<'_>,
    theme: &Arc<Theme>,
    options: Options,
    memo: &mut PageMemo,
    build: &mut Build,
) -> Vec<(Arc<search::Entry>, Arc<Vec<u8>>)> {
    let view = |url: &String, page: Page<'_>| {
        let mut view = resolved.view(url, page);
        if options.at_root && matches!(page, Page::NotFound) {
            "/".clone_into(&mut view.root);
        }
        view
    };
    if memo.theme.as_ref().is_none_or(|last| !Arc::ptr_eq(last, theme)) {
        memo.drawn.clear();
        memo.theme = Some(theme.clone());
    }
    let urls: Vec<String> = pages.iter().map(|(url, _)| url.clone()).collect();
    let sources = pages.into_iter().map(|(url, page)| (url, ((resolved.shown(page), options.at_root), page)));
    let drawn = memo.drawn.round_from(resolved.is_same, sources.collect(), view, |_, view| {
        let searched = theme.is_searched() && !matches!(view.template, "redirect" | "not_found");
        let entry = searched.then(|| Arc::new(search::Entry::of(view)));
        theme.page(view).map(|html| (Arc::new(html), entry))
    });
    let (mut files, mut searched, mut failed) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (url, page) in urls.into_iter().zip(drawn) {
        match page {
            Ok((html, entry)) => {
                searched.extend(entry.map(|entry| (entry, html.clone())));
                files.push((url, html));
            }
            // A mistake in a template fails every page that it draws: once is enough.
            Err(diagnostic) if failed.insert(diagnostic.place.clone()) => build.diagnostics.push(*diagnostic),
            Err(_) => {}
        }
    }
    // All at once: a map is made from a list much faster than it grows.
    build.files.append(&mut files.into_iter().collect());
    searched
}

#[derive(Clone, Serialize)]
struct Entry {
    title: String,
    href: String,
    updated: Option<String>,
    description: String,
}

#[derive(Serialize)]
struct Entries {
    entries: Vec<Entry>,
    updated: String,
}

/// How many pages the feed tells of.
const FEED: usize = 20;

/// Without furigana, and without control characters, which XML 1.0 (§2.2) does not allow.
fn for_xml(text: &str) -> String {
    without_ruby(text).replace(char::is_control, " ")
}

/// The sitemap and the feed, which need to know where the site will be found.
fn draw_lists(theme: &Theme, site: &SiteView, resolved: &Resolved<'_>, build: &mut Build) {
    let Some(base) = &site.base_url else { return };
    let entry = |(url, Summary { title, description, updated }): (&str, Summary)| Entry {
        title: for_xml(&title),
        href: format!("{base}{}", uri(url)),
        updated: updated.map(|date| date.iso),
        description: for_xml(&description),
    };
    let entries: Vec<Entry> = resolved.summaries().map(entry).collect();
    let updated = entries.iter().filter_map(|entry| entry.updated.clone()).max();
    let mut draw = |template: &str, entries: Vec<Entry>, updated: String| match theme.draw(
        template,
        &Entries { entries, updated },
        template,
    ) {
        Ok(bytes) => _ = build.files.insert(template.to_owned(), Arc::new(bytes)),
        Err(diagnostic) => build.diagnostics.push(*diagnostic),
    };
    let newest = updated.map(|updated| {
        let mut dated: Vec<Entry> = entries.iter().filter(|entry| entry.updated.is_some()).cloned().collect();
        dated.sort_by(|a, b| (&b.updated, &a.href).cmp(&(&a.updated, &b.href)));
        dated.truncate(FEED);
        (dated, updated)
    });
    draw("sitemap.xml", entries, String::new());
    // A feed needs a date (RFC 4287 §4.1.1); without any there is none.
    if let Some((dated, updated)) = newest {
        draw("atom.xml", dated, updated);
    }
}
