"""What the evidence shows: findings, and the closed catalogue of their codes (verification §3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

FAILURE, IRREGULARITY, NOT_CHECKED, NOTE = "failure", "irregularity", "not_checked", "note"

# Code, class, requirement.
_CATALOGUE = """
file.header failure V1.1
file.torn failure V1.2
record.unframed failure V1.3
entry.oversized failure V1.4
entry.malformed failure V1.5
entry.nondeterministic failure V1.6
disclosure.malformed failure V1.7
disclosure.mismatch failure V1.8
disclosure.misplaced failure V1.9
field.withheld not_checked V1.10
entry.not_shown not_checked V1.11
entry.pruned not_checked V1.12
signature.mismatch failure V2.1
key.unknown not_checked V2.2
key.foreign failure V2.3
key.revoked failure V2.4
key.unproven not_checked V2.5
role.forbidden failure V2.6
key.unacceptable failure V2.7
possession.mismatch failure V2.8
key.repeated failure V2.9
entry.not_understood not_checked V2.10
key.unregistered failure V2.11
role.outside_policy irregularity V2.12
entry.repeated failure V3.1
link.genesis.missing failure V3.2
link.gap failure V3.3
link.not_held not_checked V3.4
link.mismatch failure V3.5
link.reordered failure V3.6
link.forked failure V3.7
link.no_pen failure V3.8
citation.mismatch failure V3.9
ledger.genesis.missing failure V4.1
ledger.genesis.misplaced failure V4.2
case.not_held not_checked V4.3
item.no_case failure V4.4
time.regressed irregularity V5.1
time.future irregularity V5.2
time.recorded_late irregularity V5.3
time.unattested not_checked V5.4
time.token.malformed failure V5.5
time.token.mismatch failure V5.6
time.authority.refused failure V5.7
time.authority.ended not_checked V5.8
custody.not_shown not_checked V6.1
custody.actor.not_holder failure V6.2
custody.move.forbidden irregularity V6.3
custody.transfer.crossed irregularity V6.4
custody.transfer.late irregularity V6.5
custody.transfer.early irregularity V6.6
custody.transfer.unanswered irregularity V6.7
custody.transfer.one_sided irregularity V6.8
custody.digest.mismatch irregularity V6.9
custody.seal.mismatch irregularity V6.10
custody.receiver.unknown not_checked V6.11
request.not_shown not_checked V7.1
request.not_held not_checked V7.2
request.maker.unsigned irregularity V7.3
request.maker.not_authenticated irregularity V7.4
request.move.forbidden irregularity V7.5
request.party.unnamed irregularity V7.6
request.crossed note V7.7
request.instrument.unknown not_checked V7.8
request.instrument.not_in_force note V7.9
request.field.missing irregularity V7.10
request.issuer.outside irregularity V7.11
request.issuer.not_told not_checked V7.12
request.data.outside_scope irregularity V7.13
request.data.not_asked irregularity V7.14
request.early irregularity V7.15
request.confirmation.missing irregularity V7.16
request.open note V7.17
request.partial note V7.18
request.item.not_held not_checked V7.19
request.item.not_offered note V7.20
request.preservation.not_linked note V7.21
request.item.unasked irregularity V7.22
request.preservation.short irregularity V7.23
request.preservation.gap irregularity V7.24
request.condition.dropped irregularity V7.25
request.condition.widened irregularity V7.26
request.condition.not_told not_checked V7.27
request.use.outside_purpose irregularity V7.28
request.use.not_told not_checked V7.29
request.disclosure.unauthorised irregularity V7.30
request.onward.unauthorised irregularity V7.31
request.onward.not_told not_checked V7.32
request.retention.absent irregularity V7.33
request.retention.passed irregularity V7.34
request.review.overdue irregularity V7.35
request.incident.not_notified irregularity V7.36
request.late irregularity V7.37
request.overdue irregularity V7.38
request.lapsed note V7.39
request.clock.not_told not_checked V7.40
request.extension.refused irregularity V7.41
request.notice.overdue irregularity V7.42
checkpoint.malformed failure V8.1
checkpoint.misplaced failure V8.2
checkpoint.signature failure V8.3
checkpoint.root.mismatch failure V8.4
anchor.absent not_checked V8.5
anchor.unusable not_checked V8.6
anchor.truncated failure V8.7
anchor.forked failure V8.8
anchor.root.mismatch failure V8.9
anchor.uncovered not_checked V8.10
proof.malformed failure V8.11
proof.mismatch failure V8.12
extract.scope note V8.13
proof.not_understood not_checked V8.14
anchor.uncosigned not_checked V8.15
content.mismatch failure V9.1
content.part.mismatch failure V9.2
content.not_supplied not_checked V9.3
content.not_known not_checked V9.4
content.not_read not_checked V9.5
content.not_recorded not_checked V9.6
content.list_refused note V9.7
ledger.empty not_checked V10.1
limits.reached not_checked V10.2
"""

CLASSES: dict[str, str] = {}
NUMBERS: dict[str, tuple[int, int]] = {}
for _line in _CATALOGUE.split("\n")[1:-1]:
    _code, _class, _number = _line.split()
    _step, _place = _number[1:].split(".")
    CLASSES[_code] = _class
    NUMBERS[_code] = (int(_step), int(_place))


@dataclass(eq=False, slots=True)
class Finding:
    """One thing that the evidence shows, and where."""

    code: str
    message: str
    entry: int | None = None
    hash: bytes | None = None
    span: tuple[int, int] | None = None
    subject: str | None = None
    field: str | None = None
    provision: dict | None = None
    because_of: Finding | int | None = None  # or the index of an entry: the first that is wrong there

    @property
    def severity(self) -> str:
        return CLASSES[self.code]

    @property
    def step(self) -> int:
        return NUMBERS[self.code][0]


def is_failure(finding: Finding) -> bool:
    return CLASSES[finding.code] == FAILURE


def is_not_checked(finding: Finding) -> bool:
    return CLASSES[finding.code] == NOT_CHECKED


def place(finding: Finding) -> tuple:
    """§2: by entry, step, number, first byte, subject, field. `file.header` first, what belongs to no entry last."""
    return (
        finding.code != "file.header",
        finding.entry is None,
        finding.entry if finding.entry is not None else 0,
        NUMBERS[finding.code],
        finding.span[0] if finding.span is not None else float("inf"),
        finding.subject or "",
        _pieces(finding.field or ""),
    )


def _pieces(field: str) -> tuple[list[tuple[int, str]], str]:
    """§2: text and runs of digits in turn; these as numbers, by their length without zeros before them."""
    pieces = re.split("([0-9]+)", field)
    numbers = [piece.lstrip("0") if place % 2 else piece for place, piece in enumerate(pieces)]
    return [(len(piece) if place % 2 else 0, piece) for place, piece in enumerate(numbers)], field


def in_order(findings: list[Finding]) -> list[Finding]:
    """In the order of the report; equal ones as found."""
    return sorted(findings, key=place)


def within(findings: list[Finding], limit: int) -> list[Finding]:
    """§6, V10.2: as many of the sorted findings as are kept. The first failure is kept in any case; the rest is counted."""
    if len(findings) <= limit:
        return findings
    kept = findings[:limit]
    if not any(is_failure(each) for each in kept):
        kept += [each for each in findings[limit:] if is_failure(each)][:1]
    left_out = len(findings) - len(kept)
    return kept + [Finding("limits.reached", f"{left_out} more findings than are kept")]


def verdict(findings: list[Finding]) -> str:
    """§5."""
    classes = {finding.severity for finding in findings}
    if FAILURE in classes:
        return "Contradicted"
    if NOT_CHECKED in classes:
        return "Incomplete"
    return "Irregular" if IRREGULARITY in classes else "Consistent"
