"""What the referral that goes on takes over from its duplicate.

What is empty is filled. What must be known for safety is added to, with the other's reference.
Anything else stays as it is: the duplicate keeps its own words and is one click away.
"""

from referrals.enums import ChildProtection, Situation, Urgency
from referrals.models import Referral, Triage

FILLED = ("due_on", "born_on", "wish", "wishes", "formats", "times", "days", "site")
BACKGROUNDS = ("background_wanted", "background_unwanted")
FILLED_IN_A_CALL = ("is_partner", "gp", "emergency_contact", "address", "support_kind")
ADDED_TO = ("known_risks", "others_involved", "handover_note")
GRAVEST_FIRST = (
    ChildProtection.LOOKED_AFTER,
    ChildProtection.PLAN,
    ChildProtection.CHILD_IN_NEED,
    ChildProtection.EARLY_HELP,
    ChildProtection.NOT_KNOWN,
    ChildProtection.NONE,
)


def fill_referral(stays: Referral, gone: Referral) -> None:
    fill(stays, gone, FILLED)
    if not any(getattr(stays, name) for name in BACKGROUNDS):  # said in one place, or in the other
        fill(stays, gone, BACKGROUNDS)
    for name in ADDED_TO:
        setattr(stays, name, added(getattr(stays, name), getattr(gone, name), gone.reference))
    if stays.referrer_id is None:
        fill(stays, gone, ("referrer",))
        stays.referrer_says_she_agrees = gone.referrer_says_she_agrees
        stays.referrer_may_be_told = gone.referrer_may_be_told
    stays.situation = _situation(stays.situation, gone.situation)
    stays.child_protection = _graver(stays.child_protection, gone.child_protection)
    stays.asked_only_to_be_rung = stays.asked_only_to_be_rung and gone.asked_only_to_be_rung
    stays.asked_at = min(stays.asked_at, gone.asked_at)
    if gone.urgency == Urgency.SOON:
        stays.urgency = Urgency.SOON
    stays.save()


def fill(to: object, of: object, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(to, name, getattr(to, name) or getattr(of, name))


def added(own: str | None, other: str | None, reference: str) -> str | None:
    """Both texts, the other one under its reference; what is there already is not said twice."""
    if not other or other.strip() in (own or ""):
        return own or other
    return f"{own}\n\nFrom {reference}:\n{other}" if own else other


def _situation(own: str, other: str) -> str:
    """A loss told once is a loss: nobody writes to her about a baby again."""
    if Situation.LOSS in (own, other):
        return Situation.LOSS
    unsaid = (Situation.NOT_ASKED, Situation.OTHER)
    return other if own in unsaid and other not in unsaid else own


def _graver(own: str, other: str) -> str:
    return next((one for one in GRAVEST_FIRST if one in (own, other)), own or other)


def fill_triage(stays: Referral, gone: Referral) -> None:
    """The first call, if one was begun on the duplicate."""
    hers = Triage.objects.filter(referral=gone).first()
    if hers is None:
        return
    call, _ = Triage.objects.select_for_update().get_or_create(referral=stays)
    fill(call, hers, FILLED_IN_A_CALL)
    for name in ("needs", "red_flag_note"):
        setattr(call, name, added(getattr(call, name), getattr(hers, name), gone.reference))
    call.red_flags = list(dict.fromkeys([*call.red_flags, *hers.red_flags]))
    if call.saved_at is None:
        call.saved_at, call.saved_by = hers.saved_at, hers.saved_by
    if call.draft is None:
        call.draft, call.draft_at, call.draft_by = hers.draft, hers.draft_at, hers.draft_by
    call.save()
