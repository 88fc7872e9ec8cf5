//! The facts of the source, in the pages of this repository's own site: what the records say of
//! dates, people and opinions is exactly what the source holds, and what it does not hold is not
//! made up. The tables here are copied from the reading of the source（原資料の読み方）.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on should stop, and the names in it are its own"
)]

mod support;

use std::sync::OnceLock;

use furikaeri::model::{Front, Item, Kind};
use furikaeri::site::Build;
use furikaeri::source;
use support::{Ask, build, html, repository};

/// One visit or desk review, as the source tells of it.
struct Record {
    id: &'static str,
    fiscal_year: &'static str,
    date: Option<&'static str>,
    session: Option<&'static str>,
    form: &'static str,
    /// 事例提供者, 主任相談支援専門員, 基幹相談支援センター.
    participants: Option<[u32; 3]>,
    total: Option<u32>,
    case_outline: &'static str,
    /// Words that the account of what was done has to hold.
    activity: &'static [&'static str],
    /// The last letter of the opinions, which begin with `a`.
    last_opinion: char,
    next_steps: &'static [&'static str],
}

const ROLES: [&str; 3] = ["事例提供者", "主任相談支援専門員", "基幹相談支援センター"];

const RECORDS: [Record; 5] = [
    Record {
        id: "r5",
        fiscal_year: "令和5年度（2023年度）",
        date: None,
        session: None,
        form: "ケース点検",
        participants: None,
        total: None,
        case_outline: "",
        activity: &["計画書", "モニタリング報告書", "評価表", "アドバイスシート", "主任相談支援専門員"],
        last_opinion: 'e',
        next_steps: &[],
    },
    Record {
        id: "r6-1",
        fiscal_year: "令和6年度（2024年度）",
        date: Some("令和6年10月28日（月）"),
        session: Some("第1回"),
        form: "事業所訪問",
        participants: Some([3, 1, 3]),
        total: Some(7),
        case_outline: "知的障がい・女性・単身",
        activity: &["気づきを促し", "支援を振り返る", "都の研修の手法"],
        last_opinion: 'g',
        next_steps: &["next-a"],
    },
    Record {
        id: "r6-2",
        fiscal_year: "令和6年度（2024年度）",
        date: Some("令和6年11月1日（金）"),
        session: Some("第2回"),
        form: "事業所訪問",
        participants: Some([1, 1, 3]),
        total: Some(5),
        case_outline: "知的障がい・女性・単身",
        activity: &["個別事例", "ともに振り返る"],
        last_opinion: 'f',
        next_steps: &["next-b", "next-c", "next-d", "next-e"],
    },
    Record {
        id: "r6-3",
        fiscal_year: "令和6年度（2024年度）",
        date: Some("令和6年12月23日（月）"),
        session: Some("第3回"),
        form: "事業所訪問",
        participants: Some([1, 1, 3]),
        total: Some(5),
        case_outline: "身体障がい・医ケアあり・児童",
        activity: &["ふりかえりシート", "ともに振り返る", "進行役"],
        last_opinion: 'g',
        next_steps: &[],
    },
    Record {
        id: "r6-4",
        fiscal_year: "令和6年度（2024年度）",
        date: Some("令和6年12月25日（水）"),
        session: Some("第4回"),
        form: "事業所訪問",
        participants: Some([1, 1, 2]),
        total: Some(4),
        case_outline: "精神障がい・女性・単身",
        activity: &["ふりかえりシート", "ともに振り返る", "基幹"],
        last_opinion: 'g',
        next_steps: &[],
    },
];

impl Record {
    fn opinions(&self) -> impl Iterator<Item = String> {
        ('a'..=self.last_opinion).map(|letter| format!("{}-{letter}", self.id))
    }

    fn page(&self) -> &'static str {
        site().text(&format!("records/{}.html", self.id))
    }

    /// The words of its page.
    fn text(&self) -> String {
        html::text(html::main(self.page()))
    }
}

