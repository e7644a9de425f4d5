"""The screens of questionnaires: what was asked, what came back, what somebody must look at.

Importing them registers them.
"""

from outcomes.admin import agreements, instruments, requests, risk, waves

__all__ = ["agreements", "instruments", "requests", "risk", "waves"]
