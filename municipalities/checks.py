"""What `manage.py check` looks at before anything starts."""

from typing import Any

from django.core.checks import Error, register

from municipalities import processing


@register()
def every_field_is_declared(**kwargs: Any) -> list[Error]:
    """A personal field without ground, purpose and retention stops the build (AVG art. 30)."""
    hint = "Zet het in personal.py van de app, met waarom het mag en hoelang (municipalities/processing.py)."
    return [Error(fault, hint=hint, id="privacy.E001") for fault in processing.faults()]
