"""Exact figures: nothing is lost, and rounding is what readers check by hand."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.steps import exact, fixed, plain, rounded


@given(st.fractions(max_denominator=10**6), st.integers(1, 6))
def test_rounding_moves_a_figure_by_half_a_unit_at_most(value: Fraction, places: int) -> None:
    assert abs(rounded(value, places) - value) * 10**places <= Fraction(1, 2)
    assert exact(fixed(value, places)) == rounded(value, places)
    assert exact(plain(value)) == value
