//! Whether a condition was carried on from one hop to the next.

use crate::event::{Condition, ConditionKind, Disclosable};

/// What became of a condition at a hop.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Carry {
    /// It is not there.
    Dropped,
    /// One of its kind is there, and withheld words keep it from being compared.
    NotTold,
    /// It is there, and allows more.
    Widened,
    /// It is there.
    Kept,
}

/// What became of `bound` in the conditions of the next hop.
///
/// A condition is the same one if its words are: by their commitment, so that it can be told where
/// they are withheld, or by the words themselves. R5.3
pub(crate) fn evaluate_carry(bound: &Condition, next: &[Condition]) -> Carry {
    let of_kind = next.iter().filter(|condition| condition.kind == bound.kind);
    of_kind.map(|condition| compare(bound, condition)).max().unwrap_or(Carry::Dropped)
}

// R5.2
fn compare(bound: &Condition, next: &Condition) -> Carry {
    match same_words(bound.words.as_ref(), next.words.as_ref()) {
        Some(false) => Carry::Dropped,
        None => Carry::NotTold,
        Some(true) if widens(bound, next) => Carry::Widened,
        Some(true) => Carry::Kept,
    }
}

/// `None` when a withheld value keeps the two from being compared. F6.9
fn same_words(
    bound: Option<&Disclosable<String>>,
    next: Option<&Disclosable<String>>,
) -> Option<bool> {
    let Some(bound) = bound else {
        return Some(true);
    };
    let Some(next) = next else {
        return Some(false);
    };
    if bound.commitment() == next.commitment() {
        return Some(true);
    }
    Some(bound.value()? == next.value()?)
}

/// Whether the second allows what the first does not: a later day, or a further purpose.
fn widens(bound: &Condition, next: &Condition) -> bool {
    let until = match (bound.until, next.until) {
        (Some(bound), Some(next)) => next.is_after(&bound),
        (Some(_), None) => true,
        (None, _) => false,
    };
    let purposes = match (&bound.purposes, &next.purposes) {
        (Some(bound), Some(next)) => !next.iter().all(|purpose| bound.contains(purpose)),
        (Some(_), None) => true,
        (None, _) => false,
    };
    until || purposes
}

/// Whether a set of conditions allows a purpose. Without a condition on purpose any is allowed.
pub(crate) fn allows_purpose<'a>(
    bound: impl IntoIterator<Item = &'a Condition>,
    purpose: &str,
) -> bool {
    bound
        .into_iter()
        .filter(|condition| condition.kind == ConditionKind::Purpose)
        .filter_map(|condition| condition.purposes.as_ref())
        .all(|purposes| purposes.iter().any(|allowed| allowed == purpose))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Salts;
    use crate::identity::OsEntropy;

    #[test]
    fn condition_is_told_by_its_commitment_and_by_its_words() {
        let mut salts = Salts::new(&mut OsEntropy).unwrap();
        let said = |words| Condition::new(ConditionKind::Confidential).in_words(words);
        let bound = said(salts.commit("only the court"));
        let (same, other) = (said(salts.commit("only the court")), said(salts.commit("nobody")));
        assert_eq!(evaluate_carry(&bound, std::slice::from_ref(&bound)), Carry::Kept);
        assert_eq!(evaluate_carry(&bound, &[same]), Carry::Kept);
        assert_eq!(evaluate_carry(&bound, &[other]), Carry::Dropped);
        assert_eq!(evaluate_carry(&bound, &[]), Carry::Dropped);
        let wordless = Condition::new(ConditionKind::Confidential);
        assert_eq!(evaluate_carry(&bound, std::slice::from_ref(&wordless)), Carry::Dropped);
        assert_eq!(evaluate_carry(&wordless, &[bound]), Carry::Kept);
    }

    #[test]
    fn later_day_and_further_purpose_widen() {
        let until =
            |text: &str| Condition::new(ConditionKind::Retention).until(text.parse().unwrap());
        let bound = until("2041-06-01T00:00:00Z");
        let of = |next| evaluate_carry(&bound, &[next]);
        assert_eq!(of(until("2041-05-01T00:00:00Z")), Carry::Kept);
        assert_eq!(of(until("2041-06-01T00:00:01Z")), Carry::Widened);
        assert_eq!(of(Condition::new(ConditionKind::Retention)), Carry::Widened);
        let bound = Condition::new(ConditionKind::Purpose).for_purposes(&["fraud"]);
        let next = Condition::new(ConditionKind::Purpose).for_purposes(&["fraud", "tax"]);
        assert_eq!(evaluate_carry(&bound, std::slice::from_ref(&next)), Carry::Widened);
        assert_eq!(evaluate_carry(&next, std::slice::from_ref(&bound)), Carry::Kept);
        assert!(allows_purpose([&bound], "fraud") && !allows_purpose([&bound], "tax"));
    }
}
