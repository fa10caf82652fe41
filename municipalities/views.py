"""Logging in and out, one's own account, and the proof of who one is.

The steps are allauth's views; here they get our answers (422 for a form that needs mending, 429 for who tries too
often) and our rules: what is open to everybody, what to who has no second factor yet, what asks for a fresh proof.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base import views as mfa
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import FormView
from requests import RequestException

from municipalities import accounts, arrivals, devices, oidc, second_factor, sessions, stepup, throttle
from municipalities.access import Permission
from municipalities.acting import as_oneself
from municipalities.adapters import not_in
from municipalities.forms import ChoosePasswordForm, ForgottenForm
from municipalities.middleware import before_choosing, public
from municipalities.models import User
from municipalities.requests import PortalRequest
from municipalities.second_factor import without_second_factor

View = Callable[..., HttpResponseBase]
WHY = {
    "stil": "U bent uitgelogd omdat u een tijd niets deed. Dat beschermt de gegevens. Na het inloggen komt u terug op "
    "de pagina waar u was.",
    "tweede-stap": "Log opnieuw in. Daarna vraagt het portaal om uw tweede stap.",
}


def answering(view: View) -> View:
    """What allauth raises as an answer is the answer. Who came in is known on this device from now on."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except ImmediateHttpResponse as answer:
            response = answer.response
        user = request.user
        if user.is_authenticated and not devices.knows(request, user.email):
            devices.remember(request, response, user.email)
        return response

    return page


def entrance(view: View) -> View:
    """Open to everybody."""
    return public(answering(require_http_methods(["GET", "HEAD", "POST"])(view)))


def own(view: View) -> View:
    """Of one's own account: also for who has no second factor yet, or did not say as whom they ask; never another's."""
    page = answering(require_http_methods(["GET", "HEAD", "POST"])(view))
    return as_oneself(before_choosing(without_second_factor(page)))


class Mending:
    """A form that needs mending is a 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]


# Coming in


class Login(Mending, account.LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        places = [
            {"name": each.name, "url": f"{reverse('openid_connect_login', args=[each.id])}?{asked.urlencode()}"}
            for each in settings.OIDC
        ]
        return super().get_context_data(**kwargs) | {"why": WHY.get(asked.get("waarom", "")), "places": places}


class Code(mfa.AuthenticateView):
    """The second step."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mine = {each.type for each in second_factor.factors_of(self.stage.login.user)}
        passkey = Authenticator.Type.WEBAUTHN in mine
        return context | {
            "passkey": _for_script(context) if passkey else "",
            "app": Authenticator.Type.TOTP in mine,
            "passkey_errors": self.webauthn_form.errors.get("credential", []) if self.webauthn_form else [],
        }


def _for_script(context: dict[str, Any]) -> str:
    """What the browser needs to ask for a passkey, for `static/js/passkey.js`."""
    data = context["js_data"]
    return json.dumps(data.get("request_options") or data.get("creation_options"))


def openid_login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the login of a municipality. Of the question only where to go afterwards is taken along."""
    asked = QueryDict(mutable=True)
    asked["next"] = request.GET.get("next", "")
    if "opnieuw" in request.GET:  # a proof: whoever sits there types something
        asked["auth_params"] = "prompt=login&max_age=0"
    request.GET = asked  # type: ignore[assignment]
    return openid_connect.login(request, provider_id)  # type: ignore[no-any-return]


def elsewhere(view: View) -> View:
    """A municipality whose login is away, or answers with what is no answer, is a page with words."""

    @wraps(view)
    def page(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        try:
            return view(request, provider_id)
        except (RequestException, KeyError):
            return not_in(request, oidc.provider(provider_id).failed)

    return public(answering(require_safe(page)))


login = entrance(Login.as_view())
login_code = entrance(Code.as_view())
login_elsewhere = elsewhere(openid_login)
login_elsewhere_back = elsewhere(openid_connect.callback)
logout = public(auth.LogoutView.as_view())


# A password by mail


class Forgotten(Mending, FormView):  # type: ignore[type-arg]
    """Asks for a link. What it answers says nothing about who has an account."""

    form_class = ForgottenForm
    template_name = "account/password_forgotten.html"
    success_url = reverse_lazy("password_mail_sent")

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["email"]
        address = throttle.address_of(self.request)
        if not (throttle.take(throttle.ADDRESS, address) and throttle.take(throttle.LINKS, email)):
            return throttle.too_often()
        accounts.send_link(email)
        return super().form_valid(form)


class Choose(Mending, auth.PasswordResetConfirmView):  # type: ignore[misc]
    """Chooses a password with the link. The token leaves the address at once, so no Referer carries it."""

    form_class = ChoosePasswordForm  # type: ignore[assignment]
    template_name = "account/password_choose.html"
    success_url = reverse_lazy("account_login")
    reset_url_token = "kies"  # noqa: S105  stands in the address where the token was
    token_generator = default_token_generator

    def get_user(self, uidb64: UUID) -> User | None:  # type: ignore[override]
        return User.objects.filter(key=uidb64, is_active=True).first()

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        accounts.password_chosen(form.user)
        devices.remember(self.request, response, form.user.email)
        messages.success(self.request, "Uw nieuwe wachtwoord is bewaard. Log er nu mee in.")
        return response


forgotten = entrance(Forgotten.as_view())
forgotten_done = public(require_safe(lambda request: render(request, "account/password_forgotten_done.html")))
password_choose = entrance(Choose.as_view())


# One's own account


def own_account(request: PortalRequest) -> HttpResponse:
    here = sessions.digest_of(request.session.session_key or "")
    context = {
        "sessions": [
            {"handle": sessions.handle_of(each), "here": each.session_key == here, "session": each}
            for each in sessions.of(request.user)
        ],
        "has_password": request.user.has_usable_password(),
        "factors": second_factor.factors_of(request.user),
        "has_agenda": any(each.may(Permission.CALENDAR_LINK) for each in request.memberships),
        "hours": settings.SESSION_COOKIE_AGE // 3600,
        "minutes": sessions.idle_minutes(request.memberships),
    }
    return render(request, "account/account.html", context)


@require_POST
def session_end(request: PortalRequest) -> HttpResponse:
    """End one session by its handle, or all the others."""
    handle = request.POST.get("sessie", "")
    if handle == "andere":
        sessions.end_others(request.user, but=request.session.session_key)
        messages.success(request, "U bent overal elders uitgelogd.")
    elif sessions.end(request.user, handle):
        messages.success(request, "Die sessie is beëindigd.")
    else:
        raise Http404
    return redirect("account")


class ChangePassword(Mending, account.PasswordChangeView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        accounts.password_chosen(self.request.user)
        messages.success(self.request, "Uw wachtwoord is gewijzigd. Op andere apparaten bent u nu uitgelogd.")
        return response

    def get_default_success_url(self) -> str:
        return reverse("account")


def change_password(request: PortalRequest) -> HttpResponseBase:
    """404 for who has no password: they log in at their municipality."""
    if not request.user.has_usable_password():
        raise Http404
    return ChangePassword.as_view()(request)


account_page = own(require_safe(own_account))
end_session = own(session_end)
password_change = own(change_password)


# A proof


class Proving(Mending):
    """Afterwards back to where one was, with a word about what to do there."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if "opnieuw" in self.request.GET:
            messages.success(self.request, "Dank u. Doe nu nog een keer wat u wilde doen.")
        return response

    def passthrough_next_url(self, url: str) -> str:
        question = self.request.GET.urlencode()
        return f"{url}?{question}" if question else url


