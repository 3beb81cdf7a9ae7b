"""What is one page of entering a registration? A form about one part of it, and where its answers belong.

The names of a step's questions are below its `prefix` in the form (flows/registering/form.py), so that the
same questions serve the first person named and the third, and what is added later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from desk.forms import Form, Question, options
from policy.registration import AccessKind

WHY = "why."
SEXES = options(("female", "Female"), ("male", "Male"), ("other", "Another"))
ACCESS = {
    AccessKind.REGULAR: "Regularly",
    AccessKind.UNSUPERVISED: "Without anybody supervising",
    AccessKind.LIVES_WITH: "Lives with the child",
    AccessKind.WORKS_IN_HOUSEHOLD: "Works in the household",
    AccessKind.ONLINE: "Online",
    AccessKind.TELEPHONE: "By telephone",
    AccessKind.SHARED_PLACES: "In places both go to",
    AccessKind.THROUGH_FAMILY: "Through family",
    AccessKind.OTHER: "In another way",
    AccessKind.NONE: "Has no access",
}
Typed = dict[str, Any]
Steps = Mapping[str, Typed]


@dataclass(frozen=True)
class Step:
    """One page. `part` is the section it stands in; `prefix` where its answers belong in the form."""

    slug: str
    part: str
    prefix: str
    form: Form

    @property
    def blank_allowed(self) -> Form:
        """The same form, where anything may stay open until it has been asked."""
        return replace(self.form, may_stay_open=True)

    def path(self, name: str) -> str:
        return f"{self.prefix}.{name}" if self.prefix else name


def why_not(name: str, what: str) -> Question:
    """The question why another isn't known; `name` is what the form calls that, `what` what people do."""
    return Question(f"{WHY}{name}", f"Why is {what} not known?", "why_not", "Such as: would not say.")


def called(what: str) -> tuple[Question, ...]:
    """What somebody is called."""
    return (
        Question("forenames", "Forenames"),
        Question("surname", "Surname"),
        why_not("name", "the name"),
        Question(
            "other_names", "Other names", "lines", f"Any other name {what}, each in full, one a line.", rows=3
        ),
    )


def born(*, age: str = "approximate_age") -> tuple[Question, ...]:
    """When and where somebody was born, and their sex."""
    return (
        Question("date_of_birth", "Date of birth", "day", "For example, 27 3 1987."),
        Question(age, "Or their age, about", "number", "In years."),
        why_not("date_of_birth", "the date of birth"),
        Question("sex", "Sex", "choice", options=SEXES),
        why_not("sex", "the sex"),
        Question("place_of_birth", "Place of birth"),
        why_not("place_of_birth", "the place of birth"),
        Question("ethnicity", "Ethnicity", hint="As they put it. Nobody has to say."),
    )


def lives() -> tuple[Question, ...]:
    """Where somebody lives, and has lived."""
    return (
        Question(
            "address", "Address", "lines", "One line each; the postcode last, as far as it is known.", rows=5
        ),
        Question("earlier", "Earlier addresses", "lines", "One a line, the postcode last.", rows=3),
        why_not("addresses", "the address"),
    )
