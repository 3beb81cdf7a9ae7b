"""What does the rationale say of who the person named is? Each candidate, and apart from it each verdict."""

from flows.rationale_parts import Section, pairs, table, when
from models.dossier import Dossier


def identity_sections(dossier: Dossier) -> list[Section]:
    """Whom the machine ranked, what officers made of each, who confirmed it, and what it is joined with."""
    if dossier.comparison is None and not dossier.candidates and not dossier.joined:
        return []
    compared = dossier.comparison
    heading = pairs(
        "Who the person named is",
        [
            ("Compared with the register", when(compared.at) if compared else "not yet"),
            ("Came to", compared.heading if compared else None),
            ("Identity", dossier.identity or "not settled"),
            ("Confirmed by", dossier.confirmed_by or "nobody"),
            ("Other considerations about the same person", len(dossier.joined)),
        ],
    )
    rows = [
        [state.reference, state.rank or "not listed", "no longer near" if state.vanished else state.band,
         *((s.verdict, s.reasons, s.by, when(s.at)) if (s := state.settled) else ("not settled", "", "", ""))]
        for state in sorted(dossier.candidates.values(), key=lambda each: (each.rank or 99, each.reference))
    ]  # fmt: skip
    columns = ["Register reference", "Rank", "Band", "Settled as", "Reasons", "By", "When"]
    return [heading, table("Candidates", columns, rows, "Nobody on the register is near.", level=2)]
