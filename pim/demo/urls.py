from django.urls import path

from pim.demo import views

urlpatterns = [
    path("", views.home, name="demo"),
    path("mailbox/", views.mailbox, name="demo-mailbox"),
    path("mailbox/<slug:name>/", views.letter, name="demo-letter"),
]
