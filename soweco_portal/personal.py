"""The tables of the framework: what they keep about colleagues, and which are about nobody."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from municipalities.activities import ACCESS
from municipalities.processing import USERS, Nobody, People, Use

LOGGED_IN = Use(ACCESS, "AVG art. 6 lid 1 onder e en art. 32", "sessie")
UNUSED = "Hoort bij Django; het portaal gebruikt het niet."

DECLARED = (
    People(
        Session, USERS, "Wie is ingelogd", "het portaal",
        {LOGGED_IN: "session_key session_data expire_date"},
        labels={"session_key": "kenmerk", "session_data": "wie en welke rol", "expire_date": "verloopt op"},
    ),
    Nobody(ContentType, "Hoort bij Django: welke tabellen er zijn."),
    Nobody(Permission, UNUSED),
    Nobody(Group, UNUSED),
    Nobody(Group.permissions.through, UNUSED),
)  # fmt: skip
