"""The letter with our decision on a request, or that it takes longer (AVG art. 12(3) and (4))."""

from collections.abc import Sequence
from datetime import date

from cases import dutch
from cases.letters.page import Block, Letter, bullets, heading, in_words, text
from cases.models import Decision, PrivacyRequest, RequestKind

ASKED = {
    RequestKind.INZAGE: "te laten zien welke gegevens wij van u hebben",
    RequestKind.CORRECTIE: "gegevens te verbeteren",
    RequestKind.WISSING: "gegevens te wissen",
    RequestKind.BEPERKING: "gegevens een tijd niet te gebruiken",
    RequestKind.BEZWAAR: "uw gegevens niet meer te gebruiken, omdat u daar bezwaar tegen heeft",
}
DECIDED = {
    Decision.TOEGEWEZEN: "Wij doen wat u vraagt.",
    Decision.DEELS: "Wij doen een deel van wat u vraagt.",
    Decision.AFGEWEZEN: "Wij doen niet wat u vraagt.",
}
OBJECT = (
    "Bent u het niet met ons eens? Schrijf binnen zes weken een bezwaarschrift aan het college van de {sender} "
    "(UAVG art. 34; Awb art. 6:7).",
    "U kunt een klacht indienen bij de Autoriteit Persoonsgegevens (AVG art. 77).",
)


def decision(request: PrivacyRequest, *, touched: Sequence[str], sender: str) -> Letter:
    """What was decided and why, and which released periods it `touched`."""
    blocks = [
        _asked(request),
        heading("Wat wij besluiten"),
        text(DECIDED[Decision(request.decision)], request.decision_reason),
    ]
    if touched and request.decision != Decision.AFGEWEZEN:
        blocks += [
            heading("Wat dit doet met cijfers"),
            text("Over deze dagen zijn al cijfers vrijgegeven:"),
            bullets(touched),
            text("Die cijfers blijven staan. In het volgende rapport staat wat er anders is, zonder uw naam."),
        ]
    blocks += [heading("Niet eens met dit besluit?"), text(*(each.format(sender=sender) for each in OBJECT))]
    return _letter(request, "Ons besluit over uw verzoek", request.decided_on, sender, blocks)


def delay(request: PrivacyRequest, *, sender: str) -> Letter:
    """That it takes longer, why, and until when."""
    blocks = [
        _asked(request),
        text(f"Wij hebben meer tijd nodig. {dutch.capital(request.extension_reason)}"),
        text(f"U krijgt ons antwoord uiterlijk op {in_words(request.due_on)} (AVG art. 12 lid 3)."),
        heading("Niet eens met het uitstel?"),
        text(OBJECT[1]),
    ]
    return _letter(request, "Ons antwoord duurt langer", request.extended_on, sender, blocks)


def _asked(request: PrivacyRequest) -> Block:
    kind = RequestKind(request.kind)
    about = (
        f" Het gaat over {dutch.period(request.concerns_from, request.concerns_until)}."
        if request.concerns_from
        else ""
    )
    asked = f"Op {in_words(request.received_on)} vroeg u ons om {ASKED[kind]} ({kind.article}).{about}"
    return text(asked, f"U schreef: ‘{request.text}’" if request.text else "")


def _letter(request: PrivacyRequest, title: str, day: date | None, sender: str, blocks: Sequence[Block]) -> Letter:
    return Letter(title, sender, request.requester, day or request.received_on, request.reference, blocks)
