from django.urls import path

from referrals.views.clearing import Clear
from referrals.views.referring import Done, ReferSomeone, ReferYourself

yourself = ReferYourself.as_view()
someone = ReferSomeone.as_view()
yourself_sent = Done.as_view(journey=ReferYourself, template="referrals/yourself/sent.html")
someone_sent = Done.as_view(journey=ReferSomeone, template="referrals/someone/sent.html")
someone_copy = Done.as_view(journey=ReferSomeone, template="referrals/someone/copy.html")

clear_yourself = Clear.as_view(journey=ReferYourself)
clear_someone = Clear.as_view(journey=ReferSomeone)

urlpatterns = [
    path("refer/yourself/", yourself, name="refer-yourself"),
    path("refer/yourself/sent/", yourself_sent, name="refer-yourself-done"),
    path("refer/yourself/clear/", clear_yourself, name="refer-yourself-clear"),
    path("refer/yourself/<slug:page>/", yourself, name="refer-yourself-page"),
    path("refer/someone/", someone, name="refer-someone"),
    path("refer/someone/sent/", someone_sent, name="refer-someone-done"),
    path("refer/someone/copy/", someone_copy, name="refer-someone-copy"),
    path("refer/someone/clear/", clear_someone, name="refer-someone-clear"),
    path("refer/someone/<slug:page>/", someone, name="refer-someone-page"),
]
