"""What about who is meant waits on somebody? Candidates, a second person, links, whoever is the same."""

from collections.abc import Iterator

from flows.view import View, wait_on
from models.candidates import LIKELY
from models.consideration import Wait
from models.dossier import NEVER
from models.facts_on_record import as_facts
from policy.identification import doubts


def on_candidates(view: View) -> Iterator[Wait]:
    """Whoever may be the person named is to be settled; once closed, whoever is likely, or came since."""
    since = view.dossier.closed_at if view.dossier.closed else NEVER
    open_ones = [
        c
        for c in view.dossier.candidates.values()
        if c.to_look_at and (c.to_look_at > since or (c.band in LIKELY and c.counts))
    ]
    if view.dossier.not_progressed:  # its risk is assessed all the same, so whoever is likely is settled
        open_ones = [c for c in open_ones if c.band in LIKELY]
    if open_ones:
        first = min(c.to_look_at for c in open_ones if c.to_look_at)
        gone = sum(c.vanished for c in open_ones)
        why = f"{len(open_ones)} on the register to settle: is it the person named?"
        why += f" {gone} of them no longer among the nearest." if gone else ""
        yield wait_on("person", view.owner, "settle_candidate", why, view.until("settle_candidate", first))


def on_confirmation(view: View) -> Iterator[Wait]:
    """Whom an officer named waits on a second person, once nobody else is left open."""
    d = view.dossier
    if d.identity == "probable" and d.subject and not doubts(as_facts(d, view.now.date()).candidates):
        why = "A second person confirms who the person named is; nobody is told before."
        until = view.until("confirm_identity", d.identified_at)
        yield wait_on("person", f"supervisor@{d.unit}", "confirm_identity", why, until)


def on_joined(view: View) -> Iterator[Wait]:
    for joined in view.dossier.joined.values():
        if joined.to_look_at:
            why = "Another consideration turns out to be about the same person: look at it."
            until = view.until("note_joined", joined.at)
            yield wait_on("person", view.owner, "note_joined", why, until, joined.other)


def on_links(view: View) -> Iterator[Wait]:
    """Whoever has the later registration settles a link; the earlier one shows it."""
    for link in view.dossier.links.values():
        if link.verdict is None and link.other < view.dossier.registered_as:
            why = "A link is proposed; whoever may read this consideration sees it, and settles it."
            until = view.until("settle_link", link.since)
            yield wait_on("person", view.owner, "settle_link", why, until, link.link)
