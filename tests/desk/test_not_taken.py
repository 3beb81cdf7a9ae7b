"""Are somebody's words still there where access, the thing itself or the record changed while they typed?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from desk.keeping import as_read
from flows.drafts import kept
from models.account import Grant
from models.consideration import Consideration
from models.database import transaction
from models.errors import Busy, DatabaseUnavailable, RecordError

WORDS = "Half an hour's words of my own."
COLLEAGUE = "ds.northern.2"
Come = Callable[[str], Any]


class AtWork:
    """A consideration with a proposal laid for signature, and people at the desk over it."""

    def __init__(self, engine: Engine, come: Come) -> None:
        self.engine, self._come = engine, come
        with transaction(engine) as session:
            row = session.exec(select(Consideration)).first()
            assert row is not None
            self.reference, self.officer = row.reference, str(row.officer)

    def form(self, handle: str, move: str) -> Any:
        """Somebody with the form of a move open before them, by a reason where they need one."""
        visitor = self._come(handle)
        if visitor.get(self.path(move)).status_code == 403:
            visitor.post(f"/considerations/{self.reference}/reason", {"reason": "I stand in for him today"})
        assert visitor.get(self.path(move)).status_code == 200
        return visitor

    def path(self, move: str) -> str:
        return f"/considerations/{self.reference}/do/{move}"


@pytest.fixture
def at_work(
    carry_on: Callable[..., Any], serve: Callable[[Engine], str], visit_as: Callable[..., Any]
) -> AtWork:
    engine = carry_on("mother-refuses-undertaking", "sign_off", []).engine
    url = serve(engine)
    return AtWork(engine, lambda handle: visit_as(url, engine, handle))


def test_what_is_not_sent_is_listed_by_the_words_of_its_questions(at_work: AtWork) -> None:
    officer = at_work.form(at_work.officer, "share_information")
    page = f"/considerations/{at_work.reference}/do/share_information"
    said = {"agency": "childrens_services", "what": "Seen at a_b's gate", "purpose": "Its own plan"}
    fields = officer.hidden(at_work.path("share_information")) | said
    saved = officer.http.post("/drafts/later", data=fields, follow_redirects=True)
    assert saved.url.path == "/unsent"
    listed = saved.text.partition("<main")[2]
    assert "Saved." in listed
    assert f'<a class="govuk-link" href="{page}">Record information shared with an agency' in listed
    for words in (
        "Which agency received it?",
        "children&#39;s services",
        "What was shared",
        "Seen at a_b&#39;s gate",
    ):
        assert words in listed
    assert ">Purpose<" not in listed
    assert "&lt;span" not in listed, "no markup is shown as words"


def test_a_form_gone_back_to_and_sent_with_other_words_is_no_double_click(at_work: AtWork) -> None:
    officer, path = at_work.form(at_work.officer, "attach"), at_work.path("attach")
    form = officer.hidden(path)
    for _ in range(2):
        assert officer.http.post(path, data=form | {"words": "He rang today."}).status_code == 303
    other = officer.http.post(path, data=form | {"words": WORDS})
    assert other.status_code == 409
    assert "You have sent something since this page was opened" in other.text
    assert "Half an hour&#39;s words" in other.text
    assert 'data-keep="now"' in other.text, "kept at once, and not at the next change"
    assert officer.get(f"/considerations/{at_work.reference}/timeline").text.count("He rang today.") == 1


def test_a_day_is_listed_as_one_answer_and_what_has_no_words_by_its_name() -> None:
    fields = {
        "held-day": ["31"],
        "held-month": ["2"],
        "held-year": ["2026"],
        "who.knows": ["yes"],
        "x": [" "],
    }
    asked = {"held-day": "When was it held?", "held-month": "When was it held?"}
    assert as_read(fields, asked) == [("When was it held?", ["31 2 2026"]), ("Who knows", ["yes"])]


def end_reasons(engine: Engine) -> None:
    with transaction(engine) as session:
        for grant in session.exec(select(Grant)):
            grant.until = grant.given_at - timedelta(minutes=1)
            session.add(grant)


def test_words_sent_after_the_reason_ran_out_stand_there_once_another_is_given(at_work: AtWork) -> None:
    colleague, path = at_work.form(COLLEAGUE, "attach"), at_work.path("attach")
    end_reasons(at_work.engine)
    refused = colleague.post(path, {"words": WORDS})
    assert refused.status_code == 403
    assert "What you typed is kept" in refused.text
    shown = colleague.post(f"/considerations/{at_work.reference}/reason", {"reason": "Again the same day"})
    assert shown.url.path == path
    assert "Half an hour&#39;s words" in shown.text


def test_words_about_what_somebody_else_settled_are_listed(at_work: AtWork) -> None:
    path = at_work.path("withdraw_proposal")
    officer, colleague = (at_work.form(each, "withdraw_proposal") for each in (at_work.officer, COLLEAGUE))
    colleague.post(path, {"reasons": "Things have changed since."})
    refused = officer.post(path, {"reasons": WORDS})
    assert refused.status_code == 404
    assert 'href="/unsent"' in refused.text
    listed = officer.get("/unsent").text
    assert "Half an hour&#39;s words" in listed
    assert f"Withdraw a proposal, {at_work.reference}" in listed
    assert "Half an hour" not in colleague.get("/unsent").text


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("x"), 500), (RecordError("x"), 500), (Busy("wait"), 503)], ids=str
)
def test_words_are_kept_where_the_desk_fails(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    officer, path = at_work.form(at_work.officer, "attach"), at_work.path("attach")
    failing(monkeypatch, error)
    refused = officer.post(path, {"words": WORDS})
    monkeypatch.undo()
    assert refused.status_code == status
    assert "What you typed is kept" in refused.text
    assert "Half an hour&#39;s words" in officer.get(path).text


def test_words_that_cannot_be_kept_stand_on_the_page_that_says_so(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, path = at_work.form(at_work.officer, "attach"), at_work.path("attach")
    failing(monkeypatch, DatabaseUnavailable("The record is away."))
    refused = officer.post(path, {"words": WORDS, "password": "never shown"})
    monkeypatch.undo()
    assert refused.status_code == 503
    assert "could not be kept" in refused.text
    assert "Half an hour&#39;s words" in refused.text
    assert "never shown" not in refused.text
    with transaction(at_work.engine) as session:
        assert kept(session, at_work.officer, path) == []


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let opening a consideration fail, once who asks is known."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("desk.answering.load", fail)
