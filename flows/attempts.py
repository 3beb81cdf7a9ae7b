"""How often has somebody tried in vain? Growing delays, by handle on the account and by address in memory.

Never a permanent lock: whoever knows a colleague's handle could lock them out with it. What was typed in
the handle's box may be a password or anybody's name, so that where no account has it, it is only counted.
"""

import threading
import time
from collections import OrderedDict
from datetime import datetime, timedelta
from math import ceil

from models.errors import Busy

FREE, LONGEST_S = 3, 300
FREE_FROM_ONE_ADDRESS, LONGEST_FROM_ONE_ADDRESS_S = 20, 60
FORGOTTEN_AFTER_S, ADDRESSES_KEPT = 900.0, 10_000


def delay_after(failures: int, free: int = FREE, longest_s: int = LONGEST_S) -> timedelta:
    """How long to wait after so many failures: not at first, then 2, 4, 8 … seconds, five minutes at most."""
    beyond = failures - free
    return timedelta(seconds=0 if beyond <= 0 else min(2 ** min(beyond, 20), longest_s))


class Addresses:
    """From where? A whole station may share one address, so that the first twenty failures are free."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def admit(self, address: str) -> None:
        """Let an attempt be looked at. Raise Busy where the delay after the last failure is not over."""
        with self._lock:
            failures, last = self._seen.get(address, (0, 0.0))
        delay = delay_after(failures, FREE_FROM_ONE_ADDRESS, LONGEST_FROM_ONE_ADDRESS_S).total_seconds()
        left = last + delay - time.monotonic()
        if failures and left > 0:
            raise Busy(f"Too many attempts were made from your computer: try again in {ceil(left)} seconds.")

    def failed(self, address: str) -> None:
        """Count a refused attempt; one long ago counts no more."""
        with self._lock:
            failures, last = self._seen.pop(address, (0, 0.0))
            now = time.monotonic()
            self._seen[address] = (1 if now - last > FORGOTTEN_AFTER_S else failures + 1, now)
            if len(self._seen) > ADDRESSES_KEPT:
                self._seen.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Begin again at nothing."""
        with self._lock:
            self._seen.pop(address, None)


class Unnamed:
    """How many attempts named nobody, or came before a delay was over? Told once a minute, as a number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._since: datetime | None = None
        self._told_at: datetime | None = None

    def count(self, at: datetime) -> None:
        with self._lock:
            self._count, self._since = self._count + 1, self._since or at

    def to_tell(self, at: datetime) -> tuple[int, datetime] | None:
        """Give how many there were since when, at most once a minute; None where there is nothing to tell."""
        with self._lock:
            if self._since is None or (self._told_at and at - self._told_at < timedelta(minutes=1)):
                return None
            found = self._count, self._since
            self._count, self._since, self._told_at = 0, None, at
            return found


ADDRESSES, UNNAMED = Addresses(), Unnamed()
