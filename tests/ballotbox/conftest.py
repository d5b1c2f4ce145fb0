"""Each kind of box, and polls to lay into it."""

from __future__ import annotations

import shutil

import pytest

from mingcha.core import blindrsa
from tests.ballotbox import ground


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory, django_db_blocker):
    """The box's tables in a file, made once."""
    file = tmp_path_factory.mktemp("box") / "box.db"
    with django_db_blocker.unblock():
        ground.make_tables(file)
    return file


@pytest.fixture
def in_file(empty_file, tmp_path):
    """A box in a file of SQLite."""
    made = ground.InFile(shutil.copy(empty_file, tmp_path / "box.db"))
    yield made
    made.clear()


IN_POSTGRES = pytest.param("postgresql", marks=(pytest.mark.postgres, pytest.mark.django_db))


@pytest.fixture(params=["memory", "sqlite", IN_POSTGRES])
def box(request):
    """One box of each kind; the house of the suite decides whether PostgreSQL is there."""
    if request.param == "postgresql":
        from django.conf import settings

        if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
            pytest.skip("the suite runs on SQLite")
        made = ground.InPostgres()
        yield made
        made.clear()
    elif request.param == "sqlite":
        yield request.getfixturevalue("in_file")
    else:
        yield ground.InMemory()


@pytest.fixture
def memory():
    return ground.InMemory()


@pytest.fixture
def poll():
    """A poll of drawn tickets: three organs, two questions, two groups."""
    return ground.Poll(ground.a_paper())


@pytest.fixture(scope="session")
def signers():
    """A key a group, made once: making primes takes time. Small ones are as true."""
    return {group: a_key(place) for place, group in enumerate(("deputy", "citizen"))}


def a_key(place: int) -> blindrsa.KeyPair:
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(65537, 2048).private_numbers()
    return blindrsa.KeyPair.of(made.p, made.q)


@pytest.fixture
def blind_poll(signers):
    """A poll of blind tickets."""
    return ground.Poll(ground.a_paper(drawn=False, blind=True), signers=signers)
