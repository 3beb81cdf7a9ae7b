"""Is a consideration half started still there when its officer comes back to it?"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from flows.drafts import keep
from models.database import transaction

OFFICER = "ppo.eastern.2"
NEW = "/considerations/new?subject=S-0011"


def started(officer: Any, occasion: str) -> Any:
    """The page that comes of starting one about somebody as this officer, or of being refused."""
    officer.get(NEW)
    given = {"subject": "S-0011", "route": "mappa_s327a", "occasion": occasion, "officer": OFFICER,
             "reasons": "He is to mind her daughters tonight"}  # fmt: skip
    return officer.post(NEW, given)


def test_what_was_typed_about_one_person_is_there_again_and_not_about_another(
    visitor: Callable[[str], Any], area: Engine
) -> None:
    with transaction(area) as session:
        typed = {"reasons": ["A membership card was found"]}
        keep(session, OFFICER, "/considerations/new/S-0011", "a" * 32, typed, 0)
    officer = visitor(OFFICER)
    assert "A membership card was found" in officer.get("/considerations/new?subject=S-0011").text
    assert "A membership card" not in officer.get("/considerations/new?subject=S-0010").text
    assert "/considerations/C-" in str(started(officer, "new_club").url)
    assert "A membership card" not in officer.get("/considerations/new?subject=S-0011").text


def test_what_can_not_wait_is_interrupted_and_waits_on_the_duty_senior_officer(
    visitor: Callable[[str], Any],
) -> None:
    officer = visitor(OFFICER)
    page = started(officer, "urgent")
    assert page.url.path.endswith("/at-once")
    about = page.url.path.removesuffix("/at-once")
    for words in (
        "It can’t wait for a meeting",
        "the control room, or 999",
        "(Det Supt; supt.1)",
        "List a child",
    ):
        assert words in page.text
    senior = visitor("supt.1")
    assert f'href="{about}/do/take_urgent_route"' in senior.get("/work").text
    assert "The urgent route goes before the meeting" in senior.get(f"{about}/do/take_urgent_route").text
    senior.get(f"{about}/do/take_urgent_route?go_on=yes")
    senior.post(f"{about}/do/take_urgent_route", {"reasons": "Two girls would be alone with him tonight."})
    assert senior.last.url.path == about
    assert f'href="{about}/do/take_urgent_route"' not in senior.get("/work").text


def test_what_can_not_wait_about_somebody_already_considered_leads_to_what_can_be_done_at_once(
    visitor: Callable[[str], Any],
) -> None:
    officer = visitor(OFFICER)
    about = started(officer, "new_job").url.path
    assert f'href="{about}/at-once"' in officer.get(about).text
    refused = started(officer, "urgent")
    assert refused.status_code == 422
    assert f'href="{about}/at-once"' in refused.text
    page = officer.get(f"{about}/at-once").text
    assert f"give them this reference, {about.split('/')[-1]}" in page
    assert f'href="{about}/do/list_child"' in page


def test_where_no_harm_is_imminent_nothing_waits_on_the_duty_senior_officer(
    visitor: Callable[[str], Any],
) -> None:
    officer = visitor(OFFICER)
    about = started(officer, "urgent").url.path.removesuffix("/at-once")
    officer.get(f"{about}/do/answer?group=harm")
    officer.post(
        f"{about}/do/answer", {"answers.imminent_risk": "no", "reasons": "He was seen somewhere else."}
    )
    assert officer.last.url.path.startswith(about)
    assert "take_urgent_route" not in visitor("supt.1").get("/work").text


def test_work_that_ends_in_a_proposal_leads_to_its_task_list_and_not_to_telling_nobody(
    visitor: Callable[[str], Any],
) -> None:
    officer = visitor(OFFICER)
    about = started(officer, "new_job").url.path
    work = officer.get("/work").text
    assert f'<a class="govuk-link" href="{about}">Propose to tell, or not to tell' in work
    assert f"{about}/do/propose" not in work
    assert "Nobody is named here who might be told." in officer.get(f"{about}/do/propose").text


def test_harm_answered_to_be_imminent_waits_on_the_duty_senior_officer_within_the_hour_until_it_is_not(
    visitor: Callable[[str], Any],
) -> None:
    officer = visitor(OFFICER)
    about = started(officer, "new_job").url.path
    link = f'href="{about}/do/take_urgent_route"'
    assert link not in visitor("supt.1").get("/work").text
    officer.get(f"{about}/do/answer?group=harm")
    answered = {"answers.imminent_risk": "yes", "reasons": "He is to collect her from school this afternoon."}
    officer.post(f"{about}/do/answer", answered)
    work = visitor("supt.1").get("/work").text
    assert link in work
    assert "It is answered that harm is imminent." in work
    assert "Immediate risk: 1 hour" in work
    officer.get(f"{about}/do/answer?group=harm")
    officer.post(f"{about}/do/answer", answered | {"answers.imminent_risk": "no", "reasons": "He is held."})
    assert link not in visitor("supt.1").get("/work").text
