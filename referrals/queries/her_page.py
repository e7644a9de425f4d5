"""Her own page: the link to it, whose page a link opens, and what she asked for on it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from pim import clock
from pim.enums import MessageState
from pim.messages import links
from pim.models import LinkToken, Message, Programme
from pim.working_days import add_working_days
from referrals.enums import ClosedReason, ContactChannel, Purpose, RequestKind, Status
from referrals.models import CheckIn, Consent, HerRequest, Referral, SafeContact, SecretWord
from referrals.queries.clocks import uk_date, working_days_of
from referrals.queries.losses import has_a_loss
from referrals.queries.secret_words import TRIES, secret_word_state

HER_PAGE = "my-support"
LINK_LASTS = timedelta(days=30)
NO_ANSWER_AFTER = timedelta(days=14)
# What may not have arrived has a queue of its own.
NEVER_WENT = (MessageState.CANCELLED, MessageState.EXPIRED)
RING_ABOUT_SOMEONE = "It is about the person you have in mind for me."
SAID_YES_TO_SOMEONE = "I said yes to the person you have in mind for me, and it could not begin."


# --- the link -------------------------------------------------------------------------------
def her_page_link(referral: Referral, message: Message | None = None) -> str:
    """The whole address of her page, for a message. It opens a page that asks for her word."""
    token = links.make(
        purpose=HER_PAGE,
        object_id=referral.pk,
        message=message,
        expires_at=clock.now() + LINK_LASTS,
    )
    return settings.BASE_URL + reverse("my-support-link", args=[token])


def can_open_her_page(referral: Referral) -> bool:
    return secret_word_state(referral.parent) == "open"


def whose_page(link: LinkToken | None) -> Referral | None:
    """The referral behind a link; where two were merged, the one that lives on.

    Her word is asked for there: whoever sent the other one in may not have been her.
    """
    referral = _referral(link.object_id) if link else None
    while referral and referral.duplicate_of_id:
        referral = _referral(referral.duplicate_of_id)
    if referral is None or referral.closed_reason == ClosedReason.NOT_GENUINE:
        return None
    return None if referral.parent.erased_at else referral


def _referral(pk: UUID) -> Referral | None:
    rows = Referral.objects.select_related("parent", "programme", "site", "referrer")
    return rows.filter(pk=pk).first()


# --- what she asked for ---------------------------------------------------------------------
def open_requests(referral: Referral) -> dict[str, HerRequest]:
    """By kind, what a person has still to talk over with her."""
    waiting = HerRequest.objects.filter(referral=referral, handled_at__isnull=True)
    return {
        one.kind: one for one in waiting.select_related("referral__programme", "referral__site")
    }


def open_requests_of(user) -> QuerySet[HerRequest]:
    waiting = HerRequest.objects.visible_to(user).filter(handled_at__isnull=True)
    return (
        with_ways(waiting)
        .select_related("referral__parent", "referral__programme", "referral__site")
        .order_by("made_at", "pk")
    )


def is_about_someone_in_mind(request: HerRequest) -> bool:
    said = request.words or ""
    return RING_ABOUT_SOMEONE in said or SAID_YES_TO_SOMEONE in said


def request_due_on(request: HerRequest) -> date:
    """The day by which a person speaks with her about it, in working days of her site."""
    referral = request.referral
    return add_working_days(
        uk_date(request.made_at),
        referral.programme.urgent_call_working_days,
        **working_days_of(referral.site),
    )


def ways_before(request: HerRequest) -> list[SafeContact]:
    """The ways that were safe when it was made: only those can say that it was really her."""
    known = SafeContact.objects.filter(pk__in=request.safe_ways, address__isnull=False)
    return list(known.order_by("-is_primary", "created_at", "id"))


def channels_before(request: HerRequest) -> set[str]:
    """By what she could be reached safely when it was made."""
    if not hasattr(request, "channels_then"):
        return {way.channel for way in ways_before(request)}
    return set(request.channels_then)


def with_ways(requests: QuerySet[HerRequest]) -> QuerySet[HerRequest]:
    """Each with the channels that were safe when it was made."""
    ways = SafeContact.objects.filter(WAS_SAFE, address__isnull=False)
    return requests.annotate(channels_then=ArraySubquery(ways.values("channel")))


WAS_SAFE = Func(
    F("pk"),
    OuterRef("safe_ways"),
    template="%(expressions)s)",
    arg_joiner=" = ANY(",
    output_field=BooleanField(),
)


def waits_for_a_new_way(request: HerRequest) -> bool:
    """She wants to be reached otherwise, and her ways are those she had when she asked."""
    if request.kind != RequestKind.CONTACT:
        return False
    now = SafeContact.objects.live().filter(parent=request.referral.parent_id)
    return set(request.safe_ways) == set(now.values_list("pk", flat=True))


def requests_and_check_ins(referral: Referral) -> tuple[list[HerRequest], list[CheckIn]]:
    """All there ever were, the newest first."""
    made = with_ways(HerRequest.objects.filter(referral=referral)).select_related("handled_by")
    asked = CheckIn.objects.filter(referral=referral).select_related("seen_by")
    return list(made.order_by("-made_at", "-pk")), list(asked.order_by("-asked_at", "-pk"))


# --- “still want this?” ---------------------------------------------------------------------
def open_check_in(referral: Referral) -> CheckIn | None:
    """The question she may answer now; none once she waits no longer."""
    if referral.status != Status.WAITING:
        return None
    return _unanswered().filter(referral=referral).first()


def _unanswered() -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(answered_at__isnull=True, ended_at__isnull=True)


def check_ins_over() -> QuerySet[CheckIn]:
    """Still open, though she waits no longer."""
    return _unanswered().exclude(referral__status=Status.WAITING)


def due_for_check_in(now: datetime) -> QuerySet[Referral]:
    """Waiting, and neither accepted, asked nor heard from for as long as her programme says."""
    due = Q(pk__in=[])
    waiting = Referral.objects.waiting()
    for programme in Programme.objects.filter(pk__in=waiting.values("programme")):
        since = now - timedelta(weeks=programme.check_in_weeks)
        lately = CheckIn.objects.filter(referral=OuterRef("pk")).filter(
            Q(asked_at__gt=since) | Q(answered_at__gt=since)
        )
        due |= Q(programme=programme, status_since__lte=since) & ~Exists(lately)
    return waiting.filter(~has_a_loss(), due, parent__erased_at__isnull=True).order_by(
        "status_since", "pk"
    )


def check_in_answers_of(user) -> QuerySet[CheckIn]:
    """What she answered, and nobody has looked at."""
    rows = CheckIn.objects.visible_to(user).filter(answered_at__isnull=False, seen_at__isnull=True)
    return _with_case(rows).order_by("answered_at", "pk")


def check_ins_to_ring_about(user, now: datetime) -> QuerySet[CheckIn]:
    """Asked, but no message can reach her or none did, or she has not answered for two weeks."""
    waiting = _unanswered().filter(
        pk__in=CheckIn.objects.visible_to(user), referral__status=Status.WAITING
    )
    waiting = waiting.annotate(
        may_write=_latest(Purpose.MESSAGES), has_email=_has_email(), has_word=_has_word()
    ).annotate(never_went=_never_went())
    cannot = Q(may_write=False) | Q(has_email=False) | Q(has_word=False) | Q(never_went=True)
    late = Q(asked_at__lte=now - NO_ANSWER_AFTER)
    return _with_case(waiting.filter(cannot | late)).order_by("asked_at", "pk")


def _latest(purpose: Purpose) -> Coalesce:
    """Never asked is a no."""
    decisions = Consent.objects.filter(referral=OuterRef("referral"), purpose=purpose)
    return Coalesce(Subquery(decisions.order_by("-at", "-id").values("given")[:1]), False)


def _has_email() -> Exists:
    live = SafeContact.objects.live().filter(parent=OuterRef("referral__parent"))
    return Exists(live.filter(channel=ContactChannel.EMAIL, address__isnull=False))


def _has_word() -> Exists:
    words = SecretWord.objects.filter(parent=OuterRef("referral__parent"))
    return Exists(words.filter(digest__isnull=False, wrong_tries__lt=TRIES))


def _never_went() -> Exists:
    return Exists(Message.objects.filter(object_id=OuterRef("pk"), state__in=NEVER_WENT))


def _with_case(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    return rows.select_related("referral__parent", "referral__programme", "referral__site")
