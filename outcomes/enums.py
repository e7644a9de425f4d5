from django.db.models import TextChoices


class WaveKey(TextChoices):
    """Two "before" points let change while waiting be set beside change with support."""

    ASKED = "asked", "When she asked for support"
    START = "start", "Before the first session"
    MID = "mid", "Half way"
    END = "end", "At the end"
    FOLLOW_UP = "follow_up", "Some months later"


AFTER_SUPPORT = (WaveKey.END, WaveKey.FOLLOW_UP)
"""Asked also when her support has come to its planned end and the referral is closed."""


class Anchor(TextChoices):
    """The date a wave is counted from."""

    ASKED = "asked", "The day she asked for support"
    ACCEPTED = "accepted", "The day she was accepted"
    MATCHED = "matched", "The day she was matched"
    FIRST_SESSION = "first_session", "The first session"
    PLANNED_END = "planned_end", "The planned end of support"
    DUE_DATE = "due_date", "The due date"
    BIRTH = "birth", "The birth"


class RequestStatus(TextChoices):
    OPEN = "open", "Open"
    COMPLETED = "completed", "Answered"
    REFUSED = "refused", "She would rather not"
    EXPIRED = "expired", "The time ran out"
    STOPPED = "stopped", "Stopped"


class StopReason(TextChoices):
    """Why a questionnaire was stopped that nobody had finished. Evidence keeps it."""

    LOSS = "loss", "Something happened after which we do not ask"
    NO_CONSENT = "no_consent", "She would rather have no questionnaires"
    SUPPORT_BEGAN = "support_began", "Her support began before she had answered"
    SUPPORT_ENDED = "support_ended", "Her support ended before"
    PAUSED = "paused", "Her support was paused all the time"
    BY_STAFF = "by_staff", "A coordinator took it back"
    NOT_KEPT = "not_kept", "Not kept: only that somebody must look at an answer on it"
    NOT_HERS = "not_hers", "It was not hers"


class WhyLeftOut(TextChoices):
    """Why a questionnaire that a wave names is not asked on screen, in words for staff."""

    NOT_LOADED = "not_loaded", "There is no such questionnaire here"
    NO_WORDING = "no_wording", "We hold no wording for it. A manager can bring it in"
    NOT_YET = "not_yet", "It is not in force yet"
    NO_PERMISSION = "no_permission", "We have no permission for its wording"
    PERMISSION_ENDED = "permission_ended", "The permission for its wording has ended"
    PERMISSION_ENDS = "permission_ends", "The permission ends before the last day to answer"
    NO_ROTA = "no_rota", "Nobody is on the rota to look at an answer that worries us"
    TOO_YOUNG = "too_young", "It is not made for her age"
    DATES_UNKNOWN = "dates_unknown", "We know neither when her baby is due nor when it was born"
    NOT_BORN = "not_born", "It is made for the time after the birth"
    TOO_LATE = "too_late", "It is not made for so long after the birth"
    TOO_SOON = "too_soon", "She answered it not long ago"
    JUST_ASKED = "just_asked", "We asked her the same not long ago"


class ResponseStatus(TextChoices):
    IN_PROGRESS = "in_progress", "Half done"
    COMPLETED = "completed", "Done"
    NOT_HERS = "not_hers", "Not hers, counted nowhere"


class Mode(TextChoices):
    ONLINE = "online", "On screen, herself"
    PHONE = "phone", "By phone, with staff"
    PAPER = "paper", "On paper"


class Present(TextChoices):
    """Who was with her while staff wrote her answers down."""

    NOBODY = "nobody", "Nobody else"
    VOLUNTEER = "volunteer", "Her volunteer"
    FAMILY = "family", "A partner, family or a friend"
    INTERPRETER = "interpreter", "An interpreter"
    PROFESSIONAL = "professional", "Somebody who works with her"
    NOT_KNOWN = "not_known", "We do not know"


class MissingReason(TextChoices):
    """Why an item has no answer. Blank plus a reason, so that nobody averages a code."""

    NOT_ASKED = "not_asked", "Not asked"
    NOT_ANSWERED = "not_answered", "Not answered"
    RATHER_NOT = "rather_not", "Would rather not say"
    DOES_NOT_APPLY = "does_not_apply", "Does not apply"
    ERASED = "erased", "Erased: it was in her own words"
    NOT_GIVEN = "not_given", "Form was not due"
    WITHDRAWN = "withdrawn", "Withdrawn"
    INVALID = "invalid", "Could not be read"


class RiskOutcome(TextChoices):
    SPOKE_SAFE = "spoke_safe", "We spoke: safe now, plan agreed"
    GP_TOLD = "gp_told", "Her GP was told"
    CRISIS_TEAM = "crisis_team", "The crisis team took over"
    EMERGENCY = "emergency", "999 or a welfare check"
    TAKEN_OVER = "taken_over", "Somebody else is with her or has taken over"
    ANSWERED_BY_MISTAKE = "by_mistake", "She chose that answer by mistake"


class RiskStepKind(TextChoices):
    """What was done about an answer that worries us. Closing stands in the event itself."""

    NO_ANSWER = "no_answer", "Rang or wrote: no answer"
    SPOKE = "spoke", "Spoke with her"
    LEAD_ASKED = "lead_asked", "Asked a lead to decide"
    TOLD = "told", "Told somebody outside"
    HANDED_OVER = "handed_over", "Handed to someone else"
    LOOKING = "looking", "Looks at it"
    NOTE = "note", "Note"
