//! What every state is made of: numbers, texts, lists, maps.

use std::any::Any;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use crate::encoding::{Blob, Persist, StateError, StateReader, StateWriter, Timestamp};

impl Persist for u64 {
    fn persist(&self, out: &mut StateWriter) {
        out.uint(*self);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        input.uint()
    }
}

impl Persist for u32 {
    fn persist(&self, out: &mut StateWriter) {
        out.uint(u64::from(*self));
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let refused = input.refused();
        Self::try_from(input.uint()?).map_err(|_| refused)
    }
}

impl Persist for usize {
    fn persist(&self, out: &mut StateWriter) {
        out.length(*self);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let refused = input.refused();
        Self::try_from(input.uint()?).map_err(|_| refused)
    }
}

impl Persist for bool {
    fn persist(&self, out: &mut StateWriter) {
        out.raw(&[u8::from(*self)]);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let refused = input.refused();
        match input.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(refused),
        }
    }
}

impl Persist for String {
    fn persist(&self, out: &mut StateWriter) {
        out.bytes(self.as_bytes());
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        input.text().map(str::to_owned)
    }
}

impl Persist for Cow<'static, str> {
    fn persist(&self, out: &mut StateWriter) {
        out.bytes(self.as_bytes());
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        String::restore(input).map(Cow::Owned)
    }
}

impl Persist for Blob {
    fn persist(&self, out: &mut StateWriter) {
        out.bytes(&self.0);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        Ok(Self(input.bytes()?.to_vec()))
    }
}

impl<const N: usize> Persist for [u8; N] {
    fn persist(&self, out: &mut StateWriter) {
        out.raw(self);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        input.array()
    }
}

impl Persist for Timestamp {
    fn persist(&self, out: &mut StateWriter) {
        out.raw(&self.unix_seconds().to_be_bytes());
        out.raw(&self.nanosecond().to_be_bytes());
        out.raw(&self.offset_minutes().to_be_bytes());
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let refused = input.refused();
        let seconds = i64::from_be_bytes(input.array()?);
        let (nanosecond, offset) =
            (u32::from_be_bytes(input.array()?), i16::from_be_bytes(input.array()?));
        Self::from_unix(seconds, nanosecond, offset).map_err(|_| refused)
    }
}

impl<T: Persist> Persist for Range<T> {
    fn persist(&self, out: &mut StateWriter) {
        self.start.persist(out);
        self.end.persist(out);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        Ok(T::restore(input)?..T::restore(input)?)
    }
}

impl<A: Persist, B: Persist> Persist for (A, B) {
    fn persist(&self, out: &mut StateWriter) {
        self.0.persist(out);
        self.1.persist(out);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        Ok((A::restore(input)?, B::restore(input)?))
    }
}

impl<T: Persist> Persist for Option<T> {
    fn persist(&self, out: &mut StateWriter) {
        self.is_some().persist(out);
        if let Some(value) = self {
            value.persist(out);
        }
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        if bool::restore(input)? { T::restore(input).map(Some) } else { Ok(None) }
    }
}

impl<T: Persist> Persist for Box<T> {
    fn persist(&self, out: &mut StateWriter) {
        (**self).persist(out);
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        T::restore(input).map(Self::new)
    }
}

impl<T: Persist> Persist for Vec<T> {
    fn persist(&self, out: &mut StateWriter) {
        out.length(self.len());
        self.iter().for_each(|value| value.persist(out));
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let length = input.length()?;
        let mut list = Self::with_capacity(input.room::<T>(length));
        for _ in 0..length {
            list.push(T::restore(input)?);
        }
        Ok(list)
    }
}

impl Persist for Arc<str> {
    fn persist(&self, out: &mut StateWriter) {
        out.share(self, |out| out.bytes(self.as_bytes()));
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        input.shared(|input| input.text().map(Self::from))
    }
}

impl<T: Any + Persist + Send + Sync> Persist for Arc<T> {
    fn persist(&self, out: &mut StateWriter) {
        out.share(self, |out| (**self).persist(out));
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        input.shared(|input| T::restore(input).map(Self::new))
    }
}

