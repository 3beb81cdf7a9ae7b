"""Is somebody on the register? Anybody's search goes through the same matcher, and leaves its entry first.

What the searcher may not open is shown only as “a record exists, ask UNIT”, and only from a strong match: a
search must not tell by the way who is on the register (shared/security.md, need to know).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import Field, model_validator
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from flows import finding
from flows.candidates import register_says
from flows.need_to_know import may_open
from flows.showing import entitled
from flows.steps.actor import Actor, is_this_person
from flows.steps.entering import checked_as
from flows.steps.moving import Given
from flows.steps.roles import READERS, REGISTRARS
from flows.walls import not_named_in
from models import clock, ledger
from models.consideration import Consideration
from models.database import transaction
from models.entries import Consulted
from models.subject import Sex, Subject

if TYPE_CHECKING:
    from flows.matching.nearest import Candidate, Nearest

MAY_SEARCH = (*READERS, *REGISTRARS)


class Question(Given):
    """Whom to look for, as far as known."""

    name: str = Field("", max_length=200, description="In one line, or forenames and surname")
    forenames: str = Field("", max_length=200)
    surname: str = Field("", max_length=200)
    other_names: tuple[str, ...] = Field((), description="Aliases and former names, each in full")
    date_of_birth: date | None = None
    approximate_age: int | None = Field(None, ge=0, le=130)
    sex: Sex | None = None
    postcode: str | None = Field(None, max_length=10)

    @model_validator(mode="after")
    def _somebody(self) -> "Question":
        if not (self.name or self.forenames or self.surname or self.other_names):
            raise ValueError("Give a name: without one nobody can be looked for.")
        return self


@dataclass(frozen=True)
class Hit:
    """Somebody the searcher may open: what the matcher says, and what the register does."""

    candidate: "Candidate"
    register_says: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What a search shows. `ask`: units that hold a record the searcher may not open."""

    heading: str
    hits: tuple[Hit, ...]
    ask: tuple[str, ...]
    would_help: tuple[str, ...]


def find(engine: Engine, actor: Actor, asked: Question | Mapping[str, Any], purpose: str) -> Found:
    """Look for somebody on the register. The entry that names whom it shows commits first.

    Raise CannotDo where the question, the purpose, the roles or the rights are wanting.
    """
    question = checked_as(Question, asked if isinstance(asked, Question) else dict(asked))
    entitled(actor, MAY_SEARCH, purpose)
    nearest, digest = _nearest(engine, question)
    opens, closed = _parted(engine, actor, nearest)
    shown = (*(each.key for each in opens), *closed)
    with transaction(engine) as session:
        entry = Consulted(purpose="searched", references=shown, count=len(shown), digest=digest)
        why = {
            "purpose": purpose.strip(),
            "question": question.model_dump(mode="json", exclude_defaults=True),
        }
        ledger.append(session, entry, why, by=actor.handle)
    with transaction(engine) as session:
        says = register_says(session, [each.key for each in opens])
    hits = tuple(Hit(each, says[each.key]) for each in opens)
    heading = nearest.heading if hits or closed else _nobody()
    return Found(heading, hits, tuple(sorted(set(closed.values()))), nearest.would_help)


def _nearest(engine: Engine, question: Question) -> "tuple[Nearest, str]":
    held = finding.register(engine)
    with transaction(engine) as session:
        today = clock.today(session)
    individual = question.model_dump(exclude={"postcode"})
    individual["sex"] = None if question.sex in (None, Sex.NOT_KNOWN) else str(question.sex)
    individual["addresses"] = [{"postcode": question.postcode}] if question.postcode else []
    return held.register.nearest(finding.sought(individual, today)), held.register.digest


def _parted(engine: Engine, actor: Actor, nearest: "Nearest") -> "tuple[list[Candidate], dict[str, str]]":
    """Whom the searcher may open, and the units of strong matches they may not. Never themselves."""
    near = {each.key: each for each in nearest.candidates if each.band != "unlikely"}
    with transaction(engine) as session:
        known = session.exec(select(Subject).where(col(Subject.register_reference).in_(list(near)))).all()
        others = [s for s in known if not is_this_person(actor, _as_person(s))]
        open_ones = {s.register_reference for s in others if may_open(actor, s)}
        units = {s.register_reference: s.unit for s in others}
    opens = [each for key, each in near.items() if key in open_ones]
    strong = [key for key, each in near.items() if each.band == "strong" and key in units]
    return opens, {key: units[key] for key in strong if key not in open_ones}


@dataclass(frozen=True)
class About:
    """One consideration about somebody found: where it stands, and nothing of what is in it."""

    reference: str
    stage: str
    unit: str


def considerations_about(
    session: Session, actor: Actor, references: Collection[str]
) -> dict[str, list[About]]:
    """The considerations about people on the register, by register reference, latest first.

    Never one that names whoever looks.
    """
    rows = session.execute(
        select(Subject.register_reference, Consideration.reference, Consideration.stage, Consideration.unit)
        .join(Consideration, col(Consideration.subject_id) == Subject.id)
        .where(col(Subject.register_reference).in_(references), not_named_in(actor.person))
        .order_by(col(Consideration.number).desc())
    )
    found: dict[str, list[About]] = {reference: [] for reference in references}
    for of_whom, reference, stage, unit in rows:
        found[of_whom].append(About(reference, stage, unit))
    return found


def _as_person(subject: Subject) -> dict[str, Any]:
    return {
        "forenames": subject.forenames,
        "surname": subject.surname,
        "aliases": subject.aliases,
        "former_names": subject.former_names,
        "date_of_birth": subject.date_of_birth,
    }


def _nobody() -> str:
    from flows.matching.nearest import NOT_FOUND

    return NOT_FOUND
