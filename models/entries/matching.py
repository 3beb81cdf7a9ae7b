"""Who is the person named? What the machine compared, what people made of it, and where two of them met."""

from typing import ClassVar

from models.entries.entry import Act, Entry


class Screened(Entry, frozen=True):
    """The machine compared the person named with the register. Content: the ten nearest, each explained.

    `register_import` is the one the register mirrored, `digest` covers the set read, `edition` the weights.
    """

    act: ClassVar[Act] = Act.CONSULTATION
    purpose: str
    register_import: str
    size: int
    digest: str
    edition: str
    strong: int
    probable: int
    possible: int
    unlikely: int
    added: int
    vanished: int


class CandidatesChanged(Entry, frozen=True):
    """With the register it changed who may be meant. Content: the ten nearest now, who is new, who gone."""

    act: ClassVar[Act] = Act.COMBINATION
    register_import: str
    added: int
    vanished: int


class RegisterScreened(Entry, frozen=True):
    """Every live registration was compared again with a changed register: how many, digest of the set."""

    act: ClassVar[Act] = Act.CONSULTATION
    purpose: str
    register_import: str
    size: int
    count: int
    changed: int
    digest: str


class CandidateSettled(Entry, frozen=True):
    """An officer said whether one on the register is the person named. Content: why. Apart from the score.

    `listed` False: not among the ten nearest the machine gave.
    """

    act: ClassVar[Act] = Act.COMBINATION
    candidate: str
    verdict: str
    person: str
    listed: bool


class IdentityConfirmed(Entry, frozen=True):
    """A second person confirmed who the person named is. Content: why."""

    act: ClassVar[Act] = Act.COMBINATION
    subject: str
    person: str


class Joined(Entry, frozen=True):
    """Another consideration is open about the same person; each shows the other.

    `to_look_at`: this one was open first, and its officer is to look at the other.
    """

    act: ClassVar[Act] = Act.COMBINATION
    other: str
    to_look_at: bool


class JoinNoted(Entry, frozen=True):
    """The officer looked at the other consideration. Content: what follows from it."""

    other: str


class NamedInDeclared(Entry, frozen=True):
    """Somebody of the staff said that this is about them or theirs. Content: how."""

    act: ClassVar[Act] = Act.COLLECTION
    person: str
