"""What goes to an agency's system, and what may come back? docs/agency-contract.md says the same in words.

An answer that does not fit is refused whole: no part of it is kept.
"""

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.fields import nfc

PATH = "/checks"
CheckName = Literal[
    "police_systems", "childrens_services", "probation", "prison", "health", "education", "applicant_markers",
    "domestic_abuse",
]  # fmt: skip
ResultName = Literal["nothing_known", "known", "need_more_time", "cannot_answer"]


def _plain(text: str) -> str:
    """Line breaks and tabs may stand in a summary; nothing else that can't be seen may."""
    for letter in text:
        if letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn"):
            raise ValueError("holds a character that can't be seen")
    return nfc(text)


Plain = Annotated[str, AfterValidator(_plain)]


class Person(BaseModel):
    """Whom a check is about: the subject, or for applicant_markers and domestic_abuse the applicant.

    No more than finds them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    register_reference: str | None = None
    name: str
    other_names: tuple[str, ...] = ()
    date_of_birth: str | None = Field(None, description="YYYY-MM-DD")
    approximate_age: int | None = None
    address: tuple[str, ...] = ()


class CheckRequest(BaseModel):
    """One question. The same `request_id` is the same question, however often it is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    request_id: str
    check: CheckName
    subject: Person


class CheckReply(BaseModel):
    """One answer. Keys we don't know are ignored, so that a system may say more to others."""

    model_config = ConfigDict(frozen=True, strict=True)

    request_id: str
    result: ResultName
    summary: Plain = Field("", max_length=8000)
    answered_by: Plain = Field(max_length=200, min_length=1, description="Role, not a name")
