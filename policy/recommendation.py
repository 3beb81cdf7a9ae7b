"""What do all the rules together come to? A recommendation with every finding; never a decision.

RULES find, each for itself and in any order. GATES, read from the first, say what the findings come to:
the first gate that is shut gives the recommendation, and where none is, telling is recommended.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel

from policy import (
    community,
    eligibility,
    holds,
    items,
    pressing_need,
    presumption,
    recipients,
    representations,
    risk_checks,
)
from policy.facts import Facts
from policy.findings import Answer, Finding
from policy.scheme import Scheme
from policy.what_if import Alternative, Rule, alternatives, in_order, watch

Made = tuple[Finding, ...]


class Recommends(StrEnum):
    """What the rules come to. A person decides."""

    TELL = "tell"
    NOT_TELL = "not_tell"
    SHARE_INFORMATION = "share_information"
    HOLD = "hold"
    NOT_YET = "not_yet"
    REFER = "refer"


class Gate(BaseModel, frozen=True):
    """A set of findings that must not be answered in `shut_by`, and what follows where one is.

    `binds` False: a matter of judgement, where a person may propose to tell against the recommendation.
    """

    recommends: Recommends
    rules: frozenset[str]
    next_step: str
    shut_by: frozenset[Answer] = frozenset({Answer.NOT_MET})
    binds: bool = True

    @cached_property
    def shutting(self) -> frozenset[tuple[str, Answer]]:
        return frozenset((rule, answer) for rule in self.rules for answer in self.shut_by)


class Change(BaseModel, frozen=True):
    """One fact whose other answer, alone, would make another recommendation."""

    question: str
    words: str
    answer_now: str
    would_be: str
    then: Recommends


class Recommendation(BaseModel, frozen=True):
    """Every finding, met or not; the questions still open, in words; what would change it.

    `presumption_engaged` names the items for which s.327A(2) presumes disclosure to this recipient.
    """

    recommends: Recommends
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]
    would_change: tuple[Change, ...]
    scheme: str
    edition: str
    presumption_engaged: tuple[str, ...]


RULES: tuple[Rule, ...] = (
    recipients.sharing,
    holds.identity,
    holds.managing_area,
    recipients.one_at_a_time,
    recipients.screened,
    eligibility.registrations,
    risk_checks.checked,
    risk_checks.concerns,
    presumption.elements,
    presumption.presumptions,
    pressing_need.common_law,
    pressing_need.bases,
    pressing_need.proportionality,
    recipients.somebody_to_tell,
    recipients.best_placed,
    recipients.safety,
    representations.heard,
    holds.holds,
    holds.child_subject,
    holds.domestic_abuse,
    holds.urgent_route,
    holds.imminence,
    items.fit_to_tell,
    community.community_safeguards,
)

_GATES_IN_ORDER: tuple[Gate, ...] = (
    Gate(
        recommends=Recommends.SHARE_INFORMATION,
        rules=frozenset({"third_party"}),
        next_step="Record it as information shared between agencies.",
    ),
    Gate(
        recommends=Recommends.HOLD,
        rules=frozenset({"identity"}),
        next_step="Identify the person first; nothing is told until they are.",
    ),
    Gate(
        recommends=Recommends.REFER,
        rules=frozenset({"managing_area_consulted"}),
        shut_by=frozenset({Answer.NOT_MET, Answer.NOT_KNOWN}),
        next_step="Consult the area that manages the subject, and record what it says.",
    ),
    Gate(
        recommends=Recommends.NOT_TELL,
        rules=frozenset({"screened", "parental_standing", "applicant_eligible", "one_at_a_time"}),
        next_step="Consider another recipient, or protect the child otherwise.",
    ),
    Gate(
        recommends=Recommends.HOLD,
        rules=frozenset({"checks"}),
        next_step="Wait for the answer, chase it, or record it by hand.",
    ),
    Gate(
        recommends=Recommends.NOT_TELL,
        rules=frozenset({"basis"}),
        next_step="If an answer is wrong, answer it again with reasons.",
    ),
    Gate(
        recommends=Recommends.NOT_TELL,
        rules=frozenset({"somebody_to_tell", "best_placed", "concerns", "risk_of_telling", "proportionate"}),
        next_step="A person weighs it, with reasons.",
        binds=False,
    ),
    Gate(
        recommends=Recommends.HOLD,
        rules=frozenset(
            {
                "applicant_proved",
                "recipient_proved",
                "representations",
                "holds",
                "child_subject",
                "domestic_abuse",
                "weighed",
                "safety_plan",
                "urgent_route",
                "community_safeguards",
                "verified",
                "victim_hidden",
                "basis_of_item",
            }
        ),
        next_step="Put it right, or leave out the item, before anybody is told.",
    ),
)
GATES: tuple[Gate, ...] = (
    *_GATES_IN_ORDER,
    Gate(
        recommends=Recommends.NOT_YET,
        rules=frozenset({"managing_area", "presumption"}).union(*(gate.rules for gate in _GATES_IN_ORDER)),
        shut_by=frozenset({Answer.NOT_KNOWN}),
        next_step="Answer it first.",
    ),
)
_GATED = GATES[-1].rules


def first_shut(findings: Iterable[Finding]) -> Recommends:
    """Say what the findings come to: the first gate that is shut, or telling where none is."""
    given = {(finding.rule, finding.answer) for finding in findings}
    return next((gate.recommends for gate in GATES if gate.shutting & given), Recommends.TELL)


def open_questions(facts: Facts, scheme: Scheme, rules: tuple[Rule, ...] = RULES) -> tuple[str, ...]:
    """Name, by path, each fact nobody has given whose answer would move a finding that is waited for."""
    wanted: set[str] = set()
    for rule in rules:
        made, read = watch(rule, facts, scheme)
        waiting = [finding for finding in made if _is_waited_on(finding)]
        wanted |= {path for path in read if waiting and _would_move(rule, waiting, facts, scheme, path)}
    return tuple(in_order(wanted))


def _would_move(rule: Rule, waiting: list[Finding], facts: Facts, scheme: Scheme, path: str) -> bool:
    others = (other.facts for other in alternatives(facts, path) if other.now == "not answered")
    return any(finding not in rule(other, scheme) for other in others for finding in waiting)


def recommend(facts: Facts, scheme: Scheme, rules: tuple[Rule, ...] = RULES) -> Recommendation:
    """Apply every rule and say what they come to, what is open, and which facts would change it.

    `would_change` holds every single fact whose other answer alone would give another recommendation.
    """
    found = {rule: watch(rule, facts, scheme) for rule in rules}
    findings = tuple(finding for made, _ in found.values() for finding in made)
    unknown, changes = _what_if(facts, scheme, found, first_shut(findings))
    return Recommendation(
        recommends=first_shut(findings),
        findings=findings,
        unknown=unknown,
        would_change=changes,
        scheme=scheme.key,
        edition=scheme.edition,
        presumption_engaged=tuple(
            f.item for f in findings if f.rule == "presumption" and f.answer is Answer.MET and f.item
        ),
    )


def _what_if(
    facts: Facts, scheme: Scheme, found: dict[Rule, tuple[Made, frozenset[str]]], now: Recommends
) -> tuple[tuple[str, ...], tuple[Change, ...]]:
    """Try every other answer to every fact read: which are still wanted, and which would change it."""
    wanted: dict[str, None] = {}
    changes: list[Change] = []
    settled: set[tuple[str, str | None]] = set()
    for path in in_order({path for _, read in found.values() for path in read}):
        readers = [rule for rule, (_, read) in found.items() if path in read]
        others = [f for rule, (made, _) in found.items() if path not in found[rule][1] for f in made]
        waiting = [f for rule in readers for f in found[rule][0] if _is_waited_on(f)]
        for other in alternatives(facts, path):
            would = [f for rule in readers for f in rule(other.facts, scheme)]
            then = first_shut([*others, *would])
            if then is not now:
                changes.append(_change(other, then))
            if other.now == "not answered" and (moved := [f for f in waiting if f not in would]):
                wanted[other.words] = None
                settled |= {(f.rule, f.item) for f in moved}
    left = [f for made, _ in found.values() for f in made if _is_waited_on(f)]
    words = [f.reason for f in left if (f.rule, f.item) not in settled]
    return (*wanted, *dict.fromkeys(words)), tuple(changes)


def _is_waited_on(finding: Finding) -> bool:
    return finding.answer is Answer.NOT_KNOWN and finding.rule in _GATED


def _change(other: Alternative, then: Recommends) -> Change:
    return Change(
        question=other.path, words=other.words, answer_now=other.now, would_be=other.would_be, then=then
    )


def obstacles_to_proposing(advice: Recommendation) -> list[str]:
    """List what forbids proposing to tell: bars, holds, open questions; never a difference of judgement."""
    if not advice.findings:
        raise ValueError("a recommendation without findings neither forbids nor allows anything")
    found: dict[tuple[str, str | None], str] = {}
    for gate in (gate for gate in GATES if gate.binds):
        for finding in advice.findings:
            if (finding.rule, finding.answer) in gate.shutting:
                found.setdefault((finding.rule, finding.item), f"{_about(finding)}. {gate.next_step}")
    return list(found.values())


def _about(finding: Finding) -> str:
    item = f" (item {finding.item})" if finding.item else ""
    return f"{finding.reason}{item}"
