"""Address and title of a mum's page stay in the history of a phone others may hold."""

import re
from pathlib import Path

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from pim.forms.journey import JourneyView

TEMPLATES = Path(__file__).parent.parent / "templates"
GIVEAWAYS = re.compile(
    r"depress|anxi|mental|mood|perinatal|baby|babies|\bmums?\b|mother|pregnan|birth|midwi|"
    r"support|wellbeing|feel|\bsad\b|loss\b|\blost|risk|safeguard|abuse|"
    r"concern|safe|leaving|quickly|\bexit",
    re.IGNORECASE,
)
# Signed-in rooms are for staff and volunteers; the others are fixed names or for machines.
STAFF_ROOMS = ("admin/", "staff/", "account/", "reports/", "research/", "demo/", "health/")
AGREED = {"my-support/", "volunteer/"}  # names that were promised to others
LEADS_ON = {"leaving-quickly/"}  # an old address, nothing but a redirect
PUBLIC_LAYOUTS = (
    "layout/public.html",
    "layout/standalone.html",
    "pim/journey/",
    "referrals/her_page/",
)


def routes(patterns, before=""):
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        else:
            yield route


def public_routes():
    every = routes(get_resolver().url_patterns)
    return sorted({route for route in every if not route.startswith(STAFF_ROOMS)} - LEADS_ON)


def public_templates():
    return [
        path
        for path in sorted(TEMPLATES.rglob("*.html"))
        if any(f'extends "{layout}' in path.read_text() for layout in PUBLIC_LAYOUTS)
    ]


def every_journey(view=JourneyView):
    for kind in view.__subclasses__():
        yield kind
        yield from every_journey(kind)


def test_no_public_address_gives_anything_away():
    assert "refer/yourself/" in public_routes()
    without_names = (re.sub("|".join(AGREED), "", route) for route in public_routes())
    assert [route for route in without_names if GIVEAWAYS.search(route)] == []


def titles_of(path: Path) -> list[str]:
    return re.findall(r"{% block (?:page_)?title %}(.*?){% endblock", path.read_text(), re.S)


def test_no_title_gives_anything_away():
    titles = {
        path.relative_to(TEMPLATES).as_posix(): titles_of(path) for path in public_templates()
    }
    assert any(titles.values())
    said = {name: [title for title in of if GIVEAWAYS.search(title)] for name, of in titles.items()}
    assert {name: wrong for name, wrong in said.items() if wrong} == {}


def test_no_page_of_a_form_gives_anything_away_in_its_title():
    assert public_routes()  # every view is loaded now
    ours = [kind for kind in every_journey() if not kind.__module__.startswith("tests.")]
    titles = {page.title for journey in ours for page in journey.pages}
    assert titles and [title for title in titles if GIVEAWAYS.search(title)] == []
