//! The preview, with real files, the system's own watcher and real sockets: what it shows, what it
//! survives, and whom it answers. Waiting is for what is to come, up to a deadline, and never for a time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use furikaeri::site::{self, Memos, Options};
use support::{Site, Tree, differences, page, tree};

/// Longer than anything here takes on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);

/// A running preview of a site.
struct Preview {
    child: Child,
    port: u16,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Preview {
    fn of(site: &Site) -> Self {
        Self::with(site, &["--watch"])
    }

    fn with(site: &Site, words: &[&str]) -> Self {
        Self::started(site.furikaeri(["serve", "--port", "0"].iter().chain(words)).stderr(Stdio::null()))
    }

    fn started(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.by_ref().find_map(|line| {
            let line = line.unwrap();
            line.split_once("http://127.0.0.1:")?.1.split('/').next()?.parse().ok()
        });
        // What it says later is read, so that it is never kept waiting.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, port: port.expect("an address") }
    }

    fn connect(&self) -> TcpStream {
        let socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        socket.set_read_timeout(Some(DEADLINE)).unwrap();
        socket
    }

    /// What it answers to these very bytes.
    fn raw(&self, request: &[u8]) -> Reply {
        let mut socket = self.connect();
        socket.write_all(request).unwrap();
        let mut bytes = Vec::new();
        match socket.read_to_end(&mut bytes) {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
            _ => {}
        }
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head, body: bytes[end + 4..].to_vec() }
    }

    fn ask(&self, method: &str, path: &str, headers: &str) -> Reply {
        self.raw(format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{headers}\r\n", self.port).as_bytes())
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, "")
    }

    /// One file of the site as it is built, without what the preview adds.
    fn built(&self, path: &str) -> Option<Vec<u8>> {
        let reply = self.get(&format!("/{}", encoded(path)));
        if reply.status != 200 && path != "404.html" {
            return None;
        }
        let is_page = reply.header("Content-Type").unwrap().starts_with("text/html");
        Some(if is_page { without_script(&reply.text()).into_bytes() } else { reply.body })
    }

    /// The number of the version that is shown.
    fn version(&self) -> u64 {
        let state = self.get("/.furikaeri/state?page=/&since=").text();
        state.split(['-', '"']).nth(2).unwrap().parse().unwrap()
    }

    #[track_caller]
    fn shows(&self, path: &str, words: &str) {
        until(words, || self.get(path).text().contains(words).then_some(()).ok_or_else(|| self.get(path).head));
    }

    /// That everything served is what a build from nothing gives of the files as they are.
    #[track_caller]
    fn equals_a_cold_build(&self, site: &Site) {
        until("the same as a cold build", || {
            let options = Options { at_root: true, ..Options::default() };
            let wanted = tree(&site::build(&site.load(), &mut Memos::default(), options).all_files());
            let found: Tree = wanted.keys().filter_map(|path| Some((path.clone(), self.built(path)?))).collect();
            let differences = differences(&found, &wanted);
            if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
        });
    }
}

/// Waits until it holds; what stands in the way is told at the deadline.
#[track_caller]
fn until<T>(what: &str, mut holds: impl FnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match holds() {
            Ok(found) => return found,
            Err(why) => assert!(start.elapsed() < DEADLINE, "{what}: {why}"),
        }
        std::thread::yield_now();
    }
}

fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| {
            if byte.is_ascii_graphic() && byte != b'%' { char::from(byte).to_string() } else { format!("%{byte:02x}") }
        })
        .collect()
}

/// A page as the theme made it.
fn without_script(page: &str) -> String {
    let start = page.find("<script src=\"/.furikaeri/").expect("the preview's script");
    let end = start + page[start..].find("</script>").unwrap() + "</script>".len();
    format!("{}{}", &page[..start], &page[end..]).replacen("; connect-src 'self'", "", 1)
}

fn small() -> Site {
    Site::with_home().config("title = \"題\"\n").page("kiji/a.md", "甲の章", "甲の文です。").page(
        "kiji/b.md",
        "乙の章",
        "乙の文です。",
    )
}

// ── what it shows ───────────────────────────────────────────────────────────────────────────────

