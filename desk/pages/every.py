"""Every page there is: importing this registers their routes."""

from desk.pages import (  # noqa: F401
    account,
    calendar,
    considering,
    coverage,
    drafts,
    health,
    letters,
    letters_waiting,
    moving,
    reassigning,
    registering,
    registering_sending,
    registering_steps,
    registers,
    registration,
    requests,
    script,
    signing_in,
    team,
    under_way,
)
