"""Where may somebody go from every page? The places their roles open, in the order work comes."""

from dataclasses import dataclass

from desk.access import (
    ADMINISTRATION,
    AUDIT,
    MEETINGS,
    REGISTER,
    REGISTERING,
    REQUESTS,
    SEARCHING,
    SIGNED_IN,
    TEAM,
    Policy,
)
from flows.steps.actor import MACHINE, Actor
from policy.scheme import RESPONSIBLE_AUTHORITY


@dataclass(frozen=True)
class Place:
    """One entry of the navigation, and whose it is."""

    words: str
    path: str
    policy: Policy
    inside: bool = False  # the Responsible Authority's own


PLACES = (
    Place("My work", "/work", SIGNED_IN),
    Place("Search", "/search", SEARCHING, inside=True),
    Place("Registrations", "/registrations", REGISTERING),
    Place("Meetings", "/meetings", MEETINGS),
    Place("Requests", "/requests", REQUESTS),
    Place("Team", "/team", TEAM),
    Place("Coverage", "/coverage", TEAM, inside=True),
    Place("Register", "/register", REGISTER, inside=True),
    Place("Audit", "/audit", AUDIT),
    Place("People", "/people", ADMINISTRATION),
    Place("Agencies", "/agencies", ADMINISTRATION),
    Place("Closed days", "/closures", ADMINISTRATION),
    Place("Running", "/running", ADMINISTRATION),
)


def navigation(actor: Actor) -> tuple[Place, ...]:
    """The places this person may open; none before signing in."""
    if actor == MACHINE:
        return ()
    ours = actor.agency in RESPONSIBLE_AUTHORITY
    return tuple(p for p in PLACES if p.policy.admits(actor.roles) and (ours or not p.inside))
