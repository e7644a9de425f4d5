from django.db.models import IntegerChoices, TextChoices


class VolunteerStatus(TextChoices):
    """Where a volunteer stands. Moved only by ``volunteers.lifecycle.move``."""

    ENQUIRY = "enquiry", "Enquiry"
    APPLICATION = "application", "Applying"
    INTERVIEW = "interview", "To be interviewed"
    CHECKING = "checking", "References and check"
    TRAINING = "training", "In training"
    SIGN_OFF = "sign_off", "Ready to sign off"
    AVAILABLE = "available", "Available"
    ON_BREAK = "on_break", "On a break"
    LEFT = "left", "Left"


WITH_US = (VolunteerStatus.AVAILABLE, VolunteerStatus.ON_BREAK)  # signed off, and not left


class CheckKind(TextChoices):
    DBS = "dbs", "DBS check"
    PVG = "pvg", "PVG membership"
    ACCESS_NI = "access_ni", "AccessNI check"
    REFERENCE = "reference", "Reference"
    TRAINING = "training", "Training completed"
    SUPERVISION = "supervision", "Supervision"


RECORD_CHECKS = (CheckKind.DBS, CheckKind.PVG, CheckKind.ACCESS_NI)


class CheckLevel(TextChoices):
    """What a criminal record check looked at."""

    BASIC = "basic", "Basic"
    STANDARD = "standard", "Standard"
    ENHANCED = "enhanced", "Enhanced"
    ENHANCED_BARRED = "barred", "Enhanced with barred list"
    MEMBERSHIP = "membership", "Scheme membership"


class VolunteerRole(TextChoices):
    """What a volunteer does with us; which check she needs goes by it."""

    ONE_TO_ONE = "one_to_one", "Supports mums one to one"
    GROUP = "group", "Helps in a group"


class Weekday(IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class Stage(TextChoices):
    """Where a mum is; a volunteer may like to help most at one of them."""

    PREGNANT = "pregnant", "In pregnancy"
    FIRST_WEEKS = "first_weeks", "In the first six weeks"
    FIRST_MONTHS = "first_months", "From six weeks to six months"
    LATER = "later", "After six months"


class InterviewOutcome(TextChoices):
    GO_ON = "go_on", "Go on"
    TALK_AGAIN = "talk_again", "Talk again first"
    NOT_NOW = "not_now", "Not the right thing now"


class Verdict(TextChoices):
    """What a coordinator made of a reference."""

    FINE = "fine", "It is fine"
    ASK_MORE = "ask_more", "I need to ask more"
    NOT_ENOUGH = "not_enough", "It does not support her"


class Presence(TextChoices):
    THERE = "there", "There"
    PART = "part", "There for part of it"
    AWAY = "away", "Not there"


class CareKind(TextChoices):
    """What we do for a volunteer so that she can go on."""

    SUPERVISION = "supervision", "Supervision"
    CHECK_IN = "check_in", "Check-in: how are you?"
    DEBRIEF = "debrief", "Debrief after a hard contact"


class ExpenseKind(TextChoices):
    MILEAGE = "mileage", "Miles in my car"
    FARE = "fare", "Bus, train or taxi"
    PARKING = "parking", "Parking"
    DRINKS = "drinks", "Drinks in a café"
    CHILDCARE = "childcare", "Childcare"
    OTHER = "other", "Something else"


class ExpenseStatus(TextChoices):
    CLAIMED = "claimed", "Sent in"
    APPROVED = "approved", "Approved"
    PAID = "paid", "Paid"
    SENT_BACK = "sent_back", "Sent back"


class MatchKind(TextChoices):
    MAIN = "main", "Main volunteer"
    COVER = "cover", "Cover"
    HANDOVER = "handover", "Handover"


BESIDE_THE_MAIN = (MatchKind.COVER, MatchKind.HANDOVER)


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
    CHANGE = "change", "Someone else fits her better"


class WhyNot(TextChoices):
    """Who a proposal ended with: noted in its event, told to no volunteer."""

    VOLUNTEER = "volunteer_no", "The volunteer said no"
    PARENT = "parent_no", "She said no"
    PLANS = "plans_changed", "Plans changed"
    NO_ANSWER = "no_answer", "Nobody answered in time"


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


class WhyApart(TextChoices):
    """Why two people are not put together."""

    KNOWN = "known", "They know each other"
    HOUSEHOLD = "household", "They live in the same household"
    STREET = "street", "They live in the same street"
    NEVER_AGAIN = "never_again", "Not with this person again"


class SaidBy(TextChoices):
    HER = "her", "She"
    VOLUNTEER = "volunteer", "The volunteer"
    COORDINATOR = "coordinator", "A coordinator"


class PairStanding(TextChoices):
    """What the matching meeting has made of a pair."""

    SUGGESTED = "suggested", "Suggested"
    FIXED = "fixed", "Fixed by hand"
    RULED_OUT = "ruled_out", "Not these two"
    PUBLISHED = "published", "Proposed"


IN_THE_DRAFT = (PairStanding.SUGGESTED, PairStanding.FIXED)


class TimeAnswer(TextChoices):
    SUITS = "suits", "This suits me"
    DOES_NOT = "does_not", "Not this one"


class ReviewKind(TextChoices):
    MIDPOINT = "midpoint", "Half-way look"
    ENDING = "ending", "Last look"


class Going(TextChoices):
    WELL = "well", "It is going well"
    CHANGE_SOMETHING = "change", "Something should change"
    ANOTHER_VOLUNTEER = "another", "Another volunteer would fit better"
    STOP = "stop", "She would like to stop"


class WhyPaused(TextChoices):
    """Nothing that says why to anyone but staff."""

    BIRTH = "birth", "The birth"
    AWAY = "away", "She is away"
    ILL = "ill", "She or her family is ill"
    VOLUNTEER = "volunteer", "The volunteer cannot for a while"
    HER_WISH = "her_wish", "She would like a pause"


class WhyExtended(TextChoices):
    BIRTH = "birth", "The birth fell into it"
    MISSED = "missed", "Weeks were missed"
    HARD_TIME = "hard_time", "A hard time: stopping now would not be right"
    WAITS = "waits", "She waits for another service"
    OTHER = "other", "Something else"
    CORRECTED = "corrected", "The day was put right"


class WhyCover(TextChoices):
    """Why somebody's mums need a plan."""

    CHECK_LAPSED = "check_lapsed", "Her check has run out"
    BREAK = "break", "She is on a break"
    LEAVING = "leaving", "She is leaving"
    SILENT = "silent", "We have not heard from her"


class CoverOutcome(TextChoices):
    """How a need for cover was settled."""

    RENEWED = "renewed", "Her check is up to date again"
    BACK = "back", "Her volunteer is back"
    COVERED = "covered", "Another volunteer is there in between"
    HANDED_OVER = "handed_over", "A new volunteer has taken over"
    WE_RING = "we_ring", "We ring her ourselves"
    SHE_WAITS = "she_waits", "She would rather wait"
    ENDED = "ended", "The match has ended"


class Side(TextChoices):
    HER = "her", "The mum"
    VOLUNTEER = "volunteer", "The volunteer"
