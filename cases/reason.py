"""Why something is changed that a released figure rests on (R75): one of a few kinds, and words of one's own.

The kind is for whoever compares reports: it names nobody. Only “anders” has to be explained. A form that may have to
ask is an `AsksWhy`; it asks when it is told to (`cases/views/weighed.py`), and its page takes the part `#waarom` anew
while one fills in the rest.
"""

from typing import Any

from crispy_forms.layout import Div
from django import forms

from cases.free_text import FreeText, WatchesHealth
from cases.models import Reason
from municipalities.fields import helper

KIND, BECAUSE = "because_kind", "because"
WHY = (KIND, BECAUSE)


class AsksWhy(WatchesHealth):
    """A form about somebody's work that asks the reason of a change where it must."""

    def ask_why(self, why: bool, *layout: Any) -> None:
        """With `why` it asks. `layout` is of its own fields; all of them as they come when there is none."""
        own = layout or [name for name, field in self.fields.items() if not field.widget.is_hidden]
        if why:
            other = self.data.get(self.add_prefix(KIND)) == Reason.ANDERS
            self.fields |= {KIND: kind_field(), BECAUSE: words_field(required=other)}
        self._asked = Div(*(WHY if why else ()), css_id="waarom")
        self.helper = helper(*own, self._asked)

    def ask_also(self, name: str, field: forms.Field) -> None:
        """One more question, that what is filled in gives rise to."""
        self.fields[name] = field
        self._asked.fields.insert(0, name)

    @property
    def why(self) -> dict[str, str]:
        """As `corrections.note` takes it."""
        return {"kind": self.cleaned_data.get(KIND, ""), "because": self.cleaned_data.get(BECAUSE, "").strip()}


def kind_field() -> forms.ChoiceField:
    said = "Dit raakt een rapport dat al is vrijgegeven. Kies waarom dit nu nog verandert."
    return forms.ChoiceField(
        label="Waarom deze wijziging", choices=[("", "Kies een reden"), *Reason.choices],
        help_text="Dit staat later bij het verschil in het rapport.",
        error_messages={"required": said, "invalid_choice": "Kies een reden uit de lijst."},
    )  # fmt: skip


def words_field(*, required: bool) -> FreeText:
    made = FreeText(
        label="Toelichting", required=required, max_length=200,
        help_text="Alleen nodig bij “anders”. Noem geen gezondheid.",
        error_messages={
            "required": "Schrijf bij “anders” welke reden het is.",
            "max_length": "Schrijf het korter, in hoogstens 200 tekens.",
        },
    )  # fmt: skip
    made.widget.attrs["hx-preserve"] = "true"  # what was typed stays while the rest of the page comes anew
    return made
