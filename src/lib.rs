//! `furikaeri` compiles a guidebook of reflection, written in Markdown, into a site of HTML pages and
//! worksheets to print.
//!
//! How a site is made, in the order in which it happens:
//!
//! 1. [`source`] reads every file of the project at once into a [`Snapshot`](source::Snapshot).
//! 2. [`content`] turns each Markdown file, on its own, into a [`Document`](model::Document): typed front
//!    matter, and HTML with holes for what only the whole book knows. Parsing never fails.
//! 3. [`book`] puts the documents together: folders, reading order, the pages that no file asks for.
//! 4. [`check`] holds the book to its rules.
//! 5. [`resolve`] looks up every link, traces opinions to what answers them, explains terms, and comes to
//!    a [view](resolve::view) of each page, which holds everything that a template may read.
//! 6. [`render`] draws each view with the theme.
//! 7. [`search`] makes an index of the finished pages.
//! 8. [`output`] writes what changed.
//!
//! [`site::build`] composes 2 to 7. It keeps what each step came to in [memos](memo): a step whose input
//! is the same is not done again, so a warm build is the same call as a cold one, and comes to the same
//! bytes. [`cli`] and [`serve`] are the two ways to call it.

pub mod book;
pub mod check;
pub mod cli;
pub mod config;
pub mod content;
pub mod diagnostics;
pub mod japanese;
pub mod memo;
pub mod model;
pub mod output;
pub mod paper;
pub mod render;
pub mod resolve;
pub mod scaffold;
pub mod search;
pub mod serve;
pub mod site;
pub mod source;
mod toml_values;
pub mod worksheet;
