"""Where sessions are kept: in a table that knows whose each one is.

What its columns say is worked out from what is in the session, so the two cannot differ.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

BEGAN, SEEN, ENDS, BROWSER = "signed_in_at", "seen_at", "ends_at", "browser"


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from pim.models import BrowserSession

        return BrowserSession

    def create_model_instance(self, data: dict) -> Any:
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        if row.user_id:
            row.began_at, row.seen_at = moment(data, BEGAN), moment(data, SEEN)
            row.expire_date = moment(data, ENDS) or row.expire_date
            row.browser = data.get(BROWSER, "")
        return row


def moment(data: Any, name: str) -> datetime | None:
    text = data.get(name)
    return datetime.fromisoformat(text) if text else None
