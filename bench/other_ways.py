"""How else might one look for a person? Two ways in common use, measured beside the matcher and nowhere else."""

from collections.abc import Iterator

import jellyfish
import numpy as np
from rapidfuzz import fuzz, process

from flows.matching.names import plain, plain_surname
from flows.matching.person import Nominal, Someone

NOT_KNOWN = 50.0  # of 100, where a date of birth isn't known


def rapidfuzz_name_and_birth(
    register: list[Nominal], sought: list[Someone], limit: int = 10
) -> Iterator[list[str]]:
    """The obvious one: how alike the names are, words in any order (3 parts), and the dates of birth (2 parts)."""
    names = [_name(nominal.who) for nominal in register]
    births = [_birth(nominal.who) for nominal in register]
    distinct = sorted(set(births))
    codes = np.searchsorted(distinct, births)
    for who in sought:
        score = 0.6 * process.cdist([_name(who)], names, scorer=fuzz.token_sort_ratio, workers=1)[0]
        if birth := _birth(who):
            score = score + 0.4 * process.cdist([birth], distinct, scorer=fuzz.ratio, workers=1)[0][codes]
        else:
            score = score + 0.4 * NOT_KNOWN
        order = np.argpartition(-score, min(limit, len(score) - 1))[:limit]
        yield [register[at].key for at in order[np.argsort(-score[order], kind="stable")]]


def soundex_surname(register: list[Nominal], sought: list[Someone], limit: int = 10) -> Iterator[list[str]]:
    """As older systems do: the surname's Soundex must agree; then date of birth, forename, Soundex of the forename."""
    by_code: dict[str, list[Nominal]] = {}
    for nominal in register:
        by_code.setdefault(jellyfish.soundex(plain_surname(nominal.who.surname)), []).append(nominal)
    for who in sought:
        first = plain(who.forenames).split()[:1]
        code = jellyfish.soundex(first[0]) if first else ""
        alike = by_code.get(jellyfish.soundex(plain_surname(who.surname)), [])

        def order(
            nominal: Nominal, who: Someone = who, first: list[str] = first, code: str = code
        ) -> tuple[int, str]:
            theirs = plain(nominal.who.forenames).split()[:1]
            points = 4 * (who.date_of_birth is not None and nominal.who.date_of_birth == who.date_of_birth)
            points += 2 * (theirs == first)
            points += bool(theirs) and jellyfish.soundex(theirs[0]) == code
            return -points, nominal.key

        yield [nominal.key for nominal in sorted(alike, key=order)[:limit]]


def _name(who: Someone) -> str:
    return plain(f"{who.forenames.split()[0] if who.forenames else ''} {who.surname}")


def _birth(who: Someone) -> str:
    return f"{who.date_of_birth:%d%m%Y}" if who.date_of_birth else ""
