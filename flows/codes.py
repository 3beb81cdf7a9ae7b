"""Is this the code on their phone? Time-based codes of six digits (RFC 6238), each of which works once."""

from datetime import datetime

import pyotp

STEP_S, DRIFT = 30, 1


def new_secret() -> str:
    """Make a secret of 160 bits, in base32."""
    return pyotp.random_base32()


def counter_of(secret: str, code: str, last: int, at: datetime) -> int | None:
    """Give the 30-second step a code was made for, or None where it is wrong or was used (`last`).

    One step early or late is let pass: phones' clocks drift. `at` is the real time.
    """
    now = int(at.timestamp()) // STEP_S
    given = "".join(code.split())
    if not (given.isascii() and given.isdigit()):
        return None
    fitting = [step for step in steps_near(now) if step > last and _is(given, secret, step)]
    return fitting[0] if fitting else None


def code_at(secret: str, counter: int) -> str:
    """Give the code for a 30-second step."""
    return pyotp.TOTP(secret).generate_otp(counter)


def steps_near(counter: int) -> range:
    """The steps whose codes are taken while it is this one."""
    return range(counter - DRIFT, counter + DRIFT + 1)


def enrolment_uri(secret: str, handle: str, issuer: str) -> str:
    """Give what the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=handle, issuer_name=issuer)


def _is(given: str, secret: str, step: int) -> bool:
    return pyotp.utils.strings_equal(given, code_at(secret, step))
