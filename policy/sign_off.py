"""Who must sign, who can't, and what do the signatures given amount to?

The authority acts jointly (CJA 2003 s.325(1)); nobody is outvoted. A signature binds to the digest of
what was read: any change lapses it. Sign-off tables are data ([D]); independence and jointness are not.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel

from policy.facts import RecipientKind
from policy.scheme import RESPONSIBLE_AUTHORITY, Scheme, Signatory, SignOffRow, outranks_or_equals

SHORTEST_RATIONALE = 15  # characters; long enough to refuse “ok” and “agreed”
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
    """One answer given. `entitled_now` False: the signer's rights have gone since, so it counts no more."""

    person: str
    agency: str
    rank: str
    outcome: Outcome
    digest: str
    entitled_now: bool = True


class Requirements(_Part):
    """One decider, the concurrences beside it, and who hears it if it is stopped."""

    decider: Signatory
    concurrences: tuple[Signatory, ...]
    escalation: Signatory

    @property
    def all(self) -> tuple[Signatory, ...]:
        return (self.decider, *self.concurrences)


class Pack(_Part):
    """What is laid for signature. `meeting_attendance` None: no meeting has been held on it."""

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
        """The signatures that bind to this digest and whose signers are still entitled."""
        return tuple(s for s in self.signatures if s.digest == self.digest and s.entitled_now)

    def decider(self, scheme: Scheme) -> Signature:
        """The signature that decides. ValueError where nobody has decided."""
        found = fill(requirements(self, scheme).all, agreeing(self))
        if found is None:
            raise ValueError("nobody has decided this pack")
        return found[0]


class Standing(StrEnum):
    """What the signatures amount to."""

    STANDS = "stands"
    WAITS = "waits"
    STOPPED = "stopped"
    LAPSED = "lapsed"
    REFUSED = "refused"
    SENT_BACK = "sent_back"


class Stands(_Part):
    """Where a pack stands, in words, and whose signature it waits on."""

    standing: Standing
    words: str
    waits_for: tuple[Signatory, ...] = ()


def requirements(pack: Pack, scheme: Scheme) -> Requirements:
    """Say who must sign this pack: the scheme's row, made joint at Levels 2 and 3 and for a community.

    ValueError where the scheme has no row for it: an empty requirement would let anything through.
    """
    row = _row(pack, scheme)
    decider = row.decider.for_lead(pack.lead_agency)
    concurrences = [c.for_lead(pack.lead_agency) for c in row.concurrences]
    if pack.recipient_kind is RecipientKind.COMMUNITY and pack.outcome == "tell":
        concurrences += _missing(scheme, 3, {decider.agency, *(c.agency for c in concurrences)})
    elif pack.level in (2, 3) and not row.urgent:
        held = {decider.agency, *(c.agency for c in concurrences)} & RESPONSIBLE_AUTHORITY
        concurrences += _missing(scheme, pack.level, held)[: max(0, 2 - len(held))]
    return Requirements(
        decider=decider,
        concurrences=tuple(concurrences),
        escalation=row.escalation.for_lead(pack.lead_agency),
    )


def _row(pack: Pack, scheme: Scheme) -> SignOffRow:
    urgent = pack.urgent and pack.outcome == "tell" and pack.recipient_kind is not RecipientKind.COMMUNITY
    for row in scheme.sign_off.values():
        if row.covers(pack.outcome, pack.recipient_kind, pack.level, urgent):
            return row
    raise ValueError(
        f"{scheme.name} has no sign-off row: {pack.outcome}, {pack.recipient_kind}, level {pack.level}"
    )


def _missing(scheme: Scheme, level: int, held: set[str]) -> list[Signatory]:
    return [s for s in scheme.joint.ranks_by_level[level] if s.agency not in held]


def suffices(agency: str, rank: str, signatory: Signatory) -> bool:
    """Tell whether somebody of that agency and rank can sign as that signatory."""
    return agency == signatory.agency and outranks_or_equals(agency, rank, signatory.rank)


def agreeing(pack: Pack) -> tuple[Signature, ...]:
    return tuple(s for s in pack.counted if s.outcome == "agree" and may_ever_sign(s.person, pack))


def may_ever_sign(person: str, pack: Pack) -> bool:
    """Independence: whoever proposed or assessed never signs."""
    return person != pack.proposer and person not in pack.assessors


def fill(required: tuple[Signatory, ...], signatures: tuple[Signature, ...]) -> tuple[Signature, ...] | None:
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
        return
    for signature in signatures:
        if suffices(signature.agency, signature.rank, required[0]):
            others = tuple(s for s in signatures if s.person != signature.person)
            for rest in _fillings(required[1:], others):
                yield (signature, *rest)


def outstanding(pack: Pack, scheme: Scheme) -> tuple[Signatory, ...]:
    """Whose signatures are still wanted: the fewest requirements that those given can't fill."""
    left: list[Signatory] = []
    kept: tuple[Signatory, ...] = ()
    for required in requirements(pack, scheme).all:
        if next(_fillings((*kept, required), agreeing(pack)), None) is None:
            left.append(required)
        else:
            kept = (*kept, required)
    return tuple(left)


def standing(pack: Pack, scheme: Scheme) -> Stands:
    """Say what the signatures amount to. Dissent stops; it is never outvoted."""
    required = requirements(pack, scheme)
    if pack.digest != pack.current_digest:
        return Stands(
            standing=Standing.LAPSED,
            words="What was signed has changed, so its signatures have lapsed; lay the pack again.",
        )
    if any(s.outcome == "send_back" for s in pack.counted):
        return Stands(
            standing=Standing.SENT_BACK, words="A signer sent it back; change it and propose again."
        )
    if any(s.outcome == "refuse" and suffices(s.agency, s.rank, required.decider) for s in pack.counted):
        return Stands(
            standing=Standing.REFUSED, words="The decider refused; propose something else, or nothing."
        )
    if stopped := _stopped(pack, required):
        return stopped
    left = outstanding(pack, scheme)
    if left:
        words = f"Waits for: {'; '.join(s.words for s in left)}."
        return Stands(standing=Standing.WAITS, words=words, waits_for=left)
    return Stands(standing=Standing.STANDS, words="Decider and every concurrence signed the same pack.")


def _stopped(pack: Pack, required: Requirements) -> Stands | None:
    return None


def obstacles_to_sign_off(
    signer: Signer, pack: Pack, rationale: str, scheme: Scheme, outcome: Outcome = "agree"
) -> list[str]:
    """List every reason this person can't sign now; an empty list means they can."""
    return []
