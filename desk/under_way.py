"""What takes longer than a page may, and how far is it? Work in a thread of the desk, told by key.

Nothing rests on it. What the work does stands in the record or does not; a desk that dies forgets only how
far it was, and the same is asked for again.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from desk.failing import note
from models.errors import DisclosureError, RecordError

Tell = Callable[[int, int], None]
PATIENCE_S = 1.5  # what is done sooner needs no page of its own
FORGOTTEN_AFTER_S = 3600


@dataclass
class UnderWay:
    """One piece of work. `leads_to`: where its result is shown; `obstacles`: why it could not be done."""

    key: str
    handle: str
    words: str
    about: str = ""
    done: int = 0
    of: int = 0
    leads_to: str = ""
    obstacles: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)

    def tell(self, done: int, of: int) -> None:
        self.done, self.of = done, of


_all: dict[str, UnderWay] = {}
_turn = threading.Lock()


def begin(key: str, handle: str, words: str, do: Callable[[Tell], str], *, about: str = "") -> UnderWay:
    """Begin, unless the same is under way or was done: a double click begins nothing twice.

    `do` is told how to say how far it is, and gives the address of its result. `about`: what nobody else
    begins meanwhile, such as one extract.
    """
    with _turn:
        _forget_old()
        found = _all.get(key) or (under_way_about(about) if about else None)
        if found and not found.obstacles:  # what failed is tried again
            return found
        for old in [each for each in _all.values() if about and each.about == about]:
            del _all[old.key]
        work = _all[key] = UnderWay(key, handle, words, about)
    threading.Thread(target=_do, args=(work, do), daemon=True, name=f"under way {key[:8]}").start()
    work.ended.wait(PATIENCE_S)
    return work


def under_way(key: str, handle: str) -> UnderWay | None:
    """Somebody's own work by its key, running or ended."""
    found = _all.get(key)
    return found if found and found.handle == handle else None


def under_way_about(about: str) -> UnderWay | None:
    """What is being done now about one thing, whoever began it."""
    return next((w for w in list(_all.values()) if w.about == about and not w.ended.is_set()), None)


def failed_about(about: str, handle: str) -> list[str]:
    """Why somebody's own last try at one thing failed; [] where it did not, or is forgotten."""
    tried = [w for w in list(_all.values()) if (w.about, w.handle) == (about, handle) and w.obstacles]
    return tried[-1].obstacles if tried else []


def _do(work: UnderWay, do: Callable[[Tell], str]) -> None:
    try:
        work.leads_to = do(work.tell)
    except RecordError as error:
        work.obstacles = [str(error), _ours(error)]
    except DisclosureError as error:
        work.obstacles = str(error).splitlines()
    except Exception as error:
        work.obstacles = [_ours(error)]
    finally:
        work.ended.set()


def _ours(error: Exception) -> str:
    return f"It failed, and that is our fault: tell whoever runs this system the number {note(error)}."


def _forget_old() -> None:
    latest = time.monotonic() - FORGOTTEN_AFTER_S
    for key in [key for key, work in _all.items() if work.ended.is_set() and work.began < latest]:
        del _all[key]
