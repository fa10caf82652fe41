"""What is kept about colleagues with an account, and which tables are about nobody (municipalities/processing.py)."""

from municipalities.access import ROLES
from municipalities.activities import ACCESS, ACTIVITIES, SUPERVISION
from municipalities.jobs import JobRun, MissedJobs
from municipalities.logs import AuditEntry, ChainCheck, ChainHead, ChainLink, ProcessingEntry
from municipalities.models import (
    Acting,
    Board,
    BoardSeat,
    Bucket,
    CalendarLink,
    Membership,
    MembershipReview,
    Municipality,
    Organisation,
    RegisteredProcess,
    RoleRequest,
    SecondFactorReset,
    SentForm,
    Session,
    User,
)
from municipalities.processing import EMPLOYEES, USERS, Nobody, People, Use
from municipalities.traces import Act

LOGGED = Use(SUPERVISION, "AVG art. 5 lid 2, 24 en 32", "4.1")
ACCOUNT = Use(ACCESS, "AVG art. 6 lid 1 onder e en art. 32", "rol")
LINKED = Use(ACCESS, "AVG art. 6 lid 1 onder e en art. 32", "agenda")
SENT = Use(ACCESS, "AVG art. 5 lid 1 onder d en art. 32", "week")
LOGGED_IN = Use(ACCESS, "AVG art. 6 lid 1 onder e en art. 32", "sessie")

DECLARED = (
    People(
        User, USERS, "Accounts", "de gemeente of organisatie waar iemand werkt",
        {ACCOUNT: "key email name password last_login is_active created_at"},
    ),
    People(
        Membership, USERS, "Rollen", "de gemeente of organisatie waar iemand werkt",
        {ACCOUNT: "key user role municipality organisation starts_on ends_on"},
    ),
    People(
        CalendarLink, USERS, "Agendakoppelingen", "de jobcoach zelf",
        {LINKED: "key membership token_digest made_on revoked_on"},
    ),
    People(
        Session, USERS, "Wie is ingelogd", "het portaal",
        {LOGGED_IN: "session_key session_data expire_date user device began_at seen_at"},
        labels={"session_key": "kenmerk", "session_data": "wie en welke rol", "expire_date": "verloopt op"},
    ),
    People(
        SentForm, USERS, "Verstuurde formulieren", "het portaal", {SENT: "key user answer sent_at"},
    ),
    Nobody(Bucket, "Hoe vaak er nog mag worden geprobeerd in te loggen. Van wie, is er niet uit te lezen."),
    People(
        MembershipReview, USERS, "Jaarlijks bevestigde rollen", "de privacy officer en de controllers",
        {ACCOUNT: "key membership asked_on confirmed_on confirmed_by"},
    ),
    People(
        RoleRequest, USERS, "Aangevraagde rollen", "de functioneel beheerder",
        {
            ACCOUNT: "key user role municipality organisation starts_on ends_on reason asked_by asked_on confirmed_by"
            " confirmed_on"
        },
    ),
    People(
        SecondFactorReset, USERS, "Een nieuwe tweede stap", "de functioneel beheerder",
        {ACCOUNT: "key user asked_by asked_on allowed_by allowed_on"},
    ),
    People(
        Acting, USERS, "Meegekeken als een ander", "de functioneel beheerder",
        {LOGGED: "key administrator membership reason starts_at ends_at stopped_at"},
    ),
    People(
        AuditEntry, EMPLOYEES, "Wie uw gegevens gebruikte", "het portaal zelf",
        {
            LOGGED: "trace_id moment asker membership role municipality act activity subjects account purpose status"
            " detail"
        },
        person="subjects",
        withheld={
            "trace_id": "Een willekeurig kenmerk dat twee logboeken verbindt.",
            "asker": "De naam van een collega die zijn werk deed (HvJ EU C-579/21). De functie staat er wel.",
            "membership": "Welke rol die collega had; de functie staat er.",
            "account": "Gaat over een account van een collega, niet over u.",
            "detail": "Techniek. Er staan geen gegevens over u in.",
        },
        reads={
            "role": lambda role: ROLES[role].label if role in ROLES else "het portaal zelf",
            "act": lambda act: Act[act.upper()].label,
            "activity": lambda activity: ACTIVITIES[activity].name,
        },
        names={"municipality": (Municipality, "cbs_code")},
        printed="moment role municipality act purpose",
    ),
    People(
        ProcessingEntry, EMPLOYEES, "Verwerkingenlog", "het portaal zelf",
        {LOGGED: "trace_id operation_id status name started_at ended_at activity data_subjects"},
        left_out="Dezelfde handelingen als in 'Wie uw gegevens gebruikte', zonder wie het deed.",
    ),
    Nobody(ChainLink, "De keten om het logboek: alleen controlegetallen."),
    Nobody(ChainHead, "De kop van die keten."),
    Nobody(ChainCheck, "Wanneer de keten is nagerekend."),
    Nobody(JobRun, "Wanneer een taak die vanzelf gaat voor het laatst is gelukt."),
    Nobody(MissedJobs, "Dat taken die vanzelf gaan niet draaiden."),
    Nobody(RegisteredProcess, "Welke taken en commando's er zijn."),
    Nobody(Municipality, "Gemeenten."),
    Nobody(Organisation, "Werkgevers en uitvoerders."),
    Nobody(Board, "Het bestuur als orgaan. Wie erin zit, is een rol."),
    Nobody(BoardSeat, "Een zetel per gemeente. Wie erop zit, is een rol."),
)  # fmt: skip
