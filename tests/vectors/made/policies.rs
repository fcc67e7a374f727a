//! Which role may do which act: V2.12.

use handseal::verify::Code;

use crate::cast::{SPARE, cast};
use crate::made::Case;
use crate::vector::{Place, Vector, tells};

const STRICT: &str = "format = 1\nname = \"strict\"\neveryone = [\"noted\"]\n\
    [[role]]\nid = \"keeper\"\nmay = [\"collected\"]\n";

/// A party in these roles collects an item.
fn collected(roles: &[&str]) -> (Case, Place) {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let party = cast.ledger.enrol(SPARE, &chief, roles);
    cast.ledger.collect(&party);
    let index = cast.ledger.size() - 1;
    (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
}

/// A party of each of two organisations leaves a remark, and which is the other organisation's.
fn abroad() -> (Case, Place) {
    let mut cast = cast();
    let (ana, carl, lab) = (cast.ana.clone(), cast.carl.clone(), cast.lab.clone());
    for by in [&ana, &carl] {
        let (own, body) = (cast.ledger.own(by), cast.ledger.noted());
        cast.ledger.act(body, &[own], by);
    }
    let index = cast.ledger.size() - 1;
    let case = Case::of(&cast.ledger).policy_of(&lab, "format = 1\nname = \"mute\"\n");
    (case, Place::of(&cast.ledger, index))
}

pub(crate) fn all() -> Vec<Vector> {
    let (carrier, at) = collected(&["carrier"]);
    let (astronaut, there) = collected(&["astronaut"]);
    let (roleless, here) = collected(&[]);
    let (of_one, whose) = abroad();
    vec![
        carrier.refused(
            tells(
                "act_that_the_policy_gives_to_other_roles",
                &["V2.12"],
                "A party enrolled as carrier collects an item. By the embedded policy that is for \
                 others to do; the item is held by it all the same.",
            ),
            Code::RoleOutsidePolicy,
            at,
        ),
        astronaut.refused(
            tells(
                "act_in_a_role_that_the_policy_does_not_have",
                &["V2.12"],
                "A party is enrolled in a role that no policy knows. It gives nothing.",
            ),
            Code::RoleOutsidePolicy,
            there,
        ),
        collected(&["carrier", "collector"]).0.allowed(tells(
            "act_that_one_of_several_roles_may_do",
            &["V2.12"],
            "A party is enrolled in two roles, one of which may collect.",
        )),
        collected(&["keeper"]).0.policy(STRICT).allowed(tells(
            "act_that_an_agencys_own_policy_gives",
            &["V2.12"],
            "The verifier is given an agency's own policy, which has a role of its own.",
        )),
        roleless.policy(STRICT).refused(
            tells(
                "act_without_a_role_where_the_policy_asks_for_one",
                &["V2.12"],
                "A party enrolled without any role collects, and the policy gives nothing to such.",
            ),
            Code::RoleOutsidePolicy,
            here,
        ),
        of_one.refused(
            tells(
                "act_that_the_policy_of_one_organisation_gives_to_nobody",
                &["V2.12"],
                "A party of each of two organisations leaves a remark. A policy of its own, which gives \
                 remarks to nobody, is given for one of them; the other is held to the embedded one.",
            ),
            Code::RoleOutsidePolicy,
            whose,
        ),
        collected(&["keeper"]).0.policy(STRICT).policy_of(&cast().lab, "format = 1\nname = \"mute\"\n").allowed(
            tells(
                "act_that_only_the_policy_of_another_organisation_forbids",
                &["V2.12"],
                "A policy for all, which gives the act, and one for another organisation, which does not.",
            ),
        ),
    ]
}
