"""What does an applicant tell staff? The published initial-contact form, as far as each thing is known.

Any value may be `{not_known: reason}` instead (flows/registering/not_known.py). A shorthand is enough for a
start: a name on one line, an address as lines with the postcode last, one `individual`.
Source: domain.md 4.4 (the 2010 initial-contact form).
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from flows.registering.not_known import taken_apart
from flows.steps.moving import Code, Given
from policy.facts import Relationship, Route
from policy.registration import AccessKind

# Each child is an entry in each individual's consideration, and one transaction takes a hundred entries.
MOST_INDIVIDUALS, MOST_CHILDREN = 6, 12
Sex = Literal["female", "male", "other"]
Words = Field("", max_length=2000)


class Place(Given):
    """An address, now or before."""

    lines: tuple[str, ...] = Field((), max_length=6, description="Without the postcode")
    postcode: str | None = Field(None, max_length=10)
    current: bool = True
    from_on: date | None = None
    to_on: date | None = None


class Person(Given):
    """Somebody outside the agencies, as far as known: a name on one line, or in its parts."""

    name: str | None = Field(None, min_length=1, max_length=200, description="On one line; or in its parts")
    forenames: str | None = Field(None, max_length=100)
    surname: str | None = Field(None, max_length=100)
    former_names: tuple[str, ...] = Field((), max_length=20, description="Each in full")
    other_names: tuple[str, ...] = Field((), max_length=40, description="Any other name, each in full")
    aliases: tuple[str, ...] = Field((), max_length=20, description="Each in full")
    date_of_birth: date | None = None
    approximate_age: int | None = Field(None, ge=0, le=130)
    age_as_of: date | None = Field(None, description="The day on which that age was so; default: of receipt")
    place_of_birth: str | None = Field(None, max_length=100)
    sex: Sex | None = Field(None, description="Gender, as they put it")
    ethnicity: str | None = Field(None, max_length=100, description="Optional; as they put it")
    address: tuple[str, ...] = Field((), max_length=7, description="Where they live now; postcode last")
    addresses: tuple[Place, ...] = Field((), max_length=10, description="Now and before")
    telephone: str | None = Field(None, max_length=40)
    description: str = Words


class Contact(Given):
    """How, when and how not to reach an applicant, and who must not come to know."""

    safe_ways: tuple[Literal["telephone", "text", "email", "post", "in_person"], ...] = ()
    not_ways: tuple[Literal["telephone", "text", "email", "post", "in_person"], ...] = ()
    times: str = Field("", max_length=400, description="Days and times that are safe")
    who_must_not_know: str = Field("", max_length=1000)
    issues: str = Field("", max_length=1000, description="Anything about later contact")


class Applicant(Person):
    """Who asks."""

    other_surnames: tuple[str, ...] = Field((), max_length=10, description="Maiden, from earlier marriages")
    email: str | None = Field(None, max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")
    language: str | None = Field(None, max_length=60, description="Preferred")
    interpreter: bool | None = None
    contact: Contact = Contact()
    safe_to_post: bool = Field(False, description="A letter to this address is safe, as somebody asked")


class Parent(Person):
    """The child's mother or father."""

    living_with: str | None = Field(None, max_length=400)
    knows: bool | None = Field(None, description="Does this parent know that a registration is being made?")
    is_applicant: bool = Field(False, description="This parent is the applicant")


class Individual(Person):
    """The named individual."""

    occupation: str | None = Field(None, max_length=200)
    employer: str | None = Field(None, max_length=200)
    voluntary_work: str | None = Field(None, max_length=400, description="And for whom")
    relationship_to_applicant: str | None = Field(None, max_length=200)


class Access(Given):
    """How one individual reaches one child."""

    individual: int = Field(1, ge=1, le=MOST_INDIVIDUALS, description="Which of those named, from 1")
    kinds: tuple[AccessKind, ...] = Field(min_length=1)
    words: str = Field("", max_length=1000)


class Child(Given):
    """A particular child, or a description of children, at risk."""

    name: str | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=400)
    date_of_birth: date | None = None
    age: int | None = Field(None, ge=0, le=130)


class RegisteredChild(Child):
    """A child as the form asks."""

    age_as_of: date | None = Field(None, description="The day on which that age was so; default: of receipt")
    sex: Sex | None = None
    place_of_birth: str | None = Field(None, max_length=100)
    ethnicity: str | None = Field(None, max_length=100)
    applicant_relationship: Relationship | None = Field(None, description="Of the applicant to this child")
    access: tuple[Access, ...] = Field((), max_length=MOST_INDIVIDUALS)


class Registration(Given):
    """What an applicant tells staff: who they are, about whom, which children, what access."""

    immediate_risk: bool | None = Field(
        None, description="Asked first: may a child be at risk now? Yes, or not known, goes to a duty officer"
    )
    immediate_risk_words: str = Words
    route: Literal[Route.PILOT_REGISTRATION, Route.RIGHT_TO_ASK] = Route.PILOT_REGISTRATION
    unit: Code
    means_of_contact: Literal["in_person", "telephone", "online", "letter", "other_agency"] | None = None
    applicant: Applicant = Applicant()
    relationship: Relationship | None = Field(None, description="Of the applicant to the children")
    mother: Parent | None = None
    father: Parent | None = None
    individual: Individual | None = Field(None, description="The person named, where it is one")
    individuals: tuple[Individual, ...] = Field((), max_length=MOST_INDIVIDUALS)
    children: tuple[RegisteredChild, ...] = Field((), max_length=MOST_CHILDREN)
    answers: dict[str, bool | None] = Field({}, description="Facts on access, as the applicant gave them")
    received_at: datetime | None = Field(None, description="Default: now")
    enquiry: Code | None = Field(None, description="The enquiry this began as, e.g. E-2026-00012")
    not_known: dict[str, str] = Field({}, description="Path of what isn't known: why; or {not_known: why}")

    @model_validator(mode="before")
    @classmethod
    def _what_is_not_known(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        said = given.get("not_known")
        plain, reasons = taken_apart({name: each for name, each in given.items() if name != "not_known"})
        return plain | {"not_known": reasons | said if isinstance(said, dict) else said or reasons}

    @property
    def named(self) -> tuple[Individual, ...]:
        """Everybody named; one of whom nothing is known where nobody is."""
        return self.individuals or (self.individual or Individual(),)
