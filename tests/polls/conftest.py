"""Polls at every station of their road, and those who look at them."""

from __future__ import annotations

import pytest

from mingcha.people.models import Duty
from tests.polls import hall


@pytest.fixture
def three(clerk):
    """Three scrutineers."""
    return hall.scrutineers(clerk)


@pytest.fixture
def drafted(clerk, day):
    """A paper that can still be amended."""
    return hall.drafted(clerk, day)


@pytest.fixture
def frozen(clerk, day, three):
    """A fixed paper with slips and scrutineers, no key yet."""
    return hall.frozen(clerk, day, three)[0]


@pytest.fixture
def auditor(clerk):
    """Somebody who recounts."""
    return hall.person("auditor", "严核实", clerk, Duty.Role.AUDITOR)
