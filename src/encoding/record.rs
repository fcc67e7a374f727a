//! Records: the declaration of a type is its grammar.

/// Declares a struct that is a map on the wire, with text keys in the order of the wire.
///
/// ```text
/// record! {
///     /// A place in a subject's chain.
///     pub struct Link {
///         /// The subject.
///         "id" => pub subject: Subject,
///         /// Its position, from 0.
///         "seq" => pub seq: u64,
///         /// The entry before, null at the first.
///         "prev" => pub prev: Nullable<EntryHash>,
///     }
/// }
/// ```
///
/// Keys out of order do not compile. An `Option` is left out when it is `None`. `struct Name;` is the
/// empty map. `needs check` behind the struct names what is asked of a record once it is read.
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        $vis struct $name;

        impl $crate::encoding::Wire for $name {
            fn write(&self, out: &mut $crate::encoding::Encoder) {
                out.map(0);
            }

            fn read(
                input: &mut $crate::encoding::Decoder<'_>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                $crate::encoding::MapReader::new(input)?.end()?;
                Ok(Self)
            }
        }
    };
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $(
                $(#[$field_meta:meta])*
                $key:literal => $field_vis:vis $field:ident: $type:ty
            ),+ $(,)?
        }
        $(needs $rule:path)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        $vis struct $name {
            $( $(#[$field_meta])* $field_vis $field: $type, )+
        }

        const _: () = assert!(
            $crate::encoding::keys_ascend(&[$($key),+]),
            "the keys of a record stand in the order of RFC 8949 §4.2.1",
        );

        impl $crate::encoding::Wire for $name {
            fn write(&self, out: &mut $crate::encoding::Encoder) {
                let absent = [$( $crate::encoding::Wire::is_absent(&self.$field) ),+];
                out.map(absent.into_iter().filter(|absent| !absent).count());
                $( $crate::encoding::write_field(out, $key, &self.$field); )+
            }

            fn read(
                input: &mut $crate::encoding::Decoder<'_>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                let mut map = $crate::encoding::MapReader::new(input)?;
                let record = Self { $( $field: map.field($key)?, )+ };
                $( map.check($rule(&record))?; )?
                map.end()?;
                Ok(record)
            }

            fn visit(
                &mut self,
                visitor: &mut dyn $crate::encoding::Visitor,
                path: &mut $crate::encoding::FieldPath,
            ) {
                $(
                    path.push($key);
                    $crate::encoding::Wire::visit(&mut self.$field, visitor, path);
                    path.pop();
                )+
            }
        }
    };
}

pub(crate) use record;

/// True if each key sorts after the one before it (RFC 8949 §4.2.1).
pub(crate) const fn keys_ascend(keys: &[&str]) -> bool {
    let mut keys = keys;
    while let [first, rest @ ..] = keys {
        if let [second, ..] = rest
            && !sorts_before(first.as_bytes(), second.as_bytes())
        {
            return false;
        }
        keys = rest;
    }
    true
}

