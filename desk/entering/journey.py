"""Which pages does entering one registration have, in which order? More with each person and child named."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desk.entering import asking, naming
from desk.entering.step import Step, Steps, Typed
from desk.forms import Form, Option, Question
from flows.force import force
from flows.registering.form import MOST_CHILDREN, MOST_INDIVIDUALS
from models.errors import CannotDo
from models.schemes import schemes
from policy.facts import Route

MOST = {"individual": MOST_INDIVIDUALS, "child": MOST_CHILDREN}
LISTS = {"individuals": "individual", "children": "child"}
NUMBERED = re.compile(r"^(individual|child)-([0-9]+)(-[a-z]+)?$")
ROUTES = {
    Route.RIGHT_TO_ASK: ("Right to Ask", "Has this person a history that makes them a risk to a child?"),
    Route.PILOT_REGISTRATION: (
        "Registration of an interest",
        "A parent registers a child-protection interest in a named individual.",
    ),
}


@dataclass(frozen=True)
class Journey:
    """The pages of one registration as far as it has come."""

    steps: tuple[Step, ...]

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def after(self, slug: str) -> str:
        """The next page; the last leads to the check of the answers."""
        slugs = [step.slug for step in self.steps]
        following = slugs.index(slug) + 1
        return slugs[following] if following < len(slugs) else "likely"

    def before(self, slug: str) -> str:
        """The page before; "" before the first."""
        slugs = [step.slug for step in self.steps]
        return slugs[slugs.index(slug) - 1] if slugs.index(slug) else ""


def journey(typed: Steps, today: date) -> Journey:
    """The pages, given what was typed so far: one set for each individual and child there is."""
    individuals, children = how_many(typed, "individual"), how_many(typed, "child")
    names = [name_of(typed.get(f"individual-{number + 1}", {})) for number in range(individuals)]
    several = individuals > 1
    about = [step for n in range(individuals) for step in naming.individual(n + 1, several)]
    of_children = [step for n in range(children) for step in naming.child(n + 1, names)]
    return Journey(
        (
            asking.RISK,
            asking.receipt(units(), routes(today)),
            *asking.applicant(),
            *asking.parents(),
            *about,
            another("individuals", "Is anybody else named?", naming.NAMED),
            *of_children,
            another("children", "Is there another child?", naming.CHILDREN),
            naming.answers(several),
        )
    )


def of_record(held: Mapping[str, Any]) -> Journey:
    """The pages of a registration taken already, about one individual, with a page for one more child."""
    children = len(held.get("children") or ())
    who = name_of(held.get("individual") or {})
    own = [
        replace(step, slug=step.slug.replace("-1", ""), prefix="individual")
        for step in naming.individual(1, False)
    ]
    return Journey(
        (
            asking.RISK,
            *asking.applicant(),
            *asking.parents(),
            *own,
            *(step for n in range(min(children + 1, MOST_CHILDREN)) for step in naming.child(n + 1, [who])),
            naming.answers(False),
        )
    )


def another(slug: str, title: str, part: str) -> Step:
    """The page that lists the individuals or children there are, and asks for another."""
    return Step(slug, part, "", Form(title, (Question("another", title, "yes_no"),)))


def how_many(typed: Steps, kind: str) -> int:
    """How many individuals, or children, have pages; there is always one."""
    found = [int(match[2]) for slug in typed if (match := NUMBERED.match(slug)) and match[1] == kind]
    return max(found, default=1)


def without(typed: Steps, kind: str, number: int) -> dict[str, Typed]:
    """What was typed, with one individual or child taken out and those after it moved up."""
    kept: dict[str, Typed] = {}
    for slug, fields in typed.items():
        match = NUMBERED.match(slug)
        if not match or match[1] != kind:
            kept[slug] = _without_access(fields, number) if kind == "individual" else fields
        elif int(match[2]) != number:
            place = int(match[2]) - (int(match[2]) > number)
            kept[f"{kind}-{place}{match[3] or ''}"] = fields
    return kept


def _without_access(fields: Typed, number: int) -> Typed:
    """The same answers without those on the access of one individual, counted from 1."""
    kept: Typed = {}
    for name, value in fields.items():
        match = re.match(r"^access\.([0-9]+)\.(.+)$", name)
        if not match:
            kept[name] = value
        elif int(match[1]) != number - 1:
            kept[f"access.{int(match[1]) - (int(match[1]) >= number)}.{match[2]}"] = value
    return kept


def name_of(fields: Typed) -> str:
    """What somebody is called on a page, "" where that isn't known yet."""
    parts = (str(fields.get(name) or "").strip() for name in ("forenames", "surname", "name"))
    return " ".join(part for part in parts if part)


def units() -> Sequence[Option]:
    return [Option(code, unit.name) for code, unit in force().units.items()]


def routes(today: date) -> Sequence[Option]:
    """The routes that a scheme in force today answers."""
    return [Option(str(route), *words) for route, words in ROUTES.items() if _in_force(route, today)]


def _in_force(route: Route, today: date) -> bool:
    try:
        schemes().in_force(route, today)
    except CannotDo:
        return False
    return True
