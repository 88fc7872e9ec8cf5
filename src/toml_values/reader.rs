use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

use serde::de::value::{StrDeserializer, StringDeserializer, UsizeDeserializer};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::neutral::Neutral;
use crate::diagnostics::{Misfit, Type};
use crate::model::{AT, DATE};

/// One thing that is not as it should be, and the bytes of the TOML text that show it.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub span: Range<usize>,
    pub kind: Misfit,
}

/// The one thing that a derived `Deserialize` cannot go on without: a required key.
/// The reading starts again with a stand-in for it.
#[derive(Debug)]
pub(super) struct Stop {
    pub table: Range<usize>,
    pub missing: &'static str,
}

impl std::error::Error for Stop {}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "missing {}", self.missing)
    }
}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        // Values are checked before a visitor sees them, so this says nothing that a note does not.
        Self { table: 0..0, missing: "" }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { table: 0..0, missing: field }
    }
}

/// One reading of a table. Notes are gathered on the way; see the [module](super).
pub(super) struct Reader<'s> {
    offset: usize,
    stand_ins: &'s [(Range<usize>, &'static str)],
    asked: RefCell<Vec<&'static str>>,
    notes: RefCell<Vec<Note>>,
}

impl<'s> Reader<'s> {
    pub fn new(offset: usize, stand_ins: &'s [(Range<usize>, &'static str)]) -> Self {
        Self { offset, stand_ins, asked: RefCell::default(), notes: RefCell::default() }
    }

    pub fn root<T: Deserialize<'static>>(&self, table: &Spanned<DeTable<'_>>) -> Result<T, Stop> {
        T::deserialize(Table { reader: self, entries: table.get_ref(), span: table.span(), root: true })
    }

    pub fn finish(self) -> (Vec<&'static str>, Vec<Note>) {
        (self.asked.into_inner(), self.notes.into_inner())
    }

    fn note(&self, span: Range<usize>, kind: Misfit) {
        self.notes.borrow_mut().push(Note { span, kind });
    }

    fn stands_in(&self, span: &Range<usize>, key: &str) -> bool {
        self.stand_ins.iter().any(|(table, missing)| table == span && *missing == key)
    }
}

/// A table where a struct is wanted. Keys of the root that the struct does not have are left for
/// the next type that reads it.
struct Table<'r, 't> {
    reader: &'r Reader<'r>,
    entries: &'t DeTable<'t>,
    span: Range<usize>,
    root: bool,
}

impl<'de> Deserializer<'de> for Table<'_, '_> {
    type Error = Stop;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let (reader, span) = (self.reader, self.span.clone());
        if self.root {
            reader.asked.borrow_mut().extend(fields);
        }
        let mut entries = Vec::new();
        for (key, value) in self.entries {
            match fields.iter().find(|field| **field == key.get_ref().as_ref()) {
                Some(field) => entries.push((*field, Some(value))),
                None if self.root => {}
                None => {
                    let kind = Misfit::Unknown { key: key.get_ref().to_string(), known: fields.to_vec() };
                    reader.note(key.span(), kind);
                }
            }
        }
        for field in fields {
            if reader.stands_in(&span, field) {
                reader.note(span.clone(), Misfit::Missing { key: field });
                entries.push((field, None));
            }
        }
        let entries = Entries { reader, rest: entries.into_iter(), value: None };
        visitor
            .visit_map(entries)
            .map_err(|stop| if stop.table == (0..0) { Stop { table: span, ..stop } } else { stop })
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The keys of a struct, each with its value or a stand-in.
struct Entries<'r, 't> {
    reader: &'r Reader<'r>,
    rest: std::vec::IntoIter<(&'static str, Option<&'t Spanned<DeValue<'t>>>)>,
    value: Option<&'t Spanned<DeValue<'t>>>,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = value;
        seed.deserialize(StrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Stop> {
        match self.value.take() {
            Some(value) => seed.deserialize(Value { reader: self.reader, value }),
            None => seed.deserialize(Neutral),
        }
    }
}

/// One value.
#[derive(Clone, Copy)]
struct Value<'r, 't> {
    reader: &'r Reader<'r>,
    value: &'t Spanned<DeValue<'t>>,
}

impl Value<'_, '_> {
    fn found(&self) -> Type {
        match self.value.get_ref() {
            DeValue::String(_) => Type::Text,
            DeValue::Integer(_) | DeValue::Float(_) => Type::Number,
            DeValue::Boolean(_) => Type::Flag,
            DeValue::Datetime(_) => Type::Date,
            DeValue::Array(_) => Type::List,
            DeValue::Table(_) => Type::Table,
        }
    }

    fn note(&self, kind: Misfit) {
        self.reader.note(self.value.span(), kind);
    }

    fn wrong(&self, wanted: Type) {
        self.note(Misfit::WrongType { wanted, found: self.found() });
    }

    /// The whole number, or nothing and a note.
    fn integer<N: TryFrom<i64>>(&self) -> Option<N> {
        let DeValue::Integer(number) = self.value.get_ref() else {
            self.wrong(Type::Number);
            return None;
        };
        let fitting = i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|n| N::try_from(n).ok());
        if fitting.is_none() {
            self.note(Misfit::OutOfRange { found: number.as_str().to_owned() });
        }
        fitting
    }
}

/// Whole numbers of each width: out of range is a note, not an error.
macro_rules! integers {
    ($($method:ident $visit:ident $type:ty),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
            visitor.$visit(self.integer::<$type>().unwrap_or_default())
        }
    )*};
}

