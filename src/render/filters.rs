use std::sync::Arc;

use tera::{Kwargs, State, Tera, Value};

use crate::japanese::{Part, Phrases, parts, without_ruby, write_ruby};
use crate::model::uri;

/// Registers what templates may call beyond Tera's own filters.
pub(super) fn register(tera: &mut Tera, phrases: Arc<Phrases>) {
    tera.register_filter("phrases", move |text: &str, _: Kwargs, _: &State<'_>| {
        Value::safe_string(&html(text, &phrases))
    });
    tera.register_filter("uri", |path: &str, _: Kwargs, _: &State<'_>| uri(path));
    // Data for scripts, in an attribute. Tera keeps maps in a random order; serde_json sorts them by name, so that
    // the same site is the same bytes.
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State<'_>| {
        serde_json::to_value(value).map(|sorted| sorted.to_string()).unwrap_or_default()
    });
    tera.register_filter("plain", |text: &str, _: Kwargs, _: &State<'_>| without_ruby(text).into_owned());
}

/// A short text as HTML: readings over their words, and places where a line may break.
fn html(text: &str, phrases: &Phrases) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for part in parts(text) {
        match part {
            Part::Text(text) => phrases.write(text, &mut out),
            Part::Ruby { base, reading } => write_ruby(base, reading, &mut out),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_get_readings_and_breaks_and_are_escaped() {
        let phrases = Phrases::default();
        assert_eq!(
            html("<汲《く》む><b>", &phrases),
            "&lt;<ruby>汲<rp>（</rp><rt>く</rt><rp>）</rp></ruby>む&gt;&lt;b&gt;"
        );
        assert!(html("計画に書いていない理由や思い", &phrases).contains("計画に<wbr>書いていない<wbr>理由や"));
    }
}
