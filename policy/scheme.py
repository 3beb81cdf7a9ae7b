"""What does one scheme, in one edition, lay down? Read from data, frozen, and handed to every rule.

The files stand in policy/schemes/; models/schemes.py reads and checks them. Each value carries the
source it rests on and domain.md's evidence tag, so that a force sees which ones are its own to set.
"""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from policy.facts import Check, RecipientKind, Relationship, Route
from policy.sources import SOURCES, Source
from policy.titles import title

RESPONSIBLE_AUTHORITY = frozenset({"police", "probation", "prison"})  # CJA 2003 s.325(1)
LEAD = "lead"  # stands for whichever agency leads on the subject

# Lowest to highest. A code, not a title: the force's own titles belong on its letters.
RANKS: dict[str, tuple[str, ...]] = {
    "police": ("pc", "ds", "di", "dci", "det_supt", "acc"),
    "probation": ("probation_officer", "spo", "aco", "chief_officer"),
    "prison": ("governor_grade", "deputy_governor", "governor"),
    "childrens_services": ("social_worker", "team_manager", "service_manager", "director"),
    "education": ("officer", "head_of_service"),
    "health": ("nurse", "named_professional"),
}
# A grade names the rank that matches in whichever agency leads.
GRADES: dict[str, dict[str, str]] = {
    "supervisor": {
        "police": "ds",
        "probation": "spo",
        "prison": "governor_grade",
        "childrens_services": "team_manager",
        "education": "head_of_service",
        "health": "named_professional",
    },
    "manager": {
        "police": "di",
        "probation": "aco",
        "prison": "deputy_governor",
        "childrens_services": "service_manager",
        "education": "head_of_service",
        "health": "named_professional",
    },
}

Tag = Literal["S", "M", "m", "D"]
OWN_TO_SET: frozenset[str] = frozenset({"m", "D"})  # the tags a force may override


def outranks_or_equals(agency: str, rank: str, minimum: str) -> bool:
    """Tell whether `rank` is at least `minimum` in that agency; an unknown rank never is."""
    order = RANKS.get(agency, ())
    return rank in order and minimum in order and order.index(rank) >= order.index(minimum)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(_Part):
    """What every value of a scheme carries: a key of policy/sources.py, and the evidence tag."""

    source: str = Field(description="Key of policy.sources.SOURCES")
    tag: Tag

    @field_validator("source")
    @classmethod
    def _source_is_listed(cls, key: str) -> str:
        if key not in SOURCES:
            raise ValueError(f"not a source listed in policy/sources.py; allowed: {', '.join(SOURCES)}")
        return key

    @property
    def rests_on(self) -> Source:
        """The source, with the tag this value has earned."""
        return SOURCES[self.source].model_copy(update={"tag": self.tag})


class Signatory(_Part):
    """An agency and the lowest rank in it that will do. `lead` takes a grade in place of a rank."""

    agency: str
    rank: str

    @field_validator("agency")
    @classmethod
    def _agency_is_known(cls, agency: str) -> str:
        if agency not in RANKS and agency != LEAD:
            raise ValueError(f"allowed: {', '.join((*RANKS, LEAD))}")
        return agency

    @field_validator("rank")
    @classmethod
    def _rank_is_known(cls, rank: str, info: ValidationInfo) -> str:
        agency = info.data.get("agency", "")
        allowed = tuple(GRADES) if agency == LEAD else RANKS.get(agency, (rank,))
        if rank not in allowed:
            raise ValueError(f"allowed: {', '.join(allowed)}")
        return rank

    def for_lead(self, lead_agency: str) -> "Signatory":
        """Name the agency and rank meant where `lead` stood."""
        if self.agency != LEAD:
            return self
        if lead_agency not in GRADES[self.rank]:
            raise ValueError(f"no {self.rank} is known for the lead agency {lead_agency}")
        return Signatory(agency=lead_agency, rank=GRADES[self.rank][lead_agency])

    @property
    def words(self) -> str:
        return f"{title(self.rank)} or above, {title(self.agency)}"


class SignOffRow(Sourced):
    """Who must sign one outcome for some recipients at some levels. `recipients` None: any, or nobody."""

    outcome: Literal["tell", "not_tell"]
    recipients: frozenset[RecipientKind] | None = None
    levels: frozenset[int] | None = None
    urgent: bool = False
    decider: Signatory
    concurrences: tuple[Signatory, ...] = ()
    escalation: Signatory

    def covers(self, outcome: str, kind: RecipientKind | None, level: int | None, urgent: bool) -> bool:
        """Tell whether this row speaks of the pack. No level recorded counts as Level 1."""
        return (
            self.outcome == outcome
            and self.urgent == urgent
            and (self.recipients is None or kind in self.recipients)
            and (self.levels is None or (level or 1) in self.levels)
        )


