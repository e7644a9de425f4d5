"""The pages that only say something: nothing is asked, nothing is kept.

Address, title and heading of each may be read over her shoulder, so they give nothing away; what
is below the heading speaks plainly.
"""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from pim import clock
from pim.models import Site

ADDRESSES = (
    "about",
    "how-it-can-be",
    "for-family",
    "what-you-tell-us",
    "privacy",
    "accessibility",
)


@require_safe
def plain_page(request: HttpRequest, address: str) -> HttpResponse:
    """``desks`` are read from the database only where the page's words ask for them."""
    desks = Site.objects.desks_on(clock.today())
    return render(request, f"plain/{address}.html", {"desks": desks})


urlpatterns = [
    path(f"{address}/", partial(plain_page, address=address), name=address) for address in ADDRESSES
]
