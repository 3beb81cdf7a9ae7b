"""Which moves are made through a form of their own? Each by name: its questions, and what comes of them.

One page shows and takes all of them (desk/pages/moving.py); a move with a page of its own is not here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desk.forms import Form
from desk.loading import Opened

Asks = Callable[[Opened, Mapping[str, str]], Form]
# What stands in the fields at first, from the record and the address (such as which recipient it is about).
Shows = Callable[[Opened, Mapping[str, str]], dict[str, Any]]
# What a move is given, from what was answered and the address.
Gives = Callable[[Opened, dict[str, Any], Mapping[str, str]], dict[str, Any]]


@dataclass(frozen=True)
class About:
    """One thing a move can be about: in words, and as it stands in the address."""

    words: str
    address: Mapping[str, str]
    hint: str = ""


@dataclass(frozen=True)
class Which:
    """What a move can be about here. `nothing`: what is so, and what to do first, where there is nothing."""

    question: str
    things: Sequence[About]
    nothing: str


@dataclass(frozen=True)
class Interruption:
    """What is to be understood before the form is filled in: a page of its own, gone on from deliberately."""

    title: str
    paragraphs: tuple[str, ...]
    go_on: str = "Continue"


@dataclass(frozen=True)
class MoveForm:
    """One move as a page. `about`: names in the address that say what it is about, such as recipient.

    `which`: all that it can be about; then nothing else is taken, and where the address leaves it open the
    page asks first. One thing only is not asked.
    """

    move: str
    asks: Asks
    shows: Shows = lambda opened, about: dict(about)
    gives: Gives = lambda opened, given, about: {**about, **given}
    about: tuple[str, ...] = ()
    leads_to: str = ""  # below the consideration's own address
    which: Callable[[Opened], Which] | None = None
    interruption: Callable[[Opened], Interruption] | None = None


CATALOGUE: dict[str, MoveForm] = {}


def move_form(
    move: str,
    *,
    about: tuple[str, ...] = (),
    shows: Shows | None = None,
    gives: Gives | None = None,
    leads_to: str = "",
    which: Callable[[Opened], Which] | None = None,
    interruption: Callable[[Opened], Interruption] | None = None,
) -> Callable[[Asks], Asks]:
    """Register a function that makes a move's form, from what was opened and what the address is about."""

    def keep(asks: Asks) -> Asks:
        plain = MoveForm(move, asks)
        CATALOGUE[move] = MoveForm(
            move, asks, shows or plain.shows, gives or plain.gives, about, leads_to, which, interruption
        )
        return asks

    return keep


@dataclass(frozen=True)
class Narrowed:
    """What the address says a move is about: settled, or, where `open_between`, still to be chosen."""

    about: dict[str, str] = field(default_factory=dict)
    open_between: Which | None = None


def narrow(asked: MoveForm, opened: Opened, about: Mapping[str, str]) -> Narrowed | None:
    """Settle what a move is about, as far as the address says; None where there is no such thing here."""
    if asked.which is None:
        return Narrowed(dict(about))
    which = asked.which(opened)
    fitting = [thing for thing in which.things if about.items() <= thing.address.items()]
    if len(fitting) == 1:
        return Narrowed(dict(fitting[0].address))
    if about and not fitting:
        return None
    return Narrowed(open_between=Which(which.question, fitting, which.nothing))
