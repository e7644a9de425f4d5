"""The page of a whole programme as its trustee opens it: how long, and how many queries."""

from django.conf import settings
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from bench.evidence.episodes import EPISODES
from bench.report import Figure
from bench.timing import in_turns
from outcomes import report
from outcomes.report import Scope
from outcomes.views.reports import reports
from pim import clock
from pim.enums import Role
from pim.models import Membership, Programme, User

ROUNDS = 3
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


def page(programme: Programme) -> list[Figure]:
    trustee = User.objects.create_user(email="trustee@measured.example", name="Trustee")
    Membership.objects.create(user=trustee, role=Role.TRUSTEE, started_on=clock.today())
    scope, plan = Scope(programme), report.plan_of(programme)
    took = in_turns(
        ROUNDS,
        flow=lambda: report.flow(scope, plan),
        support=lambda: report.support(scope),
        courses=lambda: report.courses(scope, plan),
        areas=lambda: report.areas(scope, plan),
        page=lambda: _opened(trustee),
    )
    with CaptureQueriesContext(connection) as asked:
        _opened(trustee)
    parts = ", ".join(f"{name} {1000 * took[name]:,.0f} ms" for name in took if name != "page")
    return [
        Figure(f"Report of {EPISODES:,} episodes, seconds", took["page"], "", parts),
        Figure("Queries of the report", len(asked), "<= 20"),
    ]


@override_settings(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}})
def _opened(user: User) -> None:
    """Without the signing in, and with static files as they lie there."""
    request = RequestFactory().get("/reports/")
    request.user = user
    assert reports(request).status_code == 200
