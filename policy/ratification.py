"""What follows when a meeting ratifies an urgent telling, and when it does not?

A telling can't be undone. Whichever way the meeting goes the telling stands recorded and the chair's
reasons are entered; where it is not ratified, a review opens that day (domain.md 3.4 and 9, trap 17).
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from policy.scheme import RESPONSIBLE_AUTHORITY


class AfterMeeting(BaseModel, frozen=True):
    """What is recorded and what happens next. `review_opens_on` None: none is opened."""

    records: Literal["Ratified", "RatificationRefused"]
    telling_stands_recorded: bool
    review_opens_on: date | None
    words: str


def after_meeting(ratified: bool, held_on: date) -> AfterMeeting:
    """Say what follows from the meeting's answer."""
    if ratified:
        words = "The meeting ratified the telling. Its conditions and review date run as for any other."
        return AfterMeeting(
            records="Ratified", telling_stands_recorded=True, review_opens_on=None, words=words
        )
    words = (
        "The meeting did not ratify the telling. What was told can't be taken back, so it stands "
        "recorded with the chair's reasons, and a review of what now protects everybody opens today."
    )
    return AfterMeeting(
        records="RatificationRefused", telling_stands_recorded=True, review_opens_on=held_on, words=words
    )


def obstacles_to_ratifying(
    reasons: str, told_on: date, held_on: date | None, attendance: frozenset[str], chair_told_it: bool
) -> list[str]:
    """List why the answer can't be entered: no reasons, no such meeting, or no independent chair."""
    found = []
    if not reasons.strip():
        found.append("Enter the chair's reasons, whichever way the meeting went.")
    if held_on is None:
        found.append("The meeting has not been recorded as held; record it first.")
    elif held_on < told_on:
        found.append("That meeting was held before the telling; name the next one.")
    if len(attendance & RESPONSIBLE_AUTHORITY) < 2:
        found.append("Fewer than two Responsible Authority agencies attended; it goes to the next meeting.")
    if chair_told_it:
        found.append("The officer who took the urgent decision can't ratify it; the other chair does.")
    return found