/// `Ord` is not to be had in a constant.
const fn sorts_before(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return left.len() < right.len();
    }
    let (mut left, mut right) = (left, right);
    while let ([l, left_rest @ ..], [r, right_rest @ ..]) = (left, right) {
        if *l != *r {
            return *l < *r;
        }
        (left, right) = (left_rest, right_rest);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{
        DecodeError, DecodeErrorKind, Decoder, Encoder, FieldPath, Nullable, Slot, Visitor, Wire,
    };

    record! {
        /// Outer.
        struct Outer {
            /// One.
            "a" => one: u64,
            "n" => previous: Nullable<u64>,
            "aa" => maybe: Option<String>,
            "items" => items: Vec<Inner>,
        }
    }

    record! {
        struct Inner {
            "content" => content: Mark,
        }
    }

    record! {
        /// Nothing.
        struct Empty;
    }

    /// Stands for a commitment.
    #[derive(Clone, Debug, Eq, PartialEq)]
    struct Mark([u8; 32]);

    impl Wire for Mark {
        fn write(&self, out: &mut Encoder) {
            self.0.write(out);
        }

        fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
            Wire::read(input).map(Self)
        }

        fn visit(&mut self, visitor: &mut dyn Visitor, path: &mut FieldPath) {
            visitor.commitment(path, self);
        }
    }

    impl Slot for Mark {
        fn commitment(&self) -> [u8; 32] {
            self.0
        }

        fn is_open(&self) -> bool {
            false
        }

        fn disclosure(&self) -> Option<Vec<u8>> {
            None
        }

        fn open(&mut self, _salted: &[u8]) -> Result<(), DecodeError> {
            Ok(())
        }

        fn erase(&mut self) {
            self.0 = [0; 32];
        }
    }

    fn outer() -> Outer {
        Outer { one: 1, previous: Nullable(None), maybe: None, items: Vec::new() }
    }

    fn refusal<T: Wire + std::fmt::Debug>(bytes: &[u8]) -> (DecodeErrorKind, usize, String) {
        let error = T::from_bytes(bytes).unwrap_err();
        (error.kind, error.offset, error.path.to_string())
    }

    #[test]
    fn record_is_a_map_in_declared_order() {
        let bytes = b"\xa3\x61a\x01\x61n\xf6\x65items\x80";
        assert_eq!(outer().to_bytes(), bytes);
        assert_eq!(Outer::from_bytes(bytes).unwrap(), outer());

        let full = Outer { maybe: Some("x".into()), previous: Nullable(Some(7)), ..outer() };
        let bytes = b"\xa4\x61a\x01\x61n\x07\x62aa\x61x\x65items\x80";
        assert_eq!(full.to_bytes(), bytes);
        assert_eq!(Outer::from_bytes(bytes).unwrap(), full);
    }

    #[test]
    fn record_without_fields_is_the_empty_map() {
        assert_eq!(Empty.to_bytes(), b"\xa0");
        assert_eq!(Empty::from_bytes(b"\xa0").unwrap(), Empty);
        let unknown = DecodeErrorKind::UnknownField { name: "a".into() };
        assert_eq!(refusal::<Empty>(b"\xa1\x61a\x01"), (unknown, 1, String::new()));
    }

    #[test]
    fn unknown_field_is_refused_wherever_it_sorts() {
        let unknown = |name: &str| DecodeErrorKind::UnknownField { name: name.into() };
        for (bytes, name, offset) in [
            (&b"\xa4\x61A\x00\x61a\x01\x61n\xf6\x65items\x80"[..], "A", 1),
            (b"\xa4\x61a\x01\x61b\x00\x61n\xf6\x65items\x80", "b", 4),
            (b"\xa4\x61a\x01\x61n\xf6\x65items\x80\x66things\x00", "things", 14),
        ] {
            assert_eq!(refusal::<Outer>(bytes), (unknown(name), offset, String::new()));
        }
    }

    #[test]
    fn missing_field_is_refused_at_its_map() {
        let missing = DecodeErrorKind::MissingField { name: "n" };
        assert_eq!(refusal::<Outer>(b"\xa2\x61a\x01\x65items\x80"), (missing, 0, String::new()));
        let missing = DecodeErrorKind::MissingField { name: "content" };
        let bytes = b"\xa3\x61a\x01\x61n\xf6\x65items\x81\xa0";
        assert_eq!(refusal::<Outer>(bytes), (missing, 14, "items[0]".into()));
    }

    #[test]
    fn optional_field_that_is_null_is_refused() {
        let (kind, offset, path) =
            refusal::<Outer>(b"\xa4\x61a\x01\x61n\xf6\x62aa\xf6\x65items\x80");
        assert_eq!(kind.to_string(), "expected text, found null");
        assert_eq!((offset, path.as_str()), (10, "aa"));
    }

    #[test]
    fn field_with_an_integer_key_is_refused() {
        let (kind, offset, _) = refusal::<Outer>(b"\xa1\x01\x02");
        assert_eq!((kind.to_string().as_str(), offset), ("expected text, found integer", 1));
    }

    #[test]
    fn commitments_are_visited_in_the_order_of_the_wire() {
        struct Paths(Vec<(String, u8)>);
        impl Visitor for Paths {
            fn commitment(&mut self, path: &FieldPath, slot: &mut dyn Slot) {
                self.0.push((path.to_string(), slot.commitment()[0]));
                slot.open(&[]).unwrap();
                slot.erase();
                assert_eq!(slot.disclosure(), None);
            }
        }
        let items = vec![Inner { content: Mark([4; 32]) }, Inner { content: Mark([5; 32]) }];
        let mut record = Outer { items, ..outer() };
        let (mut paths, mut path) = (Paths(Vec::new()), FieldPath::new());
        record.visit(&mut paths, &mut path);
        assert!(path.is_empty());
        assert_eq!(paths.0, [("items[0].content".into(), 4), ("items[1].content".into(), 5)]);
        assert_eq!(record.items[1].content, Mark([0; 32]));
    }

    #[test]
    fn keys_out_of_order_or_twice_do_not_ascend() {
        assert!(keys_ascend(&[]));
        assert!(keys_ascend(&["z", "aa", "ab", "abc"]));
        assert!(!keys_ascend(&["aa", "z"]));
        assert!(!keys_ascend(&["ab", "aa"]));
        assert!(!keys_ascend(&["a", "a"]));
        assert!(!keys_ascend(&["a", "b", "b"]));
    }
}
