//! What the tool survives: broken files, hostile folders, full disks, kills. Each test says what a
//! user meets then: the exit status, the code of the message, and that nothing was lost.
//!
//! The program itself is run wherever the system is part of the story, since a stack that overflows
//! or a process that hangs cannot be met inside a test. Where permissions are, it runs as an
//! ordinary user even if the tests run as root.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]
#![cfg(unix)]

mod support;

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use support::{Ask, PROGRAM, Ran, Site, Tree, assert_same, bare, page, published, ran, read_tree, start, tree};

/// That `build` refuses the content with this code, and writes nothing.
#[track_caller]
fn assert_refused(site: &Site, code: &str) -> Ran {
    let before = read_tree(&site.at("public"));
    let ran = site.run(["build"]).ends(1).says(&format!("[{code}]")).says("nothing was written");
    assert_same(&read_tree(&site.at("public")), &before);
    ran
}

/// That `public/` is what a build with nothing before it gives, and that nothing is left lying about.
#[track_caller]
fn assert_healed(site: &Site) {
    site.run(["build"]).ends(0);
    assert_same(&site.public(), &tree(&site.build().all_files()));
    assert!(!site.at("public/.furikaeri/tmp").exists(), "scratch is left");
    let manifest = fs::read_to_string(site.at("public/.furikaeri/manifest")).unwrap();
    let named: Vec<&str> = manifest.lines().collect();
    assert_eq!(named, site.public().keys().collect::<Vec<_>>());
}

/// How the program ends, if it does so in time.
fn within(time: Duration, mut child: Child) -> Option<i32> {
    let deadline = Instant::now() + time;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.code().unwrap_or(-1));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

// ── files that cannot be read as they are ───────────────────────────────────────────────────────

#[test]
fn a_folder_without_content_is_told_apart_from_a_site() {
    assert_refused(&Site::new(), "S01").says("furikaeri init");
    let site = Site::new();
    fs::create_dir(site.at("content")).unwrap();
    assert_refused(&site, "S01");
    assert_refused(&Site::new().file("content/picture.svg", "<svg/>"), "S01");
}

#[test]
fn front_matter_that_is_missing_open_or_wrong_is_an_error_at_its_place() {
    for (text, code, place) in [
        ("題のない本文\n", "F01", "content/a.md:1:1"),
        ("", "F01", "content/a.md"),
        ("+++\ntitle = \"題\"\n\n本文\n", "F02", "content/a.md:1:1"),
        ("+++", "F02", "content/a.md:1:1"),
        ("+++\ntitle = 3\n+++\n", "F05", "content/a.md:2:9"),
        ("+++\ntitle = \"題\"\norder = \"一\"\n+++\n", "F05", "content/a.md:3:9"),
        ("+++\ntitle　= \"題\"\n+++\n", "F08", "content/a.md:2:6"),
        ("+++\n　title = \"題\"\n+++\n", "F08", "content/a.md:2:1"),
        ("+++\ntitle = “題”\n+++\n", "F08", "content/a.md:2:9"),
        ("+++\ntitle = ‘題’\n+++\n", "F08", "content/a.md:2:9"),
        ("＋＋＋\ntitle = \"題\"\n＋＋＋\n", "F08", "content/a.md:1:1"),
        ("+++\n+++\n", "F07", "content/a.md"),
        ("+++\ntitle = \"\"\n+++\n", "F09", "content/a.md:2:9"),
    ] {
        let site = Site::with_home().file("content/a.md", text);
        site.run(["build"]).ends(1).says(&format!("[{code}]")).says(place);
        assert!(!site.at("public").exists(), "{text:?}");
    }
}

#[test]
fn every_mistake_of_every_file_comes_in_one_run() {
    let site = Site::with_home().file("content/a.md", "x").file("content/b.md", "+++\ntitel = 1\n+++\n");
    assert_eq!(site.build().codes(), ["F01", "F07", "F04"]);
}

