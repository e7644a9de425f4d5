"""Where she belongs: the programme and site for a postcode district.

Asked again on every page of a form, so it costs one query however many programmes there are.
"""

from datetime import date

from pim.models import Programme, Site

OLDEST_FIRST = ("created_at", "slug")
FIRST_TO_RECEIVE = ("intake_paused", "opens_on", "slug")


def pick_site(programme: Programme, district: str, *, on: date) -> Site | None:
    """The programme's site for a postcode district; None if no open one covers it.

    A paused site still receives: asking is never refused. Where two cover it, one that is not
    paused comes first.
    """
    sites = Site.objects.open_on(on).filter(programme=programme).covering(district)
    return sites.order_by(*FIRST_TO_RECEIVE).first()


def pick_programme(district: str, *, on: date) -> Programme | None:
    """The open programme that has a site for the district, else the one longest with us.

    Whoever lives outside every area still lands somewhere, where a person decides.
    """
    here = site_for(district, on=on)
    return here.programme if here else Programme.objects.open_on(on).order_by(*OLDEST_FIRST).first()


def site_for(district: str, *, on: date) -> Site | None:
    """Where a form from this district goes; None where it goes to nobody's own area."""
    sites = Site.objects.open_on(on).filter(programme__is_active=True).covering(district)
    oldest = (f"programme__{column}" for column in OLDEST_FIRST)
    return sites.select_related("programme").order_by(*oldest, *FIRST_TO_RECEIVE).first()