class Clock(Sourced):
    """A time limit: how much of which unit, from what. Days count from the day after."""

    name: str
    amount: int = Field(ge=0)
    unit: Literal["hours", "calendar_days", "working_days", "weeks"]
    starts: Literal[
        "received",
        "opened",
        "invited",
        "asked",
        "decided",
        "told",
        "refused",
        "closed",
        "claimed",
        "arranged",
        "compared",
        "settled",
        "joined",
        "made",
    ]
    note: str = ""


class CheckRule(Sourced):
    """When a scheme needs a check."""

    when: Literal["always", "telling", "applicant", "managed", "level_2_or_3", "level_3", "school", "victim"]


class WhoMayRegister(Sourced):
    """None: anyone."""

    relationships: frozenset[Relationship] | None


class Access(Sourced):
    """What access to the child the scheme asks of the named person before it can progress."""

    personal_relationship: bool = False
    regular: bool = False
    unsupervised: bool = False
    contact: bool = False


class Form(Sourced):
    """What the registration form asks in this edition, by path. What it leaves out may be told as well."""

    asks: tuple[str, ...]


class RepresentationsRule(Sourced):
    """Hearing the subject is the norm; `skip_reasons` is the closed list that excuses it."""

    norm: bool
    skip_reasons: frozenset[str]


class RecipientRow(Sourced):
    """What a kind of recipient may be told, what never, and how."""

    gateways: tuple[str, ...]
    may_be_told: tuple[str, ...]
    never_told: tuple[str, ...]
    delivery: str


class LettersRule(Sourced):
    """Kinds of letters/catalogue.py the scheme may send."""

    kinds: frozenset[str]


class EveryCase(Sourced):
    """Whom the duty to consider binds, and how often at each level at the least, in weeks."""

    binds: Literal["child_sex_offenders", "every_managed_offender", "nobody"]
    weeks_by_level: dict[int, int]
    days_after_new: int = Field(14, ge=0, description="Days to consider somebody new or moved level")


class JointRule(Sourced):
    """Ranks at which each Responsible Authority agency signs jointly, by MAPPA level."""

    ranks_by_level: dict[int, tuple[Signatory, ...]]
    meeting_decides_at: frozenset[int] = frozenset()

    @field_validator("ranks_by_level")
    @classmethod
    def _nobody_is_left_out(cls, ranks: dict[int, tuple[Signatory, ...]]) -> dict[int, tuple[Signatory, ...]]:
        for level in (2, 3):
            if {s.agency for s in ranks.get(level, ())} != RESPONSIBLE_AUTHORITY:
                raise ValueError(f"level {level} must give a rank each for police, probation and prison")
        return ranks


class InForce(Sourced):
    """The days an edition is good law or policy; `until` None: still."""

    since: date
    until: date | None = None


class Scheme(_Part):
    """One scheme and edition."""

    key: str
    edition: str
    title: str
    routes: frozenset[Route]
    in_force: InForce
    presumption: Literal["s327a", "pilot"] | None
    who_may_register: WhoMayRegister
    access: Access
    checks: dict[Check, CheckRule]
    clocks: dict[str, Clock]
    sign_off: dict[str, SignOffRow]
    joint: JointRule
    representations: RepresentationsRule
    recipients: dict[RecipientKind, RecipientRow]  # one for every kind
    letters: LettersRule
    form: Form
    every_case: EveryCase
    own_values: dict[str, Any] = Field(
        {}, description="What the force's own file sets otherwise, as it says it"
    )

    @field_validator("clocks", mode="before")
    @classmethod
    def _name_the_clocks(cls, clocks: Any) -> Any:
        if not isinstance(clocks, dict):
            return clocks
        return {key: {"name": key} | c if isinstance(c, dict) else c for key, c in clocks.items()}

    @field_validator("recipients")
    @classmethod
    def _every_kind_has_a_row(
        cls, rows: dict[RecipientKind, RecipientRow]
    ) -> dict[RecipientKind, RecipientRow]:
        if missing := [kind for kind in RecipientKind if kind not in rows]:
            raise ValueError(f"no row for: {', '.join(missing)}")
        return rows

    @property
    def in_force_from(self) -> date:
        return self.in_force.since

    @property
    def in_force_to(self) -> date | None:
        return self.in_force.until

    @property
    def name(self) -> str:
        """Key and edition together, as a force's settings name it."""
        return f"{self.key}/{self.edition}"

    def in_force_on(self, day: date) -> bool:
        return self.in_force.since <= day and (self.in_force.until is None or day <= self.in_force.until)
