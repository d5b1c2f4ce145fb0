"""What is kept, what is refused, and what is shown in its stead."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mingcha.core.refusal import Refusal
from mingcha.evidence import commands, store
from mingcha.evidence.models import Copy, Evidence
from mingcha.foundation import policy, time
from mingcha.foundation.models import JournalEntry
from tests.evidence import samples

PAPERS = [
    ("照片.jpg", samples.photo(), "image/jpeg"),
    ("照片.JPEG", samples.photo(), "image/jpeg"),
    ("屏幕.png", samples.photo(form="PNG"), "image/png"),
    ("照片.webp", samples.photo(form="WEBP"), "image/webp"),
    ("IMG_1.heic", samples.iphone_photo(), "image/heic"),
    ("台账.pdf", b"%PDF-1.7\n1 0 obj\n", "application/pdf"),
    ("整改报告.docx", samples.word(), commands.kinds.DOCX.media_type),
    ("名单.xlsx", samples.excel(), commands.kinds.XLSX.media_type),
    ("录音.mp3", b"ID3\x04\0\0\0\0\0\0", "audio/mpeg"),
    ("录音2.mp3", b"\xff\xfb\x90\x64" + b"\0" * 60, "audio/mpeg"),
    ("录音.m4a", samples.boxes(b"M4A "), "audio/mp4"),
    ("手机录音.m4a", samples.boxes(b"mp42"), "video/mp4"),
    ("录像.mp4", samples.boxes(b"isom"), "video/mp4"),
    ("录像.mov", samples.boxes(b"qt  "), "video/quicktime"),
    ("笔录.txt", "十点零五分，窗口无人。".encode(), "text/plain"),
    ("旧笔录.txt", "十点零五分，窗口无人。".encode("gb18030"), "text/plain"),
    ("没有后缀", samples.photo(), "image/jpeg"),
]


@pytest.mark.parametrize(("name", "content", "media_type"), PAPERS, ids=[p[0] for p in PAPERS])
def test_a_file_is_known_by_its_content_and_kept(clerk, name, content, media_type):
    piece = commands.keep(content, name, by=clerk)
    assert (piece.media_type, piece.name, piece.size) == (media_type, name, len(content))
    assert piece.digest == hashlib.sha256(content).hexdigest()
    assert store.place(piece.digest).read_bytes() == content


LIES = [
    ("窗口.jpg", samples.photo(form="PNG"), "evidence.wrong_ending"),
    ("照片.jpg", b"%PDF-1.7\n", "evidence.wrong_ending"),
    ("名单.xlsx", samples.word(), "evidence.wrong_ending"),
    ("照片.jpg", b"photo", "evidence.wrong_ending"),
    ("page.html", b"<script>alert(1)</script>", "evidence.wrong_ending"),
    ("photo.svg", b"<svg onload='alert(1)'/>", "evidence.wrong_ending"),
    ("setup.exe", b"MZ\x90\0\3\0\0\0", "evidence.unknown_kind"),
    ("照片.jpg", b"MZ\x90\0\3\0\0\0", "evidence.unknown_kind"),
    ("parcel.zip", samples.parcel("a.txt"), "evidence.unknown_kind"),
    ("broken.docx", samples.word()[:40], "evidence.unknown_kind"),
    (
        "macro.docx",
        samples.parcel("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "evidence.unknown_kind",
    ),
    ("picture.gif", samples.photo(form="GIF"), "evidence.unknown_kind"),
    ("note.txt", b"ring\x07ring", "evidence.unknown_kind"),
]


@pytest.mark.parametrize(("name", "content", "code"), LIES)
def test_a_file_that_lies_about_its_kind_is_refused_and_nothing_is_kept(
    clerk, store, name, content, code
):
    with pytest.raises(Refusal) as no:
        commands.keep(content, name, by=clerk)
    assert no.value.code == code
    assert name in no.value.because
    assert no.value.status == 422
    assert not Evidence.objects.exists()
    assert not store.exists()


def test_an_empty_file_is_refused(clerk):
    with pytest.raises(Refusal) as no:
        commands.keep(b"", "空.txt", by=clerk)
    assert no.value.code == "evidence.empty_file"


def test_the_city_says_how_large_a_file_may_be(clerk, day):
    policy.change("evidence.max_mb", 1, valid_from=day, reason="磁盘有限", by=clerk, on=day)
    commands.keep(b"a" * 1_000_000, "一.txt", by=clerk)
    with pytest.raises(Refusal) as no:
        commands.keep(b"a" * 1_000_001, "二.txt", by=clerk)
    assert no.value.code == "evidence.too_large"
    assert Evidence.objects.count() == 1


def test_a_picture_that_breaks_off_is_refused(clerk):
    whole = samples.photo((600, 400))
    with pytest.raises(Refusal) as no:
        commands.keep(whole[: len(whole) // 2], "断.jpg", by=clerk)
    assert no.value.code == "evidence.broken_picture"
    with pytest.raises(Refusal) as no:
        commands.keep(samples.photo(form="PNG")[:60], "断.png", by=clerk)
    assert no.value.code == "evidence.broken_picture"


@pytest.mark.parametrize("size", [(9_000, 8_000), (40_000, 40_000), (2**31 - 1, 2)])
def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unfolded(clerk, size):
    content = samples.giant(*size)
    assert len(content) < 200
    with pytest.raises(Refusal) as no:
        commands.keep(content, "炸弹.png", by=clerk)
    assert no.value.code == "evidence.too_many_pixels"


NAMES = [
    ("../../../etc/passwd.txt", "passwd.txt"),
    ("..\\..\\windows\\a.txt", "a.txt"),
    ("/abs/olute.txt", "olute.txt"),
    ("a\0b\r\nSet-Cookie: x.txt", "abSet-Cookie: x.txt"),
    ("窗口\u202etxt.exe.txt", "窗口txt.exe.txt"),
    ("..", "未命名"),
    ("   ", "未命名"),
    ("长" * 300 + ".txt", "长" * 196 + ".txt"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_holds_no_folders_and_nothing_unseen(clerk, store, given, kept):
    piece = commands.keep("笔录".encode(), given, by=clerk)
    assert piece.name == kept
    inside = [path for path in store.rglob("*") if path.is_file()]
    assert inside == [store / piece.digest[:2] / piece.digest[2:4] / piece.digest]


@pytest.mark.parametrize("word", ["../secret", "a" * 63, "A" * 64, "/etc/passwd", "a" * 64 + "\n"])
def test_nothing_but_a_digest_ever_becomes_a_path(word):
    with pytest.raises(ValueError, match="not a digest"):
        store.place(word)


def test_the_same_file_is_stored_once_however_often_it_is_handed_in(clerk, store):
    one = commands.keep(samples.photo(), "a.jpg", by=clerk)
    two = commands.keep(samples.photo(), "b.jpg", by=clerk)
    assert one.pk != two.pk
    assert one.digest == two.digest
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1


def test_a_stored_file_cannot_be_written_to(clerk):
    piece = commands.keep(b"once", "a.txt", by=clerk)
    assert store.place(piece.digest).stat().st_mode & 0o222 == 0


def test_a_file_that_was_damaged_is_mended_when_it_is_handed_in_again(clerk):
    piece = commands.keep(b"once", "a.txt", by=clerk)
    path = store.place(piece.digest)
    path.chmod(0o600)
    path.write_bytes(b"other")
    commands.keep(b"once", "a.txt", by=clerk)
    assert path.read_bytes() == b"once"


def test_a_piece_bears_three_dates(clerk, day):
    happened = datetime(2026, 4, 9, 10, 0, tzinfo=time.city_zone())
    content = samples.telephone_photo(offset="+09:00")
    piece = commands.keep(content, "a.jpg", by=clerk, happened_at=happened, note=" 窗口无人 ")
    piece.refresh_from_db()
    assert piece.happened_at == happened
    assert piece.captured_at == datetime(2026, 4, 9, 10, 5, 33, tzinfo=timezone(timedelta(hours=9)))
    assert piece.received_at == time.now()
    assert piece.note == "窗口无人"


def test_a_camera_that_names_no_zone_is_set_to_the_citys(clerk):
    piece = commands.keep(samples.telephone_photo(), "a.jpg", by=clerk)
    assert piece.captured_at == datetime(2026, 4, 9, 10, 5, 33, tzinfo=time.city_zone())


def test_a_telephones_own_format_is_asked_for_its_date_as_well(clerk):
    piece = commands.keep(samples.iphone_photo(), "a.heic", by=clerk)
    assert piece.captured_at.astimezone(UTC).isoformat() == "2026-04-09T01:05:33+00:00"


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "yesterday", "", "2026:13:40 99:99:99"])
def test_a_camera_that_does_not_know_the_time_leaves_the_date_open(clerk, taken):
    piece = commands.keep(samples.telephone_photo(taken=taken), "a.jpg", by=clerk)
    assert piece.captured_at is None


def test_a_time_told_without_zone_is_the_citys(clerk):
    told = datetime(2026, 4, 9, 10, 0)  # noqa: DTZ001 -- as a form gives it
    piece = commands.keep(b"x", "a.txt", by=clerk, happened_at=told)
    assert piece.happened_at == told.replace(tzinfo=time.city_zone())


def test_what_has_not_happened_yet_cannot_be_shown(clerk, day):
    late = datetime(2026, 4, 11, 10, 0, tzinfo=time.city_zone())
    with pytest.raises(Refusal) as no:
        commands.keep(b"x", "a.txt", by=clerk, happened_at=late)
    assert no.value.code == "evidence.not_yet"
    assert not Evidence.objects.exists()


def test_keeping_is_journalled_with_the_checksum(clerk):
    piece = commands.keep(b"x", "a.txt", by=clerk)
    entry = JournalEntry.objects.get(verb="evidence.evidence.keep")
    assert entry.by == clerk
    assert entry.facts["digest"] == piece.digest


def uploaded(name, content):
    return SimpleUploadedFile(name, content)


def test_the_files_of_a_form_are_kept_together_and_kept_pieces_pass_through(clerk):
    before = commands.keep(b"x", "a.txt", by=clerk)
    files = [uploaded("b.txt", b"y"), before, uploaded("c.jpg", samples.photo())]
    kept = commands.keep_all(files, clerk)
    assert [piece.name for piece in kept] == ["b.txt", "a.txt", "c.jpg"]
    assert store.fault(kept[2].digest) == ""
    assert Evidence.objects.count() == 3


def test_one_bad_file_of_a_form_and_none_is_kept(clerk):
    with pytest.raises(Refusal):
        commands.keep_all([uploaded("b.txt", b"y"), uploaded("c.jpg", b"y")], clerk)
    assert not Evidence.objects.exists()


# The scanner


def scanner(tmp_path, body):
    script = tmp_path / "scanner.py"
    script.write_text(f"import pathlib, sys\n{body}\n")
    return [sys.executable, str(script)]


def test_a_scanner_sees_the_very_bytes_and_lets_clean_ones_pass(clerk, settings, tmp_path):
    body = "sys.exit(0 if pathlib.Path(sys.argv[1]).read_bytes() == b'clean' else 1)"
    settings.SCANNER = scanner(tmp_path, body)
    commands.keep(b"clean", "a.txt", by=clerk)
    with pytest.raises(Refusal) as no:
        commands.keep(b"virus", "b.txt", by=clerk)
    assert no.value.code == "evidence.scanner_said_no"
    assert Evidence.objects.count() == 1


def test_a_scanner_that_is_not_there_lets_nothing_pass(clerk, settings):
    settings.SCANNER = ["/nowhere/scanner"]
    with pytest.raises(Refusal) as no:
        commands.keep(b"clean", "a.txt", by=clerk)
    assert no.value.code == "evidence.scanner_silent"
    assert not Evidence.objects.exists()


# Copies


def bytes_of(copy):
    return store.place(copy.digest).read_bytes()


SECRETS = (b"Mingphone", b"8731", b"makernote-secret", b"xmp-secret", b"comment-secret", b"Exif")


def test_the_published_copy_hides_nothing_and_the_original_keeps_everything(clerk):
    content = samples.telephone_photo()
    assert all(secret in content for secret in SECRETS)
    piece = commands.keep(content, "a.jpg", by=clerk)
    copy = commands.make_copy(piece, Copy.Form.PUBLISHED, by=clerk)
    shown = bytes_of(copy)
    assert not any(secret in shown for secret in SECRETS)
    with Image.open(io.BytesIO(shown)) as picture:
        assert dict(picture.getexif()) == {}
        assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(picture.info)
    assert store.place(piece.digest).read_bytes() == content


def test_a_photo_taken_on_its_side_is_turned_upright(clerk):
    content = samples.telephone_photo(size=(64, 32), orientation=6)
    piece = commands.keep(content, "a.jpg", by=clerk)
    copy = commands.make_copy(piece, Copy.Form.PUBLISHED, by=clerk)
    with Image.open(io.BytesIO(bytes_of(copy))) as picture:
        assert picture.size == (32, 64)
        top, bottom = picture.getpixel((16, 8)), picture.getpixel((16, 56))
    assert top[0] > 150 > top[2]  # red was on the left: turned clockwise it is above
    assert bottom[2] > 150 > bottom[0]


def test_a_large_photo_is_made_smaller_and_a_small_one_is_not_made_larger(clerk):
    large = commands.keep(samples.photo((3000, 1500)), "a.jpg", by=clerk)
    small = commands.keep(samples.photo((100, 50)), "b.jpg", by=clerk)
    sizes = {}
    for piece in (large, small):
        for form in Copy.Form:
            with Image.open(io.BytesIO(bytes_of(commands.make_copy(piece, form, by=clerk)))) as p:
                sizes[piece.name, form] = p.size
    assert sizes == {
        ("a.jpg", "published"): (2000, 1000),
        ("a.jpg", "thumb"): (320, 160),
        ("b.jpg", "published"): (100, 50),
        ("b.jpg", "thumb"): (100, 50),
    }


def test_a_screenshot_stays_sharp_and_loses_its_remarks(clerk):
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "text-secret")
    content = samples.photo(form="PNG", pnginfo=told, exif=samples.notes())
    assert b"text-secret" in content
    piece = commands.keep(content, "a.png", by=clerk)
    copy = commands.make_copy(piece, Copy.Form.PUBLISHED, by=clerk)
    assert copy.media_type == "image/png"
    assert b"text-secret" not in bytes_of(copy)
    assert b"Mingphone" not in bytes_of(copy)
    assert commands.make_copy(piece, Copy.Form.THUMB, by=clerk).media_type == "image/jpeg"


def test_what_is_clear_in_a_picture_becomes_white_paper_in_its_thumbnail(clerk):
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    piece = commands.keep(out.getvalue(), "a.png", by=clerk)
    copy = commands.make_copy(piece, Copy.Form.THUMB, by=clerk)
    with Image.open(io.BytesIO(bytes_of(copy))) as picture:
        assert picture.getpixel((10, 10)) == (255, 255, 255)


def test_a_copy_is_drawn_once_and_journalled_once(clerk):
    piece = commands.keep(samples.photo(), "a.jpg", by=clerk)
    twin = commands.keep(samples.photo(), "b.jpg", by=clerk)
    first = commands.make_copy(piece, Copy.Form.THUMB, by=clerk)
    assert commands.make_copy(twin, Copy.Form.THUMB, by=clerk) == first
    entry = JournalEntry.objects.get(verb="evidence.evidence.make_copy")
    assert json.loads(json.dumps(entry.facts))["digest"] == first.digest


def test_a_copy_whose_file_was_lost_is_drawn_anew(clerk):
    piece = commands.keep(samples.photo(), "a.jpg", by=clerk)
    first = commands.make_copy(piece, Copy.Form.THUMB, by=clerk)
    store.place(first.digest).unlink()
    again = commands.make_copy(piece, Copy.Form.THUMB, by=clerk)
    assert store.fault(again.digest) == ""
    assert Copy.objects.count() == 1


def test_a_paper_has_no_copy_and_a_changed_original_gives_none(clerk):
    paper = commands.keep(b"x", "a.txt", by=clerk)
    with pytest.raises(Refusal) as no:
        commands.make_copy(paper, Copy.Form.THUMB, by=clerk)
    assert no.value.code == "evidence.no_copy"
    piece = commands.keep(samples.photo(), "a.jpg", by=clerk)
    store.place(piece.digest).unlink()
    with pytest.raises(Refusal) as no:
        commands.make_copy(piece, Copy.Form.PUBLISHED, by=clerk)
    assert no.value.code == "evidence.lost"
    assert not Copy.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"), [("../../etc/pass\x00wd.jpg", "passwd.jpg"), ("照片 一.jpg", "照片 一.jpg")]
)
def test_a_name_keeps_its_words_and_loses_paths_and_control_characters(given, kept):
    assert commands.clean_name(given) == kept