class PasswordProof(Proving, account.ReauthenticateView):  # type: ignore[misc]
    pass


class CodeProof(Proving, mfa.ReauthenticateView):  # type: ignore[misc]
    pass


class PasskeyProof(Proving, webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | kwargs | {"passkey": _for_script(context)}


def _proof(view: View) -> View:
    """For who can give none, what they can do instead."""

    @wraps(view)
    def page(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if get_adapter().get_reauthentication_methods(request.user):
            return view(request, *args, **kwargs)
        codes = {each.municipality.cbs_code for each in request.memberships if each.municipality}
        place = next((each for each in settings.OIDC if each.municipality in codes), None)
        if place and second_factor.not_of(place.municipality, request.memberships):
            place = None  # it speaks for its own roles only
        question = QueryDict(mutable=True)
        question["next"], question["opnieuw"] = request.GET.get("next", ""), "1"
        url = f"{reverse('openid_connect_login', args=[place.id])}?{question.urlencode()}" if place else ""
        return render(request, "account/no_proof.html", {"place": place, "url": url})

    return page


prove_by_password = own(_proof(PasswordProof.as_view()))
prove_by_code = own(_proof(CodeProof.as_view()))
prove_by_passkey = own(_proof(PasskeyProof.as_view()))


# The second step


def _obliged(request: PortalRequest) -> bool:
    return second_factor.must_have(request.memberships)


@require_safe
def factors(request: PortalRequest) -> HttpResponse:
    mine = second_factor.factors_of(request.user)
    context = {
        "factors": [
            {"pk": each.pk, "label": _label(each), "since": each.created_at, "used": each.last_used_at} for each in mine
        ],
        "has_app": any(each.type == Authenticator.Type.TOTP for each in mine),
        "last_one": len(mine) == 1 and _obliged(request),
        "obliged": _obliged(request),
    }
    return render(request, "mfa/index.html", context)


def _label(factor: Authenticator) -> str:
    return "App met codes" if factor.type == Authenticator.Type.TOTP else f"Passkey: {factor.wrap().name}"


@require_POST
@stepup.recently_proved
def factor_remove(request: PortalRequest) -> HttpResponse:
    """Remove one's own factor; not the last one of who must have one."""
    asked = request.POST.get("tweede-stap", "")
    mine = Authenticator.objects.filter(user=request.user, type__in=second_factor.FACTORS)
    factor = get_object_or_404(mine, pk=int(asked) if asked.isdecimal() and len(asked) < 18 else 0)
    if mine.count() == 1 and _obliged(request):
        messages.error(request, "U heeft een tweede stap nodig. Voeg eerst een andere toe.")
    else:
        delete_and_cleanup(request, factor)
        accounts.second_factor_changed(request.user, "Een tweede stap is verwijderd van uw account.")
        messages.success(request, "De tweede stap is verwijderd.")
    return redirect("mfa_index")


class NewApp(Mending, totp.ActivateTOTPView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        arrivals.factor_added(self.request, "totp")
        return response


class NewPasskey(Mending, webauthn.AddWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | kwargs | {"passkey": _for_script(context)}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        arrivals.factor_added(self.request, "webauthn")
        return response


class NewRecoveryCodes(Mending, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]
    pass


own_factors = own(factors)
remove_factor = own(factor_remove)
new_app = own(stepup.recently_proved(NewApp.as_view()))
new_passkey = own(stepup.recently_proved(NewPasskey.as_view()))
recovery_codes = own(stepup.recently_proved(recovery.ViewRecoveryCodesView.as_view()))
new_recovery_codes = own(stepup.recently_proved(NewRecoveryCodes.as_view()))
