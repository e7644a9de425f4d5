"""Pages of a demonstration, for people and (``?format=json``) for programs."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pim.demo import letters, sign_ins
from pim.demo.letters import Letter


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where no demonstration runs there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(guarded))


@demo_only
def home(request: HttpRequest) -> HttpResponse:
    people = sign_ins.all_of_them()
    if _wants_json(request):
        return JsonResponse(
            {
                "sign_ins": [asdict(each) for each in people],
                "sign_in_url": _absolute("account_login"),
                "mailbox_url": _absolute("demo-mailbox"),
            }
        )
    return render(request, "demo/home.html", {"people": people})


@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    found = letters.newest()
    if _wants_json(request):
        return JsonResponse({"letters": [_as_json(letter) for letter in found]})
    return render(request, "demo/mailbox.html", {"letters": found, "most": letters.MOST})


@demo_only
def letter(request: HttpRequest, name: str) -> HttpResponse:
    found = letters.find(name)
    if found is None:
        raise Http404
    if _wants_json(request):
        return JsonResponse(_as_json(found))
    return render(request, "demo/letter.html", {"letter": found})


def _as_json(found: Letter) -> dict:
    url = _absolute("demo-letter", found.name)
    return asdict(found) | {"links": found.links, "url": url}


def _absolute(name: str, *args: str) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def _wants_json(request: HttpRequest) -> bool:
    asked = request.GET.get("format")
    best = request.get_preferred_type(["text/html", "application/json"])
    return asked == "json" or (asked is None and best == "application/json")
