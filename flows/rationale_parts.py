"""How does the rationale say things? Moments, words, pairs, tables and lists, in plain sections."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from policy.titles import TITLES, title

LONDON = ZoneInfo("Europe/London")
CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Section = dict[str, Any]
ERASED = "(content erased under the retention policy)"


def when(moment: datetime | str | None) -> str:
    """A moment as people in London read it."""
    if moment is None:
        return "not known"
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{read.astimezone(LONDON):%-d %B %Y at %H:%M}"


def words(value: Any) -> str:
    """A value as people read it. What somebody wrote, or goes by, stands as it is."""
    if value is None or value == "":
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(words(each) for each in value) or "none"
    if ISO_DAY.fullmatch(str(value)):
        return f"{date.fromisoformat(str(value)):%-d %B %Y}"
    text = str(value)
    return title(text) if CODE.fullmatch(text) else TITLES.get(text, text)


def pairs(heading: str, given: list[tuple[str, Any]], level: int = 1) -> Section:
    return {
        "heading": heading,
        "level": level,
        "definitions": [[name, words(value)] for name, value in given],
    }


def table(heading: str, columns: list[str], rows: list[list[Any]], empty: str, level: int = 1) -> Section:
    if not rows:
        return {"heading": heading, "level": level, "paragraphs": [empty]}
    shown = [[words(cell) for cell in row] for row in rows]
    return {"heading": heading, "level": level, "table": {"columns": columns, "rows": shown}}


def bullets(heading: str, items: list[str], empty: str) -> Section:
    return {"heading": heading, "level": 3, "paragraphs": [] if items else [empty], "bullets": items}
