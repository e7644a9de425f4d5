from django.db.models import TextChoices


class Source(TextChoices):
    HERSELF = "herself", "Herself"
    PROFESSIONAL = "professional", "A professional"
    STAFF = "staff", "Entered by staff"


class ReferrerRole(TextChoices):
    MIDWIFE = "midwife", "Midwife"
    HEALTH_VISITOR = "health_visitor", "Health visitor"
    GP = "gp", "GP or practice nurse"
    PERINATAL_TEAM = "perinatal_team", "Perinatal team"
    OTHER = "other", "Someone else who works with her"


class Status(TextChoices):
    """Where a referral stands. Who may move it where is in ``lifecycle.TRANSITIONS``."""

    RECEIVED = "received", "Received"
    IN_CONTACT = "in_contact", "In contact"
    WAITING = "waiting", "Accepted and waiting"
    MATCHED = "matched", "Matched"
    IN_SUPPORT = "in_support", "In support"
    ENDING = "ending", "Ending"
    CLOSED = "closed", "Closed"


INCOMING = (Status.RECEIVED, Status.IN_CONTACT)
ACCEPTED = (Status.WAITING, Status.MATCHED, Status.IN_SUPPORT, Status.ENDING)
OPEN = INCOMING + ACCEPTED


class ClosedReason(TextChoices):
    COMPLETED = "completed", "Support came to its planned end"
    ENDED_EARLY = "ended_early", "Support ended early"
    SIGNPOSTED = "signposted", "Another service fits better"
    DECLINED_BY_HER = "declined_by_her", "She decided not to go on"
    NOT_REACHABLE = "not_reachable", "We could not reach her"
    OUT_OF_AREA = "out_of_area", "Out of area"
    STEPPED_UP = "stepped_up", "Passed on urgently"
    MOVED_AWAY = "moved_away", "She moved away"
    DUPLICATE = "duplicate", "The same as another referral"


class AgeBand(TextChoices):
    UNDER_16 = "under_16", "Under 16"
    SIXTEEN_SEVENTEEN = "16_17", "16 or 17"
    ADULT = "18_plus", "18 or over"


class Situation(TextChoices):
    PREGNANT = "pregnant", "I am pregnant"
    BABY = "baby", "I have a baby"
    LOSS = "loss", "I lost my baby"
    OTHER = "other", "Something else"


class ContactChannel(TextChoices):
    PHONE = "phone", "Phone call"
    TEXT = "text", "Text message"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"


class ContactOutcome(TextChoices):
    SPOKE = "spoke", "We spoke"
    NO_ANSWER = "no_answer", "No answer"
    VOICEMAIL = "voicemail", "Left a voicemail"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    RING_LATER = "ring_later", "She asked us to ring another time"


class Purpose(TextChoices):
    """What a consent is about: one decision about one purpose each."""

    MESSAGES = "messages", "Texts and e-mails from us"
    REFERRER = "referrer", "A word to the person who referred her"
    GP = "gp", "A word to her GP"
    EVALUATION = "evaluation", "Questionnaires to see whether support helps"
    RESEARCH = "research", "Use of her answers, without her name, in research"
    STORIES = "stories", "Use of her own words in reports"


class Means(TextChoices):
    """How an agreement or consent was given."""

    ON_SCREEN = "on_screen", "On screen, herself"
    BY_PHONE = "by_phone", "By phone, to a coordinator"
    ON_PAPER = "on_paper", "On paper"
    THROUGH_REFERRER = "through_referrer", "Through the referrer, to be confirmed"


class Wish(TextChoices):
    """What she would like from a volunteer; matched against what volunteers bring."""

    LOW_MOOD = "low_mood", "Someone who felt low too"
    ANXIETY = "anxiety", "Someone who worried a lot too"
    BIRTH = "birth", "Someone who had a hard birth"
    PREMATURE = "premature", "Someone whose baby came early or was ill"
    TWINS = "twins", "Someone with twins or more"
    ALONE = "alone", "Someone who brought up a baby on her own"
    YOUNG = "young", "Someone who was a young mum"
    LOSS = "loss", "Someone who lost a baby"


class SupportFormat(TextChoices):
    PHONE = "phone", "On the phone"
    VIDEO = "video", "By video"
    HOME = "home", "At home"
    OUT = "out", "In a café or park"
    TEXT = "text", "By text"


class DayPart(TextChoices):
    WEEKDAY_MORNING = "weekday_morning", "Weekday mornings"
    WEEKDAY_AFTERNOON = "weekday_afternoon", "Weekday afternoons"
    EVENING = "evening", "Evenings"
    WEEKEND = "weekend", "Weekends"
