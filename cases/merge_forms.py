"""That two dossiers are of one person: which stays, whose data hold, and how one knows."""

from typing import Any

from django import forms

from cases.forms import DeclineForm
from cases.free_text import FreeText
from cases.models import PersonMerge, Side, WswEmployee
from cases.reason import AsksWhy
from municipalities.recorded import Recorded
from municipalities.versioned import Versioned

# What is chosen, what it is called, and how it reads of one of the two.
CHOSEN = {
    "name_of": ("Naam die geldt", lambda person: person.full_name),
    "birth_date_of": ("Geboortedatum die geldt", lambda person: f"{person.birth_date:%d-%m-%Y}"),
    "bsn_of": ("Burgerservicenummer dat geldt", lambda person: person.bsn_masked),
    "number_of": ("Personeelsnummer dat geldt", lambda person: person.personnel_number),
}


class SaysWhy(AsksWhy):
    """How one knows is asked, and may be written after one looked."""

    about = "samenvoeging"
    later = frozenset({"grounds"})

    @property
    def grounds_said(self) -> str:
        return str(self.cleaned_data.get("grounds", "")).strip()


def _grounds(label: str, asked: str) -> FreeText:
    return FreeText(
        label=label, max_length=200, help_text="Wie het uitvoert, leest dit. Noem geen gezondheid.",
        error_messages={"required": asked, "max_length": "Schrijf het korter, in hoogstens 200 tekens."},
    )  # fmt: skip


class MergeForm(Versioned, SaysWhy, forms.Form):
    """Two dossiers become one. Only what differs is asked."""

    stays = forms.ChoiceField(
        label="Welk dossier blijft", widget=forms.RadioSelect,
        error_messages={"required": "Kies welk dossier blijft.", "invalid_choice": "Kies een van de twee dossiers."},
        help_text="De regels van het andere dossier komen hierin. Het oude adres leidt daarna naar dit dossier.",
    )  # fmt: skip
    grounds = _grounds("Waaraan u ziet dat dit één mens is", "Schrijf op waaraan u ziet dat dit één mens is.")

    def __init__(self, *args: Any, pair: tuple[WswEmployee, WswEmployee], why: bool = False, **kwargs: Any) -> None:
        self.pair = pair
        super().__init__(*args, **kwargs)
        stays: Any = self.fields["stays"]
        stays.choices = [(str(each.key), _dossier(each)) for each in pair]
        asked = [name for name in CHOSEN if self._is_asked(name)]
        for name in asked:
            self.fields[name] = self._choice(name)
        self.ask_why(why, "stays", *asked, "grounds")

    def relied_on(self) -> list[Recorded]:
        return list(self.pair)

    def _is_asked(self, name: str) -> bool:
        """Whether there is something to choose: one that is empty gives way by itself."""
        said = [CHOSEN[name][1](each) for each in self.pair]
        return said[0] != said[1] and all(said)

    def _choice(self, name: str) -> forms.ChoiceField:
        label, reads = CHOSEN[name]
        return forms.ChoiceField(
            label=label,
            widget=forms.RadioSelect,
            choices=[(str(each.key), f"{reads(each)} (dossier {each.personnel_number})") for each in self.pair],
            error_messages={"required": "Kies een van de twee.", "invalid_choice": "Kies een van de twee."},
        )

    @property
    def stays_and_gone(self) -> tuple[WswEmployee, WswEmployee]:
        one, other = self.pair
        return (one, other) if self.cleaned_data["stays"] == str(one.key) else (other, one)

    @property
    def sides(self) -> dict[str, str]:
        """As `merges.propose` takes them."""
        stays, gone = self.stays_and_gone
        return {name: self._side(name, stays, gone) for name in CHOSEN}

    def _side(self, name: str, stays: WswEmployee, gone: WswEmployee) -> str:
        if name in self.fields:
            return Side.STAYS if self.cleaned_data[name] == str(stays.key) else Side.GONE
        reads = CHOSEN[name][1]
        return Side.STAYS if reads(stays) or not reads(gone) else Side.GONE


def _dossier(person: WswEmployee) -> str:
    return f"{person.full_name}, dossier {person.personnel_number}"


class ApartForm(Versioned, SaysWhy, forms.Form):
    """What became one is two after all."""

    grounds = _grounds("Waarom dit toch twee mensen zijn", "Schrijf op waarom dit toch twee mensen zijn.")

    def __init__(self, *args: Any, merge: PersonMerge, why: bool = False, **kwargs: Any) -> None:
        self.merge = merge
        super().__init__(*args, **kwargs)
        self.ask_why(why)

    def relied_on(self) -> list[Recorded]:
        return [self.merge, self.merge.employee]


class CarryOutForm(Versioned, AsksWhy, forms.Form):
    """What another proposed is done. It asks only why, where released figures change and no reason was given."""

    about = "samenvoeging"

    def __init__(self, *args: Any, merge: PersonMerge, why: bool = False, **kwargs: Any) -> None:
        self.merge = merge
        super().__init__(*args, **kwargs)
        self.ask_why(why)

    def relied_on(self) -> list[Recorded]:
        return [self.merge, self.merge.employee, self.merge.gone]


class RefuseMergeForm(DeclineForm):
    """Why it is not carried out."""

    about = "samenvoeging"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.help_text = "Wie het voorstelde, leest dit. Noem geen gezondheid."
        field.error_messages["required"] = "Schrijf op waarom u dit voorstel afwijst."