/// The site of this repository, built once for all tests here.
fn site() -> &'static Build {
    static SITE: OnceLock<Build> = OnceLock::new();
    SITE.get_or_init(|| {
        let build = build(&source::load(repository()));
        let errors: Vec<String> =
            build.errors().iter().map(|it| format!("{}: {}", it.place.path, it.message.ja)).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        build
    })
}

/// The pages of the site that people read: not redirects, which have no place in the navigation.
fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let html = site().files.iter().filter(|(url, _)| url.ends_with(".html") && *url != "404.html");
    html.map(|(url, bytes)| (url.as_str(), std::str::from_utf8(bytes).unwrap()))
        .filter(|(_, text)| !text.contains("http-equiv=\"refresh\""))
}

fn opinions() -> Vec<String> {
    RECORDS.iter().flat_map(Record::opinions).collect()
}

// ── the records ─────────────────────────────────────────────────────────────────────────────────

#[test]
fn there_are_these_five_records_and_thirty_two_opinions() {
    let found: Vec<&str> = site()
        .files
        .keys()
        .filter_map(|url| url.strip_prefix("records/")?.strip_suffix(".html"))
        .filter(|name| name.starts_with('r'))
        .collect();
    assert_eq!(found, RECORDS.map(|record| record.id));
    assert_eq!(opinions().len(), 5 + 7 + 6 + 7 + 7);
}

#[test]
fn each_record_tells_its_date_with_weekday_and_its_fiscal_year() {
    for record in &RECORDS {
        let text = record.text();
        assert!(text.contains(record.fiscal_year), "{}: not in {}", record.id, record.fiscal_year);
        if let Some(date) = record.date {
            assert!(text.contains(date), "{}: not on {date}", record.id);
        }
        if let Some(session) = record.session {
            assert!(text.contains(session), "{}: not {session}", record.id);
        }
        assert!(text.contains(record.form), "{}: not {}", record.id, record.form);
    }
}

#[test]
fn each_record_tells_who_took_part_and_how_many() {
    for record in &RECORDS {
        let Some(participants) = record.participants else { continue };
        let text = record.text();
        for (role, count) in ROLES.iter().zip(participants) {
            assert!(text.contains(&format!("{role} {count}人")), "{}: not {role} {count}人", record.id);
        }
        let total = record.total.unwrap();
        assert_eq!(participants.iter().sum::<u32>(), total);
        assert!(text.contains(&format!("{total}人")), "{}: not {total}人 in all", record.id);
    }
    assert!(RECORDS[1].text().contains("事例提供者と事業所職員を合わせて"));
}

#[test]
fn each_record_tells_of_the_case_in_the_words_of_the_source_and_of_what_was_done() {
    for record in &RECORDS {
        let text = record.text();
        assert!(text.contains(record.case_outline), "{}: not {}", record.id, record.case_outline);
        for words in record.activity {
            assert!(text.contains(words), "{}: nothing of {words}", record.id);
        }
    }
}

#[test]
fn the_desk_review_has_no_date_no_people_and_no_case_since_the_source_has_none() {
    let page = html::main(RECORDS[0].page());
    assert!(!page.contains("<time datetime=\"2023"), "a date was made up");
    let text = RECORDS[0].text();
    for made_up in ["月曜", "（月）", "（金）", "人数は", "知的障がい", "身体障がい", "精神障がい"]
    {
        assert!(!text.contains(made_up), "{made_up}");
    }
    assert!(text.contains("原資料に記載がありません"));
    for number in 1..30 {
        assert!(!text.contains(&format!("{number}人")), "{number}人 took part, says the page");
    }
}

#[test]
fn every_opinion_and_next_step_is_a_place_in_its_own_record_and_in_no_other() {
    for record in &RECORDS {
        let ids = html::values(record.page(), "id");
        for id in record.opinions().chain(record.next_steps.iter().map(|&id| id.to_owned())) {
            assert!(ids.contains(&id.as_str()), "{}: no #{id}", record.id);
        }
        let is_named =
            |id: &&&str| opinions().iter().any(|known| known == *id) || (id.starts_with("next-") && id.len() == 6);
        let named = ids.iter().filter(is_named).count();
        assert_eq!(named, record.opinions().count() + record.next_steps.len(), "{}: {ids:?}", record.id);
    }
}

