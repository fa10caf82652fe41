"""What somebody fills in about their own account. Most is allauth's; ours are the words, and how often one may try."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password

from municipalities import passwords, throttle
from municipalities.models import User

EMAIL_MESSAGES = {
    "required": "Vul uw e-mailadres in.",
    "invalid": "Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@gemeente.nl.",
}
NOT_THE_SAME = "De twee wachtwoorden zijn niet gelijk."


def _email(**attributes: str) -> forms.EmailField:
    return forms.EmailField(
        label="E-mailadres",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"} | attributes),
        error_messages=EMAIL_MESSAGES,
    )


def _password(label: str, autocomplete: str, **how: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": "Vul een wachtwoord in.", "max_length": "Dit wachtwoord is te lang."},
        **how,
    )


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {"login": _email(), "password": _password("Wachtwoord", "current-password")}


class PasswordProofForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password("Uw wachtwoord", "current-password")


class TwoPasswordsMixin(forms.Form):
    """A new password, typed twice."""

    user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = _password("Nieuw wachtwoord", "new-password", help_text=passwords.HELP)
        self.fields["password2"] = _password("Nog een keer", "new-password")

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        if "password1" in cleaned and cleaned["password1"] != cleaned.get("password2"):
            self.add_error("password2", NOT_THE_SAME)
        return cleaned


class ChangePasswordForm(TwoPasswordsMixin, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = _password("Uw wachtwoord van nu", "current-password")
        self.order_fields(["oldpassword", "password1", "password2"])

    def clean_oldpassword(self) -> str:
        """Tried as often as a login may be: not a way around it."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]


class ChoosePasswordForm(TwoPasswordsMixin):
    """A password for who came by a link in a mail."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def save(self) -> User:
        assert self.user is not None  # noqa: S101  a link that does not hold shows no form
        self.user.set_password(self.cleaned_data["password1"])
        self.user.save(update_fields=["password"])
        return self.user


class ForgottenForm(forms.Form):
    email = _email()


def _code() -> forms.CharField:
    return forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Vul de code in.", "max_length": "Deze code is te lang."},
    )


class ThrottledCodeMixin(forms.Form):
    """A code of six digits can be guessed; so not often."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code()

    def clean_code(self) -> str:
        if not throttle.take(throttle.CODES, str(self.user.key)):
            raise ImmediateHttpResponse(throttle.too_often())
        code: str = super().clean_code()  # type: ignore[misc]
        throttle.fill(throttle.CODES, str(self.user.key))
        return code


class CodeForm(ThrottledCodeMixin, mfa.AuthenticateForm):
    """The second step of a login: the app's code, or a recovery code."""


class CodeProofForm(ThrottledCodeMixin, mfa.ReauthenticateForm):
    pass


class NewAppForm(ThrottledCodeMixin, ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "De code die de app nu toont"

    def clean_code(self) -> str:
        """The code that sets the app up is used by that: it does not open a login as well."""
        code = super().clean_code()
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


# What fido2 raises, unasked, for an answer no browser gives.
NONSENSE = (AttributeError, KeyError, TypeError, ValueError)


class NewPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label="Naam", required=False, max_length=60, help_text="Waar u hem aan herkent, zoals: laptop van het werk."
    )

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except NONSENSE:
            raise get_mfa_adapter().validation_error("incorrect_code") from None


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey as second step."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except NONSENSE:
            raise get_mfa_adapter().validation_error("incorrect_code") from None


class PasskeyProofForm(PasskeyForm):
    reauthenticated = True