#[test]
fn what_is_served_is_what_is_built_and_nothing_is_written() {
    let site = small();
    let preview = Preview::of(&site);
    preview.equals_a_cold_build(&site);
    assert!(!site.at("public").exists());
}

#[test]
fn drafts_are_shown_only_when_asked_for() {
    let site = small().file("content/kiji/c.md", "+++\ntitle = \"案\"\ndraft = true\n+++\n\n下書き。\n");
    assert_eq!(Preview::of(&site).get("/kiji/c.html").status, 404);
    assert_eq!(Preview::with(&site, &["--drafts"]).get("/kiji/c.html").status, 200);
}

/// What looks like chance, and is the same at each run (Knuth's generator).
struct Chance(u64);

impl Chance {
    fn draw(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn of<'t>(&mut self, choices: &[&'t str]) -> &'t str {
        choices[usize::try_from(self.draw(choices.len() as u64)).unwrap()]
    }
}

const FOLDERS: [&str; 3] = ["kiji", "about", "about/deep"];

/// One thing that somebody does to the files of a site.
fn happen(site: &Site, chance: &mut Chance, step: u64) {
    let folder = chance.of(&FOLDERS);
    let path = format!("content/{folder}/p{}.md", chance.draw(6));
    let other = format!("content/{}/p{}.md", chance.of(&FOLDERS), chance.draw(6));
    let body = format!("{step} 回目の文です。[次](p{}.md)\n\n## 見出し{}", chance.draw(6), chance.draw(9));
    let text = page(&format!("題{}", chance.draw(4)), &body);
    let is_there = |path: &str| site.at(path).exists();
    match chance.draw(12) {
        0 if is_there(&path) => site.remove(&path),
        1 if is_there(&path) && is_there(other.rsplit_once('/').unwrap().0) => site.rename(&path, &other),
        2 => {
            site.write(&format!("{path}.tmp"), &text);
            site.rename(&format!("{path}.tmp"), &path);
        }
        3 => site.write("content/about/zu.svg", format!("<svg><!-- {step} --></svg>")),
        4 if is_there("content/about/deep") && !is_there("content/tooku") => {
            site.rename("content/about/deep", "content/tooku");
        }
        5 if is_there("content/tooku") && is_there("content/about") && !is_there("content/about/deep") => {
            site.rename("content/tooku", "content/about/deep");
        }
        6 if is_there("content/about") => fs::remove_dir_all(site.at("content/about")).unwrap(),
        7 => site.write("themes/default/templates/section.html", chance.of(&["{% if %}", "別の型 {{ page.title }}"])),
        8 if is_there("themes") => fs::remove_dir_all(site.at("themes")).unwrap(),
        // Half of a save; the other half comes later, or never.
        9 => site.write(&path, &text[..text.floor_char_boundary(text.len() / 2)]),
        10 => site.write(&format!("content/{folder}/.~lock.p1.md#"), "x"),
        _ => site.write(&path, text),
    }
}

#[test]
fn whatever_storm_there_was_it_ends_where_a_cold_build_does() {
    for seed in 0..20 {
        let site = small();
        let preview = Preview::of(&site);
        let mut chance = Chance(seed);
        for step in 0..40 {
            happen(&site, &mut chance, step);
            if chance.draw(6) == 0 {
                preview.get(chance.of(&["/", "/sagasu/mokuroku.js", "/about/deep/p1.html"]));
            }
        }
        // So that nothing is broken any more, and the last good version is the last one.
        if site.at("themes").exists() {
            fs::remove_dir_all(site.at("themes")).unwrap();
        }
        for path in (0..6).flat_map(|name| FOLDERS.map(|folder| format!("{folder}/p{name}"))) {
            site.write(&format!("content/{path}.md"), page("終わり", &path));
            if site.at(&format!("content/tooku/{path}.md")).exists() {
                site.remove(&format!("content/tooku/{path}.md"));
            }
        }
        if site.at("content/tooku").exists() {
            fs::remove_dir_all(site.at("content/tooku")).unwrap();
        }
        preview.equals_a_cold_build(&site);
        assert_eq!(preview.get("/tooku/p1.html").status, 404, "seed {seed}");
    }
}

