/// How a TOML value or key does not fit what is wanted there.
#[derive(Debug, Clone)]
pub enum Misfit {
    /// A key that nothing asks for.
    Unknown {
        key: String,
        known: Vec<&'static str>,
    },
    WrongType {
        wanted: Type,
        found: Type,
    },
    /// A word that is none of the choices.
    NotOneOf {
        found: String,
        known: &'static [&'static str],
    },
    OutOfRange {
        found: String,
    },
    Missing {
        key: &'static str,
    },
}

/// What a TOML value is, as far as a writer tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Text,
    Number,
    Flag,
    Date,
    List,
    Table,
}
