//! Policies of roles as a command line gives them: `--policy FILE` for all, `--policy ROOT=FILE` for one organisation.

use std::path::PathBuf;

use handseal::identity::OrgId;
use handseal::law::Policy;

use super::{Arguments, Failure};

/// The files, each with the organisation for whose people alone it is.
#[derive(Default)]
pub(crate) struct Policies {
    others: Option<PathBuf>,
    own: Vec<(OrgId, PathBuf)>,
}

impl Policies {
    /// Reads the value of a `--policy`.
    pub(crate) fn add(&mut self, arguments: &mut Arguments) -> Result<(), Failure> {
        let value = arguments.value("--policy")?;
        // A root is 64 hexadecimal digits: no file that anyone has is called so up to a `=`.
        let own = value.split_once('=').and_then(|(root, path)| Some((root.parse().ok()?, path)));
        match own {
            Some((root, _)) if self.own.iter().any(|(known, _)| *known == root) => {
                Err(arguments.twice("--policy"))
            }
            Some((root, path)) => {
                self.own.push((root, PathBuf::from(path)));
                Ok(())
            }
            None if self.others.is_some() => Err(arguments.twice("--policy")),
            None => {
                self.others = Some(PathBuf::from(value));
                Ok(())
            }
        }
    }

    /// Whether none is named.
    pub(crate) const fn is_empty(&self) -> bool {
        self.others.is_none() && self.own.is_empty()
    }

    /// Reads the files: the one for all others first, if there is one.
    pub(crate) fn read(&self) -> Result<Vec<(Option<OrgId>, Policy)>, Failure> {
        let others = self.others.iter().map(|path| (None, path));
        let own = self.own.iter().map(|(root, path)| (Some(*root), path));
        let read = |(organisation, path): (_, &PathBuf)| {
            let text = super::read(path)?;
            Ok((organisation, Policy::parse_bytes(&path.to_string_lossy(), &text)?))
        };
        others.chain(own).map(read).collect()
    }
}
