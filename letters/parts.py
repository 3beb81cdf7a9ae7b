"""What do all letters share? A unit to answer to, a reference, a marking, a person who signs.

`extra="forbid"` everywhere: a field that a kind has no place for is refused, never ignored. That is how
"this letter can't name the subject" is kept.
"""

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, computed_field

from letters.addresses import Address
from letters.text import Line, Name, Passage, Reference

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Part(BaseModel):
    """Frozen and strict; an error never repeats what was entered."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Unit(Part):
    """How to reach the unit: a number and an address of the unit's, never one person's own."""

    organisation: Line | None = Field(None, description="Whose letter it is, e.g. Exampleshire Constabulary")
    name: Line = Field(description="Neutral: a unit's name must not say what it deals in")
    address: tuple[Line, ...] = Field(min_length=2, max_length=6)
    telephone: Line
    email: Line
    hours: Line = Field(description="When the telephone is answered")


class Person(Part):
    """An officer or a partner's worker, by name and rank or role."""

    name: Name
    role: Line


class Signatory(Person):
    """Who signs: a named, authorised person."""

    unit: Line


def _places(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part for part in (each.strip() for each in re.split("[,\n]", value)) if part)
    return value


class Appointment(Part):
    """When and where to meet, and whom. What is not settled is left out, and the words ask for a call."""

    on: datetime.date
    at: datetime.time | None = Field(None, description="None: still to be agreed by telephone")
    place: Annotated[tuple[Line, ...], BeforeValidator(_places)] = Field((), max_length=6)
    with_whom: tuple[Person, ...] = Field(min_length=1, max_length=4)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def weekday(self) -> str:
        """E.g. Tuesday."""
        return WEEKDAYS[self.on.weekday()]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def where(self) -> str:
        """The place in one line; empty where it is not settled."""
        return ", ".join(self.place)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def whom(self) -> str:
        """Who will be there, with rank or role."""
        *others, last = [f"{person.name}, {person.role}" for person in self.with_whom]
        return f"{'; '.join(others)}; and {last}" if others else last


class Common(Part):
    """Every kind has these."""

    reference: Reference
    unit: Unit
    signatory: Signatory
    marking: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"]


def _attested(value: Any) -> Any:
    if value is not True:
        raise ValueError("must be said to be so by somebody who asked; without it no letter goes")
    return value


# A bare `Literal[True]` would also take 1; and its message would not tell an officer what to do.
Attested = Annotated[Literal[True], BeforeValidator(_attested)]


class Posted(Common):
    """A letter that goes by post. The safe-contact rule stands in the schema: no answer, no letter."""

    address: Address
    recipient: Name = Field(description="Full name, in the person's own spelling")
    safe_to_post: Attested = Field(description="A letter to this address is safe: it is not read by others")
    safe_to_post_attested_by: Passage = Field(description="Who said so, and how; not printed")


class Handed(Common):
    """A paper that a named officer hands over. It never enters dispatch."""

    recipient: Name
