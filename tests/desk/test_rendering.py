"""What does a page of the desk show? Typed words whole and escaped, errors by their fields."""

import re
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from starlette.datastructures import FormData
from starlette.requests import Request

import desk.rendering
from desk.forms import Form, Question, Wrong, options
from desk.rendering import compile_all, day, environment, moment, plain, render
from desk.visiting import DeskSettings, Visit
from flows.steps.actor import Actor

TEMPLATES = Path(desk.rendering.__file__).parent / "templates"
AWKWARD = '\n  <b>O\'Neil</b> & "co"\n    indented </textarea>{{ 1 }}'
KINDS = (
    Question("who", "Who told you?", hint="As they gave it"),
    Question("interview.words", "What was said?", "words"),
    Question("names", "Other names", "lines", optional=True),
    Question("live", "Does a child live there?", "yes_no"),
    Question("risk", "Is there a risk?", "yes_no_unknown"),
    Question(
        "how", "How did it come?", "choice", options=options(("post", "By post"), ("phone", "By phone"))
    ),
    Question("seen", "Who saw it?", "choices", options=options(("police", "Police"), ("health", "Health"))),
    Question("unit", "Unit", "select", options=options(("northern", "Northern"), ("western", "Western"))),
    Question("interview.on", "When was it?", "day"),
    Question("age", "How old?", "number"),
    Question("password", "Password", "password"),
    Question("code", "Code", "code"),
    Question("about", "", "hidden"),
)


@pytest.fixture
def visit() -> Visit:
    scope = {"type": "http", "method": "GET", "path": "/work", "query_string": b"", "headers": []}
    officer = Actor("ppo.1", "P-1", "pc", "police", "northern", frozenset({"public_protection_officer"}))
    return Visit(Request(scope), create_engine("sqlite://"), DeskSettings(data=Path()), actor=officer)


def shown(visit: Visit, **values: Any) -> str:
    return bytes(render(visit, "form.html", **values).body).decode()


def test_every_kind_of_question_is_posted_under_its_name_and_found_by_it(visit: Visit) -> None:
    page = shown(visit, form=Form("All", KINDS), typed={}, errors={})
    for question in KINDS:
        for name in question.posted_as:
            assert f'name="{name}"' in page, name
            assert question.kind == "hidden" or f'id="{name}"' in page, name
    assert "Other names (optional)" in page


def test_typed_words_come_back_whole_and_escaped(visit: Visit) -> None:
    page = shown(
        visit, form=Form("All", KINDS), typed={"interview.words": AWKWARD, "who": AWKWARD}, errors={}
    )
    area = re.search(r'<textarea[^>]*name="interview.words"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert area
    assert unescape(area[1]).removeprefix("\n") == AWKWARD  # a browser drops the first line break
    assert "<b>O" not in page


def test_answers_given_are_ticked_and_no_others(visit: Visit) -> None:
    typed = {
        "live": "no",
        "risk": "not_known",
        "seen": ["health"],
        "unit": "western",
        "interview.on-day": "3",
    }
    page = shown(visit, form=Form("All", KINDS), typed=typed, errors={})
    ticked = re.findall(r'name="([\w.]+)"[^>]*value="(\w+)"[^>]*\schecked', page)
    assert ticked == [("live", "no"), ("risk", "not_known"), ("seen", "health")]
    assert re.findall(r'<option value="(\w+)" selected', page) == ["western"]
    assert re.search(r'name="interview.on-day"[^>]*value="3"', page)


def test_an_error_stands_beside_its_question_and_its_summary_leads_there(visit: Visit) -> None:
    summary = [Wrong("Give a real day.", "interview.on-day"), Wrong("Somebody else closed it.")]
    page = shown(
        visit, form=Form("All", KINDS), typed={}, errors={"interview.on": "Give a real day."}, summary=summary
    )
    assert '<a href="#interview.on-day">Give a real day.</a>' in page
    assert 'id="interview.on-error"' in page
    assert "Somebody else closed it." in page
    assert "<title>Error: All" in page


def test_passwords_and_codes_are_never_shown_again_or_kept(visit: Visit) -> None:
    page = shown(
        visit, form=Form("All", KINDS), typed={"password": "secret-one", "code": "123456"}, errors={}
    )
    assert "secret-one" not in page
    assert "123456" not in page
    assert re.search(r'name="code"[^>]*data-keep="no"', page)


def test_nothing_stands_inline_and_nothing_comes_from_elsewhere(visit: Visit) -> None:
    page = shown(visit, form=Form("All", KINDS), typed={}, errors={})
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r'(?:href|src|action)="(?:https?:)?//', page)


def test_the_navigation_holds_what_the_roles_open_and_nothing_before_signing_in(visit: Visit) -> None:
    page = shown(visit, form=Form("All", ()), typed={}, errors={})
    assert 'href="/work"' in page
    assert 'href="/audit"' not in page
    assert re.search(r'href="/work"\s+aria-current="true"', page)
    nobody = Visit(visit.request, visit.engine, visit.settings)
    assert 'href="/work"' not in shown(nobody, form=Form("All", ()), typed={}, errors={})


def test_a_button_beside_a_refused_form_goes_by_a_key_of_its_own(visit: Visit) -> None:
    """Under one key, whichever of the two was sent second would be taken for the first, sent twice."""
    visit.form = FormData({"_once": "a" * 32})
    source = (
        '{% from "macros/forms.html" import form_keys, post_button %}'
        '{{ form_keys(visit) }}{{ post_button(visit, "/x", "Go") }}'
    )
    page = environment().from_string(source).render(visit=visit)
    kept, own = re.findall(r'name="_once" value="(\w+)"', page)
    assert kept == "a" * 32
    assert own != kept


def test_every_template_compiles() -> None:
    names = compile_all()
    assert {"layout.html", "form.html", "govuk_frontend_jinja/components/radios/macro.html"} <= set(names)


def test_a_training_record_says_so_on_every_page(visit: Visit) -> None:
    words = "Training record: nobody here is real"
    assert words not in shown(visit, form=Form("All", ()), typed={}, errors={})
    visit.settings = DeskSettings(data=Path(), scratch=True)
    assert words in shown(visit, form=Form("All", ()), typed={}, errors={})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "2 July 2026, 12:30am"),
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "24 November 2026, 12:00pm"),
        ("2026-11-24T09:05:00.000000Z", "24 November 2026, 9:05am"),
        (date(2026, 11, 4), "4 November 2026"),
        ("2026-11-04", "4 November 2026"),
        (None, ""),
    ],
    ids=["summer night", "noon", "as the ledger writes it", "a day", "a day as text", "none"],
)
def test_moments_are_said_in_london(given: Any, said: str) -> None:
    assert moment(given) == said


def test_days_and_codes_are_said_as_people_say_them() -> None:
    assert day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert day("") == ""
    assert [plain(each) for each in ("new_on_register", True, False, None, ("a_b", "c"))] == [
        "new on register", "yes", "no", "not known", "a b, c",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2026, 7, 1, 23, 30))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_template_holds_what_the_policy_refuses_or_says_who_somebody_is_in_a_title(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    inline = re.findall(r"\sstyle=|\son(?!ce)[a-z]+=\"|<script(?![^>]*src=)|\|\s*safe\b|javascript:", source)
    assert not inline
    for title in re.findall(r"\{% block title %\}(.*?)\{% endblock %\}", source):
        assert not re.search(r"snapshot|surname|forenames|who\b|born|address", title), title