#[test]
fn japanese_encodings_of_old_are_named_and_the_mend_is_told() {
    let text = page("題", "ふりかえりの手引きを、ともに読みます。");
    let utf16 = |swap: bool| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        units.flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    for (bytes, name) in [
        (encoding_rs::SHIFT_JIS.encode(&text).0.into_owned(), "CP932"),
        (encoding_rs::EUC_JP.encode(&text).0.into_owned(), "EUC-JP"),
        (utf16(false), "UTF-16LE"),
        (utf16(true), "UTF-16BE"),
    ] {
        let site = Site::with_home().bytes("content/a.md", &bytes);
        assert_refused(&site, "S04").says(name).says("UTF-8");
        let site = Site::with_home().bytes("content/site.toml", &bytes);
        assert_refused(&site, "S04").says("content/site.toml");
    }
}

#[test]
fn utf16_without_a_mark_and_bytes_of_no_encoding_are_not_taken_for_text() {
    let text = page("題", "本文です。");
    let unmarked: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [unmarked, vec![0xff; 100], vec![0; 100], b"+++\ntitle = \"\xff\"\n+++\n".to_vec()] {
        Site::with_home().bytes("content/a.md", &bytes).run(["build"]).ends(1).says("content/a.md");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let plain = Site::with_home().page("a.md", "題", "一行目\n二行目\n\n- [ ] 項目\n");
    let text = page("題", "一行目\n二行目\n\n- [ ] 項目\n");
    let bom = Site::with_home().file("content/a.md", &format!("\u{feff}{text}"));
    let crlf = Site::with_home().file("content/a.md", &text.replace('\n', "\r\n"));
    let both = Site::with_home().file("content/a.md", &format!("\u{feff}{}", text.replace('\n', "\r\n")));
    for site in [bom, crlf, both] {
        assert_same(&tree(&site.build().all_files()), &tree(&plain.build().all_files()));
    }
}

#[test]
fn a_guidebook_with_windows_line_ends_is_the_same_guidebook() {
    let plain = Site::copy_of(&support::repository().join("tests/golden/guidebook"));
    let windows = Site::copy_of(&support::repository().join("tests/golden/guidebook"));
    let is_text = |path: &String| path.ends_with(".md") || path.ends_with(".toml");
    for (path, bytes) in read_tree(&windows.at("content")).into_iter().filter(|(path, _)| is_text(path)) {
        let text = String::from_utf8(bytes).unwrap().replace('\n', "\r\n");
        // Several lines in one value, which is where TOML keeps the ends of lines.
        windows.write(&format!("content/{path}"), text);
    }
    assert_same(&tree(&windows.build().all_files()), &tree(&plain.build().all_files()));
    let note = |end: &str| {
        let text = "+++\ntitle = \"題\"\ndescription = \"\"\"一行目\n二行目\"\"\"\n+++\n\n本文\n".replace('\n', end);
        tree(&Site::with_home().file("content/a.md", &text).build().all_files())
    };
    assert_same(&note("\r\n"), &note("\n"));
}

#[test]
fn a_full_width_blank_inside_quotes_is_text() {
    let site = Site::with_home().page("a.md", "第1回　“訪問”", "本文");
    assert!(site.build().diagnostics.is_empty());
}

// ── names ───────────────────────────────────────────────────────────────────────────────────────

#[test]
fn decomposed_names_as_macos_writes_them_are_found_by_composed_links() {
    let site = Site::new()
        .page("index.md", "表紙", "[が](が/ぎ.md)と![ぐ](ぐ.svg)")
        .page("か\u{3099}/き\u{3099}.md", "ぎ", "[表紙](../index.md)")
        .file("content/く\u{3099}.svg", "<svg/>");
    let build = site.build();
    assert_eq!(build.codes(), [""; 0]);
    assert!(build.files.contains_key("が/ぎ.html") && build.files.contains_key("ぐ.svg"));
    assert!(build.text("index.html").contains("href=\"が/ぎ.html\""));
}

#[test]
fn two_files_for_one_address_are_told_also_where_only_some_systems_see_it() {
    for (one, other) in [
        ("content/a.md", "content/A.md"),
        ("content/が.md", "content/か\u{3099}.md"),
        ("content/Guide/a.svg", "content/guide/A.svg"),
        ("content/a.md", "content/a.html"),
        ("content/a", "content/A/b.svg"),
        ("content/ss.svg", "content/SS.svg"),
        ("content/index.md", "content/Index.html"),
        ("content/b.md", "content/404.html"),
    ] {
        let text = page("題", "");
        let site = Site::with_home().file(one, &text).file(other, &text);
        if read_tree(&site.at("content")).len() < 3 && one != "content/index.md" {
            continue; // This file system itself takes them for one.
        }
        assert_refused(&site, "N01");
    }
}

#[test]
fn an_alias_reaches_nothing_outside_the_site_and_nothing_of_ours() {
    for alias in ["../x.html", "a/../../x.html", "/../x.html", "C:/x.html", "a\\\\b.html"] {
        let site =
            Site::new().file("content/index.md", &format!("+++\ntitle = \"題\"\naliases = [\"{alias}\"]\n+++\n"));
        assert_refused(&site, "N02");
    }
    for alias in [".furikaeri/manifest", ".furikaeri/lock", ".furikaeri/x.html", ".Furikaeri/tmp/x.html"] {
        let site =
            Site::new().file("content/index.md", &format!("+++\ntitle = \"題\"\naliases = [\"{alias}\"]\n+++\n"));
        site.run(["build"]).ends(1);
    }
}

#[test]
fn a_file_whose_name_is_no_text_is_told() {
    use std::os::unix::ffi::OsStrExt;
    let site = Site::with_home();
    let name = std::ffi::OsStr::from_bytes(b"\x82\xa0.md");
    if fs::write(site.at("content").join(name), "x").is_ok() {
        assert_refused(&site, "N02");
    }
}

// ── folders that are no plain folders ───────────────────────────────────────────────────────────

#[test]
fn symbolic_links_are_told_and_not_followed() {
    let site = Site::with_home();
    symlink(".", site.at("content/loop")).unwrap();
    assert_refused(&site, "S05").says("content/loop");
    for target in ["/etc/passwd", "index.md", "nowhere"] {
        let site = Site::with_home();
        symlink(target, site.at("content/link.md")).unwrap();
        assert_refused(&site, "S05");
    }
    let site = Site::new();
    symlink("content", site.at("content")).unwrap();
    assert_refused(&site, "S01");
}

#[test]
fn a_pipe_in_the_content_does_not_keep_us_waiting() {
    let site = Site::with_home();
    assert!(Command::new("mkfifo").arg(site.at("content/pipe.md")).status().unwrap().success());
    let child = start(&mut site.furikaeri(["build"]));
    assert_eq!(within(Duration::from_mins(1), child), Some(1));
    assert_refused(&site, "S06");
}

#[test]
fn files_that_vanish_while_they_are_read_are_told_or_not_there() {
    let site = (0..20).fold(Site::with_home(), |site, n| site.page(&format!("f/{n}.md"), "題", "本文"));
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in (0..20).cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let (here, away) = (site.at(&format!("content/f/{n}.md")), site.at(&format!("away-{n}.md")));
                fs::rename(&here, &away).unwrap();
                fs::rename(&away, &here).unwrap();
                if n == 0 {
                    fs::rename(site.at("content/f"), site.at("away")).unwrap();
                    fs::rename(site.at("away"), site.at("content/f")).unwrap();
                }
            }
        });
        let strange = (0..50).map(|_| site.build()).find(|build| build.codes().iter().any(|code| *code != "S03"));
        // Before anything is said of it: a scope waits for its threads.
        stop.store(true, Ordering::Relaxed);
        assert!(strange.is_none(), "{:#?}", strange.map(|build| build.diagnostics));
    });
    assert_healed(&site);
}