#[test]
fn with_an_error_the_pages_last_good_are_shown_and_the_error_is_told_on_each() {
    let site = small();
    let preview = Preview::of(&site);
    let good = preview.built("kiji/a.html").unwrap();
    site.write("content/kiji/a.md", page("甲の章", "[どこ](nai.md)"));
    until("the error", || {
        let news = preview.get("/.furikaeri/state?page=/kiji/b.html&since=").text();
        if news.contains("L01") && news.contains("content/kiji/a.md:5:1") { Ok(()) } else { Err(news) }
    });
    assert_eq!(preview.built("kiji/a.html").unwrap(), good);
    site.write("content/kiji/a.md", page("甲の章", "直しました。"));
    preview.shows("/kiji/a.html", "直しました");
}

#[test]
fn a_theme_that_breaks_and_is_mended_leaves_the_site_up() {
    let site = small();
    let preview = Preview::of(&site);
    site.write("themes/default/templates/section.html", "{% if %}");
    until("the error", || {
        let news = preview.get("/.furikaeri/state?page=/&since=").text();
        if news.contains("\"broken\":true") { Ok(()) } else { Err(news) }
    });
    assert_eq!(preview.get("/kiji/a.html").status, 200);
    site.write("themes/default/templates/section.html", "別の型 {{ page.title }}");
    preview.shows("/kiji/", "別の型 kiji");
}

// ── what it survives ────────────────────────────────────────────────────────────────────────────

#[test]
fn content_may_go_and_come_back() {
    let site = small();
    let preview = Preview::of(&site);
    for away in ["yoso", "content-mae"] {
        site.rename("content", away);
        until("nothing there", || {
            let news = preview.get("/.furikaeri/state?page=/&since=").text();
            if news.contains("\"broken\":true") { Ok(()) } else { Err(news) }
        });
        site.rename(away, "content");
        let words = format!("{away} から戻りました。");
        site.write("content/kiji/a.md", page("甲の章", &words));
        preview.shows("/kiji/a.html", &words);
    }
    fs::remove_dir_all(site.at("content")).unwrap();
    site.write("content/index.md", page("新しい表紙", "作り直しました。"));
    preview.shows("/", "作り直しました");
    site.write("content/index.md", page("新しい表紙", "その後の保存です。"));
    preview.shows("/", "その後の保存です");
}

#[test]
fn fifty_files_in_a_new_nested_folder_are_all_seen() {
    let site = small();
    let preview = Preview::of(&site);
    for at in 0..50 {
        site.write(&format!("content/shiryo/ichi/ni/san/p{at}.md"), page(&format!("資料{at}"), "写しました。"));
    }
    (0..50).for_each(|at| preview.shows(&format!("/shiryo/ichi/ni/san/p{at}.html"), "写しました"));
    site.rename("content/shiryo/ichi", "content/shiryo/hito");
    preview.shows("/shiryo/hito/ni/san/p49.html", "写しました");
    site.write("content/shiryo/hito/ni/san/p49.md", page("資料49", "うつした先で直しました。"));
    preview.shows("/shiryo/hito/ni/san/p49.html", "うつした先で直しました");
    until("the old place is gone", || {
        if preview.get("/shiryo/ichi/ni/san/p0.html").status == 404 { Ok(()) } else { Err(String::new()) }
    });
}

#[test]
fn many_files_that_change_at_once_are_all_taken() {
    let site = (0..2000).fold(small(), |site, at| site.page(&format!("about/p{at}.md"), "題", "まえの文です。"));
    let preview = Preview::of(&site);
    (0..2000).for_each(|at| site.write(&format!("content/about/p{at}.md"), page("題", "あとの文です。")));
    (0..2000).for_each(|at| preview.shows(&format!("/about/p{at}.html"), "あとの文です"));
}

