"""What registrations does a file hold, or what is wrong with it? One JSON object a line, from a form.

Every fault at once, each with its line, field, what was found by its shape, and what is allowed.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from flows.register.faults import Fault, Faults, Unfit, near, shape
from flows.register.jsonl_rows import one_object
from flows.register.reading import decoded
from flows.registering.filling_in import about_one, content_of, obstacles_in
from flows.registering.form import Registration
from flows.registering.salvaging import may_be_at_risk
from models import clock
from models.errors import CannotDo
from models.fields import is_reference
from models.schemes import schemes
from policy.facts import Facts

MOST_LINES = 2_000
ALLOWED_KEYS = sorted({*Registration.model_fields, "form_id"} - {"enquiry"})
KEYS_ARE_TYPED = ("answers", "not_known")


@dataclass(frozen=True)
class Line:
    """One registration of a file. `form` is None where it has faults; `raw` is what was delivered."""

    number: int
    form_id: str
    raw: dict[str, Any]
    form: Registration | None

    @property
    def key(self) -> str:
        """Under which it is registered, once, whichever file it comes in."""
        return f"form:{self.form_id}"

    def contents(self) -> list[dict[str, Any]]:
        """What would be kept of it, individual by individual."""
        if self.form is None or self.form.received_at is None:
            return []
        on = self.form.received_at.date()
        return [content_of(about_one(self.form, n, on)) for n in range(len(self.form.named))]


def read_lines(content: bytes, today: date) -> tuple[list[Line], list[Fault], int]:
    """Give the registrations that could be told apart, the faults kept, and how many faults there are."""
    faults = Faults()
    text = decoded(content, faults)
    lines: list[Line] = []
    seen: dict[str, int] = {}
    nameless = sha256(content).hexdigest()[:20]  # what has no number of its own is known by file and line
    for number, written in enumerate((text or "").removesuffix("\n").split("\n"), 1):
        if text is None:
            break
        if number == MOST_LINES + 1:
            faults.add(number, "file", f"more than {MOST_LINES} lines", f"up to {MOST_LINES} registrations")
        try:
            raw = one_object(written.removesuffix("\r"))
        except Unfit as unfit:
            faults.add(number, "line", unfit.found, unfit.allowed)
            continue
        if number <= MOST_LINES or may_be_at_risk(raw):  # what can't wait is read however long the file is
            lines.append(_line(number, raw, today, seen, faults, nameless))
    return lines, faults.in_order(), faults.count


def _line(
    number: int, raw: dict[str, Any], today: date, seen: dict[str, int], faults: Faults, nameless: str
) -> Line:
    before = faults.count
    form_id = raw.pop("form_id", None)
    if not isinstance(form_id, str) or not is_reference(form_id):
        faults.add(
            number, "form_id", shape(form_id), "the form's own number: 1 to 40 letters, digits, - . / : _"
        )
        form_id = f"{nameless}-{number}"
    elif form_id in seen:
        faults.add(number, "form_id", f"that of line {seen[form_id]} again", "each form once")
    seen.setdefault(form_id, number)
    if raw.get("received_at") is None:
        faults.add(number, "received_at", "nothing", "the moment the form was sent, with its time zone")
    if raw.get("enquiry") is not None:  # it may be none, or another form's, by the time this is applied
        faults.add(number, "enquiry", shape(raw["enquiry"]), "nothing: a form in a file names no enquiry")
    form = _form(number, raw, today, faults)
    return Line(number, form_id, raw, form if faults.count == before else None)


def _form(number: int, raw: dict[str, Any], today: date, faults: Faults) -> Registration | None:
    try:
        form = Registration.model_validate(raw)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False):
            _fault(number, each["loc"], each["type"], each["msg"], raw, faults)
        return None
    for obstacle in obstacles_in(form, today):
        path, _, allowed = obstacle.partition(": ")
        faults.add(number, path, shape(_at(raw, path.split("."))), allowed.rstrip("."))
    _has_an_edition(number, form, faults)
    return form


def _has_an_edition(number: int, form: Registration, faults: Faults) -> None:
    """A form of a day for which no edition is set would stop the whole file when it is applied."""
    if form.received_at and form.received_at.tzinfo:
        try:
            schemes().in_force(form.route, form.received_at.astimezone(clock.LONDON).date())
        except CannotDo as refused:
            faults.add(number, "received_at", shape(str(form.received_at)), str(refused).rstrip("."))


def _fault(
    number: int, loc: tuple[int | str, ...], kind: str, message: str, raw: dict[str, Any], faults: Faults
) -> None:
    """One fault of pydantic's, in a register's way of saying it. A key nobody knows may be anybody's name."""
    if kind == "extra_forbidden":
        known = ALLOWED_KEYS if len(loc) == 1 else []
        where = ".".join(str(part) for part in loc[:-1]) or "line"
        faults.add(
            number, where, f"an unknown key{near(str(loc[-1]), known)}", "fields of docs/registrations.md"
        )
        return
    path = [str(part) for part in loc]
    typed = path[0] in KEYS_ARE_TYPED and path[-1] not in Facts.model_fields
    faults.add(number, path[0] if typed else ".".join(path), shape(_at(raw, path)), message)


def _at(raw: Any, path: list[str]) -> Any:
    """What stands at a path of what was delivered; None where nothing does."""
    for part in path:
        if isinstance(raw, list) and part.isdigit() and int(part) < len(raw):
            raw = raw[int(part)]
        elif isinstance(raw, dict):
            raw = raw.get(part)
        else:
            return None
    return raw
