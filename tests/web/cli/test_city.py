"""Running a city: what stands ready before the first page is served."""

from mingcha.web.cli import city


def test_a_city_begins_in_a_folder_that_does_not_exist_yet(db, settings, tmp_path):
    settings.ROOM = tmp_path / "srv" / "mingcha"
    city._prepare()
    assert settings.ROOM.is_dir()
