"""How does a rationale become a document that a court can read? Any number of pages, tagged, numbered."""

import datetime
from typing import Any

from letters.letter import Letter


def render_rationale(document: dict[str, Any], *, on: datetime.date, footer: str) -> Letter:
    raise NotImplementedError
