"""Text that people type freely, with a warning where it seems to be about health (R87).

Not an error: who looks again and still wants it, ticks a box and saves. Nothing typed is lost, nothing needs a script,
and the box holds for these words only: other words, another warning. That it was saved all the same is counted, never
what it said. A form with such a field is a `WatchesHealth`; a test refuses a text field that is neither free nor named.
"""

import hashlib
from typing import Any

from django import forms

from cases import health_words
from cases.models import OverriddenWarning
from municipalities.models import User

BOX = "toch_opslaan"


class FreeText(forms.CharField):
    """A field for words of one's own. `lines` makes it a box of that many."""

    def __init__(self, *, lines: int = 1, **kwargs: Any) -> None:
        if lines > 1:
            kwargs["widget"] = forms.Textarea(attrs={"rows": lines})
        super().__init__(**kwargs)


class WatchesHealth(forms.BaseForm):
    """A form that does not save a word about health unasked. `about` is what its texts belong to, for the count."""

    about = ""

    def full_clean(self) -> None:
        super().full_clean()
        self.signals = self._signals() if self.is_bound and not self.errors else {}
        for name, words in self.signals.items():
            self._warn(name, words)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.must_confirm

    @property
    def must_confirm(self) -> bool:
        """There is a warning that nobody has answered yet."""
        return bool(self.is_bound and not self.errors and self.signals and self.data.get(BOX) != self.confirmation)

    @property
    def confirmation(self) -> str:
        """What the box says when it is ticked: which words in which fields, unreadable."""
        words = sorted((name, word) for name, words in self.signals.items() for word in words)
        return hashlib.sha256(repr(words).encode()).hexdigest()[:16]

    @property
    def status(self) -> int:
        """Of a page that shows what was sent again: 422, it needs mending; but a warning is no error."""
        return 200 if self.must_confirm else 422

    def count_overridden(self, by: User) -> None:
        """Saved all the same: one row for each field that was warned about."""
        OverriddenWarning.objects.bulk_create(
            OverriddenWarning(field=f"{self.about}: {str(self.fields[name].label).lower()}", saved_by=by)
            for name in self.signals
        )

    def _signals(self) -> dict[str, list[str]]:
        texts = {name: self.cleaned_data.get(name) for name, each in self.fields.items() if isinstance(each, FreeText)}
        found = {name: health_words.found(text) for name, text in texts.items() if text}
        return {name: words for name, words in found.items() if words}

    def _warn(self, name: str, words: list[str]) -> None:
        field: Any = self.fields[name]
        told = f"id_{name}_gezondheid"
        quoted = ", ".join(f"‘{word}’" for word in words)
        field.warning = (
            f"Gaat {quoted} over gezondheid? Dat mag hier niet staan. Schrijf op wat iemand kan of nodig heeft."
        )
        help_text = f"id_{name}_helptext " if field.help_text else ""
        field.widget.attrs["aria-describedby"] = f"{help_text}{told}"
