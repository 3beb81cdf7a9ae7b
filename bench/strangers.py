"""Who is wrongly headed "probable"? People who are not on the register: anybody, relatives, namesakes."""

from collections import Counter

from bench import corruptions, people
from bench.matching import SEED
from bench.measuring import Found, load
from flows.matching.nearest import Band, Nearest
from flows.matching.register import Register

EACH = 500
MOST = {"random": 0.01, "relative": 0.02, "namesake": 0.10}


def run(server: str) -> Found:
    """Ask for people nobody can find; the best candidate's band is what an officer would see first."""
    columns = ("register", "who", "strong", "probable", "possible", "no candidate found", "load")
    found = Found("strangers", "People who are not on the register: the band of the nearest, in %", columns)
    for size in (5_000, 100_000):
        nominals = people.register(size, SEED)
        register = Register(nominals)
        asked = corruptions.strangers(nominals, EACH, SEED)
        near = register.nearest_of_each({str(at): question.who for at, question in enumerate(asked)})
        register.close()
        for kind, most in MOST.items():
            bands = Counter(
                _best(near[str(at)]) for at, question in enumerate(asked) if question.kind == kind
            )
            shown = [f"{100 * bands[band] / EACH:.1f}" for band in Band]
            found.row(f"UK, {size:,}", kind, *shown, load())
            accused = (bands[Band.STRONG] + bands[Band.PROBABLE]) / EACH
            what = f"UK {size:,}, {kind}: probable or above"
            found.goal(what, 100 * accused, 100 * most, "%", at_most=True, say=lambda value: f"{value:.1f}")
    found.notes += [
        f"{EACH:,} people of each kind, asked for as the light and middling tiers are (bench/corruptions.py). A relative "
        "has the surname and the address of somebody on the register; a namesake the first forename and the surname.",
    ]
    return found


def _best(near: Nearest) -> Band:
    bands = [candidate.band for candidate in near.candidates]
    return min(bands, key=list(Band).index)
