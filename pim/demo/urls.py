from django.urls import path, re_path

from pim.demo import views

urlpatterns = [
    path("", views.home, name="demo"),
    path("mailbox/", views.mailbox, name="demo-mailbox"),
    path("mailbox/<slug:name>/", views.letter, name="demo-letter"),
    path("phones/", views.phones, name="demo-phones"),
    re_path(r"^phones/(?P<number>\d{5,15})/$", views.phone, name="demo-phone"),
]
