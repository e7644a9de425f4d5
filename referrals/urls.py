from functools import partial

from django.urls import include, path

from referrals.admin import caseload, complaints, copies, cover, duplicates, keeping
from referrals.views import changed, concerns, her_baby
from referrals.views.afterwards import Counting, PickWord
from referrals.views.clearing import Another, Clear, cleared
from referrals.views.referring import Done, ReferSomeone, ReferYourself, StartNew
from referrals.views.ring_me import RingMe
from referrals.views.saving import Back, BackLink, Save, Saved
from referrals.views.status import NewLink, Status, StatusLink
from referrals.views.way_out import WayOut

yourself = ReferYourself.as_view()
someone = ReferSomeone.as_view()
ring_me = RingMe.as_view()
yourself_sent = Done.as_view(journey=ReferYourself, template="referrals/yourself/sent.html")
ring_me_sent = Done.as_view(journey=RingMe, template="referrals/ring_me/sent.html")
someone_sent = Done.as_view(journey=ReferSomeone, template="referrals/someone/sent.html")
someone_copy = Done.as_view(journey=ReferSomeone, template="referrals/someone/copy.html")

clear_yourself = Clear.as_view(journey=ReferYourself)
new_yourself = StartNew.as_view(journey=ReferYourself)
new_ring_me = StartNew.as_view(journey=RingMe)
clear_ring_me = Clear.as_view(journey=RingMe)
another_person = Another.as_view(journey=ReferSomeone)
clear_someone = Clear.as_view(journey=ReferSomeone)

urlpatterns = [
    path("out/", WayOut.as_view(), name="out"),
    path("refer/cleared/", cleared, name="refer-cleared"),
    path("refer/cleared/saved/", partial(cleared, is_saved=True), name="refer-cleared-saved"),
    path("my-support/", include("referrals.her_page_urls")),
    path("refer/yourself/", yourself, name="refer-yourself"),
    path("refer/yourself/sent/", yourself_sent, name="refer-yourself-done"),
    path("refer/yourself/sent/word/", PickWord.as_view(), name="refer-yourself-word"),
    path("refer/yourself/sent/counting/", Counting.as_view(), name="refer-yourself-counting"),
    path("refer/yourself/save/", Save.as_view(), name="refer-yourself-save"),
    path("refer/yourself/saved/", Saved.as_view(), name="refer-yourself-saved"),
    path("refer/yourself/clear/", clear_yourself, name="refer-yourself-clear"),
    path("refer/yourself/new/", new_yourself, name="refer-yourself-new"),
    path("refer/yourself/<slug:page>/", yourself, name="refer-yourself-page"),
    path("back/", Back.as_view(), name="back"),
    path("back/<str:token>/", BackLink.as_view(), name="back-link"),
    path("refer/ring-me/", ring_me, name="refer-ring-me"),
    path("refer/ring-me/sent/", ring_me_sent, name="refer-ring-me-done"),
    path("refer/ring-me/clear/", clear_ring_me, name="refer-ring-me-clear"),
    path("refer/ring-me/new/", new_ring_me, name="refer-ring-me-new"),
    path("refer/ring-me/<slug:page>/", ring_me, name="refer-ring-me-page"),
    path("refer/someone/", someone, name="refer-someone"),
    path("refer/someone/sent/", someone_sent, name="refer-someone-done"),
    path("refer/someone/copy/", someone_copy, name="refer-someone-copy"),
    path("refer/someone/clear/", clear_someone, name="refer-someone-clear"),
    path("refer/someone/another/", another_person, name="refer-someone-another"),
    path("refer/someone/<slug:page>/", someone, name="refer-someone-page"),
    path("referral-status/", Status.as_view(), name="referral-status"),
    path("referral-status/new-link/", NewLink.as_view(), name="referral-status-new-link"),
    path("referral-status/<str:token>/", StatusLink.as_view(), name="referral-status-link"),
    path("something-changed/", changed.Changed.as_view(), name="something-changed"),
    path("something-changed/said/", changed.Said.as_view(), name="something-changed-said"),
    path("something-changed/mistake/", changed.Undo.as_view(), name="something-changed-undo"),
    path("something-changed/thanks/", changed.Thanks.as_view(), name="something-changed-thanks"),
    path("something-changed/date/", her_baby.Born.as_view(), name="something-changed-date"),
    path("something-changed/noted/", her_baby.Noted.as_view(), name="something-changed-noted"),
    path("staff/concern/", concerns.raise_one, name="raise-concern"),
    path("staff/concern/raised/", concerns.raised, name="raised-concerns"),
    *caseload.urls,
    *complaints.urls,
    *copies.urls,
    *cover.urls,
    *duplicates.urls,
    *keeping.urls,
]
