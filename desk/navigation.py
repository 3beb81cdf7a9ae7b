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


@dataclass(frozen=True)
class Place:
    """One entry of the navigation, and whose it is."""

    words: str
    path: str
    policy: Policy


PLACES = (
    Place("My work", "/work", SIGNED_IN),
    Place("Search", "/search", SEARCHING),
    Place("Registrations", "/registrations", REGISTERING),
    Place("Meetings", "/meetings", MEETINGS),
    Place("Requests", "/requests", REQUESTS),
    Place("Team", "/team", TEAM),
    Place("Coverage", "/coverage", TEAM),
    Place("Register", "/register", REGISTER),
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
    return tuple(place for place in PLACES if place.policy.admits(actor.roles))