// ── permissions and full disks ──────────────────────────────────────────────────────────────────

/// `furikaeri build` as a user whom permissions bind: root is not.
fn as_ordinary_user(site: &Site) -> Command {
    let is_root = fs::metadata(site.root()).unwrap().uid() == 0;
    if !is_root {
        return site.furikaeri(["build"]);
    }
    // That user must reach the program and the site, which lie in folders of root's own.
    let program = site.at("furikaeri");
    if !program.exists() {
        fs::hard_link(PROGRAM, &program).or_else(|_| fs::copy(PROGRAM, &program).map(|_| ())).unwrap();
        fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    }
    fs::set_permissions(site.root(), Permissions::from_mode(0o755)).unwrap();
    let mut command = bare(Path::new("setpriv"));
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).arg("build");
    command.current_dir(site.root());
    command
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_may_not_be_read_is_told() {
    let site = Site::with_home().page("secret.md", "題", "").page("folder/a.md", "題", "");
    chmod(&site.at("content/secret.md"), 0o000);
    chmod(&site.at("content/folder"), 0o000);
    let ran = ran(&mut as_ordinary_user(&site));
    chmod(&site.at("content/folder"), 0o755);
    ran.ends(1).says("[S02]").says("content/secret.md").says("content/folder");
}

#[test]
fn an_output_that_may_not_be_written_keeps_what_it_has() {
    let site = Site::with_home().page("a/b.md", "題", "前の本文");
    site.publish().unwrap();
    let before = site.public();
    site.write("content/a/b.md", page("題", "新しい本文"));
    for (path, mode) in [("public/a", 0o555), ("public/.furikaeri", 0o555), ("public", 0o555)] {
        chmod(&site.at(path), mode);
    }
    let ran = ran(&mut as_ordinary_user(&site));
    for path in ["public", "public/.furikaeri", "public/a"] {
        chmod(&site.at(path), 0o755);
    }
    ran.ends(2).says("cannot write");
    assert_same(&site.public(), &before);
    assert_healed(&site);
}

