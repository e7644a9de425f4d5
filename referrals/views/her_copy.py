"""The copy she asked for, on her page and behind her word."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from pim import clock
from pim.access.audit import HERSELF
from referrals import actions, queries
from referrals.copies import paper, showing
from referrals.models import RecordCopy
from referrals.views.her_page import HerPage

FILES = {
    "pdf": ("application/pdf", "my-copy.pdf", paper.draw),
    "json": ("application/json", "my-copy.json", showing.as_json),
}


class HerCopy(HerPage):
    copy: RecordCopy

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kind = kwargs.pop("kind", "")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        copy = queries.copy_on_her_page(self.referral, clock.now())
        if copy is None:
            return redirect("my-support")
        actions.note_copy_taken(copy=copy, by=HERSELF, now=clock.now())
        if self.kind in FILES:
            content_type, name, drawn = FILES[self.kind]
            named = {"Content-Disposition": f'attachment; filename="{name}"'}
            return HttpResponse(drawn(copy), content_type=content_type, headers=named)
        return self.show(
            "copy",
            copy=copy,
            title=showing.TITLE,
            opening=showing.opening(copy),
            sections=showing.for_her(copy),
        )
