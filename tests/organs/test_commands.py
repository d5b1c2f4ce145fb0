"""The tree of organs through time."""

from datetime import date

import pytest

from mingcha.core.refusal import Refusal
from mingcha.organs import commands, queries
from mingcha.organs.models import Former, Unit

SINCE = date(2020, 1, 1)


@pytest.fixture
def office(organ, clerk):
    return commands.found("MZ001-01", "用地科", level="office", parent=organ, since=SINCE, by=clerk)


@pytest.fixture
def other(clerk):
    return commands.found(
        "MZ002", "市国土局", level="organ", kind="management", since=SINCE, by=clerk
    )


def found(clerk, code="X", name="某局", level="organ", **facts):
    return commands.found(code, name, level=level, since=SINCE, by=clerk, **facts)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"code": "MZ001", "kind": "service"}, "organs.code_taken"),
        ({"level": "office"}, "organs.no_place"),
        ({"kind": ""}, "organs.no_class"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_and_not_entered(organ, clerk, facts, code):
    before = Unit.objects.count()
    with pytest.raises(Refusal) as no:
        found(clerk, **facts)
    assert no.value.code == code
    assert Unit.objects.count() == before


def test_an_office_belongs_to_the_organ_at_the_head_of_its_branch(office, organ, clerk):
    counter = found(clerk, code="MZ001-01-1", name="一号窗口", level="counter", parent=office)
    assert counter.organ == organ


def test_a_renamed_organ_keeps_its_old_name_on_earlier_days(organ, clerk):
    commands.rename(organ, name="市自然资源局", on=date(2024, 3, 1), by=clerk)
    commands.rename(organ, name="市自然资源和规划局", on=date(2025, 7, 1), by=clerk)
    told = [
        queries.as_it_was(organ, on=on).name
        for on in (date(2024, 2, 29), date(2024, 3, 1), date(2025, 6, 30), date(2025, 7, 1))
    ]
    assert told == ["市规划局", "市自然资源局", "市自然资源局", "市自然资源和规划局"]
    assert queries.names_on([organ], on=date(2023, 1, 1)) == {organ.pk: "市规划局"}


def test_a_moved_office_takes_what_is_inside_it_along(office, organ, other, clerk):
    counter = found(clerk, code="W1", name="一号窗口", level="counter", parent=office)
    commands.move(office, parent=other, on=date(2025, 1, 1), by=clerk)
    counter.refresh_from_db()
    assert counter.organ == other
    assert queries.as_it_was(office, on=date(2024, 12, 31)).parent == organ


def test_nothing_can_belong_to_what_lies_inside_it(office, clerk):
    counter = found(clerk, code="W1", name="一号窗口", level="counter", parent=office)
    with pytest.raises(Refusal) as no:
        commands.move(office, parent=counter, on=date(2025, 1, 1), by=clerk)
    assert no.value.code == "organs.circle"


def test_merged_organs_end_the_day_before_and_the_successor_points_back(
    organ, other, office, clerk
):
    new = found(clerk, code="MZ900", name="市规划和国土局", kind="management")
    commands.merge(
        [organ, other], into=new, on=date(2026, 2, 10), document="明编〔2026〕3号", by=clerk
    )
    office.refresh_from_db()
    assert office.active_to == date(2026, 2, 9)
    assert set(queries.organs(on=date(2026, 2, 9))) == {organ, other, new}
    assert set(queries.organs(on=date(2026, 2, 10))) == {new}
    assert {link.predecessor for link in queries.lineage(new)} == {organ, other}


def test_a_split_organ_ends_and_names_its_successors(organ, other, clerk):
    new = found(clerk, code="MZ901", name="市测绘局", kind="service")
    commands.split(organ, into=[other, new], on=date(2026, 2, 10), document="明编", by=clerk)
    assert {link.successor for link in queries.lineage(organ)} == {other, new}


def test_a_merger_of_one_and_a_split_into_one_are_refused(organ, other, clerk):
    with pytest.raises(Refusal):
        commands.merge([organ], into=other, on=date(2026, 2, 10), document="x", by=clerk)
    with pytest.raises(Refusal):
        commands.split(organ, into=[other], on=date(2026, 2, 10), document="x", by=clerk)


def test_what_no_longer_stands_cannot_be_renamed(organ, clerk):
    commands.dissolve(organ, last_day=date(2025, 12, 31), by=clerk)
    with pytest.raises(Refusal) as no:
        commands.rename(organ, name="别名", on=date(2026, 1, 1), by=clerk)
    assert no.value.code == "organs.gone"
    with pytest.raises(Refusal) as no:
        commands.rename(organ, name="别名", on=date(2019, 1, 1), by=clerk)
    assert no.value.code == "organs.before_its_time"


def test_an_organ_is_compared_in_another_class_only_from_the_day_on(organ, clerk):
    commands.reclassify(organ, kind="service", on=date(2025, 1, 1), by=clerk)
    told = [queries.as_it_was(organ, on=on).kind for on in (date(2024, 12, 31), date(2025, 1, 1))]
    assert told == ["management", "service"]


def test_an_office_has_no_class_to_change(office, clerk):
    with pytest.raises(Refusal) as no:
        commands.reclassify(office, kind="service", on=date(2025, 1, 1), by=clerk)
    assert no.value.code == "organs.no_class"


def test_of_two_changes_on_one_day_the_day_before_knows_what_was_before_both(organ, clerk):
    day = date(2025, 1, 1)
    commands.rename(organ, name="甲局", on=day, by=clerk)
    commands.rename(organ, name="乙局", on=day, by=clerk)
    assert queries.as_it_was(organ, on=date(2024, 12, 31)).name == "市规划局"


def test_a_unit_cannot_be_corrected_to_begin_after_it_ended(organ, clerk):
    commands.dissolve(organ, last_day=date(2025, 12, 31), by=clerk)
    with pytest.raises(Refusal) as no:
        commands.correct(organ, active_from=date(2026, 1, 1), by=clerk)
    assert no.value.code == "organs.gone"
    organ.refresh_from_db()
    assert organ.active_from == SINCE


def test_units_entered_in_error_leave_the_register_together(organ, office, clerk, day):
    commands.take_back([organ, office], by=clerk, on=day)
    assert not Unit.objects.exists()


def test_a_unit_that_others_refer_to_stays(organ, office, clerk, day):
    with pytest.raises(Refusal) as no:
        commands.take_back([organ], by=clerk, on=day)
    assert no.value.code == "organs.referred_to"
    assert Unit.objects.count() == 2


def test_a_renaming_entered_in_error_never_was(organ, clerk, day):
    commands.rename(organ, name="市林业局", on=day, by=clerk)
    commands.forget(list(Former.objects.all()), by=clerk, on=day)
    commands.put_back(organ, was={"name": "市规划局"}, by=clerk, on=day)
    organ.refresh_from_db()
    assert organ.name == "市规划局"
    assert queries.as_it_was(organ, on=SINCE).name == "市规划局"
