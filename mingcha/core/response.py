"""Who answered and who did not: response by group, what silence could hide, sizes put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from mingcha.core import special
from mingcha.core.notice import Unfit
from mingcha.core.shares import Share

FEW_EXPECTED: Final = 5  # the test is rough where fewer are expected to answer, or not to


@dataclass(frozen=True)
class Uneven:
    """Whether some groups answered more readily than others.

    `chance`: how often differences as large would come about if all were equally ready; None
    where the groups are too small to say.
    """

    statistic: float
    freedom: int
    chance: float | None


def uneven(answered: Mapping[str, Share]) -> Uneven:
    """A test that all groups are equally ready to answer.

    Args:
        answered: ballots back of tickets out, by group; groups without tickets are passed over.
    Returns:
        `Uneven`; its chance is in [0, 1].
    Source:
        K. Pearson, Phil. Mag. 50 (1900), 157-175; expected counts of five by W. G. Cochran,
        Biometrics 10 (1954), 417-451.

    >>> found = uneven({"deputy": Share(90, 100), "citizen": Share(60, 100)})
    >>> f"{found.statistic:.1f} {found.freedom} {found.chance < 0.001}"
    '24.0 1 True'
    >>> uneven({"deputy": Share(3, 4), "citizen": Share(2, 4)}).chance is None
    True
    """
    shares = [share for share in answered.values() if share.base]
    whole = sum(shares, Share(0, 0))
    rate, freedom = whole.value, max(len(shares) - 1, 0)
    if rate is None or not 0 < rate < 1 or not freedom:
        return Uneven(0.0, freedom, None if rate is None or not freedom else 1.0)
    statistic = sum(
        (share.count - share.base * rate) ** 2 / (share.base * rate * (1 - rate))
        for share in shares
    )
    if _too_few(shares, rate):
        return Uneven(statistic, freedom, None)
    return Uneven(statistic, freedom, float(special.gammaincc(freedom / 2, statistic / 2)))


def _too_few(shares: Sequence[Share], rate: float) -> bool:
    """Cochran's rule: nowhere under one expected, and under five in at most a fifth of places."""
    expected = [share.base * part for share in shares for part in (rate, 1 - rate)]
    few = sum(n < FEW_EXPECTED for n in expected)
    return min(expected) < 1 or few > len(expected) / 5


def silent_gap(gap: float, response: float) -> float | None:
    """How much lower than the others the silent must think, for a gap to be theirs alone.

    Those who did not answer are in no score. If of those asked a part `response` answered, a
    group's score is off by the rest times the difference between the two. This is the
    difference at which a gap of so many points would be closed.

    Args:
        gap: points between two scores, 0 or more.
        response: share of those asked who answered, in [0, 1].
    Returns:
        points, 0 or more; None where all answered, so that nobody is silent.
    Raises:
        Unfit: for a response outside [0, 1] or a gap below 0.
    Source:
        W. G. Cochran, Sampling Techniques (1977), 13.2: bias of non-response.

    >>> silent_gap(3.0, 0.75), silent_gap(3.0, 1.0)
    (12.0, None)
    """
    if not (0 <= response <= 1 and gap >= 0):
        raise Unfit("A response lies between 0 and 1, a gap is not below 0. Check both.")
    return None if response == 1 else gap / (1 - response)


def finite(error: float, asked: int, listed: int) -> float:
    """A standard error when the group itself is meant, not all it might stand for.

    Of a group that was asked whole nothing is left to chance. It is shown beside the score, and
    not used where organs are compared: they are judged by what they do, not by one list.

    Args:
        error: standard error as for an endless group, in points.
        asked: those who gave a grade, 0 or more.
        listed: members of the group, at least as many.
    Returns:
        points, 0 or more.
    Raises:
        Unfit: if more answered than there are.
    Source:
        W. G. Cochran, Sampling Techniques (1977), 2.6: finite population correction.

    >>> finite(2.0, 75, 100), finite(2.0, 40, 40)
    (1.0, 0.0)
    """
    if not 0 <= asked <= listed or not listed:
        raise Unfit(
            "{asked} of {listed} cannot have answered. Check the list of the group.",
            asked=asked,
            listed=listed,
        )
    return error * sqrt(1 - asked / listed)


@dataclass(frozen=True)
class Stratum:
    """One part of a list: how many are in it, and what those who answered gave.

    `mean` is in points, `variance` in squared points, of single answers.
    """

    listed: int
    answered: int
    mean: float
    variance: float


def post_stratified(strata: Mapping[str, Stratum]) -> tuple[float, float]:
    """A mean put right for parts of a list that answered more or less than their size.

    Args:
        strata: at least one; each with two answers or more, so that its doubt is known.
    Returns:
        mean and its standard error, in points.
    Raises:
        Unfit: naming a part that is empty, or has fewer than two answers.
    Source:
        D. Holt and T. M. F. Smith, J. R. Statist. Soc. A 142 (1979), 33-46: given how many
        answered in each part, the mean is that of a stratified sample.

    Of 900 and 100 on the list 50 each answered; the plain mean would be 85:

    >>> parts = {"town": Stratum(900, 50, 80.0, 100.0), "county": Stratum(100, 50, 90.0, 100.0)}
    >>> mean, error = post_stratified(parts)
    >>> f"{mean:.1f} ± {error:.2f}"
    '81.0 ± 1.24'
    """
    whole = sum(one.listed for one in strata.values())
    mean = variance = 0.0
    for name, one in strata.items():
        if one.answered < 2 or one.listed < one.answered:
            raise Unfit(
                "Part “{name}” has {answered} answers of {listed} listed. Put it together with "
                "another part, or check its list.",
                name=name,
                answered=one.answered,
                listed=one.listed,
            )
        weight = one.listed / whole
        mean += weight * one.mean
        variance += (
            weight * finite(sqrt(one.variance / one.answered), one.answered, one.listed)
        ) ** 2
    if not strata:
        raise Unfit("There is no part to weigh. Give at least one.")
    return mean, sqrt(variance)
