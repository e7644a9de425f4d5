"""Where mail servers and providers call in. A call that is not signed meets an empty 404."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pim import clock
from pim.messages import incoming, mail_signature, texting

LARGEST_LETTER = 10_000_000  # bytes, with the picture she added


@csrf_exempt
@require_POST
def text_receipt(request: HttpRequest, message_id: UUID) -> HttpResponse:
    incoming.take_text_report(message_id, _signed_fields(request), now=clock.now())
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def text(request: HttpRequest) -> HttpResponse:
    """Answered with no words: an answer of ours goes the way of all messages."""
    incoming.take_text(_signed_fields(request), now=clock.now())
    return HttpResponse("<Response/>", content_type="text/xml")


@csrf_exempt
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """A letter as it stands. 422: it answers nothing of ours, and nothing of it is kept."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_LETTER:
        return HttpResponse(status=413)
    letter = request.read(LARGEST_LETTER)
    signature = request.headers.get("X-Signature", "")
    now = clock.wall().timestamp()
    if not mail_signature.is_good(signature, settings.MAIL_KEY, letter, now):
        raise Http404
    try:
        incoming.take_mail(letter, now=clock.now())
    except incoming.NotForUs:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


def _signed_fields(request: HttpRequest) -> dict[str, str]:
    """Signed over our own address as we gave it, never over what the request calls itself."""
    provider = texting.provider()
    signature = request.headers.get("X-Twilio-Signature", "")
    fields = request.POST.dict()
    address = settings.BASE_URL + request.path
    if provider is None or not provider.has_signed(signature, address, fields):
        raise Http404
    return fields
