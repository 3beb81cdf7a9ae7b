"""Every move with a form: importing this registers them all."""

from desk.moves import (  # noqa: F401
    afterwards,
    applying,
    checks,
    deciding,
    facts,
    identity,
    items,
    letters,
    notes,
    people,
    proposing,
    registered,
    representations,
    telling,
)