#[test]
fn an_output_that_cannot_be_made_is_told() {
    let site = Site::with_home().file("taken", "a file");
    site.run(["build", "--out", "taken"]).ends(2).says("taken");
    site.run(["build", "--out", "taken/below"]).ends(2);
    assert_eq!(fs::read_to_string(site.at("taken")).unwrap(), "a file");
}

#[test]
fn a_full_disk_leaves_whole_files_only_and_the_next_build_heals() {
    let site = (0..30).fold(Site::with_home(), |site, n| site.page(&format!("p/{n}.md"), "題", "本文"));
    let wanted = tree(&site.build().all_files());
    // No file may grow beyond a few kilobytes, which the style sheet does.
    let mut command = bare(Path::new("sh"));
    command.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" build"]).arg(PROGRAM).current_dir(site.root());
    ran(&mut command).ends(2).says("cannot write");
    for (path, bytes) in site.public() {
        assert!(wanted.get(&path) == Some(&bytes), "{path} is not whole");
    }
    assert_healed(&site);
}

// ── outputs in the wrong place ──────────────────────────────────────────────────────────────────

#[test]
fn an_output_among_the_sources_is_refused() {
    let site = Site::with_home().file("themes/own/static/a.css", "").file("notes.txt", "mine");
    symlink("content", site.at("detour")).unwrap();
    let before = read_tree(site.root());
    for out in ["content", "content/public", "content/../content/x", "themes", "themes/own", ".", "..", "detour/x", "/"]
    {
        site.run(["build", "--out", out]).ends(2);
        assert_same(&read_tree(site.root()), &before);
    }
}

#[test]
fn files_of_others_in_the_output_are_never_touched() {
    let site = Site::with_home().page("a.md", "題", "").page("f/b.md", "題", "");
    site.write("public/notes.txt", "mine");
    site.write("public/f/notes.txt", "mine");
    site.write("public/.hidden", "mine");
    site.run(["build"]).ends(0);
    site.remove("content/a.md");
    site.remove("content/f/b.md");
    site.run(["build"]).ends(0);
    for path in ["notes.txt", "f/notes.txt", ".hidden"] {
        assert_eq!(fs::read_to_string(site.at("public").join(path)).unwrap(), "mine", "{path}");
    }
    assert!(!site.at("public/a.html").exists() && !site.at("public/f/b.html").exists());
}

#[test]
fn a_file_of_others_in_the_way_stops_the_build_before_anything_is_written() {
    for in_the_way in ["index.html", "assets", "assets/site.css", "f", "index.html/notes.txt"] {
        let site = Site::with_home().page("f/b.md", "題", "");
        site.write(&format!("public/{in_the_way}"), "mine");
        let before = site.public();
        site.run(["build"]).ends(2).says("nothing was written").says(in_the_way.split('/').next().unwrap());
        assert_same(&site.public(), &before);
    }
}

