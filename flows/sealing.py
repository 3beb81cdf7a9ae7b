"""What may an exception say to Prefect, or to a log? Its type and a reference, never its words.

Prefect stores and logs exceptions in clear, chained ones too. So the detail goes to our own database
and what Prefect sees is raised outside the except block.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import uuid4

from flows.workplace import workplace
from models.consideration import SealedFailure
from models.database import transaction
from models.errors import DatabaseUnavailable, DisclosureError, RecordError

P = ParamSpec("P")
R = TypeVar("R")


class Sealed(Exception):
    """What Prefect is told of a failure: a type name, and where our own database has the rest."""


def sealed(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Replace any exception by its type name and a reference."""

    @wraps(function)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await function(*args, **kwargs)
        except Exception as error:
            seal = seal_of(error)
        raise seal from None

    return guarded


def told(error: Exception) -> str:
    """What a log may say of a failure. Two kinds hold our own words only, on which somebody can act."""
    if isinstance(error, (DatabaseUnavailable, RecordError)):
        return f"{type(error).__name__}: {error}"
    return str(seal_of(error))


def seal_of(error: Exception) -> Sealed:
    """Keep a failure's detail in our own database, and give what others may see of it."""
    if isinstance(error, Sealed):
        return error
    reference = f"F-{uuid4().hex[:12]}"
    detail = str(error) if isinstance(error, DisclosureError) else repr(error)
    # PostgreSQL's text takes neither a NUL nor half a surrogate pair, and an error may quote either.
    plain = detail.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
    try:
        with transaction(workplace().engine) as session:
            session.add(SealedFailure(reference=reference, type=type(error).__name__, detail=plain[:4000]))
    except Exception:  # whatever it is, it may not carry the first error's words out with it
        reference = "not kept: the database did not take it"
    return Sealed(f"{type(error).__name__} {reference}")
