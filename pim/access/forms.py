"""Signing in, coming in by invitation, and choosing a password."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthMFAReauthenticateForm
from allauth.mfa.recovery_codes.forms import (
    GenerateRecoveryCodesForm as AllauthGenerateRecoveryCodesForm,
)
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth import password_validation

from pim.forms.base import PimForm, WordedForm
from pim.forms.fields import EmailField

LONGEST_PASSWORD = 200
NO_PASSKEY = "Your browser gave us no passkey. It needs JavaScript for that. Please use a code."
PASSWORD_HINT = "12 letters or more. Three words that have nothing to do with you work well."


def password_field(label: str, autocomplete: str, **options: Any) -> forms.CharField:
    box = forms.PasswordInput({"autocomplete": autocomplete, "class": "nhsuk-input--width-20"})
    return forms.CharField(
        label=label, strip=False, max_length=LONGEST_PASSWORD, widget=box, **options
    )


def code_field(label: str, hint: str = "") -> forms.CharField:
    box = forms.TextInput(
        {"autocomplete": "one-time-code", "class": "nhsuk-input--width-10", "spellcheck": "false"}
    )
    return forms.CharField(label=label, help_text=hint, max_length=20, widget=box)


class _LoginFields(LoginForm):
    """allauth builds its own boxes; these are ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = forms.EmailInput({"autocomplete": "username"})
        self.fields = {
            "login": EmailField(label="E-mail address", widget=address, max_length=254),
            "password": password_field("Password", "current-password"),
        }


class SignInForm(WordedForm, _LoginFields):
    submit_label = "Sign in"


class CodeForm(WordedForm, AllauthAuthenticateForm):
    submit_label = "Carry on"
    code = code_field("Code", "The six figures in your app, or one of your recovery codes.")


class CodeAgainForm(WordedForm, AllauthMFAReauthenticateForm):
    submit_label = "Carry on"
    code = code_field("Code", "The six figures in your app, or one of your recovery codes.")


class PasswordAgainForm(WordedForm, AllauthReauthenticateForm):
    submit_label = "Carry on"
    password = password_field("Your password", "current-password")


class EnrolForm(WordedForm, AllauthActivateTOTPForm):
    submit_label = "Carry on"
    names = {"code": "the code"}
    code = code_field("Code from your app", "Six figures. They change every half minute.")


def passkey_field() -> forms.JSONField:
    return forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": NO_PASSKEY, "invalid": NO_PASSKEY},
    )


def passkey_name_field() -> forms.CharField:
    return forms.CharField(
        label="What do you call it?",
        help_text="Such as: my phone.",
        max_length=60,
        widget=forms.TextInput({"class": "nhsuk-input--width-20"}),
    )


class AddPasskeyForm(WordedForm, AddWebAuthnForm):
    names = {"name": "what you call it"}
    name = passkey_name_field()
    credential = passkey_field()


class NamePasskeyForm(WordedForm, EditWebAuthnForm):
    submit_label = "Save"
    names = {"name": "what you call it"}
    name = passkey_name_field()


class PasskeyForm(WordedForm, AuthenticateWebAuthnForm):
    credential = passkey_field()


class PasskeyAgainForm(PasskeyForm):
    reauthenticated = True


class NewRecoveryCodesForm(WordedForm, AllauthGenerateRecoveryCodesForm):
    submit_label = "Make new codes"


class _ChangeFields(AllauthChangePasswordForm):
    """allauth's form takes the user first, ours the data."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, data=data, **kwargs)


class ChangePasswordForm(WordedForm, _ChangeFields):
    submit_label = "Change password"
    oldpassword = password_field("Your password now", "current-password")
    password1 = password_field("New password", "new-password", help_text=PASSWORD_HINT)
    password2 = password_field("New password again", "new-password")

    def clean_password1(self) -> str:
        password_validation.validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]


class NewPasswordForm(PimForm):
    """A password twice, for somebody who holds a link. ``user`` is None for a new person."""

    submit_label = "Save password"
    password1 = password_field("Password", "new-password", help_text=PASSWORD_HINT)
    password2 = password_field("Password again", "new-password")

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Type the same password in both boxes")
        elif first:
            self._weigh(first)
        return cleaned

    def _weigh(self, password: str) -> None:
        try:
            password_validation.validate_password(password, self.user)
        except forms.ValidationError as error:
            self.add_error("password1", error)


class ComeInForm(NewPasswordForm):
    """What an invited person tells us the first time."""

    submit_label = "Carry on"
    name = forms.CharField(
        label="Your name",
        help_text="As the people you work with know you.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    field_order = ["name", "password1", "password2"]


class AskForPasswordForm(PimForm):
    submit_label = "Send me a link"
    names = {"email": "your e-mail address"}
    email = EmailField(label="Your e-mail address", max_length=254)
