"""The whole waiting list at once: who with whom, and why."""

import csv
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import QuerySet

from pim import clock
from pim.access.audit import SYSTEM
from pim.errors import DomainError
from pim.models import Programme, Site
from volunteers import actions
from volunteers.enums import PairStanding
from volunteers.matching import Allocation, NotPossible, Pair
from volunteers.models import DraftPair, MatchingMeeting
from volunteers.queries.by_column import by_column
from volunteers.queries.rules import weights_of


class Command(BaseCommand):
    help = (
        "Works out the best for the whole waiting list, exactly, programme by programme, and puts "
        "it into the open draft of each site's matching meeting: nobody is asked by it. What a "
        "meeting has fixed or ruled out by hand stays. With --dry-run nothing is kept, and it is "
        "the best for the list as it stands, whatever a meeting has settled."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--site", metavar="SLUG", help="SLUG, or PROGRAMME/SLUG")
        parser.add_argument("--dry-run", action="store_true", help="keep nothing")
        parser.add_argument("--json", action="store_true", help="print pairs and who is left")
        parser.add_argument(
            "--edges",
            metavar="FILE",
            type=Path,
            help="also write every eligible pair, and FILE.capacity.csv with free places",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        site = _site(options["site"]) if options["site"] else None
        lists = [_Listed(programme, site) for programme in _programmes(site)]
        if options["edges"]:
            _write(options["edges"], lists)
        try:
            with transaction.atomic():
                found = [one.allocated(keep=not options["dry_run"]) for one in lists]
        except (DomainError, NotPossible) as error:
            _refuse(str(error))
        self._print(found, options["json"])
        if not options["json"]:
            self.stdout.write("Nothing was kept." if options["dry_run"] else _kept(lists))

    def _print(self, found: list[Allocation], as_json: bool) -> None:
        together = {
            "pairs": [_shown(pair) for one in found for pair in one.pairs],
            "unmatched": [asdict(left) for one in found for left in one.unmatched],
            "objective": sum(one.objective for one in found),
            "considered": sum(one.considered for one in found),
        }
        if as_json:
            self.stdout.write(json.dumps(together, ensure_ascii=False))
        else:
            self.stdout.write(
                f"{len(together['pairs'])} matched, {len(together['unmatched'])} left, "
                f"{together['considered']} pairs considered"
            )


class _Listed:
    """The list of one programme, or of one of its sites, with every pair weighed."""

    def __init__(self, programme: Programme, site: Site | None) -> None:
        from volunteers.matching.weighed import weigh  # the solver loads here only

        self.programme = programme
        now = clock.now()
        needs, offers = by_column(programme, site=site, on=clock.day_of(now), now=now)
        self.weighed = weigh(needs, offers, weights_of(programme))
        columns = self.weighed.needs.columns
        self.site_of = dict(zip(columns["referral"], columns["site"], strict=True))

    def allocated(self, *, keep: bool) -> Allocation:
        if not keep:
            return self.weighed.allocate()
        settled = DraftPair.objects.filter(
            meeting__in=MatchingMeeting.objects.open(), meeting__site__programme=self.programme
        )
        fixed = _ids(settled.filter(standing=PairStanding.FIXED))
        ruled_out = _ids(settled.filter(standing=PairStanding.RULED_OUT))
        found = self.weighed.allocate(fixed=self.weighed.possible(fixed), ruled_out=ruled_out)
        for site in Site.objects.filter(pk__in=set(self.site_of.values())).order_by("pk"):
            actions.keep_allocation(
                site=site, allocation=self._at(site, found), by=SYSTEM, now=clock.now()
            )
        return found

    def _at(self, site: Site, found: Allocation) -> Allocation:
        here = {mum for mum, at in self.site_of.items() if at == str(site.pk)}
        pairs = tuple(pair for pair in found.pairs if pair.referral in here)
        left = tuple(one for one in found.unmatched if one.referral in here)
        considered = sum(self.weighed.candidates[mum] for mum in here)
        return Allocation(pairs, left, sum(pair.score for pair in pairs), considered)


def _ids(pairs: QuerySet[DraftPair]) -> frozenset[tuple[str, str]]:
    ids = pairs.values_list("referral", "volunteer")
    return frozenset((str(referral), str(volunteer)) for referral, volunteer in ids)


def _kept(lists: Iterable[_Listed]) -> str:
    """Which sites have a draft now."""
    ids = {site for one in lists for site in one.site_of.values()}
    sites = Site.objects.filter(pk__in=ids).order_by("name", "pk")
    names = ", ".join(sites.values_list("name", flat=True))
    return f"These are drafts, at: {names or 'no site'}. Nobody was asked."


def _shown(pair: Pair) -> dict[str, Any]:
    return {key: said for key, said in asdict(pair).items() if key != "for_staff"}


def _programmes(site: Site | None) -> list[Programme]:
    if site is not None:
        return [site.programme]
    return list(Programme.objects.filter(is_active=True).order_by("slug"))


def _site(named: str) -> Site:
    programme, _, slug = named.rpartition("/")
    asked = Site.objects.filter(slug=slug).select_related("programme")
    found = list(asked.filter(programme__slug=programme) if programme else asked)
    if not found:
        _refuse(f"There is no site called {named}.")
    if len(found) > 1:
        _refuse(f"There are {len(found)} sites called {slug}: write PROGRAMME/{slug}.")
    return found[0]


def _write(path: Path, lists: Iterable[_Listed]) -> None:
    tables = (
        (path, ("referral", "volunteer", "score"), lambda one: one.weighed.edges()),
        (Path(f"{path}.capacity.csv"), ("volunteer", "free"), lambda one: one.weighed.places()),
    )
    try:
        for file, heading, rows in tables:
            with file.open("w", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(heading)
                for one in lists:
                    writer.writerows(rows(one))
    except OSError as error:
        _refuse(f"{path} cannot be written: {error.strerror}.")


def _refuse(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    sys.exit(2)
