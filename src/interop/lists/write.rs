//! What all writers ask of a name.

use crate::interop::lists::{Inexpressible, ListedPath, WriteListError};

/// Some name, and none that no system has.
pub(in crate::interop) fn name_is_there(path: &ListedPath) -> Result<(), WriteListError> {
    if path.as_bytes().is_empty() {
        return Err(inexpressible(path, Inexpressible::EmptyName));
    }
    if path.as_bytes().contains(&0) {
        return Err(inexpressible(path, Inexpressible::Nul));
    }
    Ok(())
}

/// A line that will be read again.
pub(in crate::interop) fn size_of_line(
    path: &ListedPath,
    found: usize,
    most: usize,
) -> Result<(), WriteListError> {
    if found > most {
        return Err(inexpressible(path, Inexpressible::LineTooLong));
    }
    Ok(())
}

pub(in crate::interop) fn inexpressible(path: &ListedPath, why: Inexpressible) -> WriteListError {
    WriteListError::Inexpressible { path: path.clone(), why }
}
