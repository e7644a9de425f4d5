"""Ask for, approve and write a research release."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from outcomes.management.bad_input import report_and_exit
from outcomes.models import Release, Study
from outcomes.releases import asking, freezing, writing
from outcomes.releases.refusals import ReleaseRefused, TooLate
from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.demo import DOMAIN
from pim.errors import DomainError
from pim.models import User


class Command(BaseCommand):
    help = (
        "Research releases. --request freezes one, --approve (somebody else) lets the newest "
        "waiting one out, and --out writes the files of the newest approved one, for two weeks "
        "from its approval."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--study", required=True, metavar="KEY")
        step = parser.add_mutually_exclusive_group(required=True)
        step.add_argument("--request", action="store_true", help="ask for a new release")
        step.add_argument("--approve", action="store_true", help="approve the newest waiting one")
        step.add_argument("--out", type=Path, metavar="DIR", help="write the files here")
        parser.add_argument("--as", dest="user", metavar="USER", help="e-mail of who is acting")
        parser.add_argument("--layout", choices=sorted(writing.LAYOUTS), default="long")
        parser.add_argument("--format", choices=writing.FORMATS, default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(options)
        except (DomainError, OSError) as error:
            report_and_exit([str(error)])

    def _run(self, options: dict[str, Any]) -> None:
        study = _study(options["study"])
        if options["request"]:
            self._request(study, options)
        elif options["approve"]:
            self._approve(study, options)
        else:
            self._write_in_time(study, options)

    def _request(self, study: Study, options: dict[str, Any]) -> None:
        by = acting(_user(options["user"]))
        release = freezing.request_and_make(study=study, by=by, now=clock.now())
        self.stdout.write(f"Release {release.pk}: {release.rows} rows, waiting for approval.")

    def _approve(self, study: Study, options: dict[str, Any]) -> None:
        by, release = acting(_user(options["user"])), _waiting(study)
        release = asking.approve_release(release=release, by=by, now=clock.now())
        self.stdout.write(f"Release {release.pk}: approved.")

    def _write_in_time(self, study: Study, options: dict[str, Any]) -> None:
        try:
            self._write(study, options)
        except TooLate as over:
            raise ReleaseRefused(f"{over}{_what_next(study)}") from over

    def _write(self, study: Study, options: dict[str, Any]) -> None:
        written = writing.write_release(
            release=_newest_approved(study),
            out_dir=options["out"],
            layout=options["layout"],
            format=options["format"],
            by=acting(_user(options["user"])) if options["user"] else SYSTEM,
            now=clock.now(),
        )
        for path in written:
            self.stdout.write(str(path))


def _study(key: str) -> Study:
    found = Study.objects.filter(key=key).first()
    if found is None:
        raise ReleaseRefused(f"There is no study “{key}”.")
    return found


def _user(email: str | None) -> User:
    found = User.objects.named(email or "").filter(is_active=True).first()
    if found is None:
        raise ReleaseRefused("Say who you are: --as with the e-mail of a sign-in.")
    return found


def _waiting(study: Study) -> Release:
    found = writing.newest_waiting(study)
    if found is None:
        raise ReleaseRefused(f"No release of “{study.key}” is waiting for approval.")
    return found


def _what_next(study: Study) -> str:
    """A new one holds who agrees today; nobody can have the old one back."""
    if study.ends_on < clock.today():
        return ""
    start = f"manage.py release --study {study.key}"
    asks, approves = (
        (f"researcher@{DOMAIN}", f"trustee@{DOMAIN}")
        if settings.DEMO
        else ("A_RESEARCHER", "WHOEVER_APPROVES")
    )
    return (
        f" Ask for a new one with: {start} --request --as {asks}"
        f" Then let it out with: {start} --approve --as {approves}"
    )


def _newest_approved(study: Study) -> Release:
    found = writing.newest_approved(study)
    if found is None:
        raise ReleaseRefused(f"No release of “{study.key}” has been approved yet.")
    return found
