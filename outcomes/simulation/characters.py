"""Invented people: traits only, drawn by chance from a seed. Nobody here is real."""

from dataclasses import dataclass
from random import Random

FIRST_NAMES = [
    "Aisha",
    "Amy",
    "Anna",
    "Beth",
    "Bola",
    "Carys",
    "Chloe",
    "Dami",
    "Daisy",
    "Ella",
    "Emma",
    "Farah",
    "Fern",
    "Freya",
    "Gemma",
    "Grace",
    "Hana",
    "Holly",
    "Imani",
    "Iris",
    "Jade",
    "Jess",
    "Kasia",
    "Kate",
    "Layla",
    "Lena",
    "Lucy",
    "Maya",
    "Megan",
    "Mina",
    "Nadia",
    "Nell",
    "Nina",
    "Olive",
    "Pippa",
    "Priya",
    "Rosa",
    "Ruby",
    "Sadia",
    "Sana",
    "Sofia",
    "Tara",
    "Tess",
    "Uma",
    "Vera",
    "Wren",
    "Yara",
    "Zara",
    "Zofia",
]
LAST_INITIALS = "ABCDEFGHJKLMNPRSTW"
WORDS = [
    "bluebell",
    "kettle",
    "harbour",
    "pebble",
    "orchard",
    "lantern",
    "marmalade",
    "thimble",
    "willow",
    "button",
]
HELP_WANTED = (
    "I would like someone to talk to who has been there.",
    "The days are long and I feel on my own with it.",
    "I worry a lot at night. I would like to get out a bit.",
    "I do not know anyone round here with a little one.",
    "",
)
TONGUES = ("Polish", "Urdu", "Bengali", "Romanian")
LANGUAGES = ("English",) * 16 + TONGUES
FORMATS = ("phone", "out", "home", "video")
TIMES = ("weekday_morning", "weekday_afternoon", "evening", "weekend")
TEXTS = 1 / 3
WISHES = ("low_mood", "anxiety", "birth", "premature", "twins", "alone", "young", "loss")


def address(chance: Random, name: str, place: str) -> str:
    return f"{name.lower()}.{chance.randrange(10**8):08d}@{place}.example"


def phone(chance: Random) -> str:
    """A number from the range kept for drama: nobody answers it."""
    return f"+447700900{chance.randrange(1000):03d}"


@dataclass
class Mum:
    """One woman who asks for support, and how things will go for her."""

    called: str
    district: str
    email: str
    phone: str
    word: str
    through: str  # herself, midwife, health_visitor, gp
    weeks_since_birth: int  # negative: still pregnant
    language: str
    wish: str
    wishes: list[str]
    formats: list[str]
    times: list[str]
    answers_phone: float
    wants_support: bool
    has_email: bool
    consents: dict[str, bool]
    answers: float  # how likely she answers a questionnaire
    needs_a_reminder: float
    severity: float  # 0 well .. 1 very low
    lift: float  # how much lower the severity is after support
    self_harm: bool
    stops_early: float
    support: str = "one_to_one"  # which kind she would like
    texts: bool = False  # a text is safe for her, and not an e-mail
    eased: float = 0  # how much lower the severity is by itself, while she waits


def mum(chance: Random, districts: list[str]) -> Mum:
    name = chance.choice(FIRST_NAMES)
    severity = min(0.95, max(0.1, chance.gauss(0.55, 0.18)))
    return Mum(
        called=name,
        district=chance.choice(districts) if chance.random() > 0.03 else "ZE1",
        email=address(chance, name, "post"),
        phone=phone(chance),
        word=chance.choice(WORDS),
        through=chance.choices(
            ("herself", "midwife", "health_visitor", "gp"), weights=(45, 25, 22, 8)
        )[0],
        weeks_since_birth=chance.randint(-26, 60),
        language=chance.choice(LANGUAGES),
        wish=chance.choice(HELP_WANTED),
        wishes=chance.sample(WISHES, chance.choice((0, 1, 1, 2))),
        formats=chance.sample(FORMATS, chance.choice((1, 2, 2, 3))),
        times=chance.sample(TIMES, chance.choice((1, 2, 2, 3))),
        answers_phone=chance.choice((0.35, 0.6, 0.8)),
        wants_support=chance.random() < 0.86,
        has_email=chance.random() < 0.92,
        consents={
            "messages": chance.random() < 0.95,
            "evaluation": chance.random() < 0.93,
            "research": chance.random() < 0.75,
            "gp": chance.random() < 0.6,
        },
        answers=chance.choice((0.25, 0.6, 0.85)),
        needs_a_reminder=chance.random(),
        severity=severity,
        lift=max(-0.15, chance.gauss(0.16, 0.16)),
        self_harm=chance.random() < 0.08,
        stops_early=0.15,
        support=chance.choices(("one_to_one", "group", "both"), weights=(91, 5, 4))[0],
        texts=chance.random() < TEXTS,
        eased=chance.gauss(0.04, 0.08),
    )


OFFERED = (
    *("capacity", "languages", "formats", "times"),
    *("travels_to", "experience", "rather_not"),
)


@dataclass
class Helper:
    """One mother who volunteers."""

    first_name: str
    last_name: str
    email: str
    phone: str
    district: str
    travels_to: list[str]
    languages: list[str]
    formats: list[str]
    times: list[str]
    experience: list[str]
    rather_not: list[str]
    capacity: int
    says_yes: float
    logs: float
    stays_days: int

    def offers(self) -> dict[str, object]:
        """As ``update_offer`` takes it."""
        return {name: getattr(self, name) for name in OFFERED}


def helper(chance: Random, districts: list[str]) -> Helper:
    name = chance.choice(FIRST_NAMES)
    home = chance.choice(districts)
    experience = chance.sample(WISHES, chance.choice((1, 2, 2, 3)))
    others = [topic for topic in WISHES if topic not in experience]
    return Helper(
        first_name=name,
        last_name=chance.choice(LAST_INITIALS),
        email=address(chance, name, "helpers"),
        phone=phone(chance),
        district=home,
        travels_to=sorted({home, *chance.sample(districts, min(len(districts), 8))}),
        languages=["English", *(tongue for tongue in TONGUES if chance.random() < 0.1)],
        formats=sorted(chance.sample(FORMATS, chance.choice((2, 3, 3, 4)))),
        times=sorted(chance.sample(TIMES, chance.choice((1, 2, 2, 3)))),
        experience=experience,
        rather_not=chance.sample(others, 1) if chance.random() < 0.25 else [],
        capacity=chance.choice((1, 1, 1, 2)),
        says_yes=0.88,
        logs=chance.choice((0.75, 0.9, 0.97)),
        stays_days=chance.choice((150, 300, *[10_000] * 6)),
    )


def answers_to(chance: Random, n_items: int, severity: float, levels: int = 4) -> list[int]:
    """Places 0..levels-1 for a list of items, higher for someone who feels worse."""
    centre = severity * (levels - 1)
    return [min(levels - 1, max(0, round(chance.gauss(centre, 0.75)))) for _ in range(n_items)]
