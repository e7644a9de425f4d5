"""The addresses for signing in. Of allauth's pages only those we offer; the rest do not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from django.contrib.auth.decorators import login_required
from django.urls import path

from pim.access import passkeys, views

urlpatterns = [
    path("", views.own_sign_in, name="mfa_index"),
    path("signed-in/", views.own_sessions, name="own-sessions"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", login_required(account.reauthenticate), name="account_reauthenticate"),
    path(
        "password/change/",
        login_required(views.ChangePassword.as_view()),
        name="account_change_password",
    ),
    path("password/", views.ask_for_password, name="ask-for-password"),
    path("password/new/", views.new_password, name="new-password"),
    path("password/new/<str:token>/", views.new_password_link, name="new-password-link"),
    path("code/", passkeys.Authenticate.as_view(), name="mfa_authenticate"),
    path("code/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("code/set-up/", login_required(views.Enrol.as_view()), name="mfa_activate_totp"),
    path("passkeys/add/", login_required(passkeys.Add.as_view()), name="mfa_add_webauthn"),
    path(
        "passkeys/again/",
        login_required(passkeys.Reauthenticate.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "passkeys/<int:pk>/name/",
        login_required(passkeys.Rename.as_view()),
        name="mfa_edit_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/",
        login_required(passkeys.Remove.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        login_required(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/<str:token>/", views.invitation_link, name="invitation-link"),
]
