//! The preview: the site from memory, to this computer only. The only room with sockets.

mod watch;

use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use tiny_http::{Header, Request, Response, Server};

use crate::diagnostics::Language;
use crate::diagnostics::report::{self, Format};
use crate::model::percent_decode;
use crate::site::{self, Build, Files, Memos, Options};
use crate::source;

/// What the caller may want to tell.
pub enum Event<'b> {
    Listening(String),
    Built(&'b Build),
}

/// How many requests are answered at once.
const HANDLERS: usize = 4;

/// What is being shown: the last build, and the words about its errors.
struct Shown {
    files: Files,
    errors: Option<String>,
}

/// Builds the site at `root` and answers requests on loopback until the process is stopped. With
/// `watch`, every change of a file is a new build.
pub fn serve(root: &Path, port: u16, watch: bool, tell: &mut dyn FnMut(Event<'_>)) -> io::Result<()> {
    let changes = watch.then(|| watch::changes(root)).transpose()?;
    let server = Arc::new(Server::http((Ipv4Addr::LOCALHOST, port)).map_err(io::Error::other)?);
    let port = server.server_addr().to_ip().map_or(port, |address| address.port());
    let mut memos = Memos::default();
    let shown = Arc::new(RwLock::new(Shown { files: Files::new(), errors: None }));
    rebuild(root, &mut memos, &shown, tell);
    tell(Event::Listening(format!("http://127.0.0.1:{port}/")));
    for _ in 0..HANDLERS {
        let (server, shown) = (server.clone(), shown.clone());
        std::thread::spawn(move || {
            while let Ok(request) = server.recv() {
                answer(request, &shown, port);
            }
        });
    }
    match changes {
        // The watcher lives as long as its channel: for ever, short of an error of the system.
        Some(changes) => {
            while changes.wait() {
                rebuild(root, &mut memos, &shown, tell);
            }
        }
        None => loop {
            std::thread::park_timeout(Duration::MAX);
        },
    }
    Ok(())
}

fn rebuild(root: &Path, memos: &mut Memos, shown: &RwLock<Shown>, tell: &mut dyn FnMut(Event<'_>)) {
    let mut build = site::build(&source::load(root), memos, Options { drafts: true, at_root: true });
    let errors = (!build.diagnostics.is_empty()).then(|| {
        report::write(&build.diagnostics, &build.sources, Format::Human { colour: false }, Language::Japanese)
    });
    let files = std::mem::take(&mut build.files);
    // A poisoned lock means that a handler panicked while reading; what it read is whole.
    let mut slot = shown.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    *slot = Shown { files, errors };
    drop(slot);
    tell(Event::Built(&build));
}

fn answer(request: Request, shown: &RwLock<Shown>, port: u16) {
    let response = respond(&request, shown, port).with_chunked_threshold(usize::MAX);
    // A browser that has gone away is no failure of ours.
    let _ = request.respond(response);
}

type Answer = Response<io::Cursor<Vec<u8>>>;

fn respond(request: &Request, shown: &RwLock<Shown>, port: u16) -> Answer {
    if !is_for_us(request, port) {
        return text(421, "この名前では見られません。");
    }
    if !matches!(request.method(), tiny_http::Method::Get | tiny_http::Method::Head) {
        return text(405, "読むことだけができます。");
    }
    let shown = shown.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    let path = request.url().split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode(path.trim_start_matches('/')).into_owned();
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    let (status, path) = if shown.files.contains_key(&path) { (200, path) } else { (404, "404.html".to_owned()) };
    let Some(bytes) = shown.files.get(&path) else {
        return text(404, shown.errors.as_deref().unwrap_or("まだ何もありません。"));
    };
    let mut body = bytes.as_ref().clone();
    if let Some(errors) = shown.errors.as_ref().filter(|_| mime(&path).starts_with("text/html")) {
        body.extend_from_slice(banner(errors).as_bytes());
    }
    Response::from_data(body)
        .with_status_code(status)
        .with_header(header("Content-Type", mime(&path)))
        .with_header(header("Cache-Control", "no-store"))
}

/// The report of the build, over the page that it is about.
fn banner(errors: &str) -> String {
    let mut escaped = String::new();
    // Writing into a String does not fail.
    let _ = pulldown_cmark_escape::escape_html_body_text(&mut escaped, errors);
    format!("<aside class=\"ayamari\" role=\"alert\"><p>直すところがあります。</p><pre>{escaped}</pre></aside>")
}

/// Other names that lead here (DNS rebinding) are turned away.
fn is_for_us(request: &Request, port: u16) -> bool {
    let host = request.headers().iter().find(|header| header.field.equiv("Host")).map(|header| header.value.as_str());
    let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    host.is_some_and(|host| names.iter().any(|name| name == host))
}

fn text(status: u16, text: &str) -> Answer {
    Response::from_data(text.as_bytes())
        .with_status_code(status)
        .with_header(header("Content-Type", "text/plain; charset=utf-8"))
}

fn header(name: &str, value: &str) -> Header {
    // Names and values are ours, and plain ASCII.
    Header::from_bytes(name, value).unwrap_or_else(|()| unreachable!("{name}: {value} is a header"))
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "xml" => "application/xml; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
