use serde::Serialize;

use super::{Card, Front, Status};

/// How firm the content of a page is, as printed beside its title: 記録・確定・案・架空.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    pub name: &'static str,
    /// The class that draws it.
    pub class: &'static str,
}

impl Mark {
    pub const RECORD: Mark = Mark { name: "記録", class: "record" };
    pub const PROPOSAL: Mark = Mark { name: "案", class: "proposal" };
    pub const SETTLED: Mark = Mark { name: "確定", class: "settled" };
    pub const FICTIONAL: Mark = Mark { name: "架空", class: "fictional" };
}

impl Card {
    /// How firm it is. What the guidebook drafts is a proposal until it says otherwise.
    pub fn mark(&self) -> Option<Mark> {
        let of_status = |status| match status {
            Status::Proposal => Mark::PROPOSAL,
            Status::Settled => Mark::SETTLED,
        };
        let status = self.common.status.map(of_status);
        match &self.front {
            Front::Record(_) => Some(Mark::RECORD),
            Front::Case(case) if case.fictional => Some(Mark::FICTIONAL),
            Front::Guide(_) | Front::Item(_) | Front::Sheet(_) | Front::Role(_) | Front::Pack(_) => {
                status.or(Some(Mark::PROPOSAL))
            }
            Front::Case(_) | Front::Page(_) | Front::Term(_) => status,
        }
    }
}