#[test]
fn without_its_manifest_the_tool_knows_its_files_by_their_bytes_only() {
    let site = Site::with_home().page("a.md", "題", "本文");
    site.publish().unwrap();
    fs::remove_dir_all(site.at("public/.furikaeri")).unwrap();
    assert_healed(&site);
    fs::remove_dir_all(site.at("public/.furikaeri")).unwrap();
    let before = site.public();
    site.write("content/a.md", page("題", "別の本文"));
    site.run(["build"]).ends(2);
    assert_same(&site.public(), &before);
}

#[test]
fn a_manifest_that_was_tampered_with_removes_nothing_outside() {
    let site = Site::with_home().page("a.md", "題", "本文").file("x", "mine").file("content/b.svg", "<svg/>");
    site.publish().unwrap();
    let outside = site.at("x");
    let manifest = site.at("public/.furikaeri/manifest");
    let mut text = fs::read_to_string(&manifest).unwrap();
    text.push_str("../x\n../content/b.svg\n./../x\na/../../x\n.furikaeri/lock\n\n..\n/\n");
    text.push_str(outside.to_str().unwrap());
    text.push('\n');
    let mut bytes = text.into_bytes();
    bytes.extend(b"\xff\xfe\n");
    fs::write(&manifest, bytes).unwrap();
    site.remove("content/a.md");
    assert_healed(&site);
    assert_eq!(fs::read_to_string(outside).unwrap(), "mine");
    assert!(site.at("content/b.svg").exists());
    assert!(!site.at("public/a.html").exists());
}

#[test]
fn a_link_in_the_output_leads_us_nowhere() {
    let text = "前の本文";
    let site = Site::with_home().page("f/b.md", "題", text).page("f/g/c.md", "題", text);
    site.publish().unwrap();
    // A folder of the output has become a way out of it, to files of the very same names.
    for path in ["index.html", "b.html", "g/index.html", "g/c.html"] {
        site.write(&format!("elsewhere/{path}"), "mine");
    }
    let elsewhere = read_tree(&site.at("elsewhere"));
    fs::remove_dir_all(site.at("public/f")).unwrap();
    symlink("../elsewhere", site.at("public/f")).unwrap();
    let before = read_tree(&site.at("public"));
    for words in [text, "新しい本文"] {
        site.write("content/f/b.md", page("題", words));
        site.run(["build"]).ends(2).says("nothing was written");
        assert_same(&read_tree(&site.at("elsewhere")), &elsewhere);
        assert_same(&read_tree(&site.at("public")), &before);
    }
    // Its pages are gone, and with them the link's reason; what lies behind it stays.
    fs::remove_dir_all(site.at("content/f")).unwrap();
    site.run(["build"]).ends(0);
    assert_same(&read_tree(&site.at("elsewhere")), &elsewhere);
    // A single file that has become a link is ours to replace, not to write through.
    let site = Site::with_home().file("elsewhere.html", "mine");
    site.publish().unwrap();
    fs::remove_file(site.at("public/index.html")).unwrap();
    symlink("../elsewhere.html", site.at("public/index.html")).unwrap();
    assert_healed(&site);
    assert_eq!(fs::read_to_string(site.at("elsewhere.html")).unwrap(), "mine");
}

#[test]
fn an_output_that_is_a_link_within_the_project_is_refused() {
    let site = Site::with_home().file("elsewhere/notes.txt", "mine");
    symlink("elsewhere", site.at("public")).unwrap();
    site.run(["build"]).ends(2).says("nothing was written");
    site.run(["build", "--out", "public/below"]).ends(2).says("nothing was written");
    assert_eq!(read_tree(&site.at("elsewhere")).len(), 1);
    // One that lies elsewhere belongs to whoever names it.
    let other = Site::new().file("real/notes.txt", "mine");
    symlink("real", other.at("link")).unwrap();
    site.run(["build", "--out", other.at("link").to_str().unwrap()]).ends(0);
    assert!(other.at("real/index.html").exists() && other.at("real/notes.txt").exists());
}

