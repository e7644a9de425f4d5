"""How a mail server signs a letter that it hands in.

Header ``X-Signature: t=<seconds since 1970>,v1=<hex>``, where ``v1`` is the HMAC-SHA256, under
``PIM_MAIL_KEY``, of the time, a full stop and the letter as it stands. Five minutes long.
"""

import hashlib
import hmac
import re

HOLDS = 300  # seconds either way
FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(key: str, letter: bytes, seconds: int) -> str:
    return f"t={seconds},v1={_mac(key, letter, seconds)}"


def is_good(signature: str, key: str, letter: bytes, now: float) -> bool:
    form = FORM.fullmatch(signature)
    if form is None or not key:
        return False
    seconds = int(form[1])
    return abs(now - seconds) <= HOLDS and hmac.compare_digest(_mac(key, letter, seconds), form[2])


def _mac(key: str, letter: bytes, seconds: int) -> str:
    return hmac.new(key.encode(), f"{seconds}.".encode() + letter, hashlib.sha256).hexdigest()
