"""The tables of Django and allauth: what they keep about colleagues, and which are about nobody."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from municipalities.personal import ACCOUNT
from municipalities.processing import USERS, Nobody, People

UNUSED = "Hoort bij Django; het portaal gebruikt het niet."
EMPTY = "hoort bij allauth; het portaal schrijft er niets in"

DECLARED = (
    People(
        Authenticator, USERS, "De tweede stap bij het inloggen", "de gebruiker zelf",
        {ACCOUNT: "user type data created_at last_used_at"},
        labels={
            "user": "gebruiker", "type": "soort", "data": "geheim van de app of sleutel van de passkey",
            "created_at": "gemaakt op", "last_used_at": "laatst gebruikt",
        },
    ),
    People(EmailAddress, USERS, "E-mailadressen van allauth", EMPTY, {ACCOUNT: "user email verified primary"}),
    Nobody(EmailConfirmation, EMPTY),
    People(
        SocialAccount, USERS, "Aanmeldingen van elders", EMPTY,
        {ACCOUNT: "user provider uid last_login date_joined extra_data"},
        labels={"user": "gebruiker", "provider": "van wie", "uid": "kenmerk daar", "extra_data": "wat daar meekwam"},
    ),
    Nobody(SocialApp, EMPTY),
    Nobody(SocialToken, EMPTY),
    Nobody(ContentType, "Hoort bij Django: welke tabellen er zijn."),
    Nobody(Permission, UNUSED),
    Nobody(Group, UNUSED),
    Nobody(Group.permissions.through, UNUSED),
)  # fmt: skip
