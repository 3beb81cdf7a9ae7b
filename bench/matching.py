"""Who is found? FEBRL's people and a made-up UK register's, by the matcher and by two ways beside it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import corruptions, people
from bench.febrl import Question, febrl3, febrl4
from bench.measuring import Found, load, number
from bench.other_ways import rapidfuzz_name_and_birth, soundex_surname
from flows.matching.person import Nominal, Someone
from flows.matching.register import Register

SEED = 2026  # used nowhere else: weights were set and checked with others
QUESTIONS = 1000
Way = Callable[[list[Nominal], list[Someone]], Sequence[list[str]]]


@dataclass(frozen=True)
class Recall:
    """How many of those asked for came first, and among ten; of 1."""

    first: float
    ten: float

    @property
    def missed(self) -> float:
        return 1 - self.ten


def share(value: float) -> str:
    return f"{value:.4f}"


def run(server: str) -> Found:
    """Ask each way the same questions; it never sees who is meant."""
    columns = (
        "register",
        "way",
        "recall@1",
        "recall@10",
        "light",
        "middling",
        "heavy",
        "CPU ms each",
        "load",
    )
    found = Found("matching", "People found: first, and among the ten nearest", columns)
    for name, read, ten, first in (("FEBRL4", febrl4, 0.997, 0.99), ("FEBRL3", febrl3, 0.998, None)):
        register, asked = read()
        ours = _each_way(found, f"{name}, {len(register):,}", register, asked)["matcher"]
        found.goal(f"{name}, recall@10", ours.ten, ten, "", at_most=False, say=share)
        if first:
            found.goal(f"{name}, recall@1", ours.first, first, "", at_most=False, say=share)
    for size, ten in ((5_000, 0.985), (100_000, 0.97)):
        register = people.register(size, SEED)
        asked = corruptions.questions(register, QUESTIONS, SEED)
        by_way = _each_way(found, f"UK, {size:,}", register, asked)
        ours = by_way["matcher"]
        found.goal(f"UK {size:,}, recall@10", ours.ten, ten, "", at_most=False, say=share)
        fifth = ours.missed / by_way["rapidfuzz"].missed
        if size == 100_000:
            what = f"UK {size:,}, misses at rank 10, of rapidfuzz's"
            found.goal(what, fifth, 0.2, "", at_most=True, say=lambda value: f"{value:.3f}")
    found.notes += [
        f"{QUESTIONS:,} questions to each UK register, seed {SEED}; FEBRL4: 5,000, FEBRL3: 3,000, no social-security "
        "number. Weights were never fitted on FEBRL.",
        "What each tier's people get wrong stands in bench/corruptions.py; who is on the register in bench/people.py.",
        "Ties in the ways beside go in their favour no more than in ours: by key, or as they come.",
    ]
    return found


def _each_way(found: Found, name: str, register: list[Nominal], asked: list[Question]) -> dict[str, Recall]:
    ways: dict[str, Way] = {
        "matcher": _matcher,
        "rapidfuzz": lambda nominals, sought: list(rapidfuzz_name_and_birth(nominals, sought)),
        "soundex": lambda nominals, sought: list(soundex_surname(nominals, sought)),
    }
    recalls = {}
    for way, look in ways.items():
        began = time.process_time()
        near = look(register, [question.who for question in asked])
        cpu_ms = 1000 * (time.process_time() - began) / len(asked)
        recalls[way] = _recall(asked, near)
        tiers = [_of_tier(asked, near, tier) for tier in corruptions.TIERS]
        found.row(
            name, way, share(recalls[way].first), share(recalls[way].ten), *tiers, number(cpu_ms), load()
        )
    return recalls


def _matcher(nominals: list[Nominal], sought: list[Someone]) -> list[list[str]]:
    register = Register(nominals)
    near = register.nearest_of_each({str(at): who for at, who in enumerate(sought)})
    register.close()
    return [[candidate.key for candidate in near[str(at)].candidates] for at in range(len(sought))]


def _recall(asked: Sequence[Question], near: Sequence[list[str]]) -> Recall:
    first = sum(question.is_ in keys[:1] for question, keys in zip(asked, near, strict=True))
    ten = sum(question.is_ in keys[:10] for question, keys in zip(asked, near, strict=True))
    return Recall(first / len(asked), ten / len(asked))


def _of_tier(asked: list[Question], near: Sequence[list[str]], tier: str) -> str:
    of_tier = [(question, keys) for question, keys in zip(asked, near, strict=True) if question.kind == tier]
    return share(_recall([q for q, _ in of_tier], [keys for _, keys in of_tier]).ten) if of_tier else ""
