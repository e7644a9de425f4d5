"""Which checks of hers we hold, what is missing, and what happens next."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pim import clock
from volunteers import queries
from volunteers.check_rules import Rule
from volunteers.enums import CheckKind, CheckLevel
from volunteers.models import Check, Volunteer
from volunteers.views.own.door import for_volunteers


@dataclass(frozen=True)
class Asked:
    """One check that she needs, and what we hold of it."""

    rule: Rule
    check: Check | None
    days_left: int | None  # None: it lasts
    is_fine: bool

    @property
    def name(self) -> str:
        level = CheckLevel(self.rule.level).label.lower() if self.rule.level else ""
        return f"{CheckKind(self.rule.kind).label}{f', {level}' if level else ''}"

    @property
    def has_run_out(self) -> bool:
        return self.days_left is not None and self.days_left <= 0

    @property
    def is_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= queries.FIRST_WARNING


@for_volunteers
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    hers = Volunteer.objects.of_user(request.user).select_related("site").with_standing()
    volunteer = hers.first()
    rules = queries.required_kinds(volunteer).values() if volunteer else ()
    words = {
        "asked": [_asked(rule, volunteer) for rule in rules],
        "desk": volunteer and volunteer.site,
    }
    words["all_fine"] = all(one.is_fine for one in words["asked"])
    return render(request, "volunteers/own/checks.html", words)


def _asked(rule: Rule, volunteer: Volunteer) -> Asked:
    today, check = clock.today(), queries.required_checks(volunteer)[rule.kind]
    left = (check.recheck_on - today).days if check and check.recheck_on else None
    return Asked(rule, check, left, not queries.what_is_wrong(rule, check, on=today))
