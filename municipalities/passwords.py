"""What a password must be: long. A sentence of four or five words is; capitals and signs are nobody's duty."""

from difflib import SequenceMatcher

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from municipalities.models import User

AT_LEAST, AT_MOST = 16, 128
HELP = f"Ten minste {AT_LEAST} tekens. Een zin van vier of vijf woorden werkt goed en onthoudt u makkelijk."


class Long:
    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < AT_LEAST:
            raise ValidationError(f"Dit wachtwoord is te kort. {HELP}", code="too_short")
        if len(password) > AT_MOST:
            raise ValidationError(f"Dit wachtwoord is te lang: hoogstens {AT_MOST} tekens.", code="too_long")
        if len(set(password.lower())) < 6:
            raise ValidationError("Dit wachtwoord herhaalt steeds dezelfde tekens. Kies een ander.", code="repeats")

    def get_help_text(self) -> str:
        return HELP


class NotOneself:
    """Not one's own name or address, with a few signs around it."""

    def validate(self, password: str, user: User | None = None) -> None:
        own = [user.email, user.name, user.email.split("@")[0]] if user else []
        if any(SequenceMatcher(None, password.lower(), each.lower()).ratio() >= 0.7 for each in own if each):
            raise ValidationError("Dit wachtwoord lijkt te veel op uw naam of e-mailadres.", code="too_similar")

    def get_help_text(self) -> str:
        return ""


class NotKnown(CommonPasswordValidator):
    """Not on the list of what everybody tries first, also when it is repeated to make it long."""

    def validate(self, password: str, user: User | None = None) -> None:
        plain = password.lower().strip()
        halves = {plain, plain[: len(plain) // 2]} if plain[: len(plain) // 2] * 2 == plain else {plain}
        if halves & self.passwords:
            raise ValidationError("Dit wachtwoord staat op de lijst van veelgebruikte wachtwoorden.", code="common")

    def get_help_text(self) -> str:
        return ""
