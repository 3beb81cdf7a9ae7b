"""Is the desk there, and its record behind it? For whoever watches the machine; it shows nothing else."""

from sqlalchemy import text
from starlette.responses import Response

from desk.access import PUBLIC
from desk.routes import answered, get
from desk.visiting import Visit
from models.database import transaction


@get("/health", PUBLIC)
def health(visit: Visit) -> Response:
    with transaction(visit.engine) as session:
        session.execute(text("SELECT 1"))
    return answered("ok\n", "text/plain")
