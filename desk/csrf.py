"""Was this form made by us for this very session? Its token, different in each page."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode


def csrf_masked(secret: str) -> str:
    """Give a form's token, different each time: compression would give a constant one away (BREACH)."""
    plain = bytes.fromhex(secret)
    pad = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(pad + _xor(pad, plain)).decode()


def csrf_fits(given: str, secret: str) -> bool:
    """Tell whether a form's token, its mask taken off, is the session's."""
    return hmac.compare_digest(csrf_unmasked(given), secret)


def csrf_unmasked(given: str) -> str:
    """Give the secret of a form's token; "" where it is none of ours."""
    try:
        both = urlsafe_b64decode(given.encode("ascii"))
        half = len(both) // 2
        return _xor(both[:half], both[half:]).hex()
    except ValueError:  # no base64, or not two halves
        return ""


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
