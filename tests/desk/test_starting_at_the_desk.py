"""Is a consideration half started still there when its officer comes back to it?"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from flows.drafts import keep
from models.database import transaction

OFFICER = "ppo.eastern.2"


def test_what_was_typed_about_one_person_is_there_again_and_not_about_another(
    visitor: Callable[[str], Any], area: Engine
) -> None:
    with transaction(area) as session:
        typed = {"reasons": ["A membership card was found"]}
        keep(session, OFFICER, "/considerations/new/S-0011", "a" * 32, typed, 0)
    officer = visitor(OFFICER)
    assert "A membership card was found" in officer.get("/considerations/new?subject=S-0011").text
    assert "A membership card" not in officer.get("/considerations/new?subject=S-0010").text
    officer.get("/considerations/new?subject=S-0011")
    given = {"subject": "S-0011", "route": "mappa_s327a", "occasion": "new_club",
             "reasons": "A membership card was found"}  # fmt: skip
    started = officer.post("/considerations/new?subject=S-0011", given)
    assert "/considerations/C-" in str(started.url)
    assert "A membership card" not in officer.get("/considerations/new?subject=S-0011").text
