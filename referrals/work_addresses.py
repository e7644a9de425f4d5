"""E-mail addresses that only people at work have. To be gone through once a year.

Left out on purpose: universities and schools, whose students and pupils have the same ending,
and doctors' clubs, which anybody's private mail box may be behind.
"""

ONLY_AT_WORK = (
    "nhs.net",
    "nhs.uk",
    "nhs.scot",
    "hscni.net",
    "gov.uk",
    "gov.scot",
    "gov.wales",
    "llyw.cymru",
    "police.uk",
    "cjsm.net",
)


def is_work_address(email: str) -> bool:
    """``name@trust.nhs.uk`` is one; ``name@nhs.uk.example`` and ``name@mynhs.uk`` are not."""
    domain = email.rpartition("@")[2].casefold()
    return any(domain == known or domain.endswith(f".{known}") for known in ONLY_AT_WORK)
