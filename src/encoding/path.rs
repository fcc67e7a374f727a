//! The place of a field inside a record, in the words of the format.

use std::fmt;

/// The way from the outermost value of a record to one field in it.
///
/// Shown as `body.items[2].content`. The names are those on the wire, so that the path can be found
/// with any CBOR tool.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct FieldPath {
    segments: Vec<PathSegment>,
}

impl FieldPath {
    /// The path of the outermost value itself.
    #[must_use]
    pub const fn new() -> Self {
        Self { segments: Vec::new() }
    }

    /// The steps from the outside to the inside.
    #[must_use]
    pub fn segments(&self) -> &[PathSegment] {
        &self.segments
    }

    /// True for the path of the outermost value itself.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Goes one step further in.
    pub(crate) fn push(&mut self, segment: impl Into<PathSegment>) {
        self.segments.push(segment.into());
    }

    /// Goes one step back out.
    pub(crate) fn pop(&mut self) {
        self.segments.pop();
    }

    /// Puts the whole path one level further in, under `segment`.
    pub(crate) fn push_outer(&mut self, segment: PathSegment) {
        self.segments.insert(0, segment);
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.segments.iter().enumerate() {
            match segment {
                PathSegment::Field(name) if position == 0 => f.write_str(name)?,
                PathSegment::Field(name) => write!(f, ".{name}")?,
                PathSegment::Index(index) => write!(f, "[{index}]")?,
                // A key comes from the record: shown escaped, so that it cannot pose as our own text.
                PathSegment::Key(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}

/// One step of a [`FieldPath`].
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum PathSegment {
    /// A field that the format names.
    Field(&'static str),
    /// A place in a list, from 0.
    Index(usize),
    /// A key that the record itself chose, as in `ext`.
    Key(String),
}

impl From<&'static str> for PathSegment {
    fn from(name: &'static str) -> Self {
        Self::Field(name)
    }
}

impl From<usize> for PathSegment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl From<String> for PathSegment {
    fn from(key: String) -> Self {
        Self::Key(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_reads_as_an_expression() {
        let mut path = FieldPath::new();
        assert!(path.is_empty());
        assert_eq!(path.to_string(), "");
        path.push("body");
        path.push("items");
        path.push(2);
        path.push("content");
        assert_eq!(path.to_string(), "body.items[2].content");
        path.pop();
        path.pop();
        assert_eq!(path.to_string(), "body.items");
    }

    #[test]
    fn key_with_control_characters_is_shown_escaped() {
        let mut path = FieldPath::new();
        path.push("ext");
        path.push("a\u{1b}[2K\u{202e}\"".to_owned());
        assert_eq!(path.to_string(), r#"ext["a\u{1b}[2K\u{202e}\""]"#);
    }
}
