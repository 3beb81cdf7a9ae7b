"""What is a pack, a signature over it, and who is required to sign?

The authority acts jointly (CJA 2003 s.325(1)): at Levels 2 and 3 at least two of its agencies sign, and
for a community the chief officer and all of them, whatever a sign-off table says.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel

from policy.facts import RecipientKind
from policy.scheme import RESPONSIBLE_AUTHORITY, Scheme, Signatory, SignOffRow, outranks_or_equals

CHIEF_OFFICER = Signatory(agency="police", rank="acc")
Outcome = Literal["agree", "refuse", "send_back", "declare_interest"]


class _Part(BaseModel, frozen=True, extra="forbid"):
    pass


class Signer(_Part):
    """Who asks to sign. `person` tells one human being from another, whatever accounts they hold."""

    handle: str
    person: str
    rank: str
    agency: str
    active: bool
    named_in_it: bool
    declared_interest: bool


class Signature(_Part):
    """One answer given. `entitled_now` False: the signer's rights have gone since, so it counts no more.

    `carried`: a refusal of an earlier pack about the same, which laying another pack does not answer.
    """

    person: str
    agency: str
    rank: str
    outcome: Outcome
    digest: str
    entitled_now: bool = True
    carried: bool = False


class Requirements(_Part):
    """One decider, the concurrences beside it, and who hears it if it is stopped."""

    decider: Signatory
    concurrences: tuple[Signatory, ...]
    escalation: Signatory

    @property
    def all(self) -> tuple[Signatory, ...]:
        return (self.decider, *self.concurrences)


class Pack(_Part):
    """What is laid for signature; signatures in the order given.

    `meeting_attendance` None: no meeting has been held on it. `level` None: counts as Level 1.
    """

    digest: str
    current_digest: str
    outcome: Literal["tell", "not_tell"]
    recipient_kind: RecipientKind | None
    level: int | None
    lead_agency: str
    proposer: str
    assessors: frozenset[str] = frozenset()
    signatures: tuple[Signature, ...] = ()
    item_owner_agencies: frozenset[str] = frozenset()
    dissenting_agencies: frozenset[str] = frozenset()
    urgent: bool = False
    meeting_attendance: frozenset[str] | None = None

    @property
    def counted(self) -> tuple[Signature, ...]:
        """The signatures that bind to this digest, by people still entitled and independent of it."""
        return tuple(
            s for s in self.signatures
            if (s.carried or (s.digest == self.digest and s.entitled_now)) and self._stands(s)
        )  # fmt: skip

    @property
    def agreeing(self) -> tuple[Signature, ...]:
        return tuple(s for s in self.counted if s.outcome == "agree")

    @property
    def for_a_community(self) -> bool:
        return self.outcome == "tell" and self.recipient_kind is RecipientKind.COMMUNITY

    def is_independent(self, person: str) -> bool:
        """Whoever proposed or assessed never signs, and neither does anybody who declared an interest."""
        return person not in self.assessors and self._is_impartial(person)

    def _is_impartial(self, person: str) -> bool:
        declared = any(s.person == person and s.outcome == "declare_interest" for s in self.signatures)
        return person != self.proposer and not declared

    def _stands(self, given: Signature) -> bool:
        """A refusal stands also of whoever assessed or wrote part of it since: a no is answered, not lost."""
        if given.outcome == "refuse":
            return self._is_impartial(given.person)
        return self.is_independent(given.person)

    def decider(self, scheme: Scheme) -> Signature:
        """The signature that decides. ValueError where the pack does not stand."""
        from policy.sign_off import deciding  # here, because sign_off is built on this module

        return deciding(self, scheme)


def requirements(pack: Pack, scheme: Scheme) -> Requirements:
    """Say who must sign this pack: the scheme's row, made joint where it must be.

    ValueError where the scheme has no row for it: an empty requirement would let anything through.
    """
    row = _row(pack, scheme)
    decider = CHIEF_OFFICER if pack.for_a_community else row.decider.for_lead(pack.lead_agency)
    concurrences = tuple(c.for_lead(pack.lead_agency) for c in row.concurrences)
    held = {s.agency for s in (decider, *concurrences)} & RESPONSIBLE_AUTHORITY
    return Requirements(
        decider=decider,
        concurrences=(*concurrences, *_joint(pack, row, scheme, held)),
        escalation=row.escalation.for_lead(pack.lead_agency),
    )


def _row(pack: Pack, scheme: Scheme) -> SignOffRow:
    urgent = pack.urgent and pack.outcome == "tell" and not pack.for_a_community
    for row in scheme.sign_off.values():
        if row.covers(pack.outcome, pack.recipient_kind, pack.level, urgent):
            return row
    words = f"{pack.outcome}, {pack.recipient_kind}, level {pack.level}"
    raise ValueError(f"{scheme.name} has no sign-off row for: {words}")


def _joint(pack: Pack, row: SignOffRow, scheme: Scheme, held: set[str]) -> tuple[Signatory, ...]:
    """The agencies still wanting: all for a community; at Levels 2 and 3 up to two, unless urgent."""
    if pack.for_a_community:
        return tuple(s for s in scheme.joint.ranks_by_level[3] if s.agency not in held)
    if pack.level not in (2, 3) or row.urgent:
        return ()
    missing = [s for s in scheme.joint.ranks_by_level[pack.level] if s.agency not in held]
    return tuple(missing[: max(0, 2 - len(held))])


def suffices(signature: Signature | Signer, signatory: Signatory) -> bool:
    """Tell whether somebody of that agency and rank can sign as that signatory."""
    same = signature.agency == signatory.agency
    return same and outranks_or_equals(signature.agency, signature.rank, signatory.rank)


def filling(
    required: tuple[Signatory, ...], signatures: tuple[Signature, ...]
) -> tuple[Signature, ...] | None:
    """Give each requirement a signature by a person of its own; None where that can't be done.

    ValueError for no requirements: nothing required would mean anything stands.
    """
    if not required:
        raise ValueError("nothing is required, so nothing can stand")
    return next(_fillings(required, signatures), None)


def _fillings(
    required: tuple[Signatory, ...], signatures: tuple[Signature, ...]
) -> Iterator[tuple[Signature, ...]]:
    if not required:
        yield ()
    for signature in signatures if required else ():
        if suffices(signature, required[0]):
            others = tuple(s for s in signatures if s.person != signature.person)
            for rest in _fillings(required[1:], others):
                yield (signature, *rest)


def unfilled(required: tuple[Signatory, ...], signatures: tuple[Signature, ...]) -> tuple[Signatory, ...]:
    """Name the requirements that the signatures given can't fill, the decider first."""
    left: list[Signatory] = []
    kept: tuple[Signatory, ...] = ()
    for one in required:
        if filling((*kept, one), signatures) is None:
            left.append(one)
        else:
            kept = (*kept, one)
    return tuple(left)
