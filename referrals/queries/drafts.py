"""Half-filled forms that somebody saved to come back to."""

from datetime import datetime

from pim.models import LinkToken, Site
from referrals.models import Draft
from referrals.queries.clocks import uk_date


def saved_draft(link: LinkToken | None, now: datetime) -> Draft | None:
    """The form behind a link; None where there is no link, or nothing behind it any more."""
    if link is None:
        return None
    live = Draft.objects.filter(sent_at__isnull=True, answers__isnull=False, expires_at__gt=now)
    return live.filter(pk=link.object_id, saved_at__isnull=False).first()


def anybodys_desk(now: datetime) -> Site | None:
    """Whom to ring where we do not know yet who somebody is: the longest open site."""
    return Site.objects.open_on(uk_date(now)).order_by("opens_on", "slug").first()
