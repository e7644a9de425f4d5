"""For whom the database is asked just now; ``pim.access.rows`` says what that lets her see.

The web process has a database role of its own, and that role sees no row of a case unless
settings of the connection say for whom. The middleware makes them for one request and takes
them away after it, from whoever is signed in; a link that was found alive adds the requests of
the mum it was sent to. Commands and workers have roles that see all and are untouched by this.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg2 import InterfaceError, OperationalError
from psycopg2.errors import InFailedSqlTransaction

from pim.access import roles

# Whoever works on cases, or answers for them where nobody else does: a manager must hear of a
# home visit that is not over. Which pages show her what, ``visible_to`` says, and it is finer.
ANSWER_FOR_CASES = (
    roles.SEE_CASES,
    roles.SEE_RISK,
    roles.SEE_CONCERNS,
    roles.SEE_CONCERNS_ABOUT_PEOPLE,
    roles.SEE_REPLIES,
    roles.ANSWER_VISITS,
    roles.SEE_COMPLAINTS,
    roles.SEE_ERASURES,
    roles.GIVE_COPIES,
    roles.SEE_EMERGENCIES,
)
SETTINGS = ("reach", "sites", "programmes", "referrals")
EMPTY = {f"pim.{name}": "''" for name in SETTINGS}

HELD = "held.user_id = %(user)s AND held.ended_on IS NULL AND held.role = ANY (%(granted)s)"
EVERYWHERE = "held.site_id IS NULL AND held.programme_id IS NULL"
SITES = f"""SELECT DISTINCT site.id FROM pim_site AS site JOIN pim_membership AS held
    ON held.site_id = site.id OR held.programme_id = site.programme_id OR {EVERYWHERE}
    WHERE {HELD}"""
# What lies outside every area is a whole programme's.
PROGRAMMES = f"""SELECT programme.id FROM pim_programme AS programme WHERE EXISTS (
    SELECT FROM pim_membership AS held LEFT JOIN pim_site AS site ON site.id = held.site_id
    WHERE {HELD} AND
    (held.programme_id = programme.id OR site.programme_id = programme.id OR {EVERYWHERE}))"""
NOTHING = "SELECT NULL::uuid WHERE false"

_of_user: list[str] = []
_of_sites: list[str] = []
_of_link: dict[str, str] = {}


def of_user(sql: str) -> None:
    """Say which referrals somebody may see who sees no site: SQL for their ids, in which
    ``%(user)s`` is she. An app says so in ``AppConfig.ready()``."""
    _of_user.append(sql)


def of_sites(sql: str) -> None:
    """The same for whoever sees sites, beyond what is there; ``%(sites)s`` are their ids."""
    _of_sites.append(sql)


def of_link(purpose: str, sql: str) -> None:
    """The same for whoever holds a live link; ``%(id)s`` is what the link is for."""
    _of_link[purpose] = sql


@contextmanager
def guarded() -> Iterator[None]:
    """For one request: in the role of the web process, and for nobody yet."""
    connection.is_guarded = True
    _begin()
    try:
        yield
    finally:
        connection.is_guarded = False
        _end()


def _begin() -> None:
    """A connection that is still to be made begins like this by itself."""
    if _is_open() and not _set(EMPTY | {"role": "%(role)s"}, role=settings.WEB_ROLE or "none"):
        connection.close()


def _end() -> None:
    """Whoever comes next on this connection finds nothing of hers."""
    if _is_open() and not _set(EMPTY | {"role": "'none'"}):
        connection.close()


def let_in(user) -> None:
    """Whoever is signed in: the cases of her sites, and those of hers."""
    if not _is_guarded():
        return
    granted = sorted({str(role) for one in ANSWER_FOR_CASES for role in roles.GRANTS[one]})
    places = {"user": str(user.pk), "granted": granted}
    sites = _ask(f"SELECT ARRAY({SITES})::text", **places)
    cases = [*_of_user, *(_of_sites if sites != "{}" else ())]
    with further("whose rows she may see"):
        _set(
            {
                "pim.sites": "%(sites)s",
                "pim.programmes": f"ARRAY({PROGRAMMES})::text",
                "pim.referrals": f"ARRAY({' UNION '.join(cases) or NOTHING})::text",
            },
            sites=sites,
            **places,
        )


def let_in_by_link(purpose: str, object_id: UUID) -> None:
    """Whoever holds a live link: the requests it leads to, and nobody else's."""
    if not _is_guarded() or purpose not in _of_link:
        return
    with further("which requests a link leads to"):
        led_to = _ask(f"SELECT ARRAY({_of_link[purpose]})::text", id=str(object_id))
    add(*led_to.strip("{}").split(","))


@contextmanager
def further(why: str) -> Iterator[None]:
    """Past the rows of whoever asks, for a rule that must know more than she may.

    ``why`` is for the reader; what is found this way is never put on her page.
    """
    if not _is_guarded():
        yield
        return
    before = _ask("SELECT current_setting('pim.reach', true)")
    _set({"pim.reach": "'further'"})
    try:
        yield
    finally:
        _set({"pim.reach": "%(before)s"}, before=before)


def add(*referrals: UUID | str) -> None:
    """What somebody has just made, or gives away: until this request is over it is in reach."""
    if _is_guarded():
        given = [str(pk) for pk in referrals if pk]
        kept = "nullif(current_setting('pim.referrals', true), '')::uuid[]"
        _set({"pim.referrals": f"({kept} || %(given)s::uuid[])::text"}, given=given)


def _is_guarded() -> bool:
    if not getattr(connection, "is_guarded", False):
        return False
    connection.ensure_connection()
    return True


def _is_open() -> bool:
    return connection.connection is not None and not connection.connection.closed


def _set(values: dict[str, str], **given: object) -> bool:
    """Past Django's cursors, for it is no query of whoever asks. Whether it could be done.

    Not in a transaction that failed: its end puts back what was before it.
    """
    sets = ", ".join(f"set_config('{name}', {value}, false)" for name, value in values.items())
    try:
        with connection.connection.cursor() as cursor:
            cursor.execute(f"SELECT {sets}", given)
    except InFailedSqlTransaction:
        return connection.in_atomic_block
    except (InterfaceError, OperationalError):
        return False
    return True


def _ask(sql: str, **given: object) -> str:
    with connection.connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()[0]


@receiver(connection_created)
def _begin_anew(connection, **_) -> None:
    if getattr(connection, "is_guarded", False):
        _begin()


class ReachMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with guarded():
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated:
            let_in(request.user)
