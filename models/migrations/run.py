"""Bring a database to the tables the code expects, and prove that both agree.

Alembic is configured here and not in an alembic.ini, so that it works from an installed package.
"""

from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from models.tables import METADATA

HERE = Path(__file__).parent


def _plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as they are in the database: a migration must not change with the code."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    return f"sa.{item.impl_instance!r}"


OPTIONS: dict[str, Any] = {"target_metadata": METADATA, "compare_type": True, "render_item": _plain_type}


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """Run every migration the database has not seen. The caller owns the transaction and the role."""
    seen = MigrationContext.configure(connection).get_current_revision()
    if seen != newest():
        command.upgrade(_config(connection), "head")


def newest() -> str | None:
    """Name the last migration."""
    return ScriptDirectory(str(HERE)).get_current_head()


def differences(connection: Connection) -> list[str]:
    """List how the database differs from the models; empty when they agree."""
    found = compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), METADATA)
    return [repr(difference) for difference in found]


def new_revision(connection: Connection, message: str) -> Path:
    """Write the next migration from what the models have and the database lacks."""
    last = newest()
    number = 1 if last is None else int(last) + 1
    name = f"{number:04d}"
    config = _config(connection)
    config.set_main_option("file_template", f"{name}_%%(slug)s")
    script = command.revision(config, message, autogenerate=True, rev_id=name)
    if script is None or isinstance(script, list):
        raise ValueError("Alembic wrote no single migration")
    return Path(script.path)
