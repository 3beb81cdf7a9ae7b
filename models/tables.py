"""Every table module, imported once, so that Alembic and the tests see all tables. Add yours here."""

from sqlmodel import SQLModel

from models import (
    account,  # noqa: F401
    agency,  # noqa: F401
    closures,  # noqa: F401
    consideration,  # noqa: F401
    conviction,  # noqa: F401
    ledger_rows,  # noqa: F401
    named_in,  # noqa: F401
    officer,  # noqa: F401
    register_import,  # noqa: F401
    registration,  # noqa: F401
    subject,  # noqa: F401
)

METADATA = SQLModel.metadata