#[test]
fn the_second_visit_says_that_the_boundary_between_the_visits_is_inferred() {
    let text = RECORDS[2].text();
    assert!(text.contains("推定"), "r6-2-a may belong to the first visit");
    assert!(text.contains("並び"));
}

#[test]
fn what_came_of_the_next_steps_is_what_the_source_says() {
    let outcome = |record: &Record, id: &str| -> String {
        let page = record.page();
        let start = page.find(&format!("id=\"{id}\"")).unwrap();
        let end = page[start..].find("</li>").unwrap() + start;
        html::text(&format!("<li {}", &page[start..end]))
    };
    for (record, id, words) in [
        (1, "next-a", "記載"),
        (2, "next-b", "第3"),
        (2, "next-c", "第3回"),
        (2, "next-d", "第4回"),
        (2, "next-e", "r6-4-b"),
    ] {
        let outcome = outcome(&RECORDS[record], id);
        assert!(outcome.contains(words), "{id}: {outcome}");
    }
}

// ── the years ───────────────────────────────────────────────────────────────────────────────────

#[test]
fn each_fiscal_year_lists_its_own_records_and_no_others() {
    for (url, year) in
        [("records/fy2023.html", "令和5年度（2023年度）"), ("records/fy2024.html", "令和6年度（2024年度）")]
    {
        let page = html::main(site().text(url));
        let text = html::text(page);
        assert!(text.contains(year), "{url}");
        // Without the way to the pages before and after, which leads out of the year.
        let own = page.split("<nav class=\"neighbours\"").next().unwrap();
        let links: Vec<&str> = html::values(own, "href").iter().map(|href| href.split('#').next().unwrap()).collect();
        for record in &RECORDS {
            let is_linked = links.contains(&format!("{}.html", record.id).as_str());
            assert_eq!(is_linked, record.fiscal_year == year, "{url}: {}", record.id);
        }
    }
    let files: Vec<&String> = site().files.keys().filter(|url| url.starts_with("records/fy")).collect();
    assert_eq!(files, ["records/fy2023.html", "records/fy2024.html"]);
}

#[test]
fn the_year_of_the_visits_lays_them_side_by_side_with_all_their_numbers() {
    let text = html::text(html::main(site().text("records/fy2024.html")));
    for record in &RECORDS[1..] {
        let short = record.date.unwrap().trim_start_matches("令和6年");
        assert!(text.contains(short), "{short}");
        assert!(text.contains(record.session.unwrap()));
        assert!(text.contains(record.case_outline), "{}", record.case_outline);
        assert!(text.contains(&format!("{}人", record.total.unwrap())));
    }
}

// ── the trace ───────────────────────────────────────────────────────────────────────────────────

#[test]
fn every_opinion_is_on_the_trace_and_either_answered_or_open() {
    let page = html::main(site().text("records/trace.html"));
    for id in opinions() {
        let row = page.find(&format!("id=\"t-{id}\"")).unwrap_or_else(|| panic!("{id} is not on the trace"));
        let row = &page[row..row + page[row..].find("</tr>").unwrap()];
        let is_answered = row.contains("href=\"../");
        let is_open = page.contains("id=\"mada\"") && {
            let open = &page[page.find("id=\"mada\"").unwrap()..];
            open[..open.find("</section>").unwrap()].contains(&format!("#{id}\""))
        };
        assert!(is_answered != is_open, "{id}: answered {is_answered}, open {is_open}");
    }
}

#[test]
fn what_answers_an_opinion_is_shown_with_the_opinion_and_with_the_answer() {
    for record in &RECORDS {
        for id in record.opinions() {
            let page = record.page();
            let start = page.find(&format!("id=\"{id}\"")).unwrap();
            let own = &page[start..start + page[start..].find("</li>").unwrap()];
            let answers =
                own.match_indices("href=\"../").map(|(at, found)| own[at + found.len()..].split('"').next().unwrap());
            for answer in answers {
                let back = format!("records/{}.html#{id}", record.id);
                assert!(site().text(answer).contains(&back), "{answer} does not name {id}");
            }
        }
    }
}

