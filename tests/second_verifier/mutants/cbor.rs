//! Items of CBOR as a tree that can be written in every way, the forbidden ones too.
//!
//! The reader is for items that are known to be good, and the writer writes what it is told: that is
//! why neither is the library's own.

/// One item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Unsigned(u64),
    /// -1 minus the number.
    Negative(u64),
    Bytes(Vec<u8>),
    /// Its bytes, which need not be UTF-8.
    Text(Vec<u8>),
    Array(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Tag(u64, Box<Self>),
    /// A simple value or a floating-point number, by its bytes.
    Simple(Vec<u8>),
    /// An item whose outermost head is not the shortest: so many bytes of argument.
    Long(u8, Box<Self>),
    /// A string, array or map of indefinite length.
    Indefinite(Box<Self>),
}

impl Node {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }

    pub(crate) fn null() -> Self {
        Self::Simple(vec![0xf6])
    }

    /// Reads one item of the profile, and nothing after it.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut rest = bytes;
        let node = read(&mut rest);
        assert!(rest.is_empty());
        node
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, 0);
        out
    }

    /// The value under a text key.
    pub(crate) fn field(&mut self, name: &str) -> &mut Self {
        let Self::Map(pairs) = self else { panic!("no map: {self:?}") };
        let wanted = Self::text(name);
        let found = pairs.iter_mut().find(|(key, _)| *key == wanted);
        &mut found.unwrap_or_else(|| panic!("no {name}")).1
    }

    pub(crate) fn pairs(&mut self) -> &mut Vec<(Self, Self)> {
        let Self::Map(pairs) = self else { panic!("no map: {self:?}") };
        pairs
    }

    pub(crate) fn elements(&mut self) -> &mut Vec<Self> {
        let Self::Array(elements) = self else { panic!("no array: {self:?}") };
        elements
    }

    /// How many items are in it, itself included; the keys of maps count.
    pub(crate) fn count(&self) -> usize {
        1 + match self {
            Self::Array(elements) => elements.iter().map(Self::count).sum(),
            Self::Map(pairs) => pairs.iter().map(|(key, value)| key.count() + value.count()).sum(),
            Self::Tag(_, inner) | Self::Long(_, inner) | Self::Indefinite(inner) => inner.count(),
            Self::Unsigned(_)
            | Self::Negative(_)
            | Self::Bytes(_)
            | Self::Text(_)
            | Self::Simple(_) => 0,
        }
    }

    /// The item at a place, counted as [`count`](Self::count) does.
    pub(crate) fn at(&mut self, place: usize) -> &mut Self {
        if place == 0 {
            return self;
        }
        let mut left = place - 1;
        let children: Vec<&mut Self> = match self {
            Self::Array(elements) => elements.iter_mut().collect(),
            Self::Map(pairs) => pairs.iter_mut().flat_map(|(key, value)| [key, value]).collect(),
            Self::Tag(_, inner) | Self::Long(_, inner) | Self::Indefinite(inner) => vec![inner],
            Self::Unsigned(_)
            | Self::Negative(_)
            | Self::Bytes(_)
            | Self::Text(_)
            | Self::Simple(_) => Vec::new(),
        };
        for child in children {
            let count = child.count();
            if left < count {
                return child.at(left);
            }
            left -= count;
        }
        panic!("no item at {place}")
    }

    /// `width` 0 is the shortest head, else so many bytes of argument.
    fn write(&self, out: &mut Vec<u8>, width: u8) {
        match self {
            Self::Unsigned(number) => head(out, 0, *number, width),
            Self::Negative(number) => head(out, 1, *number, width),
            Self::Bytes(bytes) => {
                head(out, 2, bytes.len() as u64, width);
                out.extend(bytes);
            }
            Self::Text(bytes) => {
                head(out, 3, bytes.len() as u64, width);
                out.extend(bytes);
            }
            Self::Array(elements) => {
                head(out, 4, elements.len() as u64, width);
                elements.iter().for_each(|element| element.write(out, 0));
            }
            Self::Map(pairs) => {
                head(out, 5, pairs.len() as u64, width);
                for (key, value) in pairs {
                    key.write(out, 0);
                    value.write(out, 0);
                }
            }
            Self::Tag(number, inner) => {
                head(out, 6, *number, width);
                inner.write(out, 0);
            }
            Self::Simple(bytes) => out.extend(bytes),
            Self::Long(width, inner) => inner.write(out, *width),
            Self::Indefinite(inner) => inner.write_indefinite(out),
        }
    }

    fn write_indefinite(&self, out: &mut Vec<u8>) {
        match self {
            Self::Bytes(_) => {
                out.push(0x5f);
                self.write(out, 0);
            }
            Self::Text(_) => {
                out.push(0x7f);
                self.write(out, 0);
            }
            Self::Array(elements) => {
                out.push(0x9f);
                elements.iter().for_each(|element| element.write(out, 0));
            }
            Self::Map(pairs) => {
                out.push(0xbf);
                for (key, value) in pairs {
                    key.write(out, 0);
                    value.write(out, 0);
                }
            }
            Self::Unsigned(_)
            | Self::Negative(_)
            | Self::Tag(..)
            | Self::Simple(_)
            | Self::Long(..)
            | Self::Indefinite(_) => return self.write(out, 0),
        }
        out.push(0xff);
    }
}

/// RFC 8949 §3.
fn head(out: &mut Vec<u8>, major: u8, argument: u64, width: u8) {
    let major = major << 5;
    let shortest = match argument {
        0..=23 => 0,
        24..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    };
    let bytes = argument.to_be_bytes();
    match width.max(shortest) {
        0 => out.push(major | bytes[7]),
        1 => out.extend([major | 24, bytes[7]]),
        2 => {
            out.push(major | 25);
            out.extend(&bytes[6..]);
        }
        4 => {
            out.push(major | 26);
            out.extend(&bytes[4..]);
        }
        _ => {
            out.push(major | 27);
            out.extend(bytes);
        }
    }
}

fn read(rest: &mut &[u8]) -> Node {
    let first = rest[0];
    let width = match first & 31 {
        0..=23 => 0,
        24 => 1,
        25 => 2,
        26 => 4,
        _ => 8,
    };
    if first >> 5 == 7 {
        assert_eq!(width, 0);
        *rest = &rest[1..];
        return Node::Simple(vec![first]);
    }
    let mut argument = if width == 0 { u64::from(first & 31) } else { 0 };
    for byte in &rest[1..=width] {
        argument = argument << 8 | u64::from(*byte);
    }
    *rest = &rest[1 + width..];
    match first >> 5 {
        0 => Node::Unsigned(argument),
        1 => Node::Negative(argument),
        2 => Node::Bytes(take(rest, argument)),
        3 => Node::Text(take(rest, argument)),
        4 => Node::Array((0..argument).map(|_| read(rest)).collect()),
        5 => Node::Map((0..argument).map(|_| (read(rest), read(rest))).collect()),
        _ => Node::Tag(argument, Box::new(read(rest))),
    }
}

fn take(rest: &mut &[u8], length: u64) -> Vec<u8> {
    let (taken, behind) = rest.split_at(usize::try_from(length).unwrap());
    *rest = behind;
    taken.to_vec()
}