#[test]
fn links_and_pipes_in_place_of_our_own_files_are_refused() {
    for name in [".furikaeri", ".furikaeri/lock", ".furikaeri/manifest", ".furikaeri/tmp"] {
        for kind in ["link to a file", "link to a folder", "link to nothing", "pipe"] {
            let site = Site::with_home().file("mine/tmp/a", "mine").file("mine/lock", "mine").file("mine/b", "mine");
            site.publish().unwrap();
            site.write("content/index.md", page("題", "新しい本文"));
            let (ours, before) = (site.at("public").join(name), site.public());
            fs::remove_dir_all(&ours).or_else(|_| fs::remove_file(&ours)).ok();
            match kind {
                "link to a file" => symlink(site.at("mine/b"), &ours).unwrap(),
                "link to a folder" => symlink(site.at("mine"), &ours).unwrap(),
                "link to nothing" => symlink(site.at("nowhere"), &ours).unwrap(),
                _ => assert!(Command::new("mkfifo").arg(&ours).status().unwrap().success()),
            }
            let mine = read_tree(&site.at("mine"));
            let child = start(&mut site.furikaeri(["build"]));
            assert_eq!(within(Duration::from_mins(1), child), Some(2), "{name}: {kind}");
            assert_same(&read_tree(&site.at("mine")), &mine);
            assert!(fs::symlink_metadata(site.at("nowhere")).is_err(), "{name}: {kind}");
            fs::remove_file(&ours).unwrap();
            assert_same(&site.public(), &before);
            if name == ".furikaeri" || name == ".furikaeri/manifest" {
                continue; // What is ours is not known any more.
            }
            assert_healed(&site);
        }
    }
}

#[test]
fn a_folder_of_others_gets_nothing_of_ours_when_the_build_is_refused() {
    let site = Site::with_home().file("public/index.html", "mine");
    site.run(["build"]).ends(2).says("nothing was written");
    assert!(!site.at("public/.furikaeri").exists());
}

// ── sizes ───────────────────────────────────────────────────────────────────────────────────────

#[test]
fn a_title_of_ten_thousand_characters_is_a_title() {
    let title = "長".repeat(10_000);
    let site = Site::with_home().page("a.md", &title, "本文").page("b.md", "題", "[長い](a.md)");
    site.run(["build"]).ends(0);
    assert!(site.build().text("a.html").contains(&title[..300]));
}

#[test]
fn a_mistake_in_a_very_long_line_is_shown_around_its_mark() {
    let line = format!("{}[ない](nai.md){}", "あ".repeat(100_000), "い".repeat(100_000));
    let ran = Site::new().page("index.md", "題", &line).run(["build"]).says("[L01]");
    assert!(ran.complained.len() < 5_000, "{} bytes", ran.complained.len());
}

#[test]
fn nesting_a_thousand_deep_is_drawn_or_told_but_never_too_much() {
    let deep = |open: &str, close: &str| format!("{}x{}", open.repeat(1_000), close.repeat(1_000));
    let steps = |line: fn(usize) -> String| (0..1_000).map(line).collect::<String>();
    for (what, text, status) in [
        ("lists", page("題", &steps(|n| format!("{}- {n}\n", "  ".repeat(n)))), 0),
        ("lists on one line", page("題", &"- ".repeat(1_000)), 0),
        ("numbered lists on one line", page("題", &"1. ".repeat(1_000)), 0),
        ("quotes", page("題", &deep("> ", "")), 0),
        ("alerts", page("題", &steps(|n| format!("{}[!NOTE]\n", "> ".repeat(n + 1)))), 0),
        ("emphasis", page("題", &deep("*a **b ", "** c*")), 0),
        ("brackets", page("題", &deep("[", "]")), 0),
        ("brackets and addresses", page("題", &deep("[", "](#)")), 1),
        ("images", page("題", &deep("![", "](a.svg)")), 1),
        ("ruby", page("題", &deep("｜漢《", "》")), 0),
        ("html", page("題", &deep("<b>", "</b>")), 0),
        ("definitions", page("題", &format!("用語\n{}", deep(": ", ""))), 0),
        // Nobody cites the first note, which is an error.
        ("footnotes", page("題", &steps(|n| format!("[^{n}]: [^{}]\n\n", n + 1))), 1),
        ("folders of tables in TOML", format!("+++\ntitle = \"題\"\n{} = 1\n+++\n", ["a"; 1_000].join(".")), 1),
        ("arrays in TOML", format!("+++\ntitle = \"題\"\naliases = {}\n+++\n", deep("[", "]").replace('x', "")), 1),
        ("tables in TOML", format!("+++\ntitle = {}\n+++\n", deep("{ a = ", "}").replace('x', "1")), 1),
    ] {
        let site = Site::new().file("content/index.md", &text).file("content/a.svg", "<svg/>");
        let child = start(&mut site.furikaeri(["build"]));
        let ended = within(Duration::from_mins(2), child);
        // What links within links come to is the parser's to say; that it ends in order is ours.
        let wanted =
            if matches!(what, "brackets and addresses" | "images") { ended.filter(|s| *s < 2) } else { Some(status) };
        assert!(ended.is_some() && ended == wanted, "{what}: {ended:?}");
    }
}

