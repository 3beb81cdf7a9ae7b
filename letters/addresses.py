"""Where does a letter go? A UK postal address as it shows in the envelope's window.

The rules are GOV.UK Notify's for precompiled letters, whoever prints them: three to seven lines in the
window, the name among them, the last a postcode; lines 1 and 2 each with a Latin letter or a digit.
"""

import re
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from letters.glyphs import missing
from letters.text import clean

WRAPS_AFTER = 42  # characters at 9.5 pt in 90 mm; the layout measures exactly and refuses what is too tall
LONGEST_WORD = 30
LONGEST_LINE = 80
MOST_LINES = 7
FEWEST_LINES = 3

# The area may be any two letters: the sample area's ZZ is well formed and allocated to nobody.
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][ABD-HJLNP-UW-Z]{2})")
_BAD_START = tuple('@()=[]"\\/,<>~')
_NO_HOME = re.compile(r"\b(nfa|no fixed (abode|address))\b", re.IGNORECASE)


def postcode(text: str) -> str | None:
    """Give a well-formed UK postcode as it is printed, e.g. `ZZ1 1AA`; None if it is not one."""
    found = POSTCODE.fullmatch(clean(text).upper())
    return f"{found[1]} {found[2]}" if found else None


def _lines(value: object) -> object:
    if not isinstance(value, list | tuple) or not all(isinstance(line, str) for line in value):
        return value
    lines = [clean(line) for line in value]
    if lines and (code := postcode(lines[-1])):
        lines[-1] = code
    return tuple(lines)


class Address(BaseModel):
    """A name for the envelope and the lines under it, the last a postcode.

    `envelope_name` is the name as the post needs it, in Latin letters; inside, the letter uses the
    person's own spelling.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    envelope_name: Annotated[str, BeforeValidator(lambda v: clean(v) if isinstance(v, str) else v)]
    lines: Annotated[tuple[str, ...], BeforeValidator(_lines)]

    @property
    def window(self) -> tuple[str, ...]:
        """What shows in the envelope's window, line by line."""
        return (self.envelope_name, *self.lines)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if found := address_obstacles(self.envelope_name, self.lines):
            raise ValueError("\n".join(found))
        return self


def address_obstacles(envelope_name: str, lines: tuple[str, ...]) -> list[str]:
    """List every reason a letter can't go there; lines are counted as the window shows them."""
    shown = (envelope_name, *lines)
    found = [_count(shown)]
    if not lines or postcode(lines[-1]) is None:
        found.append("the last line must be a full UK postcode, such as ZZ1 1AA")
    if not re.search("[A-Za-z0-9]", envelope_name):
        found.append("the envelope name needs Latin letters; ask how the name is written in them")
    if lines and not re.search("[A-Za-z0-9]", lines[0]):
        found.append("line 2 needs a Latin letter or a digit")
    for number, line in enumerate(shown, start=1):
        found += [f"line {number} {fault}" for fault in _faults(line)]
    if _NO_HOME.search(" ".join(shown)):
        found.append("“no fixed abode” is no address to post to; arrange to hand the letter over")
    return [fault for fault in found if fault]


def _count(shown: tuple[str, ...]) -> str:
    height = sum(-(-max(len(line), 1) // WRAPS_AFTER) for line in shown)
    if height < FEWEST_LINES:
        return f"the name and address need at least {FEWEST_LINES} lines together"
    if height > MOST_LINES:
        return (
            f"the name and address take {height} lines in the window and {MOST_LINES} fit "
            f"(one of more than {WRAPS_AFTER} characters counts as two)"
        )
    return ""


def _faults(line: str) -> list[str]:
    tests = {
        "is empty": not line,
        "is more than one line": "\n" in line,
        "starts with a sign the post does not take": line.startswith(_BAD_START),
        f"is longer than {LONGEST_LINE} characters": len(line) > LONGEST_LINE,
        f"has a word longer than {LONGEST_WORD} characters": any(
            len(word) > LONGEST_WORD for word in line.split()
        ),
    }
    absent = missing(line.replace("\n", ""))
    if absent:
        tests[f"has characters our letters can't print ({', '.join(absent)})"] = True
    return [fault for fault, holds in tests.items() if holds]
