"""What templates may ask of the whole house: the chain around a thing, its papers."""

from __future__ import annotations

from typing import Any

from django import template

from mingcha.web import chain

register = template.Library()


@register.simple_tag(takes_context=True)
def whole_chain(context: template.Context, thing: Any) -> list[dict[str, Any]]:
    """The chain in which a finding, an order or a slip stands, for whoever reads the page."""
    return chain.around(thing, context["request"].user)


@register.simple_tag
def papers(thing: Any) -> list[dict[str, str]]:
    """Where the paper of a thing can be taken away."""
    return chain.papers(thing)