// ── the whole site ──────────────────────────────────────────────────────────────────────────────

#[test]
fn every_page_says_in_a_sentence_what_it_is() {
    let without: Vec<&str> = pages()
        .filter(|(_, text)| !text.contains("<meta name=\"description\" content=\""))
        .map(|(url, _)| url)
        .collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn every_document_of_the_site_has_a_description_of_its_own() {
    let snapshot = source::load(repository());
    let without: Vec<&str> = snapshot
        .documents
        .iter()
        .filter(|(_, text)| !text.split("+++").nth(1).unwrap().contains("\ndescription = \""))
        .map(|(path, _)| &**path)
        .collect();
    assert!(without.is_empty(), "{without:?}");
}

fn items() -> Vec<(String, Item)> {
    let phrases = furikaeri::japanese::Phrases::default();
    let snapshot = source::load(repository());
    let items = snapshot.documents.iter().filter(|(path, _)| Kind::of(path) == Kind::Item);
    items
        .filter_map(|(path, text)| {
            let rules = furikaeri::content::markdown::Rules { allow_html: false, phrases: &phrases, title: "" };
            match furikaeri::content::parse(path, text, rules).document.card.front.clone() {
                Front::Item(item) => Some((path.to_string(), item)),
                _ => None,
            }
        })
        .collect()
}

#[test]
fn no_question_grades_anyone() {
    assert!(items().len() > 10);
    for (path, item) in items() {
        for word in ["合格", "減点", "採点", "点数", "評価", "指導"] {
            assert!(!item.question.contains(word), "{path}: {}", item.question);
        }
    }
}

#[test]
fn every_item_is_a_proposal_that_names_what_it_answers_or_says_that_it_answers_none() {
    for (path, item) in items() {
        let page = html::main(site().text(&path.replace(".md", ".html")));
        assert!(page.contains(">案</span>"), "{path} is not marked 案");
        let says_none = html::text(page).contains("もとになった意見はありません");
        assert!(item.answers.is_empty() == says_none, "{path} answers {} opinions", item.answers.len());
    }
}

#[test]
fn every_example_case_says_that_it_is_made_up() {
    let cases: Vec<_> = pages().filter(|(url, _)| url.starts_with("cases/") && *url != "cases/index.html").collect();
    assert!(!cases.is_empty());
    for (url, text) in cases {
        assert!(html::text(html::main(text)).contains("架空"), "{url}");
        // It may lean on what was said in a visit, but not on the visit itself: it is none of the four.
        let addresses = html::values(html::main(text), "href");
        let visit = addresses.iter().find(|href| href.starts_with("../records/r") && !href.contains('#'));
        assert_eq!(visit, None, "{url} may not claim to be the case of a visit");
    }
}

#[test]
fn every_term_of_the_source_is_in_the_glossary() {
    let glossary = html::text(html::main(site().text("glossary/index.html")));
    for term in [
        "モニタリング結果の検証",
        "相談支援専門員",
        "主任相談支援専門員",
        "基幹相談支援センター",
        "事例提供者",
        "スーパービジョン",
        "SV",
        "スーパーバイザー",
        "記録",
        "書記",
        "ふりかえりシート",
        "セルフチェック",
        "お土産",
        "評価表",
        "アドバイスシート",
        "ケース点検",
        "事業所訪問",
        "サービス等利用計画",
        "サービス利用計画",
        "モニタリング報告書",
        "継続サービス利用支援",
        "医ケア",
        "医療的ケア",
        "都の研修",
        "自立生活支援室",
        "ネットワーク",
        "エンパワメント",
        "サポーティブ",
    ] {
        assert!(glossary.contains(term), "{term}");
    }
}

#[test]
fn the_site_writes_shogai_as_the_source_does() {
    for (url, text) in pages().filter(|(url, _)| url.starts_with("records/")) {
        assert!(!html::text(html::main(text)).contains("障碍"), "{url}");
    }
}

// ── what was once told wrongly ──────────────────────────────────────────────────────────────────

fn text(url: &str) -> String {
    html::text(html::main(site().text(url)))
}

#[test]
fn a_monitoring_looks_at_whether_the_plan_fits_and_not_at_the_person() {
    // 障害者総合支援法 第5条: サービス等利用計画が適切であるかどうかにつき、利用状況を検証し
    let term = text("glossary/keizoku-service-riyo-shien.html");
    assert!(term.contains("計画がいまの暮らしに合っているか"), "{term}");
    for (url, _) in pages() {
        assert!(!text(url).contains("計画のとおりに暮らし"), "{url}");
    }
}

#[test]
fn the_task_set_for_the_visits_was_to_examine_and_not_to_judge() {
    for url in ["records/r5.html", "guide/naritachi.html"] {
        let page = text(url);
        assert!(page.contains("検討"), "{url}");
        assert!(page.contains("評価や指導の視点によらない"), "{url}");
    }
    assert!(text("kimari/shihyo.html").contains("区の指標ではありません"));
}

#[test]
fn only_the_first_visit_followed_the_method_of_the_metropolitan_training() {
    assert!(text("guide/naritachi.html").contains("第1回は、都の研修の手法に沿って"));
    assert!(!RECORDS[2].text().contains("都の研修の手法に沿い"));
}

#[test]
fn nobody_knows_how_many_cases_the_four_visits_had() {
    for (url, _) in pages() {
        assert!(!text(url).contains("四つの事例"), "{url}");
    }
}

#[test]
fn who_talks_and_for_how_long_is_shared_and_not_divided() {
    for (url, _) in pages() {
        for wrong in ["持ち時間を先に分け合", "話す人数と持ち時間を分け合"] {
            assert!(!text(url).contains(wrong), "{url}: {wrong}");
        }
    }
}

// ── what keeps people safe ──────────────────────────────────────────────────────────────────────

#[test]
fn who_brings_a_case_is_asked_for_consent_and_for_a_second_look_on_their_own_page() {
    let page = text("roles/jirei-teikyosha.html");
    assert!(page.contains("同意を確かめた") && page.contains("もう一人に見てもらった"));
}

#[test]
fn the_promise_that_is_read_aloud_tells_its_limit_wherever_it_is_printed() {
    for url in ["sheets/shinko-memo.html", "guide/jikan.html", "items/yakusoku.html"] {
        let page = text(url);
        let promise = page.find("外ではしません").unwrap_or_else(|| panic!("{url} has no promise"));
        assert!(page[promise..].contains("命や安全に関わることだけは別です"), "{url}");
    }
}

#[test]
fn to_report_abuse_is_told_as_the_duty_that_it_is() {
    let page = text("guide/tomeru.html");
    for words in ["通報しなければなりません", "第7条", "第16条", "妨げません"] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_first_session_needs_the_same_three_papers_everywhere() {
    let of_pack = |name: &str| -> Vec<String> {
        let path = format!("packs/{name}.md");
        let snapshot = source::load(repository());
        let (_, pack) = snapshot.documents.iter().find(|(it, _)| ***it == *path).unwrap();
        let parts = pack.split('"').filter(|word| ["hyojun", "shinko-memo", "omiyage"].contains(word));
        assert_eq!(pack.matches("role = ").count(), pack.matches("sheets = ").count());
        parts.map(str::to_owned).collect()
    };
    for pack in ["kai-60", "kai-90", "kai-90-3nin"] {
        assert_eq!(of_pack(pack), ["hyojun", "shinko-memo", "omiyage"], "{pack}");
    }
    for url in ["index.html", "kit/index.html", "sheets/index.html"] {
        let page = text(url);
        for sheet in ["ふりかえりシート（用紙1）", "進行メモ（用紙5）", "お土産シート（用紙7）"]
        {
            assert!(page.contains(sheet), "{url}: {sheet}");
        }
    }
}
