"""On which days is everybody closed? Bank holidays of England and Wales, and the force's own closures."""

from datetime import date
from functools import lru_cache

import holidays

from models.schemes import schemes


def closures(first_year: int, last_year: int) -> dict[date, str]:
    """Name each closed day from the first year to the last, both included. Weekends are not listed."""
    own = {on: why for on, why in schemes().closures.items() if first_year <= on.year <= last_year}
    return _bank_holidays(first_year, last_year) | own


@lru_cache(maxsize=32)
def _bank_holidays(first_year: int, last_year: int) -> dict[date, str]:
    # ENG and WLS keep the same days; the library wants one of them.
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return {on: str(name) for on, name in sorted(found.items())}
