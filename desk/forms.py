"""What does a page ask, and what was answered? A form as data: drawn by one template, read by one function.

Question names are the names of the move's fields, dotted where they nest (`interview.on`), so that what the
process refuses is shown beside the question it is about.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal

from starlette.datastructures import FormData

from models.clock import LONDON
from policy.titles import title

Kind = Literal[
    "text", "words", "lines", "yes_no", "yes_no_unknown", "choice", "choices", "select", "day", "time",
    "moment", "number", "code", "password", "hidden", "why_not",
]  # fmt: skip
DAY_PARTS = ("day", "month", "year")
PARTS = (*DAY_PARTS, "time")
TIME = re.compile(r"^([01]?[0-9]|2[0-3])[:.]([0-5][0-9])$")
YES_NO = {"yes": True, "no": False, "not_known": None}
OBSTACLE = re.compile(r"^([a-z0-9_]+(?:\.[a-z0-9_]+)*): (.+)$", re.DOTALL)


@dataclass(frozen=True)
class Option:
    """One of several answers."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """One thing asked. `optional` is said in the label; an unanswered one is left out of what is given.

    `heading` opens a part of the form, with `intro` below it. `refusals`: beginnings of what the process says
    against this answer without naming the field, so that it too is shown beside the question.
    `why_not` asks, folded away below the question it belongs to, why that isn't known.
    """

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    options: tuple[Option, ...] = ()
    optional: bool = False
    rows: int = 5
    heading: str = ""
    intro: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()

    @property
    def posted_as(self) -> tuple[str, ...]:
        """The names its fields are posted under; the first is where an error links to."""
        if self.kind in ("day", "moment"):
            parts = DAY_PARTS if self.kind == "day" else PARTS
            return tuple(f"{self.name}-{part}" for part in parts)
        return (self.name,)


@dataclass(frozen=True)
class Form:
    """A page of questions. `intro`: paragraphs before them; `warning`: one set off, with its own sign.

    `may_stay_open`: any of them may be left blank, and no label has to say so.
    """

    title: str
    questions: tuple[Question, ...]
    intro: tuple[str, ...] = ()
    warning: str = ""
    submit: str = "Save"
    may_stay_open: bool = False

    def question(self, name: str) -> Question | None:
        return next((each for each in self.questions if each.name == name), None)


@dataclass
class Entered:
    """What was posted: as typed, to be shown again; as given, for the move; and what is wrong with it."""

    typed: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wrong:
    """One line of an error summary; `at` is the id it links to, "" where it is about the whole."""

    words: str
    at: str = ""


def options(*pairs: tuple[str, str] | tuple[str, str, str]) -> tuple[Option, ...]:
    return tuple(Option(*pair) for pair in pairs)


def named_options(values: Sequence[str], words: Mapping[str, str] | None = None) -> tuple[Option, ...]:
    """Codes as answers, in plain words: `new_partner` as “New partner”."""
    said = words or {}
    return tuple(Option(value, said.get(value) or plainly(value)) for value in values)


def plainly(code: str) -> str:
    text = title(str(code))
    return text[:1].upper() + text[1:]


def read(form: Form, posted: FormData) -> Entered:
    """Read what was posted into what a move is given; what can't be read is an error beside its question."""
    return understood(form, typed(form, posted))


def understood(form: Form, fields: Mapping[str, Any]) -> Entered:
    """Read what was typed, now or before, into what is given."""
    entered = Entered(typed=dict(fields))
    for question in form.questions:
        try:
            value, answered = _value(question, entered.typed)
        except ValueError as error:
            entered.errors[question.name] = str(error)
            continue
        if answered:
            _put(entered.given, question.name, value)
        elif not (question.optional or form.may_stay_open):
            entered.errors[question.name] = _missing(question)
    return entered


def typed(form: Form, posted: FormData) -> dict[str, Any]:
    """The fields of a form as they were typed; lists for what may be ticked more than once."""
    found: dict[str, Any] = {}
    for question in form.questions:
        for name in question.posted_as:
            texts = [each for each in posted.getlist(name) if isinstance(each, str)]
            if question.kind == "choices":
                found[name] = texts
            elif texts:
                found[name] = texts[-1]
    return found


