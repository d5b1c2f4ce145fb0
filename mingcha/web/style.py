"""The living style page: every shared part in every state, with realistic words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from . import style_papers as papers
from . import style_samples as samples

PALETTE = (
    "ink", "soft", "hairline", "paper", "raised", "accent", "link", "visited", "focus",
    "good", "attention", "overdue", "slip-blue", "slip-orange",
)  # fmt: skip


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Show what pages are made of, so that a new page can be put together by looking."""
    wrong = samples.ReportForm({"done": "", "kind": "", "finished_on": "2026-13-40"})
    form = samples.ReportForm(auto_id="fresh_%s", initial={"kind": "limited"})
    return render(
        request,
        "style.html",
        {
            "palette": PALETTE,
            "head_state": samples.state("退回重报", "attention"),
            "states": samples.states(),
            "facts": samples.facts(),
            "dues": samples.dues(),
            "clocks": samples.clocks(),
            "files": papers.files(),
            "told": papers.told(),
            "led": papers.led(),
            "table": samples.table(),
            "empty": samples.empty(),
            "page": samples.page(),
            "filters": samples.filters(),
            "chain": samples.chain(),
            "events": samples.events(),
            "evidence": samples.evidence(),
            "acts": samples.acts(),
            "form": form,
            "wrong": wrong,
            "receipt": samples.receipt(),
            "steps": samples.steps(),
            "plots": samples.pictures(),
        },
    )
