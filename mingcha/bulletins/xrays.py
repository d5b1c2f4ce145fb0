"""What a careful clerk would look for before trusting a bulletin."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.bulletins.models import Issue, Named, Print
from mingcha.bulletins.record import paper
from mingcha.bulletins.render import ImpossibleContent
from mingcha.foundation.models import JournalHead
from mingcha.foundation.xrays import Finding, xray

S = Issue.State
OUT = (S.PUBLISHED, S.CORRECTED)


@xray
def digests() -> Iterator[Finding]:
    """The content of a published bulletin is what its digest says."""
    remedy = _("Keep the database as it is and call the auditor; the kept print shows what it was.")
    for issue in Issue.objects.filter(state__in=OUT).iterator():
        if _digest(issue) != issue.digest:
            yield Finding(_("The content no longer fits its digest"), issue.doc_number, remedy)


@xray
def heads() -> Iterator[Finding]:
    """The journal's head that a bulletin prints is one of the journal's."""
    known = set(JournalHead.objects.values_list("size", "root"))
    remedy = _("Keep the database as it is and call the auditor: the journal was made anew.")
    for issue in Issue.objects.filter(state__in=OUT).exclude(head_root=""):
        if (issue.head_size, issue.head_root) not in known:
            yield Finding(_("The journal has no such head"), issue.doc_number, remedy)


@xray
def hearings() -> Iterator[Finding]:
    """Whoever is named in what is out had been told before."""
    untold = Named.objects.filter(issue__state__in=OUT, told_on=None)
    standing = untold.exclude(state=Named.State.LEFT_OUT)
    remedy = _(
        "Tell the organ now, hear it, and correct the bulletin by a later one if it is right."
    )
    for one in standing.select_related("issue", "organ"):
        yield Finding(_("Named but never told"), str(one), remedy)


@xray
def prints() -> Iterator[Finding]:
    """Whatever is out has been printed and kept, as PDF and as Word document."""
    remedy = _("Let the worker run; it prints what is published and keeps it.")
    for form in Print.Form:
        unprinted = Issue.objects.filter(state__in=OUT).exclude(prints__form=form)
        for issue in unprinted:
            yield Finding(_("Published without a kept print"), f"{issue.doc_number} {form}", remedy)


def _digest(issue: Issue) -> str:
    """The digest of what is kept; that of nothing where it can no longer be read."""
    try:
        return paper.content(issue).digest
    except (ImpossibleContent, KeyError, TypeError, ValueError):
        return hashlib.sha256(b"").hexdigest()
