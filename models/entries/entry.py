"""What is an entry? One thing that happened, with the act of DPA 2018 s.62 it amounts to."""

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel


class Act(StrEnum):
    """The six kinds of act that DPA 2018 s.62 asks a log to tell apart."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


KINDS: dict[str, type["Entry"]] = {}


class Entry(BaseModel, frozen=True, extra="forbid"):
    """One thing that happened. Subclasses add codes and references, never personal content."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    act: ClassVar[Act] = Act.ALTERATION

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.kind = cls.__name__
        KINDS[cls.__name__] = cls
