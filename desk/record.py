"""Which record does a command speak to? The live one: prepared where new, as the application role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from models import embedded
from models.database import Settings, database_url, engine, prepare, settings


@dataclass(frozen=True)
class Record:
    """An open record: where its data stands, its URL, and an engine as the application."""

    settings: Settings
    url: str
    engine: Engine


@contextmanager
def live_record(*, keep_running: bool = False) -> Iterator[Record]:
    """Open the live record, and stop the embedded server again where this command started it.

    `keep_running`: somebody else, such as `up`, looks after the server.
    """
    kept = settings()
    ours = kept.url is None and not embedded.running(kept.data)
    url = database_url(kept)
    prepare(url)
    opened = engine(url)
    try:
        yield Record(kept, url, opened)
    finally:
        opened.dispose()
        if ours and not keep_running:
            embedded.stop(kept.data)
