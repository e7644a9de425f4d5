"""Bringing a caseload in: each line whole or not at all, and the same line once for ever."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from pim.access import audit
from pim.access.audit import Actor
from pim.access.encryption import blind_index
from pim.errors import DomainError
from pim.models import Site
from referrals import lifecycle
from referrals.actions import receive
from referrals.caseload.columns import BY_KEY
from referrals.caseload.lines import OUR_OWN, Caseload, Line, Problem, arrival_of
from referrals.caseload.sheets import written
from referrals.enums import Status
from referrals.models import ImportedLine, Referral

MORNING = time(9)


@dataclass
class Report:
    """``new`` is who comes in (or would), ``known`` who was brought in before."""

    new: list[Line] = field(default_factory=list)
    known: list[Line] = field(default_factory=list)
    bad: list[Line] = field(default_factory=list)
    passed_over: tuple[str, ...] = ()
    elsewhere: list[Problem] = field(default_factory=list)  # worth a look; the line comes in

    @property
    def problems(self) -> list[Problem]:
        return [problem for line in self.bad for problem in line.problems]


def dry_run(caseload: Caseload, site: Site) -> Report:
    """What would happen. Nothing is written."""
    report = Report(passed_over=caseload.passed_over)
    keys = {line.place: _key(site, line) for line in caseload.lines if "number" in line.said}
    brought = ImportedLine.objects.filter(site=site, key__in=keys.values())
    known = set(brought.values_list("key", flat=True))
    for line in caseload.lines:
        if line.problems:
            report.bad.append(line)
        else:
            (report.known if keys[line.place] in known else report.new).append(line)
    report.elsewhere = [one for line in report.new for one in _outside(site, line)]
    return report


def _outside(site: Site, line: Line) -> list[Problem]:
    """She may have moved, or stand on the sheet of the wrong site: a person knows."""
    district = line.said.get("postcode", "").partition(" ")[0]
    if not district or district in site.postcode_districts:
        return []
    why = f"{district} is not one of the postcodes of {site.name}. She comes in all the same."
    return [Problem(line.place, BY_KEY["postcode"].heading, why)]


def bring_in(caseload: Caseload, site: Site, *, by: Actor, now: datetime) -> Report:
    """Take in every good line. A line that fails leaves nothing behind and stops no other."""
    planned = dry_run(caseload, site)
    report = Report(known=planned.known, bad=planned.bad, passed_over=planned.passed_over)
    for line in planned.new:
        try:
            came = bring_in_line(line=line, site=site, by=by, now=now)
        except DomainError as error:
            line.refuse("", str(error))
            report.bad.append(line)
        else:
            (report.new if came else report.known).append(line)
    report.bad.sort(key=lambda line: line.place)
    _note(report, site, by=by, now=now)
    return report


@transaction.atomic
def bring_in_line(*, line: Line, site: Site, by: Actor, now: datetime) -> Referral | None:
    """One line, with its own number as the lock: None if it came in before.

    It is received, moved and counted *now*, as the trail must say; only how long she has been
    with us is taken from the line.
    """
    _lock(site)
    if ImportedLine.objects.filter(site=site, key=_key(site, line)).exists():
        return None
    referral = receive(arrival=arrival_of(line, site), by=by, now=now)
    if line.status != Status.RECEIVED:
        lifecycle.move(referral, line.status, by=by, now=now)
    Referral.objects.filter(pk=referral.pk).update(**_dates(line, now))
    ImportedLine.objects.create(
        site=site, key=_key(site, line), referral=referral, at=now, by=by.user
    )
    audit.record(by=by, action="referral.brought_in", target=referral, now=now)
    return referral


def _lock(site: Site) -> None:
    """Two who bring in the same sheet do so one line after the other."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)


def _key(site: Site, line: Line) -> str:
    """A keyed fingerprint: the number itself, which may say who she is, is not kept."""
    return blind_index(f"caseload line {site.pk} {line.said['number']}")


def _dates(line: Line, now: datetime) -> dict[str, datetime]:
    said = line.said
    asked = said["asked_on"]
    in_contact = said.get("in_contact_on", asked)
    waiting = said.get("waiting_on", in_contact)
    since = {Status.RECEIVED: asked, Status.IN_CONTACT: in_contact, Status.WAITING: waiting}
    dates = {"asked_at": _at(asked, now), "status_since": _at(since[line.status], now)}
    if line.status == Status.WAITING:
        dates["accepted_at"] = _at(waiting, now)
    return dates


def _at(day: date, now: datetime) -> datetime:
    return min(timezone.make_aware(datetime.combine(day, MORNING)), now)


def _note(report: Report, site: Site, *, by: Actor, now: datetime) -> None:
    audit.record(
        by=by,
        action="caseload.brought_in",
        target=site,
        now=now,
        new=len(report.new),
        known=len(report.known),
        bad=len(report.bad),
    )


# --- What could not come in -------------------------------------------------------------------
def given_back(headings: Iterable[str], report: Report) -> bytes:
    """The bad lines as a CSV file of the same columns, with what to change: mend it, and again."""
    kept = [(place, head) for place, head in enumerate(headings) if head not in OUR_OWN]
    rows = [[*OUR_OWN, *(head for _, head in kept)]]
    for line in report.bad:
        cells = dict(enumerate(line.cells))
        rows.append([line.place, _reasons(line), *(cells.get(place, "") for place, _ in kept)])
    return written(rows)


def _reasons(line: Line) -> str:
    return " ".join(
        f"{problem.column}: {problem.reason}" if problem.column else problem.reason
        for problem in line.problems
    )
