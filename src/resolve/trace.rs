//! The trace: which opinion led to which item, role, sheet or chapter, and what nothing answers yet.

use std::collections::BTreeMap;

use super::view::{
    AnswerLink, Counts, OpinionLink, OpinionView, Thread, TraceAnswer, TraceGroup, TraceOpinion, TraceRecord, TraceView,
};
use crate::book::Book;
use crate::model::{Front, Kind, Opinion, relative};

/// What every opinion and next step is called, where it stands and what answers it.
#[derive(Debug, Default)]
pub struct Trace {
    targets: BTreeMap<String, Target>,
    /// The nodes that answer each opinion.
    answers: BTreeMap<String, Vec<usize>>,
    /// The names that ids of opinions begin with: those of the records.
    records: Vec<String>,
    counts: Counts,
}

/// Where an opinion or a next step stands.
#[derive(Debug)]
pub struct Target {
    pub node: usize,
    pub text: String,
    is_opinion: bool,
}

impl Trace {
    pub fn new(book: &Book) -> Self {
        let mut trace = Self::default();
        for (node, document) in book.of_kind(Kind::Record) {
            let Front::Record(record) = &document.front else { continue };
            // The name of the file alone: opinions of `records/2024/r6-1.md` begin with `r6-1` too.
            trace.records.push(document.id().rsplit('/').next().unwrap_or_default().to_owned());
            for opinion in &record.opinions {
                let target = Target { node, text: opinion.text.clone(), is_opinion: true };
                trace.targets.entry(opinion.id.value.clone()).or_insert(target);
            }
            for step in &record.next_steps {
                let target = Target { node, text: step.text.clone(), is_opinion: false };
                trace.targets.entry(step.id.value.clone()).or_insert(target);
            }
        }
        for kind in Kind::answering() {
            for (node, document) in book.of_kind(kind) {
                for id in document.front.answers() {
                    trace.answers.entry(id.value.clone()).or_default().push(node);
                }
            }
        }
        let opinions = trace.targets.iter().filter(|(_, target)| target.is_opinion);
        let answered = opinions.clone().filter(|(id, _)| trace.answers.contains_key(*id)).count();
        let opinions = opinions.count();
        trace.counts = Counts { records: trace.records.len(), opinions, answered, open: opinions - answered };
        trace
    }

    pub fn target(&self, id: &str) -> Option<&Target> {
        self.targets.get(id)
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.targets.keys().map(String::as_str)
    }

    /// Whether a label is made as the opinions of a record are: its name, a hyphen and small letters.
    pub fn looks_like_opinion(&self, label: &str) -> bool {
        label.rsplit_once('-').is_some_and(|(record, letter)| {
            letter.bytes().all(|b| b.is_ascii_lowercase()) && self.records.iter().any(|known| known == record)
        })
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The opinions that a page says it answers, as seen from that page.
    pub fn based_on(&self, front: &Front, book: &Book, from: &str) -> Vec<OpinionLink> {
        let known = front.answers().iter().filter_map(|id| Some((&id.value, self.targets.get(&id.value)?)));
        known
            .map(|(id, target)| OpinionLink {
                id: id.clone(),
                text: target.text.clone(),
                href: relative(from, &format!("{}#{id}", book.nodes[target.node].url)),
            })
            .collect()
    }

    /// An opinion of the record at `node`, as seen from a page.
    pub fn opinion(&self, opinion: &Opinion, node: usize, book: &Book, from: &str) -> OpinionView {
        let id = &opinion.id.value;
        let answered_by = self.answers.get(id).map_or(&[][..], Vec::as_slice).iter().filter_map(|answer| {
            let kind = book.card(*answer)?.front.kind().info().label;
            let node = &book.nodes[*answer];
            Some(AnswerLink { title: node.title.clone(), href: relative(from, &node.url), kind })
        });
        OpinionView {
            id: id.clone(),
            text: opinion.text.clone(),
            topics: opinion.topics.clone(),
            href: relative(from, &format!("{}#{id}", book.nodes[node].url)),
            answered_by: answered_by.collect(),
        }
    }

    /// The page that shows it all: opinions on the left, answers on the right, threads between them.
    pub fn view(&self, book: &Book, from: &str) -> TraceView {
        let mut left = 0;
        let mut heights = BTreeMap::new();
        let mut open = Vec::new();
        let mut records = Vec::new();
        for (node, document) in book.of_kind(Kind::Record) {
            let Front::Record(record) = &document.front else { continue };
            if record.opinions.is_empty() {
                continue;
            }
            let title = document.common.title.value.clone();
            let mut entry = TraceRecord { title, href: relative(from, &document.url), y: left, opinions: Vec::new() };
            left += 1;
            for opinion in &record.opinions {
                let view = self.opinion(opinion, node, book, from);
                if view.answered_by.is_empty() {
                    open.push(view.clone());
                }
                heights.insert(view.id.clone(), left);
                entry.opinions.push(TraceOpinion { y: left, opinion: view });
                left += 1;
            }
            records.push(entry);
        }
        let (mut groups, mut threads, right) = Self::groups(book, from, &heights);
        let height = left.max(right);
        for thread in &mut threads {
            thread.from += (height - left) / 2;
            thread.to += (height - right) / 2;
        }
        for record in &mut records {
            record.y += (height - left) / 2;
            record.opinions.iter_mut().for_each(|opinion| opinion.y += (height - left) / 2);
        }
        for group in &mut groups {
            group.y += (height - right) / 2;
            group.answers.iter_mut().for_each(|answer| answer.y += (height - right) / 2);
        }
        TraceView { counts: self.counts, records, groups, threads, height, open }
    }

    /// The answers of each kind, from the one whose opinions stand highest, with their threads.
    fn groups(book: &Book, from: &str, heights: &BTreeMap<String, usize>) -> (Vec<TraceGroup>, Vec<Thread>, usize) {
        let (mut groups, mut threads, mut y) = (Vec::new(), Vec::new(), 0);
        for kind in Kind::answering() {
            let mut answers: Vec<(usize, TraceAnswer)> = book
                .of_kind(kind)
                .filter_map(|(node, document)| {
                    let ids = document.front.answers().iter().map(|id| id.value.clone());
                    let opinions: Vec<String> = ids.filter(|id| heights.contains_key(id)).collect();
                    // The mean height of its opinions, in hundredths, so that it sorts as a whole number.
                    let sum: usize = opinions.iter().map(|id| heights[id]).sum();
                    let mean = (sum * 100).checked_div(opinions.len())?;
                    let node = &book.nodes[node];
                    Some((
                        mean,
                        TraceAnswer { title: node.title.clone(), href: relative(from, &node.url), y: 0, opinions },
                    ))
                })
                .collect();
            if answers.is_empty() {
                continue;
            }
            answers.sort_by_key(|(mean, _)| *mean);
            let mut group = TraceGroup {
                kind: kind.info().label,
                y,
                answers: answers.into_iter().map(|(_, answer)| answer).collect(),
            };
            for answer in &mut group.answers {
                y += 1;
                answer.y = y;
                for id in &answer.opinions {
                    threads.push(Thread { from: heights[id], to: y, opinion: id.clone() });
                }
            }
            y += 1;
            groups.push(group);
        }
        (groups, threads, y)
    }
}
