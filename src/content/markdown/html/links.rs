use std::ops::Range;

use pulldown_cmark::LinkType;
use pulldown_cmark_escape::escape_html;

use super::Writer;
use crate::content::markdown::LABEL;
use crate::diagnostics::catalogue;
use crate::model::HoleKind;

/// `[label]`, or the second half of `[words][label]`.
pub(super) struct Label {
    pub name: String,
    pub words: String,
    pub double: bool,
    pub span: Range<usize>,
}

/// An image whose words are being read.
pub(super) struct Image {
    pub address: String,
    pub title: String,
    pub span: Range<usize>,
    /// The words of the heading around it.
    pub around: Option<String>,
}

impl Writer<'_> {
    pub(super) fn start_link(&mut self, link_type: LinkType, address: &str, title: &str, span: Range<usize>) {
        self.no_terms += 1;
        self.links += 1;
        let address = self.prepared.unmark(address);
        if let Some(name) = address.strip_prefix(LABEL) {
            // Written among Japanese, it is set like Japanese.
            self.join(Some('［'));
            self.flush();
            let double = matches!(link_type, LinkType::ReferenceUnknown);
            self.label = Some(Label { name: name.to_owned(), words: String::new(), double, span });
            return;
        }
        // Within an image only the words count.
        if self.image.is_some() {
            return;
        }
        let address = if matches!(link_type, LinkType::Email) { format!("mailto:{address}").into() } else { address };
        self.push("<a href=\"");
        self.address(&address, span);
        self.push("\"");
        if !title.is_empty() {
            self.push(" title=\"");
            let _ = escape_html(&mut self.out.html, &self.prepared.unmark(title));
            self.push("\"");
        }
        if is_outside(&address) {
            self.push(" rel=\"noreferrer\"");
        }
        self.push(">");
    }

    pub(super) fn end_link(&mut self) {
        self.no_terms -= 1;
        self.links -= 1;
        let Some(label) = self.label.take() else { return self.inline("</a>") };
        if let Some(words) = &mut self.words {
            words.push_str(&label.name);
        }
        if self.image.is_some() {
            return;
        }
        if label.double {
            self.hole(HoleKind::Label(label.words), label.span.clone());
        }
        self.hole(HoleKind::Label(label.name), label.span);
        self.last = Some('］');
    }

    pub(super) fn end_image(&mut self) {
        let Some(Image { address, title, span, around }) = self.image.take() else { return };
        self.no_terms -= 1;
        let words = std::mem::replace(&mut self.words, around).unwrap_or_default();
        if let Some(around) = &mut self.words {
            around.push_str(&words);
        }
        if is_outside(&address) {
            self.diagnostics.push(catalogue::outside_image(self.at(span)));
            return;
        }
        self.push("<img src=\"");
        self.address(&address, span);
        self.push("\" alt=\"");
        let _ = escape_html(&mut self.out.html, &words);
        self.push("\"");
        if !title.is_empty() {
            self.push(" title=\"");
            let _ = escape_html(&mut self.out.html, &title);
            self.push("\"");
        }
        self.push(" loading=\"lazy\">");
    }

    /// An address inside the site is a hole; one outside is written as it is, if it is harmless.
    pub(super) fn address(&mut self, address: &str, span: Range<usize>) {
        match scheme(address) {
            None => self.hole(HoleKind::Address(address.to_owned()), span),
            Some(scheme) if ["http", "https", "mailto", "tel"].contains(&scheme.to_ascii_lowercase().as_str()) => {
                let _ = escape_html(&mut self.out.html, address);
            }
            Some(_) => {
                let place = self.at(span);
                self.diagnostics.push(catalogue::unsafe_address(place, address));
            }
        }
    }
}

/// The scheme of an address that has one (RFC 3986 §3.1).
fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    valid.then_some(scheme)
}

/// Whether an address leads out of the site, with or without a scheme.
fn is_outside(address: &str) -> bool {
    address.starts_with("//") || scheme(address).is_some()
}