#[test]
fn saves_that_leave_length_and_time_as_they_were_are_seen() {
    let site = small();
    let preview = Preview::of(&site);
    let path = site.at("content/kiji/a.md");
    let long_ago = fs::metadata(&path).unwrap().modified().unwrap() - Duration::from_hours(24 * 365);
    for words in ["ああああ", "いいいい", "うううう"] {
        fs::write(&path, page("甲の章", words)).unwrap();
        // The clock was set back.
        fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        preview.shows("/kiji/a.html", words);
    }
}

#[test]
fn a_file_saved_in_two_halves_is_shown_whole() {
    let site = small();
    let preview = Preview::of(&site);
    let text = page("甲の章", "前の半分です。後の半分です。");
    let (first, second) = text.split_at(text.find("後の").unwrap());
    let mut file = fs::File::create(site.at("content/kiji/a.md")).unwrap();
    file.write_all(first.as_bytes()).unwrap();
    preview.shows("/kiji/a.html", "前の半分です。");
    file.write_all(second.as_bytes()).unwrap();
    preview.shows("/kiji/a.html", "後の半分です。");
}

#[test]
fn what_editors_leave_for_a_moment_is_no_change() {
    let site = small();
    let preview = Preview::of(&site);
    for name in [
        ".a.md.swp",
        "a.md~",
        "#a.md#",
        ".#a.md",
        "4913",
        "~$a.md",
        "a.md.tmp",
        ".~lock.a.md#",
        "~$a.docx",
        ".~lock.a.docx#",
        ".a.md.swx",
    ] {
        site.write(&format!("content/kiji/{name}"), "x");
        site.remove(&format!("content/kiji/{name}"));
    }
    site.write("content/kiji/b.md", page("乙の章", "ほんとうの変化です。"));
    preview.shows("/kiji/b.html", "ほんとうの変化です");
    assert_eq!(preview.version(), 2);
}