def wrongs(
    form: Form, errors: Mapping[str, str], obstacles: Sequence[str] = ()
) -> tuple[dict[str, str], list[Wrong]]:
    """Sort what the process refuses to the questions it is about: errors by name, and the summary's lines."""
    by_name, loose = dict(errors), []
    for obstacle in obstacles:
        found = OBSTACLE.match(obstacle)
        question = _nearest(form, found.group(1)) if found else _refused(form, obstacle)
        if question is None:
            loose.append(Wrong(_sentence(obstacle)))
        else:
            by_name.setdefault(question.name, _sentence(found.group(2) if found else obstacle))
    at_questions = [Wrong(by_name[q.name], q.posted_as[0]) for q in form.questions if q.name in by_name]
    return by_name, [*at_questions, *loose]


def _nearest(form: Form, path: str) -> Question | None:
    """The question a refused field belongs to: of its name, or of whatever it stands within."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        if question := form.question(".".join(parts[:end])):
            return question
    return None


def _refused(form: Form, obstacle: str) -> Question | None:
    """The question the process speaks of in words of its own."""
    return next((each for each in form.questions if obstacle.startswith(each.refusals or ("\0",))), None)


def _value(question: Question, fields: Mapping[str, Any]) -> tuple[Any, bool]:
    if question.kind == "day":
        return _day(question, [str(fields.get(name, "")).strip() for name in question.posted_as])
    if question.kind == "moment":
        return _moment(question, [str(fields.get(name, "")).strip() for name in question.posted_as])
    raw = fields.get(question.name) or ""
    text = str(raw).replace("\r\n", "\n").strip()
    if not (raw and text):
        return None, False
    chosen = tuple(raw) if question.kind == "choices" else (text,)
    offered = {option.value for option in question.options}
    if question.kind in ("choice", "choices", "select") and not offered.issuperset(chosen):
        raise ValueError("Choose one of the answers shown.")
    if question.kind in ("yes_no", "yes_no_unknown"):
        if text not in YES_NO:
            raise ValueError("Choose one of the answers shown.")
        return YES_NO[text], True
    if question.kind == "lines":
        return tuple(line.strip() for line in text.split("\n") if line.strip()), True
    if question.kind == "time":
        return _time(question, text).isoformat("minutes"), True
    if question.kind == "number":
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise ValueError(_about(question, "give a whole number."))
        return int(text), True
    return (chosen if question.kind == "choices" else text), True


def _day(question: Question, parts: list[str]) -> tuple[str | None, bool]:
    if not any(parts):
        return None, False
    if missing := [name for name, part in zip(DAY_PARTS, parts, strict=True) if not part]:
        raise ValueError(_it(question, f"must include a {' and a '.join(missing)}."))
    try:
        day, month, year = (int(part) for part in parts)
        found = date(year, month, day)
    except (ValueError, OverflowError):
        raise ValueError(_it(question, "must be a real day, such as 24 11 2026.")) from None
    if found.year < 1900:
        raise ValueError(_it(question, "must be after 1900."))
    return found.isoformat(), True


def _time(question: Question, text: str) -> time:
    if not (found := TIME.match(text)):
        raise ValueError(_about(question, "give a time of the 24-hour clock, such as 14:30."))
    return time(int(found.group(1)), int(found.group(2)))


def _moment(question: Question, parts: list[str]) -> tuple[str | None, bool]:
    *day_parts, clock = parts
    day, answered = _day(question, day_parts)
    if not answered and not clock:
        return None, False
    if day is None:
        raise ValueError(_about(question, "give the day as well as the time."))
    return datetime.combine(date.fromisoformat(day), _time(question, clock), LONDON).isoformat(), True


def _missing(question: Question) -> str:
    if question.kind in ("choice", "choices", "select", "yes_no", "yes_no_unknown"):
        return _about(question, "choose an answer.")
    return _about(question, "this is needed.")


def _about(question: Question, words: str) -> str:
    return f"{question.label.rstrip('?')}: {words}"


def _it(question: Question, words: str) -> str:
    """What is wrong of a day: "Date of birth must …", but "When was it held? It must …"."""
    return f"{question.label}{' It' if question.label.endswith('?') else ''} {words}"


def _put(given: dict[str, Any], path: str, value: Any) -> None:
    *within, last = path.split(".")
    for part in within:
        given = given.setdefault(part, {})
    given[last] = value


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
