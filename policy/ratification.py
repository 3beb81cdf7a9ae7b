"""What follows when a meeting ratifies an urgent telling, and when it does not?

A telling can't be undone. Whichever way the meeting goes the telling stands recorded and the chair's
reasons are entered; where it is not ratified, a review opens that day (domain.md 3.4 and 9, trap 17).
"""

from datetime import date

from policy.scheme import RESPONSIBLE_AUTHORITY


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
