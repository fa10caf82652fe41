"""`{{ sentence|whole_days }}`: a sentence whose days stay whole, since a browser breaks a line after a hyphen."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeData, mark_safe

register = template.Library()

DAY = re.compile(r"\b(\d{2}-\d{2}-\d{4})\b(?![^<]*>)")  # not within a tag


@register.filter
def whole_days(sentence: Any) -> str:
    """The sentence, escaped unless it is markup of ours, with each day in it (22-11-2026) in an element that is not
    broken over a line.
    """
    markup = mark_safe if isinstance(sentence, SafeData) else conditional_escape
    pieces = enumerate(map(markup, DAY.split(str(sentence))))  # text, day, text, day, text
    return format_html_join(
        "", "{}", ((format_html('<span class="d">{}</span>', each) if at % 2 else each,) for at, each in pieces)
    )
