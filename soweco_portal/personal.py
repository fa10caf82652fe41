"""The tables of the framework: what they keep about colleagues, and which are about nobody."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from municipalities.activities import ACCESS
from municipalities.processing import USERS, Nobody, People, Use

ACCOUNT = Use(ACCESS, "AVG art. 6 lid 1 onder e en art. 32", "rol")
UNUSED = "Hoort bij Django; het portaal gebruikt het niet."
UNUSED_TOO = "Hoort bij allauth; het portaal gebruikt het niet."

DECLARED = (
    People(
        Authenticator, USERS, "Tweede stap bij het inloggen", "de gebruiker zelf",
        {ACCOUNT: "user type data created_at last_used_at"},
        labels={
            "user": "gebruiker", "type": "soort", "data": "versleuteld geheim of publieke sleutel",
            "created_at": "ingesteld op", "last_used_at": "laatst gebruikt",
        },
    ),
    People(
        EmailAddress, USERS, "E-mailadressen van allauth (leeg)", "niemand",
        {ACCOUNT: "user email verified primary"},
        labels={"user": "gebruiker", "email": "e-mailadres", "verified": "bevestigd", "primary": "eerste"},
    ),
    People(
        SocialAccount, USERS, "Koppelingen van allauth (leeg)", "niemand",
        {ACCOUNT: "user provider uid last_login date_joined extra_data"},
        labels={
            "user": "gebruiker", "provider": "waar", "uid": "kenmerk daar", "last_login": "laatst ingelogd",
            "date_joined": "gekoppeld op", "extra_data": "wat daar bekend is",
        },
    ),
    Nobody(EmailConfirmation, UNUSED_TOO),
    Nobody(SocialApp, UNUSED_TOO),
    Nobody(SocialToken, UNUSED_TOO),
    Nobody(ContentType, "Hoort bij Django: welke tabellen er zijn."),
    Nobody(Permission, UNUSED),
    Nobody(Group, UNUSED),
    Nobody(Group.permissions.through, UNUSED),
)  # fmt: skip
