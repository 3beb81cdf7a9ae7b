"""Which facts does a rule read, and what if one of them were answered otherwise?

A rule is a pure function, so a fact it did not read can't change what it found. That is why trying
every other answer is quick: only the rules that read a fact are asked again.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple, cast

from pydantic import BaseModel

from policy.facts import (
    Check,
    CheckResult,
    Facts,
    Hold,
    Identity,
    Item,
    RecipientFacts,
    Relationship,
    Representations,
)
from policy.findings import Finding
from policy.presumption import ADULT_AT
from policy.scheme import Scheme

Rule = Callable[[Facts, Scheme], tuple[Finding, ...]]
_ENUMS: dict[str, type[StrEnum]] = {"identity": Identity, "applicant_relationship": Relationship}
_AGES = {"subject_age": (ADULT_AT - 1, ADULT_AT), "child_age": (ADULT_AT - 1, ADULT_AT)}
_YES_OR_NO = frozenset(
    name
    for model in (Facts, RecipientFacts, Item)
    for name, field in model.model_fields.items()
    if field.annotation == bool | None
)


class Alternative(NamedTuple):
    """One fact answered otherwise. `facts` are the facts as they would then be."""

    path: str
    words: str
    now: str
    would_be: str
    facts: Facts


class _Watched:
    """Stands in for a model and notes the path of each field read."""

    def __init__(self, model: BaseModel, at: str, read: set[str]) -> None:
        self._model, self._at, self._read = model, at, read

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._model, name)
        path = f"{self._at}{name}"
        self._read.add(path)
        if isinstance(value, RecipientFacts):
            return _Watched(value, "recipient.", self._read)
        if path == "items":
            return tuple(_Watched(item, f"items.{item.item_id}.", self._read) for item in value)
        return value


def in_order(paths: Iterable[str]) -> list[str]:
    """Put paths in the order the questions are asked in policy/facts.py."""
    places = {f"recipient.{name}": place for place, name in enumerate(RecipientFacts.model_fields)}
    places |= {name: place - len(Facts.model_fields) for place, name in enumerate(Facts.model_fields)}
    return sorted(paths, key=lambda path: (places.get(path, len(places)), path))


def watch(rule: Rule, facts: Facts, scheme: Scheme) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """Apply a rule; return its findings and the paths of the facts it read."""
    read: set[str] = set()
    return rule(cast(Facts, _Watched(facts, "", read)), scheme), frozenset(read)


def alternatives(facts: Facts, path: str) -> Iterator[Alternative]:
    """Answer the fact at `path` in every other way it could be answered."""
    owner, _, name = path.rpartition(".")
    if owner.startswith("items."):
        yield from _of_item(facts, owner.removeprefix("items."), name)
    elif owner == "recipient" and facts.recipient is not None:
        yield from _of_recipient(facts, facts.recipient, name)
    else:
        yield from _of_whole(facts, name)


def _of_item(facts: Facts, item_id: str, name: str) -> Iterator[Alternative]:
    for place, item in enumerate(facts.items):
        if item.item_id != item_id:
            continue
        for answer, now, then in _answers(item, name):
            changed = item.model_copy(update={name: answer})
            items = (*facts.items[:place], changed, *facts.items[place + 1 :])
            words = f"{_question(Item, name)} (item {item_id})"
            other = facts.model_copy(update={"items": items})
            yield Alternative(f"items.{item_id}.{name}", words, now, then, other)


def _of_recipient(facts: Facts, recipient: RecipientFacts, name: str) -> Iterator[Alternative]:
    if name == "items":
        for item_id in recipient.items if len(recipient.items) > 1 else ():
            kept = tuple(kept for kept in recipient.items if kept != item_id)
            other = facts.model_copy(update={"recipient": recipient.model_copy(update={"items": kept})})
            words = f"Is item {item_id} to be told?"
            yield Alternative(f"recipient.items.{item_id}", words, "yes", "no", other)
        return
    for answer, now, then in _answers(recipient, name):
        other = facts.model_copy(update={"recipient": recipient.model_copy(update={name: answer})})
        yield Alternative(f"recipient.{name}", _question(RecipientFacts, name), now, then, other)


def _of_whole(facts: Facts, name: str) -> Iterator[Alternative]:
    if name == "holds":
        for hold in Hold:
            there = hold in facts.holds
            other = facts.model_copy(update={"holds": facts.holds ^ {hold}})
            words = f"Is there a hold: {hold.replace('_', ' ')}?"
            yield Alternative(f"holds.{hold}", words, _said(there), _said(not there), other)
    elif name == "checks":
        yield from _of_checks(facts)
    elif name == "representations":
        for state in Representations:
            if state in (facts.representations, Representations.SKIPPED):
                continue
            other = facts.model_copy(update={"representations": state})
            words = "What has been done about hearing the subject?"
            yield Alternative(name, words, _said(facts.representations), _said(state), other)
    else:
        for answer, now, then in _answers(facts, name):
            other = facts.model_copy(update={name: answer})
            yield Alternative(name, _question(Facts, name), now, then, other)


def _of_checks(facts: Facts) -> Iterator[Alternative]:
    for check in Check:
        now = facts.checks.get(check)
        for result in (CheckResult.NOTHING_KNOWN, CheckResult.KNOWN, CheckResult.NO_ANSWER):
            if result is not now:
                other = facts.model_copy(update={"checks": facts.checks | {check: result}})
                words = f"How does the check stand: {check.replace('_', ' ')}?"
                state = "not asked" if now is None else _said(now)
                yield Alternative(f"checks.{check}", words, state, _said(result), other)


def _answers(model: BaseModel, name: str) -> Iterator[tuple[object, str, str]]:
    now = getattr(model, name)
    if name in _YES_OR_NO:
        others: tuple[Any, ...] = (True, False)
    elif name in _ENUMS:
        others = tuple(_ENUMS[name])
    else:
        others = _AGES.get(name, ())
        if isinstance(now, int):  # only the side of eighteen matters
            others = tuple(age for age in others if (age < ADULT_AT) != (now < ADULT_AT))
    yield from ((other, _said(now), _said(other)) for other in others if other is not now)


def _question(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].description or name.replace("_", " ")


def _said(answer: object) -> str:
    if answer is None:
        return "not answered"
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer).replace("_", " ")
