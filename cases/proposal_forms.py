"""What is filled in about a proposal: for which work, how it is tried, how it goes on, and why it is over."""

from datetime import date, timedelta
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError

from cases import dutch, proposals
from cases.forms import HOURS_MESSAGES, DatalistInput, EndPlacementForm, NewPlacementForm
from cases.free_text import FreeText, WatchesHealth
from cases.models import Hirer, HirerSite, Placement, Proposal, Vacancy, WswEmployee
from cases.models.employment import MAX_HOURS, is_gone
from cases.models.proposal import BY_WHOM, reasons_of
from cases.models.vacancy import AT_A_HIRER
from cases.work_forms import WorkForm
from municipalities.fields import DayField, helper
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

NIGHT = timedelta(days=1)
NOT_IN_SERVICE = "Deze medewerker is niet in dienst. Leg eerst een dienstverband vast; het mag later beginnen."
DECLINED = [(said, reasons_of(code)) for code, said in BY_WHOM.items()]
TAKEN_BACK = [("Ingetrokken", reasons_of("terug"))]
WHICH_REASON = {"required": "Kies een reden.", "invalid_choice": "Kies een reden uit de lijst."}


def _reason(groups: list[tuple[str, list[tuple[str, str]]]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Waarom niet?", choices=[("", "Kies een reden"), *groups], error_messages=WHICH_REASON
    )


class ProposalForm(Versioned, WatchesHealth, forms.Form):
    """A proposal for work at a hirer; of an open place the work is what the place says."""

    about = "voorstel"

    hirer = forms.CharField(
        label="Inlener", max_length=160, help_text="Typ een paar letters.",
        error_messages={"required": "Kies een inlener."},
    )  # fmt: skip
    site = forms.CharField(label="Vestiging", max_length=120, required=False, help_text="Leeg: het hele bedrijf.")
    function = FreeText(
        label="Welk werk is het?", max_length=120, error_messages={"required": "Schrijf op voor welk werk het is."}
    )
    form = forms.ChoiceField(
        label="Werkvorm", choices=[("", "Kies een werkvorm"), *AT_A_HIRER],
        error_messages={"required": "Kies een werkvorm.", "invalid_choice": "Kies een werkvorm uit de lijst."},
    )  # fmt: skip
    hours = forms.DecimalField(
        label="Uren per week", min_value=0, max_value=MAX_HOURS, max_digits=4, decimal_places=2, localize=True,
        error_messages=HOURS_MESSAGES,
    )  # fmt: skip
    proposed_on = DayField(label="Voorgesteld op", help_text="De dag waarop u het de inlener voorlegde.")

    def __init__(self, data: Any, *, employee: WswEmployee, today: date, vacancy: Vacancy | None = None) -> None:
        self.employee, self.today, self.vacancy = employee, today, vacancy
        super().__init__(data, initial={"proposed_on": today} | ({"hours": vacancy.hours} if vacancy else {}))
        self.fields["hours"].widget.attrs["inputmode"] = "decimal"
        if vacancy:
            for name in ("hirer", "site", "function", "form"):
                del self.fields[name]
            self.helper = helper(Row(Column("hours"), Column("proposed_on")))
            return
        self.fields["hirer"].widget = DatalistInput(names=Hirer.objects.companies().values_list("name", flat=True))
        self.helper = helper(
            Row(Column("hirer"), Column("site")), Row(Column("function"), Column("form")),
            Row(Column("hours"), Column("proposed_on")),
        )  # fmt: skip

    def relied_on(self) -> list[Recorded]:
        return [self.vacancy] if self.vacancy else []

    def clean_hirer(self) -> Hirer:
        found = Hirer.objects.called(self.cleaned_data["hirer"].strip())
        if found is None:
            raise ValidationError("Deze inlener kennen wij niet. Kies een naam uit de lijst.")
        return found

    def clean_proposed_on(self) -> date:
        day: date = self.cleaned_data["proposed_on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if is_gone(self.employee, self.today):
            self.add_error(None, NOT_IN_SERVICE)
        if self.vacancy:
            of = self.vacancy
            if of.withdrawn_on or (of.ends_on and of.ends_on < self.today):
                self.add_error(None, "Deze plek is niet meer open.")
            company = of.hirer.merged_into or of.hirer
            return cleaned | {
                "vacancy": of, "hirer": company, "site": of.site, "function": of.function, "form": of.form
            }  # fmt: skip
        cleaned["site"] = self._site(cleaned.get("hirer"), cleaned.get("site", "").strip())
        return cleaned

    def _site(self, hirer: Hirer | None, name: str) -> HirerSite | None:
        if hirer is None or not name:
            return None
        found = HirerSite.objects.filter(hirer__in=Hirer.objects.same_as(hirer), name__iexact=name).first()
        if found is None:
            there = ", ".join(hirer.sites.values_list("name", flat=True)) or "geen"
            self.add_error("site", f"Deze vestiging kennen wij niet bij deze inlener. Wel: {there}.")
        return found


class PlaceForm(NewPlacementForm):
    """The placement that a proposal comes to; work, hours and form may differ, the hirer does not."""

    hirer = forms.CharField(
        label="Inlener", max_length=160, help_text="De inlener van dit voorstel.",
        error_messages={"required": "Vul de inlener van dit voorstel in."},
    )  # fmt: skip

    def __init__(self, *args: Any, proposal: Proposal, initial: dict[str, Any], **kwargs: Any) -> None:
        self.proposal = proposal
        super().__init__(*args, initial=_as_proposed(proposal) | initial, **kwargs)

    def relied_on(self) -> list[Recorded]:
        return [*super().relied_on(), *proposals.relied_on(self.proposal)]

    def clean_hirer(self) -> Hirer | None:
        found = super().clean_hirer()
        ours = self.proposal.hirer.merged_into or self.proposal.hirer
        if found != ours:
            raise ValidationError(f"Dit voorstel is voor {ours}. Maak voor een andere inlener een nieuw voorstel.")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, since = cleaned.get("starts_on"), self.proposal.proposed_on
        if first and first < since:
            self.add_error("starts_on", f"Deze dag ligt voor het voorstel ({dutch.day(since)}).")
        return cleaned


class TrialForm(PlaceForm):
    """A placement on trial: it has a last day."""

    about = "proefplaatsing"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True
        self.fields["ends_on"].label = "Laatste dag van de proef"
        self.fields["ends_on"].help_text = "Daarna gaat zij over in een vaste plaatsing, of stopt zij."
        self.fields["ends_on"].error_messages["required"] = "Een proef heeft een laatste dag."


def _as_proposed(proposal: Proposal) -> dict[str, Any]:
    """What was proposed, or what the trial made of it."""
    trial, company = proposal.trial, proposal.hirer.merged_into or proposal.hirer
    location = trial.location if trial else proposal.site.name if proposal.site else ""
    source = trial or proposal
    return {
        "form": source.form, "hirer": company, "function": source.function, "hours": source.hours, "location": location
    }  # fmt: skip


class KeepTrialForm(WorkForm):
    """A trial that goes on as a placement, with the same work and hours: its last day goes, or is a later one."""

    about = "proefplaatsing"
    layout = (Row(Column("since"), Column("ends_on")),)

    since = DayField(label="Vast vanaf", help_text="De eerste dag na de proef.")
    ends_on = DayField(label="Laatste werkdag", required=False, help_text="Leeg als er geen einddatum is.")

    def __init__(self, data: Any, *, proposal: Proposal, trial: Placement, today: date, why: bool = False) -> None:
        self.proposal, self.trial = proposal, trial
        initial = {"since": trial.ends_on + NIGHT if trial.ends_on else today}
        contract_ends = trial.contract.ends_on if trial.contract else None
        if contract_ends and contract_ends >= initial["since"]:
            initial["ends_on"] = contract_ends
        super().__init__(data, initial=initial, why=why)

    def edited(self) -> Proposal:
        return self.proposal

    def relied_on(self) -> list[Recorded]:
        return [self.trial]

    def clean_since(self) -> date:
        day: date = self.cleaned_data["since"]
        if day < self.trial.starts_on:
            raise ValidationError(f"De proef begint zelf pas op {dutch.day(self.trial.starts_on)}.")
        if self.trial.ends_on and day > self.trial.ends_on + NIGHT:
            raise ValidationError(
                f"De proef eindigt al op {dutch.day(self.trial.ends_on)}. Leg een nieuwe plaatsing vast."
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, last, contract = cleaned.get("since"), cleaned.get("ends_on"), self.trial.contract
        if since and last and last < since:
            self.add_error("ends_on", "De laatste dag ligt voor de eerste.")
        elif contract and contract.ends_on and (last is None or last > contract.ends_on) and "ends_on" in cleaned:
            said = f"Het contract eindigt al op {dutch.day(contract.ends_on)} (R44)."
            self.add_error("ends_on", f"{said} Onder een ander contract is het een nieuwe plaatsing.")
        return cleaned


class StopTrialForm(EndPlacementForm):
    """A trial that comes to no more: its last day, and whose word that was."""

    about = "proefplaatsing"
    fills = {"on": "ends_on"}

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        self.proposal = proposal
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Laatste dag van de proef"
        cast(forms.ChoiceField, self.fields["reason"]).choices = [("", "Kies een reden"), *DECLINED]
        self.fields["reason"].label = "Waarom niet verder?"

    def edited(self) -> Placement:
        return self.placement

    def relied_on(self) -> list[Recorded]:
        return [self.proposal]


class CloseProposalForm(Versioned, forms.Form):
    """A proposal that does not come to a placement: when that was known, and whose word it was."""

    about = "voorstel"
    fills = {"on": "settled_on"}

    on = DayField(label="Op welke dag?", help_text="De dag waarop u het hoorde of besloot.")
    reason = _reason([*DECLINED, *TAKEN_BACK])

    def __init__(self, data: Any, *, proposal: Proposal, today: date) -> None:
        self.proposal, self.today = proposal, today
        super().__init__(data, initial={"on": today})
        self.helper = helper()

    def edited(self) -> Proposal:
        return self.proposal

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("Deze dag moet nog komen.")
        if day < self.proposal.proposed_on:
            raise ValidationError(f"Deze dag ligt voor het voorstel ({dutch.day(self.proposal.proposed_on)}).")
        return day