/// The bytes of keys, sorted, each with its value.
fn sorted<'m, K: Persist + 'm, V>(
    map: impl Iterator<Item = (&'m K, V)>,
) -> impl Iterator<Item = (Vec<u8>, V)> {
    let mut keys: Vec<_> = map
        .map(|(key, value)| {
            let mut out = StateWriter::new();
            key.persist(&mut out);
            (out.into_bytes(), value)
        })
        .collect();
    keys.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    keys.into_iter()
}

impl<K: Eq + Hash + Persist, V: Persist> Persist for HashMap<K, V> {
    fn persist(&self, out: &mut StateWriter) {
        out.length(self.len());
        for (key, value) in sorted(self.iter()) {
            out.raw(&key);
            value.persist(out);
        }
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let length = input.length()?;
        let mut map = Self::with_capacity(input.room::<(K, V)>(length));
        for _ in 0..length {
            let refused = input.refused();
            if map.insert(K::restore(input)?, V::restore(input)?).is_some() {
                return Err(refused);
            }
        }
        Ok(map)
    }
}

impl<T: Eq + Hash + Persist> Persist for HashSet<T> {
    fn persist(&self, out: &mut StateWriter) {
        out.length(self.len());
        sorted(self.iter().map(|value| (value, ()))).for_each(|(value, ())| out.raw(&value));
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let length = input.length()?;
        let mut set = Self::with_capacity(input.room::<T>(length));
        for _ in 0..length {
            let refused = input.refused();
            if !set.insert(T::restore(input)?) {
                return Err(refused);
            }
        }
        Ok(set)
    }
}

impl<T: Ord + Persist> Persist for BTreeSet<T> {
    fn persist(&self, out: &mut StateWriter) {
        out.length(self.len());
        self.iter().for_each(|value| value.persist(out));
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let length = input.length()?;
        let mut set = Self::new();
        for _ in 0..length {
            let refused = input.refused();
            if !set.insert(T::restore(input)?) {
                return Err(refused);
            }
        }
        Ok(set)
    }
}

impl<K: Ord + Persist, V: Persist> Persist for BTreeMap<K, V> {
    fn persist(&self, out: &mut StateWriter) {
        out.length(self.len());
        for (key, value) in self {
            key.persist(out);
            value.persist(out);
        }
    }

    fn restore(input: &mut StateReader<'_>) -> Result<Self, StateError> {
        let length = input.length()?;
        let mut map = Self::new();
        for _ in 0..length {
            let refused = input.refused();
            if map.insert(K::restore(input)?, V::restore(input)?).is_some() {
                return Err(refused);
            }
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(value: &impl Persist) -> Vec<u8> {
        let mut out = StateWriter::new();
        value.persist(&mut out);
        out.into_bytes()
    }

    fn value<T: Persist>(bytes: &[u8]) -> Result<T, StateError> {
        let mut input = StateReader::new(bytes);
        let value = T::restore(&mut input)?;
        input.end().map(|()| value)
    }

    #[test]
    fn number_comes_back_or_has_a_second_form() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX - 1, u64::MAX]
        {
            assert_eq!(value::<u64>(&bytes(&number)), Ok(number));
        }
        assert_eq!(value::<u64>(&[0x80, 0x00]), Err(StateError { offset: 0 }));
        assert_eq!(value::<u64>(&[0xff; 9]), Err(StateError { offset: 9 }));
        let mut past = [0xff; 10];
        past[9] = 2;
        assert_eq!(value::<u64>(&past), Err(StateError { offset: 0 }));
        assert_eq!(value::<u32>(&bytes(&(1_u64 << 32))), Err(StateError { offset: 0 }));
        assert_eq!(value::<bool>(&[2]), Err(StateError { offset: 0 }));
    }

    #[test]
    fn length_beyond_the_bytes_is_refused_before_room_is_made() {
        for length in [2, 1 << 20, u64::MAX] {
            let mut out = StateWriter::new();
            out.uint(length);
            out.raw(&[7]);
            let bytes = out.into_bytes();
            assert_eq!(value::<Vec<u64>>(&bytes), Err(StateError { offset: 0 }));
            assert_eq!(value::<String>(&bytes), Err(StateError { offset: 0 }));
            assert_eq!(value::<HashMap<u64, u64>>(&bytes), Err(StateError { offset: 0 }));
        }
        assert_eq!(StateReader::new(&[0; 64]).room::<[u8; 32]>(usize::MAX), 2);
    }

    #[test]
    fn map_has_one_form_and_each_key_once() {
        let map: HashMap<u64, String> = (0..300).map(|n| (n, n.to_string())).collect();
        let again: HashMap<u64, String> = (0..300).rev().map(|n| (n, n.to_string())).collect();
        assert_eq!(bytes(&map), bytes(&again));
        assert_eq!(value(&bytes(&map)), Ok(map));
        assert_eq!(value::<HashSet<u64>>(&[2, 5, 5]), Err(StateError { offset: 2 }));
        assert_eq!(value::<BTreeMap<u64, u64>>(&[2, 5, 1, 5, 1]), Err(StateError { offset: 3 }));
    }

    #[test]
    fn shared_value_stays_shared_or_is_written_twice() {
        let inner: Arc<str> = Arc::from("shared");
        let list = Arc::new(vec![Arc::clone(&inner), Arc::clone(&inner)]);
        let all = vec![Arc::clone(&list), Arc::clone(&list), Arc::new(vec![inner])];
        let written = bytes(&all);
        let found: Vec<Arc<Vec<Arc<str>>>> = value(&written).unwrap();
        assert_eq!(found, all);
        assert!(Arc::ptr_eq(&found[0], &found[1]));
        assert!(Arc::ptr_eq(&found[0][0], &found[2][0]));
        assert_eq!(bytes(&found), written);
        // One that holds itself, and one of another type.
        assert_eq!(value::<Arc<Vec<Arc<str>>>>(&[0, 1, 1]), Err(StateError { offset: 2 }));
        assert_eq!(value::<(Arc<str>, Arc<u64>)>(&[0, 0, 1]), Err(StateError { offset: 2 }));
    }
}
