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
    SUPPORT_ENDED = "support_ended", "Her support ended before"
    PAUSED = "paused", "Her support was paused all the time"
    BY_STAFF = "by_staff", "A coordinator took it back"


class ResponseStatus(TextChoices):
    IN_PROGRESS = "in_progress", "Half done"
    COMPLETED = "completed", "Done"


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
    NOT_GIVEN = "not_given", "Form was not due"
    WITHDRAWN = "withdrawn", "Withdrawn"
    INVALID = "invalid", "Could not be read"


class RiskOutcome(TextChoices):
    SPOKE_SAFE = "spoke_safe", "We spoke: safe now, plan agreed"
    GP_TOLD = "gp_told", "Her GP was told"
    CRISIS_TEAM = "crisis_team", "The crisis team took over"
    EMERGENCY = "emergency", "999 or a welfare check"
    ANSWERED_BY_MISTAKE = "by_mistake", "She chose that answer by mistake"


class RiskStepKind(TextChoices):
    """What was done about an answer that worries us. Closing stands in the event itself."""

    NO_ANSWER = "no_answer", "Rang: no answer"
    SPOKE = "spoke", "Spoke with her"
    LEAD_ASKED = "lead_asked", "Asked a lead to decide"
    TOLD = "told", "Told somebody outside"
    HANDED_OVER = "handed_over", "Handed to someone else"
    NOTE = "note", "Note"
