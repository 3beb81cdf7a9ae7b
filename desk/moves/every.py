"""Every move with a form: importing this registers them all."""

from desk.moves import notes  # noqa: F401