#[test]
fn folders_a_hundred_deep_are_folders() {
    let path = format!("content/{}/a.md", ["f"; 100].join("/"));
    let site = Site::with_home().file(&path, &page("題", "[表紙](/index.md)"));
    assert_healed(&site);
}

#[test]
fn a_file_of_fifty_megabytes_is_a_page() {
    let paragraph = "支援をともに振り返り、気づいたことを**自分の言葉**で書きます。[表紙](index.md)へ。\n\n";
    let body = paragraph.repeat(50_000_000 / paragraph.len());
    let site = Site::with_home().page("a.md", "大きいページ", &body).bytes("content/b.bin", &vec![7; 50_000_000]);
    site.run(["build"]).ends(0);
    let large = |path: &str| fs::metadata(site.at(path)).unwrap().len();
    assert!(large("public/a.html") > 50_000_000 && large("public/b.bin") == 50_000_000);
}

#[test]
fn ten_thousand_pages_are_a_site() {
    let site = Site::with_home();
    for n in 0..10_000_u32 {
        let links = format!("[前](../{:02}/{}.md)", n.saturating_sub(1) / 100, n.saturating_sub(1));
        site.write(&format!("content/p/{:02}/{n}.md", n / 100), page(&format!("第{n}話"), &links));
    }
    let child = start(&mut site.furikaeri(["build"]));
    assert_eq!(within(Duration::from_mins(5), child), Some(0));
    assert!(site.public().len() > 10_000);
}

// ── several at once, and none to the end ────────────────────────────────────────────────────────

