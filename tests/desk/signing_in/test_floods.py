"""While many sign in at once, how many passwords are hashed, and do others' pages still answer?"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from flows import passwords

SUPT = "supt.1"
MANY = passwords.AT_ONCE + passwords.MAY_WAIT + 5


def test_in_a_flood_of_sign_ins_others_pages_answer_first(
    door: Any, desk: str, visitor: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No password is compared to its end until another's page has answered."""
    go_on, lock, hashing = threading.Event(), threading.Lock(), [0, 0]

    class Held:
        def verify(self, *_: str) -> bool:
            with lock:
                hashing[0] += 1
                hashing[1] = max(hashing)
            assert go_on.wait(60)
            with lock:
                hashing[0] -= 1
            return False

    somebody = visitor(SUPT)
    monkeypatch.setattr(passwords, "_ARGON2ID", Held())
    monkeypatch.setattr(passwords, "LONGEST_WAIT_S", 60.0)
    fields = {"handle": "ppo.northern.1", "password": "a wrong password", "code": "123456"}
    sent_away = threading.Semaphore(0)

    def try_it(_: int) -> int:
        status = int(door.post("/sign-in", data=fields, timeout=90).status_code)
        if status == 503:
            sent_away.release()
        return status

    with ThreadPoolExecutor(MANY) as flood:
        tried = flood.map(try_it, range(MANY))
        for _ in range(5):
            assert sent_away.acquire(timeout=30), "whoever comes on top was let wait"
        assert somebody.get("/work").status_code == 200
        assert not go_on.is_set()
        assert hashing == [2, 2]
        go_on.set()
        answers = sorted(tried)
    assert answers == [422] * (MANY - 5) + [503] * 5
    assert hashing == [0, 2]