impl<'de> Deserializer<'de> for Value<'_, '_> {
    type Error = Stop;

    integers! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32, deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let DeValue::Boolean(flag) = self.value.get_ref() {
            return visitor.visit_bool(*flag);
        }
        self.wrong(Type::Flag);
        Neutral.deserialize_bool(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let DeValue::String(text) = self.value.get_ref() {
            return visitor.visit_str(text);
        }
        self.wrong(Type::Text);
        Neutral.deserialize_str(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_some(self)
    }

    /// A date comes as a newtype of its own name; any other newtype is what it holds.
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Stop> {
        if name != DATE {
            return visitor.visit_newtype_struct(self);
        }
        if let DeValue::Datetime(date) = self.value.get_ref() {
            let text = date.date.map(|date| date.to_string()).unwrap_or_default();
            if date.time.is_none() && text.parse::<jiff::civil::Date>().is_ok() {
                return visitor.visit_str(&text);
            }
            self.note(Misfit::OutOfRange { found: date.to_string() });
        } else {
            self.wrong(Type::Date);
        }
        Neutral.deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let DeValue::Array(values) = self.value.get_ref() {
            return visitor.visit_seq(Elements { reader: self.reader, values: values.iter() });
        }
        self.wrong(Type::List);
        Neutral.deserialize_seq(visitor)
    }

    /// A value with its place comes as a tuple of its own name: start, end, value.
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if name == AT {
            return visitor.visit_seq(WithPlace { value: self, part: 0 });
        }
        self.wrong(Type::List);
        Neutral.deserialize_tuple_struct(name, len, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if let DeValue::Table(entries) = self.value.get_ref() {
            let table = Table { reader: self.reader, entries, span: self.value.span(), root: false };
            return table.deserialize_struct(name, fields, visitor);
        }
        self.wrong(Type::Table);
        Neutral.deserialize_struct(name, fields, visitor)
    }

    /// A word, or a table of one key whose name is the word.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let (word, span, content) = match self.value.get_ref() {
            DeValue::String(word) => (word.as_ref(), self.value.span(), None),
            DeValue::Table(table) if table.len() == 1 => match table.iter().next() {
                Some((key, value)) => (key.get_ref().as_ref(), key.span(), Some(value)),
                None => return Neutral.deserialize_enum(name, variants, visitor),
            },
            _ => {
                self.wrong(Type::Text);
                return Neutral.deserialize_enum(name, variants, visitor);
            }
        };
        if let Some(known) = variants.iter().find(|known| **known == word) {
            return visitor.visit_enum(Variant { reader: self.reader, name: known, value: self, content });
        }
        self.reader.note(span, Misfit::NotOneOf { found: word.to_owned(), known: variants });
        Neutral.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple map identifier ignored_any
    }
}

struct Elements<'r, 't> {
    reader: &'r Reader<'r>,
    values: std::slice::Iter<'t, Spanned<DeValue<'t>>>,
}

impl<'de> SeqAccess<'de> for Elements<'_, '_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        let Some(value) = self.values.next() else { return Ok(None) };
        seed.deserialize(Value { reader: self.reader, value }).map(Some)
    }
}

struct WithPlace<'r, 't> {
    value: Value<'r, 't>,
    part: u8,
}

impl<'de> SeqAccess<'de> for WithPlace<'_, '_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        let (span, offset) = (self.value.value.span(), self.value.reader.offset);
        self.part += 1;
        match self.part {
            1 => seed.deserialize(UsizeDeserializer::new(span.start + offset)).map(Some),
            2 => seed.deserialize(UsizeDeserializer::new(span.end + offset)).map(Some),
            3 => seed.deserialize(self.value).map(Some),
            _ => Ok(None),
        }
    }
}

/// The chosen variant of an enum, with what it carries.
struct Variant<'r, 't> {
    reader: &'r Reader<'r>,
    name: &'static str,
    value: Value<'r, 't>,
    content: Option<&'t Spanned<DeValue<'t>>>,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = Stop;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Stop> {
        Ok((seed.deserialize(StringDeserializer::new(self.name.to_owned()))?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Stop;

    fn unit_variant(self) -> Result<(), Stop> {
        if self.content.is_some() {
            self.value.wrong(Type::Text);
        }
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Stop> {
        if let Some(value) = self.content {
            return seed.deserialize(Value { reader: self.reader, value });
        }
        self.value.wrong(Type::Table);
        seed.deserialize(Neutral)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Stop> {
        Neutral.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Stop> {
        Neutral.deserialize_struct("", fields, visitor)
    }
}
