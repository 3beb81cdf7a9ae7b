"""What may an exception say to Prefect? Its type and a reference, never its words.

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
from models.errors import DisclosureError

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
            seal = _keep(error)
        raise seal from None

    return guarded


def _keep(error: Exception) -> Sealed:
    if isinstance(error, Sealed):
        return Sealed(str(error))
    reference = f"F-{uuid4().hex[:12]}"
    detail = str(error) if isinstance(error, DisclosureError) else repr(error)
    try:
        with transaction(workplace().engine) as session:
            session.add(SealedFailure(reference=reference, type=type(error).__name__, detail=detail[:4000]))
    except DisclosureError:
        reference = "not kept: the database did not answer"
    return Sealed(f"{type(error).__name__} {reference}")
