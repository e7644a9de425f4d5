from django.urls import path

from pim.messages import views

urlpatterns = [
    path("messages/receipt/<uuid:message_id>/", views.text_receipt, name="text-receipt"),
    path("messages/text/", views.text, name="text-comes-in"),
    path("messages/mail/", views.mail, name="mail-comes-in"),
]
