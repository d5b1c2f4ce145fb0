"""What the numbers allow to be said, in sentences: for the page, the wall and the bulletin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from mingcha.core.standing import Band, Change, Places, Standings

MOST_NAMES, MOST_BANDS = 3, 4
Names = Mapping[str, str]


def apart(names: Names, found: Standings | None) -> str:
    """Who can be told apart from whom: "A and B cannot be told apart; C is below both"."""
    many = len(found.places) if found else 0
    if found is None or many < 2:
        return _("There is nobody to compare with in this class.")
    if found.parted:
        return _bands(names, found.parts)
    (band,) = found.parts
    if band.alike:
        return _("The {n} organs of this class cannot be told apart.").format(n=many)
    words = _("No line can be drawn through the {n} organs of this class").format(n=many)
    return words + _ends(names, band) + _(".")


def _bands(names: Names, bands: Sequence[Band]) -> str:
    """Band after band from the best; of many only the ends."""
    shown = list(bands)
    if [len(band.keys) for band in shown] == [1, 1]:
        above, below = (names[band.keys[0]] for band in shown)
        return _("{above} is above {below}.").format(above=above, below=below)
    more = len(shown) - MOST_BANDS
    if more > 0:
        shown = [*shown[: MOST_BANDS - 1], shown[-1]]
    two = len(shown) == 2 and len(shown[0].keys) == 2
    parts = [_first(names, shown[0])]
    parts += [_later(names, band, both=two) for band in shown[1:]]
    if more > 0:
        parts.insert(-1, _("{n} more bands between").format(n=more))
    return _("; ").join(parts) + _(".")


def _first(names: Names, band: Band) -> str:
    said = listed(names, band.keys)
    if len(band.keys) == 1:
        return _("{name} is above all others").format(name=said)
    if band.alike:
        return _("{names} cannot be told apart").format(names=said)
    return _("between {names} no line can be drawn").format(names=said) + _ends(names, band)


def _later(names: Names, band: Band, *, both: bool) -> str:
    said = listed(names, band.keys)
    if len(band.keys) == 1:
        words = _("{name} is below both") if both else _("{name} is below")
        return words.format(name=said)
    if band.alike:
        words = _("below are {names}, who cannot be told apart among themselves")
        return words.format(names=said)
    words = _("below are {names}, between whom no line can be drawn")
    return words.format(names=said) + _ends(names, band)


def _ends(names: Names, band: Band) -> str:
    """Who stands above whom although no line parts the band; nothing if places do not say."""
    if not band.above:
        return ""
    words = _(", only {above} above {below}")
    return words.format(above=listed(names, band.above), below=listed(names, band.below))


def listed(names: Names, codes: Sequence[str]) -> str:
    """Some names in words; of many the first three and how many more."""
    held = [names[code] for code in codes]
    if len(held) > MOST_NAMES + 1:
        shown = _(", ").join(held[:MOST_NAMES])
        return _("{names} and others, {n} in all").format(names=shown, n=len(held))
    if len(held) == 1:
        return held[0]
    return _("{names} and {last}").format(names=_(", ").join(held[:-1]), last=held[-1])


def span(one: Places | None) -> str:
    """The places the data allow: 3–9; a dash for whoever is not compared."""
    if one is None:
        return "—"
    return str(one.low) if one.low == one.high else f"{one.low}–{one.high}"


def places(one: Places | None, of: int) -> str:
    """The places with their base: "3–9 of 20"."""
    return "—" if one is None or of < 2 else _("{places} of {n}").format(places=span(one), n=of)


def change(one: Change | None) -> str:
    """A change with its doubt: +2.1 ± 1.4."""
    return "—" if one is None else f"{one.value:+.1f}\u00a0±\u00a0{(one.high - one.low) / 2:.1f}"


WAYS = ("up", "down")


def changed(names: Names, found: Mapping[str, Change], baseline: str) -> str:
    """Who has changed beyond chance since the baseline."""
    if not found:
        return ""
    ways = {way: [code for code in names if code in found and found[code].way == way]
            for way in WAYS}  # fmt: skip
    if not any(ways.values()):
        words = _("Compared with {baseline}, no organ has changed beyond chance.")
        return words.format(baseline=baseline)
    said = {
        "up": _("better: {names}"),
        "down": _("worse: {names}"),
    }
    parts = [said[way].format(names=listed(names, ways[way])) for way in WAYS if ways[way]]
    words = _("Compared with {baseline}, changed beyond chance: {changes}.")
    return words.format(baseline=baseline, changes=_("; ").join(parts))


def counted(title: str, ballots: int, response: str) -> str:
    """The base of everything that follows."""
    words = _("{title}: {n} ballots, response {response}.")
    return words.format(title=title, n=ballots, response=response)
