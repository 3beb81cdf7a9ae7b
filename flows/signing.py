"""How does a laid pack look to policy? The dossier's line, with everybody as they are now."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from flows.packs import digest_now
from flows.people import Person, person_of
from flows.steps.actor import Actor
from models.consideration import Meeting
from models.dossier import Dossier, Line, Pack
from policy import sign_off
from policy.facts import RecipientKind
from policy.scheme import Scheme, Signatory
from policy.titles import title

Known = Mapping[str, Person]


def as_policy_sees(
    dossier: Dossier, line: Line, scheme: Scheme, known: Known, attendance: frozenset[str] | None = None
) -> sign_off.Pack:
    """Read a line's laid pack into policy's Pack: people for handles, rights as they are now."""
    pack, proposal = line.pack, line.proposal or {}
    if pack is None:
        raise ValueError("the line has no pack")
    items = dossier.information
    told = [items[item] for item in proposal.get("items", []) if item in items]
    return sign_off.Pack(
        digest=pack.digest,
        current_digest=digest_now(dossier, line, scheme),
        outcome="tell" if pack.outcome == "tell" else "not_tell",
        recipient_kind=RecipientKind(line.kind) if line.kind else None,
        level=dossier.snapshot.get("level"),
        lead_agency=dossier.lead_agency,
        proposer=person_of(known, proposal["by"]),
        assessors=frozenset(person_of(known, handle) for handle in dossier.authors(line)),
        signatures=tuple(_signature(given, known) for given in _answers(dossier, line, pack)),
        item_owner_agencies=frozenset(item.get("owner_agency", "police") for item in told),
        dissenting_agencies=frozenset(a for a, view in dossier.views.items() if not view["agrees"]),
        urgent=dossier.urgent and not proposal.get("meeting"),
        meeting_attendance=attendance,
    )


def _answers(dossier: Dossier, line: Line, pack: Pack) -> list[dict[str, Any]]:
    """What was answered on this pack, and what another pack does not undo.

    An interest declared on any pack, and a refusal of an earlier pack about the same: proposing again
    is no way round either.
    """
    others = [given for other in dossier.packs.values() if other is not pack for given in other.signatures]
    interests = [given for given in others if given["outcome"] == "declare_interest"]
    refusals = [
        given | {"carried": True}
        for earlier in line.laid
        if earlier is not pack and earlier.outcome == pack.outcome
        for given in earlier.signatures
        if given["outcome"] == "refuse"
    ]
    return interests + refusals + pack.signatures


def _signature(given: dict[str, Any], known: Known) -> sign_off.Signature:
    holder = known.get(given["by"])
    still = bool(
        holder and holder.active and holder.agency == given["agency"] and holder.rank == given["rank"]
    )
    return sign_off.Signature.model_validate(
        {name: given[name] for name in ("person", "agency", "rank", "outcome", "digest")}
        | {"entitled_now": still or not known, "carried": given.get("carried", False)}
    )


def attendance_of(session: Session, line: Line) -> frozenset[str] | None:
    """Which agencies attended the meeting a line was proposed at; None where none has been held on it."""
    reference = (line.proposal or {}).get("meeting")
    if not reference:
        return None
    met = session.exec(select(Meeting).where(Meeting.reference == reference)).one_or_none()
    return frozenset(met.attendance.split(",")) if met and met.held else None


def as_signer(actor: Actor, dossier: Dossier, line: Line) -> sign_off.Signer:
    """Read the acting person into policy's Signer."""
    given = _answers(dossier, line, line.pack) if line.pack else []
    return sign_off.Signer(
        handle=actor.handle,
        person=actor.person,
        rank=actor.rank,
        agency=actor.agency,
        active=actor.active,
        named_in_it=actor.named_in(dossier),
        declared_interest=any(
            s["person"] == actor.person and s["outcome"] == "declare_interest" for s in given
        ),
    )


def signers_without_rights(pack: Pack, known: Known) -> list[str]:
    """Say which signatures no longer count because their signer's rights have gone, by rank and agency."""
    found = []
    for given in pack.signatures:
        if given["outcome"] == "agree" and not _signature(given, known).entitled_now:
            rank, agency = title(given["rank"]), title(given["agency"])
            who = f"The rights of a signer ({rank}, {agency}) have been withdrawn"
            found.append(f"{who}; propose it again, to be signed again.")
    return found


def account_of_decider(line: Line, known: Known) -> str | None:
    """Whose account decided: a decision names the person, a wait an account. None once its rights went."""
    decider = (line.decided or {}).get("decider")
    signed = [str(given["by"]) for pack in reversed(line.laid) for given in pack.signatures]
    theirs = (by for by in signed if by in known and known[by].active and known[by].person == decider)
    return next(theirs, None)


def outstanding(dossier: Dossier, line: Line, scheme: Scheme, known: Known) -> tuple[Signatory, ...]:
    """Whose signatures a laid pack still waits for."""
    return sign_off.outstanding(as_policy_sees(dossier, line, scheme, known), scheme)