#[test]
fn a_file_that_another_program_holds_open_is_followed() {
    let site = small();
    let preview = Preview::of(&site);
    let mut held = fs::File::options().read(true).write(true).open(site.at("content/kiji/a.md")).unwrap();
    held.lock().unwrap();
    for words in ["開いたまま書きました。", "まだ開いています。"] {
        held.set_len(0).unwrap();
        held.rewind().unwrap();
        held.write_all(page("甲の章", words).as_bytes()).unwrap();
        preview.shows("/kiji/a.html", words);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn after_a_sleep_all_that_was_missed_is_there_and_is_told() {
    let site = small();
    let preview = Preview::of(&site);
    let follow = || {
        let mut socket = preview.connect();
        write!(socket, "GET /.furikaeri/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port).unwrap();
        BufReader::new(socket).lines().map(Result::unwrap).filter(|line| line.starts_with("data: "))
    };
    let mut told = follow();
    assert!(told.next().unwrap().ends_with("-1"));
    let signal = |name: &str| {
        assert!(Command::new("kill").args([name, &preview.child.id().to_string()]).status().unwrap().success());
    };
    signal("-STOP");
    site.write("content/kiji/a.md", page("甲の章", "眠っているあいだの保存です。"));
    site.rename("content/kiji/b.md", "content/kiji/c.md");
    signal("-CONT");
    preview.shows("/kiji/a.html", "眠っているあいだの保存です");
    preview.shows("/kiji/c.html", "乙の文です");
    assert!(told.next().unwrap().ends_with("-2"));
    // Whoever lost the thread meanwhile is told at once how far it has got, and what is new since.
    drop(told);
    site.write("content/kiji/a.md", page("甲の章", "だれも聞いていないときの保存です。"));
    preview.shows("/kiji/a.html", "だれも聞いていないときの保存です");
    let version = follow().next().unwrap();
    assert_eq!(version.rsplit_once('-').unwrap().1, preview.version().to_string());
    let first = version.replacen("data: ", "", 1).replace(&format!("-{}", preview.version()), "-1");
    let news = preview.get(&format!("/.furikaeri/state?page=/kiji/a.html&since={first}")).text();
    assert!(news.contains("\"page\":\"changed\""), "{news}");
}

/// Starts the preview of a site where the system gives only so many of its inotify `things`, in a namespace
/// of its own, with what it complains of. `tests/run` says so where there are no namespaces to be had.
#[cfg(target_os = "linux")]
fn where_the_system_is_short_of(things: &str, so_many: usize, site: &Site) -> Option<(Preview, impl Fn() -> String)> {
    let without = |words: &[&str]| {
        let limit = format!("echo {so_many} > /proc/sys/user/max_inotify_{things} && exec \"$@\"");
        let mut command = Command::new("unshare");
        command.args(["-Ur", "sh", "-c", &limit, "sh"]).args(words);
        command
    };
    if !without(&["true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return None;
    }
    let root = site.root().to_str().unwrap().to_owned();
    let complaints = site.at("kujou.txt");
    let mut command = without(&[support::PROGRAM, "serve", "--port", "0", "--watch", "--root", &root]);
    let preview = Preview::started(command.env("LC_ALL", "C").stderr(fs::File::create(&complaints).unwrap()));
    Some((preview, move || fs::read_to_string(&complaints).unwrap()))
}

#[cfg(target_os = "linux")]
#[test]
fn where_the_system_tells_nothing_the_files_are_looked_at_unasked() {
    let site = small();
    let Some((preview, said)) = where_the_system_is_short_of("instances", 0, &site) else { return };
    site.write("content/kiji/a.md", page("甲の章", "見にいって見つけました。"));
    preview.shows("/kiji/a.html", "見にいって見つけました");
    assert!(said().contains("looking every 1 s"), "{}", said());
}

#[cfg(target_os = "linux")]
#[test]
fn where_the_system_stops_telling_the_files_are_looked_at_from_then_on() {
    let site = small();
    let Some((preview, said)) = where_the_system_is_short_of("watches", 4, &site) else { return };
    assert!(!said().contains("looking every"), "{}", said());
    for folder in ["ue", "ue/naka", "ue/naka/shita"] {
        site.write(&format!("content/{folder}/a.md"), page("新しい章", "新しい文です。"));
    }
    preview.shows("/ue/naka/shita/a.html", "新しい文です");
    until("a complaint", || if said().contains("looking every 1 s") { Ok(()) } else { Err(said()) });
    site.write("content/ue/naka/shita/a.md", page("新しい章", "見にいって見つけました。"));
    preview.shows("/ue/naka/shita/a.html", "見にいって見つけました");
}

#[test]
fn without_events_the_files_are_looked_at() {
    let site = small();
    let preview = Preview::with(&site, &["--watch", "--poll", "0.1"]);
    site.write("content/kiji/a.md", page("甲の章", "見にいって見つけました。"));
    preview.shows("/kiji/a.html", "見にいって見つけました");
}

#[test]
fn whoever_follows_is_told_of_each_version_and_first_of_the_one_there_is() {
    let site = small();
    let preview = Preview::of(&site);
    let mut socket = preview.connect();
    write!(socket, "GET /.furikaeri/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port).unwrap();
    let mut told = BufReader::new(socket).lines().map(Result::unwrap).filter(|line| line.starts_with("data: "));
    assert!(told.next().unwrap().ends_with("-1"));
    site.write("content/kiji/a.md", page("甲の章", "次の版です。"));
    assert!(told.next().unwrap().ends_with("-2"));
    assert!(preview.get("/kiji/a.html").text().contains("次の版です"));
}

#[cfg(unix)]
#[test]
fn the_browser_is_opened_where_the_site_is_to_be_seen() {
    use std::os::unix::fs::PermissionsExt;
    let site = small();
    // What desktops open addresses with.
    let browser = site.at("bin/xdg-open");
    site.write(
        "bin/xdg-open",
        format!("#!/bin/sh\nprintf %s \"$1\" > {}/tmp && mv {0}/tmp {0}/opened\n", site.root().display()),
    );
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", browser.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut command = site.furikaeri(["serve", "--port", "0", "--open"]);
    let preview = Preview::started(command.env("PATH", path).stderr(Stdio::null()));
    let opened = until("the browser", || fs::read_to_string(site.at("opened")).map_err(|error| error.to_string()));
    assert_eq!(opened, format!("http://127.0.0.1:{}/", preview.port));
}

// ── whom it answers ─────────────────────────────────────────────────────────────────────────────

#[test]
fn a_thousand_ways_out_of_the_site_lead_nowhere() {
    let site = small().file("himitsu.txt", "ひみつ").file("himitsu.html", "ひみつ");
    fs::create_dir_all(site.at("content/kiji")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(site.at("himitsu.txt"), site.at("content/kiji/kakushi.txt")).unwrap();
    let preview = Preview::of(&site);
    let ups = [
        "..",
        "%2e%2e",
        "%252e%252e",
        ".%2e",
        "..%00",
        "..;",
        "%c0%ae%c0%ae",
        "%e0%80%ae%e0%80%ae",
        "....",
        "..%5c..",
        "%uff0e%uff0e",
    ];
    let bars = ["/", "%2f", "%252f", "\\", "%5c", "//", "%c0%af", "/./", "%2f%2f"];
    let targets = ["himitsu.txt", "himitsu.html", "etc/passwd", "content/site.toml"];
    let mut paths: Vec<String> = Vec::new();
    for (up, bar) in ups.iter().flat_map(|up| bars.iter().map(move |bar| (up, bar))) {
        for target in targets {
            paths.extend([1, 2, 8].map(|depth| format!("/{}{target}", format!("{up}{bar}").repeat(depth))));
        }
    }
    paths.extend(
        [
            "/C:/himitsu.txt",
            "/c%3a%5chimitsu.txt",
            "//etc/passwd",
            "/kiji/kakushi.txt",
            "/.furikaeri/../himitsu.txt",
            "/%00",
            "/index.html%00",
            "/file:///etc/passwd",
            "/~root/",
            "/.git/config",
        ]
        .map(str::to_owned),
    );
    assert!(paths.len() > 1000);
    for path in &paths {
        let reply = preview.get(path);
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
        assert!(!reply.text().contains("ひみつ") && !reply.text().contains("root:"), "{path}");
    }
    assert_eq!(preview.get(&format!("/{}", "a".repeat(9000))).status, 414);
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn others_may_look_only_where_that_was_asked_for_and_a_warning_is_given() {
    let site = small();
    let complaints = site.at("kujou.txt");
    let mut command = site.furikaeri(["serve", "--port", "0", "--host", "0.0.0.0"]);
    let preview = Preview::started(command.stderr(fs::File::create(&complaints).unwrap()));
    let said = fs::read_to_string(&complaints).unwrap();
    assert!(said.contains("others on this network can see the site"), "{said}");
    let status = |host: &str| preview.raw(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).status;
    let port = preview.port;
    assert_eq!(status(&format!("192.168.1.5:{port}")), 200);
    assert_eq!(status(&format!("localhost:{port}")), 200);
    // A name may be made to lead here; an address cannot.
    for host in [format!("evil.example:{port}"), format!("192.168.1.5:{}", port - 1), "192.168.1.5".to_owned()] {
        assert_eq!(status(&host), 421, "{host}");
    }
    let alone = Preview::of(&site);
    assert_eq!(alone.raw(format!("GET / HTTP/1.1\r\nHost: 192.168.1.5:{}\r\n\r\n", alone.port).as_bytes()).status, 421);
}

#[test]
fn five_hundred_who_never_finish_keep_nobody_waiting() {
    let site = small();
    let preview = Preview::of(&site);
    let mut slow: Vec<TcpStream> = (0..500).map(|_| preview.connect()).collect();
    for byte in b"GET / HTT" {
        for socket in &mut slow {
            socket.write_all(&[*byte]).unwrap();
        }
        assert_eq!(preview.get("/kiji/a.html").status, 200);
    }
    #[cfg(target_os = "linux")]
    {
        let threads = fs::read_dir(format!("/proc/{}/task", preview.child.id())).unwrap().count();
        assert!(threads < 100, "{threads} threads");
    }
    // They were still there all the while: what they began is answered when they end it.
    slow[499].write_all(format!("P/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port).as_bytes()).unwrap();
    let mut answer = String::new();
    slow[499].read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn more_visitors_than_there_is_room_for_make_room() {
    let site = small();
    let preview = Preview::of(&site);
    let mut silent = Vec::new();
    for _ in 0..700 {
        silent.push(preview.connect());
    }
    assert_eq!(preview.get("/kiji/a.html").status, 200);
}

#[test]
fn parts_of_a_file_and_conditions_are_answered_right() {
    let site = small().file("content/kiji/hon.txt", "0123456789");
    let preview = Preview::of(&site);
    let whole = preview.get("/kiji/hon.txt");
    let etag = whole.header("ETag").unwrap();
    let ask = |headers: &str| preview.ask("GET", "/kiji/hon.txt", headers);
    for (range, status, body) in [
        ("bytes=2-4", 206, "234"),
        ("bytes=-3", 206, "789"),
        ("bytes=8-", 206, "89"),
        ("bytes=20-", 416, ""),
        ("bytes=0-1,4-5", 200, "0123456789"),
    ] {
        let reply = ask(&format!("Range: {range}\r\n"));
        assert_eq!((reply.status, reply.text().as_str()), (status, body), "{range}");
    }
    assert_eq!(ask("Range: bytes=2-4\r\n").header("Content-Range"), Some("bytes 2-4/10"));
    assert_eq!(ask(&format!("Range: bytes=2-4\r\nIf-Range: {etag}\r\n")).status, 206);
    assert_eq!(ask("Range: bytes=2-4\r\nIf-Range: \"old\"\r\n").status, 200);
    let same = ask(&format!("If-None-Match: {etag}\r\n"));
    assert_eq!((same.status, same.body.len()), (304, 0));
    assert_eq!(ask("If-None-Match: \"other\"\r\n").status, 200);
    let head = preview.ask("HEAD", "/kiji/hon.txt", "");
    assert_eq!((head.header("Content-Length"), head.body.len()), (Some("10"), 0));
}

#[test]
fn every_answer_says_that_it_is_for_nobody_else() {
    let site = small();
    let preview = Preview::of(&site);
    for path in ["/", "/assets/site.css", "/nai.html", "/.furikaeri/preview.js", "/.furikaeri/state?page=/&since="] {
        let reply = preview.ask("GET", path, "Origin: https://evil.example\r\n");
        assert_eq!(reply.header("Cache-Control"), Some("no-store"), "{path}");
        assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"), "{path}");
        assert!(reply.header("Content-Security-Policy").unwrap().starts_with("default-src 'none'"), "{path}");
        assert_eq!(reply.header("Access-Control-Allow-Origin"), None, "{path}");
    }
    let stranger = preview.raw(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert_eq!(stranger.status, 421);
    let twice = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{0}\r\nHost: evil.example\r\n\r\n", preview.port);
    assert_eq!(preview.raw(twice.as_bytes()).status, 421);
    let post = preview.ask("POST", "/", "Content-Length: 3\r\n");
    assert_eq!((post.status, post.header("Allow")), (405, Some("GET, HEAD")));
}

#[test]
fn the_making_of_the_search_keeps_nobody_waiting() {
    let paragraph = |n| format!("{n}番目の段落では、支援の経過を振り返り、次の一歩を話し合います。\n\n");
    let text = (0..400).map(paragraph).collect::<Vec<_>>().concat();
    let site = (0..300).fold(small(), |site, n| site.page(&format!("guide/p{n}.md"), &format!("頁{n}"), &text));
    let preview = Preview::of(&site);
    preview.shows("/guide/p0.html", "頁0");
    let ask = |path| format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port).into_bytes();
    let mut searching = preview.connect();
    searching.write_all(&ask("/sagasu/mokuroku.js")).unwrap();
    assert_eq!(preview.get("/guide/p0.html").status, 200);
    searching.set_nonblocking(true).unwrap();
    let early = searching.peek(&mut [0]);
    assert_eq!(early.map_err(|error| error.kind()), Err(ErrorKind::WouldBlock), "the index was there already");
    searching.set_nonblocking(false).unwrap();
    let mut answer = String::new();
    searching.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("SearchEngine.receive(\"mokuroku\""), "{answer}");
    assert_eq!(preview.get("/sagasu/b0.js").status, 200);
    assert_eq!(preview.get("/sagasu/nai.js").status, 404);
}
