"""Where a copy of all about her stands, and what is decided about its passages."""

from django.db.models import TextChoices


class CopyStanding(TextChoices):
    """Where the copy of all about her stands."""

    LOOKED_AT = "looked_at", "Being looked through"
    TO_DECIDE = "to_decide", "Waits for a second person"
    READY = "ready", "Given to her"
    OVER = "over", "Its time is over; deleted here"
    WITHDRAWN = "withdrawn", "She changed her mind"


class CopyWay(TextChoices):
    PAGE = "page", "On her page, behind her word"
    PRINTED = "printed", "Printed: handed over, or posted to a safe address"


class PassageMark(TextChoices):
    """Why a passage is looked at before she gets it."""

    OTHERS_WORDS = "others_words", "Written by somebody else"
    SOMEBODY_ELSE = "somebody_else", "Names somebody else"
    HARM = "harm", "Serious harm could follow"
    CHOSEN = "chosen", "Marked by whoever looked it through"


class PassageChoice(TextChoices):
    """Given to her, or left out for a reason the law knows."""

    LEFT_IN = "left_in", "Leave it in"
    THIRD_PARTY = "third_party", "Leave out: about somebody else, who has not agreed"
    HARM = "harm", "Leave out: it could seriously harm her or somebody else"
    CHILD = "child", "Leave out: it would stand in the way of protecting a child"
    CRIME = "crime", "Leave out: it would stand in the way of the police or a court"
    LEGAL = "legal", "Leave out: a lawyer’s advice"


class WhyLonger(TextChoices):
    COMPLEX = "complex", "There is very much of it, or it is hard to tell people apart in it"
    MANY = "many", "She asked for several things at once"
