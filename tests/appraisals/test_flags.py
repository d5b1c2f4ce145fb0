"""Flags of a count on the page of those who keep the round: sentences, names, with and without."""

from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils import translation

from mingcha.appraisals.views.flags import flags
from mingcha.core.suspicion import look
from tests.core.suspicion_rounds import bought, honest

NAMES = {"MZ000": "数据局", "MZ001": "税务局"}


def made(found):
    return SimpleNamespace(inputs={"tally": {"flags": [flag.as_dict() for flag in found]}})


def test_every_flag_of_a_bought_round_is_a_sentence_with_names():
    with translation.override("zh-hans"):
        shown = flags(made(look(bought(honest(3), "rivals_worst", 3))), NAMES, {})
        page = render_to_string("appraisals/_flags.html", {"flags": shown})
    assert any("数据局" in one["sentence"] for one in shown)
    assert all(one["rate"] in page for one in shown)
    assert "MZ000" not in page
    assert "不含为" in page


def test_both_ends_of_a_pull_are_named():
    (flag,) = (one for one in look(bought(honest(3), "two_camps", 3)) if one.kind == "one_way")
    names = {f"MZ{n:03}": f"organ {n}" for n in range(30)}
    with translation.override("en"):
        (shown,) = flags(made([flag]), names, {})
    assert shown["sentence"].count("organ ") == 6
    with translation.override("zh-hans"):
        (shown,) = flags(made([flag]), names, {})
    assert shown["sentence"].count("、organ ") == 4, (
        "names stand apart as the reader's language does"
    )


def test_a_count_without_flags_or_from_before_them_says_so():
    for tally in ({}, {"flags": []}):
        shown = flags(SimpleNamespace(inputs={"tally": tally}), {}, {})
        assert shown == []
        with translation.override("zh-hans"):
            assert "未作查看" in render_to_string("appraisals/_flags.html", {"flags": shown})
