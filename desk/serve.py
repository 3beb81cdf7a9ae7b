"""`python -m desk.serve --port 8327`: the desk over the record, until it is told to stop."""

import argparse
import logging
import os

import uvicorn

from desk.app import create_app
from desk.rendering import compile_all
from desk.visiting import DeskSettings
from flows.force import force
from models.clock import is_scratch
from models.database import database_url, engine, settings, transaction


def main() -> None:
    """Serve on loopback. The database's URL may be handed over by whoever starts it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8327)
    asked.add_argument("--host", default="127.0.0.1")
    given = asked.parse_args()
    kept = settings()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    url = os.environ.get("DISCLOSURE_DESK_DATABASE_URL") or database_url(kept)
    origin = os.environ.get("DISCLOSURE_DESK_ORIGIN") or f"http://{given.host}:{given.port}"
    record = engine(url)
    with transaction(record) as session:
        scratch = is_scratch(session)
    looks = DeskSettings(data=kept.data, origin=origin, colour=force().colour, scratch=scratch)
    app = create_app(record, looks)
    compile_all()
    # Its own access log would hold whole addresses; the guard writes which route answered.
    uvicorn.run(app, host=given.host, port=given.port, access_log=False, log_config=None, server_header=False)


if __name__ == "__main__":
    main()
