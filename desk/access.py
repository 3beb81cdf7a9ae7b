"""Who may open what? Role x relation x state, as plain functions; whatever is not said here is refused.

docs/access.md is this file applied to every route, role and relation. Source: shared/security.md,
“Authorisation” (need to know; nobody named in a consideration opens it, whatever their rank or reason).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flows.steps.roles import CHAIRS, EVERYBODY_ACTING, OFFICERS, READERS, REGISTRARS, SENIORS, SUPERVISORS


class Relation(StrEnum):
    """What somebody is to one consideration; the first that holds."""

    NAMED_IN = "named_in"
    ASSIGNED = "assigned"
    SIGNER = "signer"  # asked to sign, or has signed, for the police or the lead agency
    OUTSIDE_SIGNER = "outside_signer"  # the same, for another agency
    ASKED = "asked"  # it waits on anybody of their role and unit, such as the duty senior officer
    CHAIRS_IT = "chairs_it"  # chairs a meeting whose list it is on
    ENTERED_IT = "entered_it"  # took the registration
    SAME_UNIT = "same_unit"
    EX_ASSIGNED = "ex_assigned"  # had it once, and works elsewhere now
    OTHER_UNIT = "other_unit"
    OTHER_AGENCY = "other_agency"


class Access(StrEnum):
    """What comes of asking."""

    OPENS = "opens"
    ASKS_REASON = "asks_reason"
    ASK_UNIT = "ask_unit"  # “a record exists, ask UNIT”; break-glass reads it for an hour
    HIDDEN = "hidden"  # the same 404 as for what does not exist


Roles = frozenset[str]
Part = Callable[[Roles, Relation, bool], Access]
ANYWHERE = frozenset({"auditor", "mappa_coordinator"})
BY_RELATION = {
    Relation.ASSIGNED: Access.OPENS,
    Relation.SIGNER: Access.OPENS,
    Relation.ASKED: Access.OPENS,
    Relation.CHAIRS_IT: Access.OPENS,
    Relation.ENTERED_IT: Access.ASKS_REASON,
    Relation.SAME_UNIT: Access.ASKS_REASON,
    Relation.EX_ASSIGNED: Access.ASK_UNIT,
    Relation.OTHER_UNIT: Access.ASK_UNIT,
}


def consideration(roles: Roles, relation: Relation, closed: bool) -> Access:
    """The whole of a consideration: its officer, who signs or chairs it; others of the unit with a reason."""
    if relation is Relation.NAMED_IN or not roles & set(READERS):
        return Access.HIDDEN
    if roles & ANYWHERE and BY_RELATION.get(relation) is not Access.OPENS:
        return Access.ASKS_REASON
    return BY_RELATION.get(relation, Access.HIDDEN)


def pack(roles: Roles, relation: Relation, closed: bool) -> Access:
    """A pack and what stands behind it: also whoever signs for another agency, and nothing else of it."""
    if relation is Relation.OUTSIDE_SIGNER and roles & set(EVERYBODY_ACTING):
        return Access.OPENS
    return consideration(roles, relation, closed)


def registration(roles: Roles, relation: Relation, closed: bool) -> Access:
    """What an applicant said: whoever took it, until it is closed; staff of the unit with a reason."""
    if relation is Relation.NAMED_IN:
        return Access.HIDDEN
    staff = bool(roles & set(REGISTRARS))
    if staff and relation is Relation.ENTERED_IT:
        return Access.ASKS_REASON if closed else Access.OPENS
    if staff and relation is Relation.SAME_UNIT and not closed:
        return Access.ASKS_REASON
    return consideration(roles, relation, closed)


def declaring(roles: Roles, relation: Relation, closed: bool) -> Access:
    """Saying that it is about oneself or one's own: nobody who acts here need open it for that.

    Another agency's people learn of nothing by it, nor another unit's who read no consideration: they say so
    where their agency was asked, or to their own manager.
    """
    if relation is Relation.NAMED_IN or not roles & set(EVERYBODY_ACTING):
        return Access.HIDDEN
    if relation is Relation.OTHER_AGENCY and not roles & ANYWHERE:
        return Access.HIDDEN
    if relation in (Relation.OTHER_UNIT, Relation.EX_ASSIGNED) and not roles & set(READERS):
        return Access.HIDDEN
    return Access.OPENS


@dataclass(frozen=True)
class Policy:
    """Who comes to a route at all, and, where it is about one consideration, what part of it opens.

    `roles`: any of these; None: everybody signed in. `acts`: it changes the record, so that a reading by
    break-glass is not enough.
    """

    name: str
    words: str
    roles: Roles | None = None
    part: Part | None = None
    acts: bool = False
    signed_in: bool = True
    before_ready: bool = False  # open before somebody has a password and codes of their own

    def admits(self, roles: Roles) -> bool:
        return self.roles is None or bool(self.roles & roles)

    def opens(self, roles: Roles, relation: Relation, closed: bool) -> Access:
        """What somebody with these roles gets who stands so to one consideration."""
        if not self.admits(roles) or self.part is None:
            return Access.HIDDEN
        return self.part(roles, relation, closed)


PUBLIC = Policy("public", "Anybody: it shows nothing of the record.", signed_in=False)
SIGNED_IN = Policy("signed in", "Everybody signed in; each sees their own.")
OWN_ACCOUNT = Policy("own account", "Everybody signed in, also for the first time.", before_ready=True)
CONSIDERATION = Policy(
    "consideration", "Reads one consideration.", frozenset(READERS), consideration
)  # fmt: skip
ACTING = Policy(
    "acting", "Moves one consideration; each move names its own roles besides.",
    frozenset(EVERYBODY_ACTING), consideration, acts=True,
)  # fmt: skip
PACK = Policy("pack", "Reads one pack.", frozenset(EVERYBODY_ACTING) | frozenset(READERS), pack)
SIGNING = Policy("signing", "Answers over one pack.", frozenset(EVERYBODY_ACTING), pack, acts=True)
REGISTRATION = Policy(
    "registration", "Reads what an applicant said.", frozenset(READERS) | frozenset(REGISTRARS), registration
)
ADDING = Policy(
    "adding", "Adds to what an applicant said.", frozenset(REGISTRARS), registration, acts=True
)  # fmt: skip
DECLARING = Policy("declaring", "Says: this is about me or mine.", frozenset(EVERYBODY_ACTING), declaring)
ASKING_TO_READ = Policy(
    "asking to read", "Gives a reason, or breaks the glass.", frozenset(READERS) | frozenset(REGISTRARS)
)  # fmt: skip
SEARCHING = Policy("searching", "Looks for somebody.", frozenset(READERS) | frozenset(REGISTRARS))
STARTING = Policy("starting", "Opens a consideration.", frozenset(OFFICERS) | frozenset(SUPERVISORS))
REGISTERING = Policy("registering", "Enters registrations.", frozenset(REGISTRARS))
MEETINGS = Policy(
    "meetings", "Reads and records meetings.", frozenset({*CHAIRS, *SUPERVISORS, *OFFICERS})
)  # fmt: skip
REQUESTS = Policy("requests", "Answers what an agency is asked: its own only.", frozenset({"partner_agency"}))
TEAM = Policy("team", "Sees a unit's work, without content.", frozenset({*SUPERVISORS, *SENIORS}))
REGISTER = Policy(
    "register", "Imports register extracts; a senior manager lifts a stop.",
    frozenset({*REGISTRARS, *SUPERVISORS, *SENIORS}),
)  # fmt: skip
AUDIT = Policy("audit", "Reads the record of reads and changes.", frozenset({"auditor"}))
ADMINISTRATION = Policy(
    "administration", "People, roles, agencies; no content.", frozenset({"administrator"})
)
