"""Which dissents stand against a pack, and who can answer each?

A required signer's refusal, or the dissent of an agency that owns an item to be told, stops the telling
and waits on the escalation rank. The escalation rank can settle a partner's dissent, never overrule a
member of the Responsible Authority or an owner: there a more senior officer of that same agency must
agree as well (police own police information, probation theirs; MAPPA practice, domain.md 3.2).
"""

from pydantic import BaseModel

from policy.scheme import RANKS, RESPONSIBLE_AUTHORITY, Signatory
from policy.signatures import Pack, Requirements, Signature, suffices
from policy.titles import title


class Dissent(BaseModel, frozen=True):
    """One agency's no. `place` is where its refusal stands among the signatures; None: it gave a view."""

    agency: str
    rank: str | None = None
    place: int | None = None


class Settled(BaseModel, frozen=True):
    """What the dissents leave. `words` None: none stands, and what is still required may be signed."""

    words: str | None
    waits_for: tuple[Signatory, ...]
    still_required: tuple[Signatory, ...]
    agreeing: tuple[Signature, ...]


def dissents(pack: Pack, required: Requirements) -> tuple[Dissent, ...]:
    """List the dissents that stop a pack. Any other is on record, and stops nothing."""
    owners = pack.item_owner_agencies if pack.outcome == "tell" else frozenset()
    heard = owners | {s.agency for s in required.all}
    refused = [
        Dissent(agency=s.agency, rank=s.rank, place=place)
        for place, s in enumerate(pack.counted)
        if s.outcome == "refuse" and _is_heard(s, heard) and not _has_thought_again(s, pack)
    ]
    views = [Dissent(agency=agency) for agency in sorted(pack.dissenting_agencies & owners)]
    return (*refused, *views)


def _is_heard(refusal: Signature, heard: frozenset[str]) -> bool:
    """A refusal once given is heard on every later pack, urgent ones too, where fewer would sign."""
    return refusal.agency in heard or (refusal.carried and refusal.agency in RESPONSIBLE_AUTHORITY)


def _has_thought_again(refusal: Signature, pack: Pack) -> bool:
    """Whoever refused an earlier pack may agree to this one; nobody else can say it for them."""
    return refusal.carried and any(s.person == refusal.person for s in pack.agreeing)


def settled(pack: Pack, required: Requirements) -> Settled:
    """Say what the dissents leave: nothing standing, or whom the pack waits on and why."""
    required_now, agreeing = required.all, pack.agreeing
    for one in dissents(pack, required):
        hearing = _hearing(pack, required, one)
        words, waits_for = _standing_against(pack, required, one, hearing)
        if words:
            return Settled(words=words, waits_for=waits_for, still_required=required_now, agreeing=agreeing)
        # Whoever hears the dissent decides about it, and is not also the decider or a concurrence.
        agreeing = tuple(s for s in agreeing if s is not hearing)
        if one.agency not in RESPONSIBLE_AUTHORITY | pack.item_owner_agencies:
            required_now = tuple(s for s in required_now if s.agency != one.agency)
    return Settled(words=None, waits_for=(), still_required=required_now, agreeing=agreeing)


def _standing_against(
    pack: Pack, required: Requirements, one: Dissent, hearing: Signature | None
) -> tuple[str | None, tuple[Signatory, ...]]:
    who = f"The {title(one.agency)} agency dissents"
    if pack.for_a_community:
        return f"{who}, and a community is told only where every agency agrees.", (required.escalation,)
    if one.place is None:
        return f"{who}, and it owns an item to be told: that item is left out, or its view changes.", (
            required.escalation,
        )
    if hearing is None:
        return f"{who}. It waits for {required.escalation.words}.", (required.escalation,)
    if one.agency not in RESPONSIBLE_AUTHORITY | pack.item_owner_agencies:
        return None, ()
    return _of_the_authority(pack, one, who)


def _of_the_authority(pack: Pack, one: Dissent, who: str) -> tuple[str | None, tuple[Signatory, ...]]:
    order = RANKS.get(one.agency, ())
    above = order[order.index(one.rank) + 1 :] if one.rank in order else ()
    if not above:
        return f"{who} at its highest rank. Nobody overrules it: propose something else.", ()
    senior = Signatory(agency=one.agency, rank=above[0])
    later = pack.counted[(one.place or 0) + 1 :]
    if any(s.outcome == "agree" and suffices(s, senior) for s in later):
        return None, ()
    return f"{who} and can't be overruled. It waits for {senior.words}.", (senior,)


def _hearing(pack: Pack, required: Requirements, one: Dissent) -> Signature | None:
    later = pack.counted[one.place + 1 :] if one.place is not None else ()
    return next((s for s in later if s.outcome == "agree" and suffices(s, required.escalation)), None)
