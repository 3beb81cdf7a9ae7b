"""Are enquiries that go no further counted, with why, and without a word about who it was?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from flows.people import actor
from flows.steps.enquiring import enquiries_by_month, record_enquiry
from flows.steps.registering import register_interest
from models import ledger
from models.database import transaction
from models.errors import CannotDo
from policy.registration import PILOT_APPLICATIONS, PILOT_ENQUIRIES, share_gone_no_further

REGISTRAR = "registration.western.1"
Record = Callable[..., str]


@pytest.fixture
def enquire(area: Engine) -> Record:
    def record(**given: Any) -> str:
        with transaction(area) as session:
            return record_enquiry(session, actor(session, REGISTRAR), {"unit": "western"} | given)

    return record


def test_the_pilots_share_is_the_reference() -> None:
    assert share_gone_no_further(PILOT_ENQUIRIES, PILOT_APPLICATIONS) == 46
    assert share_gone_no_further(0, 0) is None
    with pytest.raises(ValueError, match="more applications"):
        share_gone_no_further(1, 2)


def test_enquiries_are_counted_by_month_unit_and_reason(area: Engine, enquire: Record, form: Any) -> None:
    enquire(reason="vetting_request")
    enquire(reason="vetting_request", received_on=date(2026, 10, 30))
    enquire(reason="no_access", unit="eastern")
    enquire()
    with transaction(area) as session:
        register_interest(session, actor(session, REGISTRAR), form())
        months = {(month.month, month.unit): month for month in enquiries_by_month(session)}
    assert months["2026-10", "western"].reasons == {"vetting_request": 1}
    now = months["2026-11", "western"]
    assert now.reasons == {"vetting_request": 1, "not_known_yet": 1}
    assert (now.registrations, now.gone_no_further, now.share) == (1, 2, 67)
    assert months["2026-11", "eastern"].share == 100


def test_an_enquiry_becomes_a_registration_once(area: Engine, enquire: Record, form: Any) -> None:
    reference = enquire()
    with transaction(area) as session:
        who = actor(session, REGISTRAR)
        done = register_interest(session, who, form(enquiry=reference))
    with transaction(area) as session:
        (entry,) = ledger.entries(session, kinds=("EnquiryRegistered",))
        assert (entry.body["enquiry"], entry.body["registration"]) == (reference, done.registration)
        with pytest.raises(CannotDo, match=f"it became {done.registration} already"):
            register_interest(session, who, form(enquiry=reference))
    with pytest.raises(CannotDo, match="it did go further"):
        enquire(enquiry=reference, reason="changed_mind")


def test_a_reason_may_be_given_later(area: Engine, enquire: Record) -> None:
    reference = enquire()
    assert enquire(enquiry=reference, reason="did_not_come_back") == reference
    with transaction(area) as session:
        (month,) = enquiries_by_month(session)
        assert month.reasons == {"did_not_come_back": 1}
        assert all(e.content is None for e in ledger.entries(session, kinds=("EnquiryRecorded",)))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reason": "bored"}, "reason"),
        ({"received_on": date(2027, 1, 1)}, "a day that has not come"),
        ({"enquiry": "E-2026-99999"}, "no enquiry has that reference"),
        ({"caller": "Somebody"}, "no such field"),
    ],
)
def test_nothing_else_can_be_said_of_an_enquiry(enquire: Record, given: dict[str, Any], words: str) -> None:
    with pytest.raises(CannotDo, match=words):
        enquire(**given)
