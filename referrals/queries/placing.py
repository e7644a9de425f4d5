"""Where she belongs: the programme and site for a postcode district."""

from datetime import date

from pim.models import Programme, Site


def pick_site(programme: Programme, district: str, *, on: date) -> Site | None:
    """The programme's site for a postcode district; None if no open one covers it.

    A paused site still receives: asking is never refused. Where two cover it, one that is not
    paused comes first.
    """
    sites = Site.objects.open_on(on).filter(programme=programme).covering(district)
    return sites.order_by("intake_paused", "opens_on", "slug").first()


def pick_programme(district: str, *, on: date) -> Programme | None:
    """The open programme that has a site for the district, else the one longest with us.

    Whoever lives outside every area still lands somewhere, where a person decides.
    """
    programmes = Programme.objects.open_on(on).order_by("created_at", "slug")
    here = [programme for programme in programmes if pick_site(programme, district, on=on)]
    return next(iter(here or programmes), None)


def site_for(district: str, *, on: date) -> Site | None:
    """Where a form from this district goes; None where it goes to nobody's own area."""
    programme = pick_programme(district, on=on)
    return programme and pick_site(programme, district, on=on)
