"""Programs hand files in and name them by key."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingcha.evidence import commands
from mingcha.evidence.models import Evidence
from mingcha.people import commands as people
from tests.evidence import samples


@pytest.fixture
def send(client, clerk, day):
    """A program that acts as the clerk."""
    token = people.make_token(clerk, "手机", by=clerk, on=day)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_a_file_is_kept_and_its_key_and_checksum_come_back(send, clerk):
    file = SimpleUploadedFile("窗口.jpg", samples.telephone_photo())
    said = {"file": file, "happened_at": "2026-04-09T10:00:00+08:00", "note": "窗口无人"}
    answer = send.post("/api/evidence", said)
    assert answer.status_code == 200
    piece = Evidence.objects.get()
    told = answer.json()
    assert (told["id"], told["digest"]) == (str(piece.pk), piece.digest)
    assert piece.by == clerk
    assert piece.note == "窗口无人"
    assert piece.happened_at.isoformat() == "2026-04-09T02:00:00+00:00"


def test_a_file_that_lies_is_refused_as_a_problem_document(send):
    answer = send.post("/api/evidence", {"file": SimpleUploadedFile("a.jpg", b"words")})
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:mingcha:refusal:evidence.wrong_ending"
    assert not Evidence.objects.exists()


def test_a_program_sees_what_its_person_sees(send, clerk, stranger, sights):
    mine = commands.keep(b"x", "a.txt", by=clerk)
    other = commands.keep(b"y", "b.txt", by=stranger)
    listed = send.get("/api/evidence").json()
    assert [row["id"] for row in listed["items"]] == [str(mine.pk)]
    assert send.get(f"/api/evidence/{mine.pk}").json()["name"] == "a.txt"
    assert send.get(f"/api/evidence/{other.pk}").status_code == 404


def test_nobody_hands_a_file_in_without_a_key(client, db):
    answer = client.post("/api/evidence", {"file": SimpleUploadedFile("a.txt", b"x")})
    assert answer.status_code == 401
    assert not Evidence.objects.exists()
