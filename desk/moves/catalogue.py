"""Which moves are made through a form of their own? Each by name: its questions, and what comes of them.

One page shows and takes all of them (desk/pages/moving.py); a move with a page of its own is not here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from desk.forms import Form
from desk.loading import Opened

Asks = Callable[[Opened, Mapping[str, str]], Form]
# What stands in the fields at first, from the record and the address (such as which recipient it is about).
Shows = Callable[[Opened, Mapping[str, str]], dict[str, Any]]
# What a move is given, from what was answered and the address.
Gives = Callable[[Opened, dict[str, Any], Mapping[str, str]], dict[str, Any]]


@dataclass(frozen=True)
class MoveForm:
    """One move as a page. `about`: names in the address that say what it is about, such as recipient."""

    move: str
    asks: Asks
    shows: Shows = lambda opened, about: dict(about)
    gives: Gives = lambda opened, given, about: {**about, **given}
    about: tuple[str, ...] = ()
    leads_to: str = ""  # below the consideration's own address


CATALOGUE: dict[str, MoveForm] = {}


def move_form(
    move: str,
    *,
    about: tuple[str, ...] = (),
    shows: Shows | None = None,
    gives: Gives | None = None,
    leads_to: str = "",
) -> Callable[[Asks], Asks]:
    """Register a function that makes a move's form, from what was opened and what the address is about."""

    def keep(asks: Asks) -> Asks:
        plain = MoveForm(move, asks)
        CATALOGUE[move] = MoveForm(move, asks, shows or plain.shows, gives or plain.gives, about, leads_to)
        return asks

    return keep
