"""Pages of a demonstration, for people and (``?format=json``) for programs."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pim.demo import letters, sign_ins, texts
from pim.demo.forms import ReplyForm
from pim.demo.letters import Letter
from pim.messages import channels


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where no demonstration runs there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(guarded)


@demo_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    people = sign_ins.all_of_them()
    if _wants_json(request):
        return JsonResponse(
            {
                "sign_ins": [asdict(each) for each in people],
                "sign_in_url": _absolute("account_login"),
                "mailbox_url": _absolute("demo-mailbox"),
                "phones_url": _absolute("demo-phones"),
            }
        )
    return render(request, "demo/home.html", {"people": people})


@demo_only
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    found = letters.newest()
    if _wants_json(request):
        return JsonResponse({"letters": [_as_json(letter) for letter in found]})
    return render(request, "demo/mailbox.html", {"letters": found, "most": letters.MOST})


@demo_only
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One e-mail, and a form to answer it as whoever got it."""
    found = letters.find(name)
    if found is None:
        raise Http404
    if _wants_json(request) and request.method != "POST":
        return JsonResponse(_as_json(found))
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if found.answers_go_to and form.is_valid():
        _say(request, letters.reply(found, form.cleaned_data["words"]))
        return redirect(request.path)
    return render(request, "demo/letter.html", {"letter": found, "form": form})


@demo_only
@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    found = texts.phones()
    if _wants_json(request):
        return JsonResponse({"phones": [asdict(phone) for phone in found]})
    return render(request, "demo/phones.html", {"phones": found, "can_text": channels.can_text()})


@demo_only
def phone(request: HttpRequest, number: str) -> HttpResponse:
    """One phone with its texts, and a form to write from it."""
    number = f"+{number}"
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _say(request, texts.reply(number, form.cleaned_data["words"]))
        return redirect(request.path)
    kept = next((one.texts for one in texts.phones() if one.number == number), [])
    return render(request, "demo/phone.html", {"number": number, "texts": kept, "form": form})


def _say(request: HttpRequest, sent: bool) -> None:
    words = "Sent. It takes a second or two." if sent else "That could not be sent."
    messages.info(request, words)


def _as_json(found: Letter) -> dict:
    url = _absolute("demo-letter", found.name)
    return asdict(found) | {"links": found.links, "url": url}


def _absolute(name: str, *args: str) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def _wants_json(request: HttpRequest) -> bool:
    asked = request.GET.get("format")
    best = request.get_preferred_type(["text/html", "application/json"])
    return asked == "json" or (asked is None and best == "application/json")
