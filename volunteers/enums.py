from django.db.models import TextChoices


class VolunteerStatus(TextChoices):
    """Where a volunteer stands. Moved only by ``volunteers.lifecycle.move``."""

    ENQUIRY = "enquiry", "Enquiry"
    APPLICATION = "application", "Applying"
    TRAINING = "training", "In training"
    AVAILABLE = "available", "Available"
    ON_BREAK = "on_break", "On a break"
    LEFT = "left", "Left"


class CheckKind(TextChoices):
    DBS = "dbs", "DBS check"
    PVG = "pvg", "PVG membership"
    ACCESS_NI = "access_ni", "AccessNI check"
    REFERENCE = "reference", "Reference"
    TRAINING = "training", "Training completed"
    SUPERVISION = "supervision", "Supervision"


REQUIRED_CHECKS = (CheckKind.DBS, CheckKind.TRAINING)


class MatchKind(TextChoices):
    MAIN = "main", "Main volunteer"
    COVER = "cover", "Cover"
    HANDOVER = "handover", "Handover"


class MatchStatus(TextChoices):
    PROPOSED = "proposed", "Proposed"
    ACTIVE = "active", "Active"
    ENDED = "ended", "Ended"
    NOT_GOING_AHEAD = "not_going_ahead", "Not going ahead"


LIVE = (MatchStatus.PROPOSED, MatchStatus.ACTIVE)


class EndReason(TextChoices):
    COMPLETED = "completed", "It came to its planned end"
    ENDED_EARLY = "ended_early", "She wanted to stop earlier"
    VOLUNTEER_LEFT = "volunteer_left", "The volunteer cannot go on"
    MOVED_AWAY = "moved_away", "She moved away"


class WhyNot(TextChoices):
    """Who a proposal ended with: noted in its event, told to no volunteer."""

    VOLUNTEER = "volunteer_no", "The volunteer said no"
    PARENT = "parent_no", "She said no"
    PLANS = "plans_changed", "Plans changed"


SAID_NO = (WhyNot.VOLUNTEER, WhyNot.PARENT)


class SessionKind(TextChoices):
    PHONE = "phone", "Phone call"
    HOME = "home", "At her home"
    OUT = "out", "In a café or park"
    VIDEO = "video", "Video call"
    TEXT = "text", "Texts"


class Attendance(TextChoices):
    HAPPENED = "happened", "We met or talked"
    SHE_CANCELLED = "she_cancelled", "She could not make it"
    I_CANCELLED = "i_cancelled", "I could not make it"
    NOT_THERE = "not_there", "She was not there"
