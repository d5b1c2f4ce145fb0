"""The page of an organ: put together from every room, never telling more than its room would."""

import pytest

from mingcha.organs.models import Unit
from mingcha.people.models import Person
from mingcha.rectification.models import Order
from mingcha.visits.models import Visit
from mingcha.web import organ, rooms


@pytest.fixture
def quarter(small_city, db, day):
    """A small city that has lived through a quarter."""


def test_the_page_tells_each_reader_what_their_rooms_would(quarter, client):
    for who in ("office", "director", "inspector", "handler", "leader", "auditor", "head"):
        person = Person.objects.get(staff_no=who)
        client.force_login(person)
        for unit in Unit.objects.filter(level="organ"):
            page = client.get(f"/organs/{unit.pk}/").content.decode()
            for kind in (rooms.ORDER, rooms.FINDING, rooms.VISIT):
                seen = set(organ.of_unit(kind, unit, person).values_list("number", flat=True))
                hidden = set(kind.table.objects.filter(organ=unit).values_list("number", flat=True))
                assert not any(f">{number}<" in page for number in hidden - seen), (who, unit, kind)
                assert sum(f">{number}<" in page for number in seen) == min(len(seen), organ.FEW)


def test_a_sealed_visit_is_not_even_counted(quarter, client, day):
    Visit.objects.filter(pk=Visit.objects.order_by("number").last().pk).update(state="sealed")
    sealed = Visit.objects.get(state="sealed", pk=Visit.objects.order_by("number").last().pk)
    for who in ("office", "director", "auditor"):
        person = Person.objects.get(staff_no=who)
        assert sealed not in organ.of_unit(rooms.VISIT, sealed.organ, person)
        client.force_login(person)
        assert (
            f">{sealed.number}<" not in client.get(f"/organs/{sealed.organ_id}/").content.decode()
        )


def test_the_page_names_who_answers_on_the_day_asked_for(quarter, client):
    gone = Unit.objects.filter(successors__how="merge").first()
    client.force_login(Person.objects.get(staff_no="office"))
    before = client.get(f"/organs/{gone.pk}/?on=2026-01-10").content.decode()
    assert "第一责任人" in before
    assert "市综合管理局" in before


def test_the_page_stays_within_its_budget(quarter, client, django_assert_max_num_queries):
    unit = Order.objects.first().organ
    for who in ("office", "head", "auditor"):
        client.force_login(Person.objects.get(staff_no=who))
        with django_assert_max_num_queries(19):
            assert client.get(f"/organs/{unit.pk}/").status_code == 200


def test_an_office_shows_only_its_own(quarter, client):
    order = Order.objects.exclude(office=None).first()
    office = Person.objects.get(staff_no="office")
    seen = organ.of_unit(rooms.ORDER, order.office, office)
    assert {one.office_id for one in seen} == {order.office_id}


def test_on_an_earlier_day_it_stands_in_the_class_of_that_day(quarter, client, day):
    from mingcha.organs import commands

    office = Person.objects.get(staff_no="office")
    unit = Order.objects.first().organ
    before = unit.get_kind_display()
    other = next(label for kind, label in Unit.Kind.choices if kind != unit.kind)
    kind = next(kind for kind, label in Unit.Kind.choices if label == other)
    commands.reclassify(unit, kind=kind, on=day, by=office)
    client.force_login(office)
    assert str(other) in client.get(f"/organs/{unit.pk}/").content.decode()
    assert str(before) in client.get(f"/organs/{unit.pk}/?on=2026-03-01").content.decode()
