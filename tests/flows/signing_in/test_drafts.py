"""Is nothing that was typed lost, overwritten or shown to another person?"""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from flows.drafts import Clash, Kept, drop, forget_old, keep, kept
from models import clock
from models.database import transaction
from models.errors import CannotDo

PAGE = "/considerations/C-2026-00001/do/progress"
ONE, OTHER = "a" * 32, "b" * 32
PPO, DS = "ppo.northern.1", "ds.northern.1"


def save(
    staffed: Engine, text: str, version: int, *, tab: str = ONE, handle: str = PPO, page: str = PAGE
) -> Kept | Clash:
    with transaction(staffed) as session:
        return keep(session, handle, page, tab, {"reasons": text}, version)


def typed(staffed: Engine, handle: str = PPO, page: str = PAGE) -> list[list[str]]:
    with transaction(staffed) as session:
        return [draft.fields["reasons"] for draft in kept(session, handle, page)]


def test_what_was_typed_is_there_again(staffed: Engine) -> None:
    first = save(staffed, "The child", 0)
    assert isinstance(first, Kept)
    second = save(staffed, "The child lives there", first.version)
    assert isinstance(second, Kept)
    assert second.version == 2
    assert typed(staffed) == [["The child lives there"]]


def test_two_tabs_are_two_drafts(staffed: Engine) -> None:
    save(staffed, "from one", 0)
    save(staffed, "from the other", 0, tab=OTHER)
    assert sorted(typed(staffed)) == [["from one"], ["from the other"]]


def test_the_same_tab_in_two_windows_is_told_what_the_other_typed(staffed: Engine) -> None:
    save(staffed, "begun", 0)
    save(staffed, "mine", 1)
    clash = save(staffed, "theirs", 1)
    assert isinstance(clash, Clash)
    assert (clash.theirs, clash.version) == ({"reasons": ["mine"]}, 2)
    assert typed(staffed) == [["mine"]]
    assert isinstance(save(staffed, "both", clash.version), Kept)


def test_saved_again_after_a_lost_answer_is_saved_once(staffed: Engine) -> None:
    first = save(staffed, "begun", 0)
    assert save(staffed, "begun", 0) == first


def test_a_draft_is_its_owners_alone(staffed: Engine) -> None:
    save(staffed, "mine", 0)
    assert typed(staffed, DS) == []
    save(staffed, "another's", 0, handle=DS)
    with transaction(staffed) as session:
        drop(session, DS, PAGE, ONE)
    assert typed(staffed) == [["mine"]]


def test_it_goes_when_the_form_is_sent_and_no_other_with_it(staffed: Engine) -> None:
    save(staffed, "sent", 0)
    save(staffed, "not sent", 0, tab=OTHER)
    with transaction(staffed) as session:
        drop(session, PPO, PAGE, ONE)
    assert typed(staffed) == [["not sent"]]


def test_it_goes_after_thirty_days(staffed: Engine) -> None:
    save(staffed, "old", 0)
    with transaction(staffed) as session:
        clock.set_clock(session, clock.now(session) + timedelta(days=30))
        forget_old(session)
    assert typed(staffed) == [["old"]]
    with transaction(staffed) as session:
        clock.set_clock(session, clock.now(session) + timedelta(minutes=1))
        save(staffed, "new", 0, tab=OTHER)
    with transaction(staffed) as session:
        forget_old(session)
    assert typed(staffed) == [["new"]]


def test_proofs_and_the_desks_own_fields_are_never_kept(staffed: Engine) -> None:
    proofs = {"password": "a", "new_password": "b", "code": "123456"}
    fields = {"reasons": "x", "_csrf": "c", "_once": "d"} | proofs
    with transaction(staffed) as session:
        keep(session, PPO, PAGE, ONE, fields, 0)
    with transaction(staffed) as session:
        [draft] = kept(session, PPO, PAGE)
    assert draft.fields == {"reasons": ["x"]}


def test_the_words_of_the_questions_are_kept_with_the_answers(staffed: Engine) -> None:
    asked = {
        "": "Progress it",
        "reasons": "Your reasons",
        "code": "Code from your phone",
        "other": "Not here",
    }
    with transaction(staffed) as session:
        keep(session, PPO, PAGE, ONE, {"reasons": "x", "code": "123456"}, 0, asked)
    save(staffed, "y", 1)  # a page from before the desk was put up anew has no words to say
    with transaction(staffed) as session:
        [draft] = kept(session, PPO, PAGE)
    assert draft.fields == {"reasons": ["y"]}
    assert draft.asked == {"": "Progress it", "reasons": "Your reasons"}


def test_what_no_database_can_hold_is_kept_without_it(staffed: Engine) -> None:
    save(staffed, "a\x00b\ud800c", 0)
    assert typed(staffed) == [["ab?c"]]


@pytest.mark.parametrize(
    ("page", "tab", "count"),
    [
        ("https://example.org/", ONE, 1),
        ("/considerations/Alan Testerby", ONE, 1),
        (PAGE, "../x", 1),
        (PAGE, ONE, 401),
    ],
)
def test_what_is_no_draft_of_ours_is_refused(staffed: Engine, page: str, tab: str, count: int) -> None:
    with pytest.raises(CannotDo), transaction(staffed) as session:
        keep(session, PPO, page, tab, {"reasons": ["x"] * count}, 0)


def test_nobody_fills_the_table_and_what_is_typed_now_is_kept_before_what_was_left(
    staffed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.drafts.MOST_DRAFTS", 2)
    save(staffed, "1", 0)
    save(staffed, "2", 0, tab=OTHER)
    save(staffed, "1 again", 1)
    save(staffed, "3", 0, tab="c" * 32)
    with transaction(staffed) as session:
        assert {each.fields["reasons"][0] for each in kept(session, PPO, PAGE)} == {"1 again", "3"}
