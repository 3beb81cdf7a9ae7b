"""Every table module, imported once, so that Alembic and the tests see all tables. Add yours here."""

from sqlmodel import SQLModel

from models import (
    ledger_rows,  # noqa: F401
)

METADATA = SQLModel.metadata
