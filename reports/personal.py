"""What reports keep about people: the stand each figure rests on, and who made, checked and released a report."""

from cases.models import EmploymentKind, LeaveKind, OutflowReason, PlacementForm
from municipalities.activities import REPORTING
from municipalities.models import Municipality, Organisation
from municipalities.processing import EMPLOYEES, USERS, Nobody, People, Use, named
from reports.models import (
    AcceptedFinding,
    Amount,
    Comment,
    Delivery,
    DoneTask,
    FrozenStand,
    GoalProgress,
    KeySet,
    KeyShare,
    Meeting,
    MoneyChange,
    Production,
    Published,
    Reading,
    Report,
    ReportContent,
    ReportFile,
    Restatement,
    RestatementContent,
    StateRate,
    Withdrawal,
    YearBudget,
)

COUNTED = Use(REPORTING, "Wsw art. 1 en 14; Wgr art. 34b", "4.9")
DELIVERED = Use(REPORTING, "Wgr art. 34b; AVG art. 6 lid 1 onder e", "4.1")
SIGNED = Use(REPORTING, "Wgr art. 34b; AVG art. 5 lid 2", "4.9")

BY_CODE = (Municipality, "cbs_code")
STAND_LABELS = {
    "month_end": "laatste dag van de maand", "employee": "medewerker", "scheme": "telt voor",
    "municipality": "gemeente", "hours": "uren per week", "fte": "fte", "category": "categorie",
    "factor": "telt hoeveel keer", "se": "SE", "rvu_se": "SE in de RVU", "leave": "verlof",
    "kind": "soort dienstverband", "employer_id": "werkgever", "executor_id": "uitvoerder", "form": "werkvorm",
    "hours_leeg": "uren zonder werk", "hours_bsb": "uren beschut binnen", "hours_wol": "uren werken op locatie",
    "hours_grd": "uren groepsdetachering", "hours_ind": "uren individuele detachering",
    "hours_bw": "uren begeleid werken", "departure": "reden van vertrek",
}  # fmt: skip

DECLARED = (
    People(
        FrozenStand, EMPLOYEES, "Hoe u bent geteld", "de gegevens hierboven, op de laatste dag van de maand",
        {
            COUNTED: "report month_end employee scheme municipality hours fte category factor se rvu_se leave kind"
            " employer_id executor_id form hours_leeg hours_bsb hours_wol hours_grd hours_ind hours_bw departure"
        },
        person="employee",
        names={"employer_id": (Organisation, "id"), "executor_id": (Organisation, "id"), "municipality": BY_CODE},
        labels=STAND_LABELS,
        reads={
            "form": named({**dict(PlacementForm.choices), "LEEG": "zonder werk"}),
            "kind": named(dict(EmploymentKind.choices)),
            "leave": named(dict(LeaveKind.choices)),
            "departure": named(dict(OutflowReason.choices)),
        },
        printed="report month_end municipality hours category se form",
    ),
    People(
        Report, USERS, "Rapporten", "het portaal",
        {
            SIGNED: "key period edition state known_on shown fingerprint number former link signature signed_with"
            " made_by made_at checked_by checked_at released_by released_at"
        },
    ),
    People(
        Production, USERS, "Het maken van rapporten", "het portaal",
        {SIGNED: "key period requested_by requested_at state step percent attempts claim lease_until report error"},
        labels={"claim": "kenmerk van de werker", "lease_until": "werker heeft het tot"},
    ),
    People(
        Comment, USERS, "Toelichtingen bij tabellen", "wie de toelichting schreef",
        {SIGNED: "key report table text digest outdated written_by"},
    ),
    People(
        AcceptedFinding, USERS, "Geaccepteerde bevindingen in een rapport", "wie de bevinding accepteerde",
        {SIGNED: "key report finding reason accepted_by accepted_at"},
    ),
    People(
        Restatement, USERS, "Wie vastlegde wat een rapport nu anders maakt", "het portaal",
        {SIGNED: "key report edition known_on fingerprint shown made_at"},
    ),
    People(
        RestatementContent, USERS, "Wie vastlegde wat een rapport nu anders maakt, per oorzaak", "het portaal",
        {SIGNED: "restatement content splits"},
    ),
    People(
        Delivery, USERS, "Mail over rapporten", "het portaal",
        {DELIVERED: "key report receiver about replaces taken_at sent_at attempts meeting"},
    ),
    People(
        Reading, USERS, "Wie een rapport opende of ophaalde, de eerste keer", "de lezer",
        {DELIVERED: "report reader form"},
    ),
    People(
        Withdrawal, USERS, "Ingetrokken rapporten", "wie het rapport introk",
        {SIGNED: "key report reason withdrawn_by withdrawn_at"},
    ),
    People(
        KeySet, USERS, "Verdeelsleutels", "wie de sleutel invoerde en vrijgaf",
        {
            SIGNED: "key purpose starts_on ends_on decision dated_on proposed_by released_by released_on"
        },
    ),
    People(
        MoneyChange, USERS, "Wijzigingen van bedragen na een rapport", "wie het bedrag wijzigde en wie oordeelde",
        {
            SIGNED: "key act year source row was now waits kind because made_by made_at verdict verdict_note decided_by"
            " decided_at"
        },
        labels={"act": "nummer van de wijziging", "was": "zoals het was", "now": "zoals het is"},
    ),
    People(
        DoneTask, USERS, "Gedane taken van de P&C-kalender", "wie vastlegde dat het gedaan is",
        {SIGNED: "key rule about done_on done_by undone_by undone_on"},
        labels={"done_by": "vastgelegd door wie"},
    ),
    Nobody(ReportContent, "Wat een rapport zegt: cijfers, geen namen."),
    Nobody(Meeting, "Op welke dagen het Algemeen Bestuur en het Dagelijks Bestuur vergaderen."),
    Nobody(KeyShare, "De delen van een verdeelsleutel, per gemeente."),
    Nobody(Amount, "Bedragen van begroting en realisatie."),
    Nobody(YearBudget, "Begrote SE per gemeente."),
    Nobody(StateRate, "Wat het rijk per SE betaalt."),
    Nobody(Published, "Cijfers die anderen hebben gepubliceerd."),
    Nobody(GoalProgress, "Hoever doelen kwamen, per groep en kwartaal. Kleine groepen staan er niet in."),
    Nobody(ReportFile, "Een vrijgegeven rapport als bestand: cijfers, geen namen."),
)  # fmt: skip
