"""`{% once "components/brand.html" %}`: a piece that is the same on every page for everybody, made once per process."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def once(piece: str) -> SafeString:
    """The template `piece`, which is given nothing: no request, no user, no data."""
    return render_to_string(piece)
