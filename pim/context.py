"""Words and numbers that every page may use."""

from django.conf import settings
from django.http import HttpRequest

from pim import crisis

# Neutral on purpose: this name stands in the title, header and history of her phone.
SERVICE_NAME = "Parent to Parent"
STAFF_SERVICE_NAME = "Parents in Mind"

# Where "Exit this page" goes: dull, always up, and nothing to do with us.
EXIT_URL = "https://www.bbc.co.uk/weather"


def standing() -> dict:
    """What holds for every page, whoever asks and whatever else is down."""
    return {
        "service_name": getattr(settings, "SERVICE_NAME", SERVICE_NAME),
        "staff_service_name": getattr(settings, "STAFF_SERVICE_NAME", STAFF_SERVICE_NAME),
        "crisis_routes": crisis.routes(),
        "hard_at_home": crisis.HARD_AT_HOME,
        "safety_at_home": crisis.SAFETY_AT_HOME,
        "exit_url": EXIT_URL,
        "is_demo": settings.DEMO,
    }


def service(request: HttpRequest) -> dict:
    """The context processor of that name."""
    return standing()
