"""What `mingcha pace reckon` prints: each measurement once."""

from __future__ import annotations

from tests.pace import facets, grouped, ranks, reckon, severity


def test_each_measurement_is_taken_and_told_once(monkeypatch):
    taken = []

    def measured(what):
        def act(*_args, **_facts):
            taken.append(what)
            return [{"what": what}]

        return act

    for module in (facets, grouped, ranks):
        monkeypatch.setattr(module, "measure", measured(module.__name__))
    monkeypatch.setattr(severity, "has_peer", lambda: False)
    monkeypatch.setattr(severity, "compare", lambda case, *_a, **_f: {"what": case.name})
    monkeypatch.setattr(reckon, "_in_a_process", lambda _papers: {"what": "a round"})
    told = [row["what"] for row in reckon.measure(quick=True)]
    assert len(told) == len(set(told))
    assert sorted(taken) == ["tests.pace.facets", "tests.pace.grouped", "tests.pace.ranks"]
