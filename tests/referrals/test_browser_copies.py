"""A copy of all about her in a real browser: looked through at a desk, read on her phone."""

import pytest

from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from referrals import actions
from referrals.copies.enums import CopyWay
from referrals.models import Passage
from tests.conftest import person
from tests.pim.looking import follow, look, send
from tests.referrals.her_own import WORD, link_to, with_a_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_looked_through_at_a_desk_and_read_on_her_phone(page, here, live_server, alice):
    hers = with_a_page()
    copy = actions.make_copy(
        referral=hers, way=CopyWay.PAGE, asked_on=clock.today(), by=acting(alice), now=clock.now()
    )
    desk = here(alice)
    desk.goto(f"{live_server.url}/admin/referrals/recordcopy/{copy.pk}/")
    look(desk, "copy-at-the-desk")
    actions.mark_entry(copy=copy, section=1, entry=1, by=acting(alice), now=clock.now())
    desk.goto(f"{live_server.url}/admin/referrals/recordcopy/{copy.pk}/do/look-through/")
    send(desk)
    look(desk, "copy-look-through-errors", widths=(390,))

    choices = dict.fromkeys(Passage.objects.values_list("place", flat=True), "left_in")
    officer = person("officer@charity.example", Role.DATA_PROTECTION)
    actions.decide_passages(copy=copy, choices=choices, by=acting(alice), now=clock.now())
    actions.finish_review(copy=copy, by=acting(alice), now=clock.now())
    actions.give_copy(copy=copy, by=acting(officer), now=clock.now())
    page.goto(link_to(hers))
    page.get_by_label("What is your secret word?").fill(WORD)
    send(page)
    follow(page.get_by_role("link", name="It is here for you to read"))
    look(page, "her-copy", widths=(390,))