#[test]
fn builds_at_once_into_one_folder_wait_for_each_other() {
    let site = (0..200).fold(Site::with_home(), |site, n| site.page(&format!("p/{n}.md"), "題", "本文"));
    let builds: Vec<Child> = (0..4)
        .map(|_| site.furikaeri(["build"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    for child in builds {
        Ran::from(child.wait_with_output().unwrap()).ends(0);
    }
    assert_same(&site.public(), &tree(&site.build().all_files()));
    assert!(!site.at("public/.furikaeri/tmp").exists());
}

#[test]
fn a_build_that_had_to_wait_writes_the_site_as_it_is_then() {
    use std::io::{BufRead, BufReader};
    let site = Site::with_home();
    for is_first in [true, false] {
        if is_first {
            fs::create_dir_all(site.at("public/.furikaeri")).unwrap();
        }
        site.write("content/index.md", page("題", "前の本文"));
        let lock = fs::File::create(site.at("public/.furikaeri/lock")).unwrap();
        lock.lock().unwrap();
        let mut build = site.furikaeri(["build"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        // It says that it waits; only then the text changes.
        let mut said = String::new();
        BufReader::new(build.stderr.take().unwrap()).read_line(&mut said).unwrap();
        site.write("content/index.md", page("題", "新しい本文"));
        lock.unlock().unwrap();
        assert!(build.wait().unwrap().success() && !said.is_empty());
        let page = fs::read_to_string(site.at("public/index.html")).unwrap();
        assert!(page.contains("新しい本文"), "is_first: {is_first}");
    }
}

#[test]
fn after_a_kill_at_any_moment_every_file_is_whole_and_the_next_build_heals() {
    let site = (0..150).fold(Site::with_home(), |site, n| site.page(&format!("p/{n}.md"), "題", "本文"));
    let begin = Instant::now();
    assert_healed(&site);
    let whole_time = begin.elapsed() / 2;
    for round in 0..20_u32 {
        let old = site.public();
        // Every page changes, some go, some come, and one becomes a folder.
        for n in 0..150 {
            site.write(&format!("content/p/{n}.md"), page("題", &format!("{round}回目の本文")));
        }
        if round % 2 == 0 {
            site.remove("content/p/7.md");
            site.write("content/p/7.html/index.md", page("題", "フォルダー"));
        } else {
            fs::remove_dir_all(site.at("content/p/7.html")).unwrap();
        }
        let new = tree(&site.build().all_files());
        let mut child = start(&mut site.furikaeri(["build"]));
        std::thread::sleep(whole_time * round / 20);
        child.kill().unwrap();
        child.wait().unwrap();
        for (path, bytes) in site.public() {
            let is_whole = [&old, &new].iter().any(|tree| tree.get(&path) == Some(&bytes));
            assert!(is_whole, "round {round}: {path} is neither as it was nor as it should be");
        }
        assert_healed(&site);
    }
}

// ── touching what changed and nothing else ──────────────────────────────────────────────────────

fn times(tree: &Tree, folder: &Path) -> BTreeMap<String, SystemTime> {
    tree.keys().map(|path| (path.clone(), fs::metadata(folder.join(path)).unwrap().modified().unwrap())).collect()
}

#[test]
fn a_file_that_stays_the_same_keeps_its_time() {
    // An index of the search would rightly change with every page.
    let site = Site::with_home().config("title = \"題\"\nsearch = false\n");
    let site = site.page("a.md", "あ", "本文").page("b.md", "い", "本文");
    site.publish().unwrap();
    let before = times(&site.public(), &site.at("public"));
    std::thread::sleep(Duration::from_millis(20));
    site.write("content/a.md", page("あ", "別の本文"));
    site.run(["build"]).ends(0).says("0 new, 1 changed").says("0 removed");
    let after = times(&site.public(), &site.at("public"));
    let touched: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
    assert_eq!(touched, ["a.html"]);
    site.run(["build"]).ends(0).says("0 new, 0 changed");
    assert_eq!(times(&site.public(), &site.at("public")), after);
}

#[test]
fn a_page_that_changes_outside_the_tool_is_mended() {
    let site = Site::with_home();
    site.publish().unwrap();
    site.write("public/index.html", "scribbled over");
    fs::remove_file(site.at("public/404.html")).unwrap();
    assert_healed(&site);
}

#[test]
fn a_file_may_be_renamed_in_case_and_normalisation_only() {
    let site = Site::with_home().page("Guide2/Page.md", "題", "").file("content/が.svg", "<svg/>");
    site.publish().unwrap();
    site.rename("content/Guide2/Page.md", "content/guide2/page.md");
    fs::remove_dir(site.at("content/Guide2")).ok();
    site.rename("content/が.svg", "content/か\u{3099}.svg");
    assert_healed(&site);
    assert!(site.public().contains_key("guide2/page.html") && !site.at("public/Guide2").exists());
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let site = Site::with_home().file("content/data", "a file").page("f/a.md", "題", "");
    site.publish().unwrap();
    site.remove("content/data");
    site.write("content/data/inner/a.txt", "a folder");
    fs::remove_dir_all(site.at("content/f")).unwrap();
    site.write("content/f", "a file");
    assert_healed(&site);
    assert!(site.at("public/data/inner/a.txt").is_file() && site.at("public/f").is_file());
    fs::remove_dir_all(site.at("content/data")).unwrap();
    site.write("content/data", "a file again");
    assert_healed(&site);
    assert!(site.at("public/data").is_file());
}

#[test]
fn a_folder_that_keeps_files_of_others_is_not_made_a_file() {
    let site = Site::with_home().file("content/data/a.txt", "ours");
    site.publish().unwrap();
    site.write("public/data/notes.txt", "mine");
    fs::remove_dir_all(site.at("content/data")).unwrap();
    site.write("content/data", "a file");
    site.run(["build"]).ends(2);
    assert_eq!(fs::read_to_string(site.at("public/data/notes.txt")).unwrap(), "mine");
    assert!(published(&site.at("public")).contains_key("index.html"));
}
