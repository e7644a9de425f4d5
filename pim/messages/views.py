"""Where mail servers and providers call in. A call that is not signed meets an empty 404."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pim import clock
from pim.access import reach
from pim.messages import incoming, mail_signature, texting
from pim.messages.mail_words import Unreadable

WHOSE = "who writes from this number or address; nothing is shown to anybody"
LARGEST_LETTER = 10_000_000  # bytes, with the picture she added


@csrf_exempt
@require_POST
def text_receipt(request: HttpRequest, message_id: UUID) -> HttpResponse:
    fields = _signed_fields(request)
    if fields is None:
        return _nobody_here()
    with reach.further(WHOSE):
        incoming.take_text_report(message_id, fields, now=clock.now())
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def text(request: HttpRequest) -> HttpResponse:
    """Answered with no words: an answer of ours goes the way of all messages. 422: it says too
    little; nothing is kept."""
    fields = _signed_fields(request)
    if fields is None:
        return _nobody_here()
    try:
        with reach.further(WHOSE):
            incoming.take_text(fields, now=clock.now())
    except incoming.NotForUs:
        return HttpResponse(status=422)
    return HttpResponse("<Response/>", content_type="text/xml")


@csrf_exempt
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """A letter as it stands. 422: it answers nothing of ours or cannot be read; nothing is kept."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_LETTER:
        return HttpResponse(status=413)
    letter = request.read(LARGEST_LETTER)
    signature = request.headers.get("X-Signature", "")
    now = clock.wall().timestamp()
    if not mail_signature.is_good(signature, settings.MAIL_KEY, letter, now):
        return _nobody_here()
    try:
        with reach.further(WHOSE):
            incoming.take_mail(letter, now=clock.now())
    except (incoming.NotForUs, Unreadable):
        return HttpResponse(status=422)
    return HttpResponse(status=204)


def _nobody_here() -> HttpResponse:
    return HttpResponse(status=404)


def _signed_fields(request: HttpRequest) -> dict[str, str] | None:
    """Signed over our own address as we gave it, never over what the request calls itself."""
    provider = texting.provider()
    signature = request.headers.get("X-Twilio-Signature", "")
    fields = request.POST.dict()
    address = settings.BASE_URL + request.path
    if provider is None or not provider.has_signed(signature, address, fields):
        return None
    return fields
