use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::model::Date;

/// The days of the commits of a project, asked for again only when there is another commit.
#[derive(Debug, Default)]
pub(super) struct Commits {
    head: String,
    days: BTreeMap<Arc<str>, Date>,
}

impl Commits {
    /// The day on which each file below `content/` was last committed. Without git, or outside a
    /// repository, none: pages then show the date that they give themselves.
    pub fn of(&mut self, root: &Path) -> BTreeMap<Arc<str>, Date> {
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        if !root.ancestors().any(|folder| folder.join(".git").exists()) {
            return BTreeMap::new();
        }
        let head = git(&root, &["rev-parse", "HEAD"]).unwrap_or_default();
        if head.is_empty() || head != self.head {
            let log = ["log", "--format=%x01%cs", "--name-only", "--no-renames", "--relative", "--", "content"];
            self.days = git(&root, &log).as_deref().map(parse).unwrap_or_default();
            self.head = head;
        }
        self.days.clone()
    }
}

fn git(root: &Path, words: &[&str]) -> Option<String> {
    let ran = Command::new("git").arg("-C").arg(root).args(["-c", "core.quotePath=false"]).args(words).output().ok()?;
    ran.status.success().then(|| String::from_utf8_lossy(&ran.stdout).into_owned())
}

/// Newest first: the first day that names a file is its last.
fn parse(log: &str) -> BTreeMap<Arc<str>, Date> {
    let mut committed = BTreeMap::new();
    let mut day = None;
    for line in log.lines() {
        if let Some(date) = line.strip_prefix('\u{1}') {
            day = date.parse().ok().map(Date);
        } else if let (Some(day), Some(path)) = (day, line.strip_prefix("content/")) {
            committed.entry(path.into()).or_insert(day);
        }
    }
    committed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_of_a_file_counts() {
        let log = "\u{1}2025-04-01\n\ncontent/a.md\n\u{1}2024-12-01\n\ncontent/a.md\ncontent/手引き/b.md\nREADME.md\n";
        let days: Vec<String> = parse(log).iter().map(|(path, day)| format!("{path} {}", day.iso())).collect();
        assert_eq!(days, ["a.md 2025-04-01", "手引き/b.md 2024-12-01"]);
    }
}
