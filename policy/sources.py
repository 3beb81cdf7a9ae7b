"""Every provision and guidance paragraph relied on, once: title, address and the day it was read."""

from datetime import date

from pydantic import BaseModel


class Source(BaseModel, frozen=True):
    """Where a rule comes from. `tag` is domain.md's evidence tag: S, M, m or D."""

    key: str
    title: str
    url: str | None = None
    read_on: date | None = None
    tag: str = "M"
