//! The preview: the site from memory, to this computer only. The only room with sockets.
//!
//! One thread reads, builds and puts each version on the `stage`; another, the `gate`, answers
//! everybody from it; a third makes what the search needs, when somebody asks for it. A page that is
//! open follows the versions and fetches what changed of it.

mod answer;
mod difference;
mod gate;
mod injection;
mod request;
mod stage;
mod watch;

use std::io;
use std::net::{AddrParseError, IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use mio::Waker;

use crate::site::{self, Build, Memos, Options};
use crate::source::{Reader, Snapshot};
use difference::Difference;
use gate::Gate;
use stage::Stage;
use watch::Watch;

/// What the caller may want to tell.
pub enum Event<'b> {
    /// Where the site is to be seen, and the port that was asked for, where it was taken.
    Listening { url: String, taken: Option<u16>, others: bool },
    /// The first build.
    Started(&'b Build),
    /// A build after a change.
    Built(&'b Build, Change),
    /// The system tells of no changes, and why; the files are looked at so often instead.
    Polling(Duration, String),
}

/// What a build after a change came from and to.
#[derive(Clone, Debug)]
pub struct Change {
    /// By path from the root.
    pub files: Vec<String>,
    /// How many files of the site are other than before.
    pub drawn: usize,
    pub took: Duration,
}

/// What is shown, and to whom.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub host: Host,
    /// 0 for any that is free.
    pub port: u16,
    pub watching: Watching,
    pub drafts: bool,
}

/// The address of this computer at which the site is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host(IpAddr);

impl Host {
    /// For this computer only.
    pub const LOOPBACK: Self = Self(IpAddr::V4(Ipv4Addr::LOCALHOST));
}

impl FromStr for Host {
    type Err = AddrParseError;

    fn from_str(text: &str) -> Result<Self, AddrParseError> {
        text.parse().map(Self)
    }
}

/// Whether changes of the files are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    No,
    /// Through the events of the system; where it has none, by looking.
    Events,
    /// By looking every so often.
    Interval(Duration),
}

/// How many ports after the one that was asked for are tried.
const NEXT_PORTS: u16 = 20;

/// How often the files are looked at where the system does not tell.
pub const INTERVAL: Duration = Duration::from_secs(1);

/// Builds the site at `root` and answers requests until the process is stopped.
pub fn serve(root: &Path, settings: Settings, tell: &mut dyn FnMut(Event<'_>)) -> io::Result<()> {
    let listener = listen(settings.host.0, settings.port)?;
    let address = listener.local_addr()?;
    // Watching begins before the first look, so that no change falls between.
    let mut watch = watch(root, settings.watching, tell);
    let stage = Arc::new(Stage::default());
    let mut workshop = Workshop::new(root, settings.drafts, stage.clone());
    tell(Event::Started(&workshop.start()));
    let (gate, bell) = Gate::new(listener, stage)?;
    let gate = thread::Builder::new().name("gate".to_owned()).spawn(move || gate.run())?;
    tell(Event::Listening {
        url: format!("http://{}/", readable(address)),
        taken: (settings.port != 0 && address.port() != settings.port).then_some(settings.port),
        others: !address.ip().is_loopback(),
    });
    while let Some(watch) = &mut watch
        && !gate.is_finished()
    {
        if let Err(error) = watch.wait() {
            tell(Event::Polling(INTERVAL, error.to_string()));
            watch.look_every(INTERVAL);
        }
        workshop.look(&bell, tell)?;
    }
    gate.join().unwrap_or_else(|_| Err(io::Error::other("the gate has closed")))
}

/// An address that a browser on this computer can open.
fn readable(address: SocketAddr) -> SocketAddr {
    let any = address.ip().is_unspecified();
    if any { SocketAddr::from(([127, 0, 0, 1], address.port())) } else { address }
}

/// Listens on the port, or on the next that is free.
fn listen(host: IpAddr, port: u16) -> io::Result<TcpListener> {
    let last = if port == 0 { 0 } else { port.saturating_add(NEXT_PORTS) };
    let mut refused = io::Error::from(io::ErrorKind::AddrInUse);
    for port in port..=last {
        match TcpListener::bind((host, port)) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => refused = error,
            bound => return bound,
        }
    }
    Err(refused)
}

fn watch(root: &Path, watching: Watching, tell: &mut dyn FnMut(Event<'_>)) -> Option<Watch> {
    let interval = match watching {
        Watching::No => return None,
        Watching::Events => None,
        Watching::Interval(interval) => Some(interval),
    };
    Watch::new(root, interval)
        .or_else(|error| {
            tell(Event::Polling(INTERVAL, error.to_string()));
            Watch::new(root, Some(INTERVAL))
        })
        .ok()
}

/// Where versions of the site are made, one after the other.
struct Workshop<'r> {
    root: &'r Path,
    options: Options,
    reader: Reader,
    memos: Memos,
    last: Snapshot,
    stage: Arc<Stage>,
}

impl<'r> Workshop<'r> {
    fn new(root: &'r Path, drafts: bool, stage: Arc<Stage>) -> Self {
        let options = Options { drafts, at_root: true };
        Self { root, options, reader: Reader::default(), memos: Memos::default(), last: Snapshot::default(), stage }
    }

    fn start(&mut self) -> Build {
        let snapshot = self.reader.load(self.root);
        let (build, _) = self.show(&Snapshot::default(), &snapshot, &Difference::default());
        self.last = snapshot;
        build
    }

    /// Looks at the files, and shows another version where they say something else.
    fn look(&mut self, bell: &Waker, tell: &mut dyn FnMut(Event<'_>)) -> io::Result<()> {
        let start = Instant::now();
        let snapshot = self.reader.load(self.root);
        let last = std::mem::take(&mut self.last);
        let difference = Difference::between(&last, &snapshot);
        if !difference.is_none() {
            let (build, drawn) = self.show(&last, &snapshot, &difference);
            bell.wake()?;
            tell(Event::Built(&build, Change { files: difference.files(), drawn, took: start.elapsed() }));
        }
        self.last = snapshot;
        Ok(())
    }

    fn show(&mut self, old: &Snapshot, new: &Snapshot, difference: &Difference<'_>) -> (Build, usize) {
        let mut build = site::build(new, &mut self.memos, self.options);
        let (shown, drawn) = self.stage.now().next(&mut build, difference, old, new);
        self.stage.show(shown);
        (build, drawn)
    }
}

/// What the bytes of a file are, by its name.
fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml" => "application/xml; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        _ => "application/octet-stream",
    }
}
