"""What is filled in of somebody's place on a waiting list."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms

from cases import dutch
from cases.models import Scheme, WaitingEnd, WaitingSpell, WswEmployee
from cases.models.waiting import LAST_WSW_DAY
from municipalities.fields import DayField, helper
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned


class WaitingForm(Versioned, forms.ModelForm):
    """A place on the list; of one that stands there `gone` says that it never was."""

    starts_on = DayField(label="Eerste dag op de lijst")
    ends_on = DayField(label="Laatste dag op de lijst", required=False, help_text="Leeg zolang dit zo is.")
    ended_by = forms.ChoiceField(
        label="Eindigde omdat", required=False, choices=[("", "staat er nog op"), *WaitingEnd.choices],
        error_messages={"invalid_choice": "Kies een reden uit de lijst."},
    )  # fmt: skip
    advice_asked_on = DayField(
        label="Advies gevraagd aan UWV op", required=False,
        help_text="Alleen bij beschut werk. UWV heeft dan acht weken.",
    )  # fmt: skip
    advised_on = DayField(label="Advies van UWV gekregen op", required=False)
    gone = forms.BooleanField(label="Stond nooit op deze lijst: haal het weg", required=False)

    class Meta:
        model = WaitingSpell
        fields = ["scheme", "starts_on", "ends_on", "ended_by", "advice_asked_on", "advised_on"]
        labels = {"scheme": "Wachtlijst van"}
        error_messages = {
            "scheme": {"required": "Kies een regeling.", "invalid_choice": "Kies een regeling uit de lijst."},
        }

    def __init__(self, *args: Any, employee: WswEmployee, today: date, **kwargs: Any) -> None:
        self.today, self.others = today, list(WaitingSpell.objects.filter(employee=employee))
        fresh = {} if "instance" in kwargs else {"initial": {"scheme": Scheme.BESCHUT, "starts_on": today}}
        super().__init__(*args, **fresh, **kwargs)
        self.instance.employee = employee
        if not self.instance.pk:
            del self.fields["gone"]
        last = ["gone"] if "gone" in self.fields else []
        self.helper = helper(
            Row(Column("scheme"), Column("starts_on")), Row(Column("ends_on"), Column("ended_by")),
            Row(Column("advice_asked_on"), Column("advised_on")), *last,
        )  # fmt: skip

    def relied_on(self) -> list[Recorded]:
        return [*self.others] if not self.instance.pk else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last, why = (cleaned.get(name) for name in ("starts_on", "ends_on", "ended_by"))
        if cleaned.get("gone") or self.errors:
            return cleaned
        if first and last and last < first:
            self.add_error("ends_on", "De laatste dag ligt voor de eerste.")
        if last and not why:
            self.add_error("ended_by", "Kies waarom het eindigde.")
        if why and not last:
            self.add_error("ends_on", "Vul de laatste dag in.")
        if cleaned.get("scheme") == Scheme.WSW:
            self._of_the_wsw(last)
        self._advice()
        return cleaned

    def _of_the_wsw(self, last: date | None) -> None:
        if last is None or last > LAST_WSW_DAY:
            day = dutch.day(LAST_WSW_DAY)
            self.add_error("ends_on", f"De wachtlijst van de Wsw is gesloten. De laatste dag is uiterlijk {day}.")

    def _advice(self) -> None:
        asked, got = self.cleaned_data.get("advice_asked_on"), self.cleaned_data.get("advised_on")
        if self.cleaned_data.get("scheme") == Scheme.WSW and (asked or got):
            self.add_error("advice_asked_on", "Dit advies hoort bij beschut werk. Maak de dagen leeg.")
        elif got and not asked:
            self.add_error("advice_asked_on", "Vul ook in wanneer het advies is gevraagd.")
        elif asked and got and got < asked:
            self.add_error("advised_on", "Het advies komt na de vraag.")
        for name, day in (("advice_asked_on", asked), ("advised_on", got)):
            if day and day > self.today:
                self.add_error(name, "Deze dag moet nog komen.")
