"""What the doctor finds when a bulletin is not what it was."""

from __future__ import annotations

from mingcha.bulletins import commands, xrays
from mingcha.bulletins.models import Issue, Named
from mingcha.bulletins.render.press import docx, pdf
from tests.bulletins import papers


def found(look):
    return [str(finding.which) for finding in look()]


def all_found():
    return [f for look in (xrays.digests, xrays.heads, xrays.hearings) for f in found(look)]


def test_a_sound_bulletin_shows_nothing(published, day):
    for form, press in (("pdf", pdf), ("docx", docx)):
        commands.keep_print(published, form, press(papers.slip()), by=None, on=day)
    assert all_found() == found(xrays.prints) == []


def test_a_changed_word_no_longer_fits_the_digest(published):
    content = published.content
    content["body"][0]["text"] = "全市作风一片大好。"
    Issue.objects.update(content=content)
    assert found(xrays.digests) == [published.doc_number]


def test_content_that_cannot_be_read_does_not_stop_the_doctor(published):
    Issue.objects.update(content={"version": 9})
    assert found(xrays.digests) == [published.doc_number]


def test_a_head_the_journal_does_not_know_is_found(published):
    Issue.objects.update(head_root="00" * 32)
    assert found(xrays.heads) == [published.doc_number]


def test_named_but_never_told_is_found(published, organ):
    Named.objects.filter(organ=organ).update(told_on=None)
    assert found(xrays.hearings) == [f"{published.number} 市规划局"]


def test_published_without_a_print_is_found(published):
    assert len(found(xrays.prints)) == 2


def test_drafts_are_left_alone(told):
    assert all_found() == found(xrays.prints) == []
