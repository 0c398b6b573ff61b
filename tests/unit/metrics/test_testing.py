"""Tests of chance beside published numbers and beside counting every possibility."""

import random
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.slower import Times
from metrics.standout import Shares, beside_others, best_quartile
from metrics.testing import benjamini_hochberg, beyond_chance, mann_whitney, more_often

few = st.integers(0, 12)


def ranked(mine, others):
    """(rank sum of mine, ties) as SQL counts them."""
    everything = sorted(mine + others)
    sums = sum(everything.index(v) + (everything.count(v) + 1) / 2 for v in mine)
    ties = sum(everything.count(v) ** 3 - everything.count(v) for v in set(everything))
    return sums, ties


def times(mine, others, subject="stage"):
    sums, ties = ranked(mine, others)
    median, other = sorted(mine)[len(mine) // 2], sorted(others)[len(others) // 2]
    return Times(
        "stage_working_hours",
        "stage_id",
        subject,
        "previous",
        len(mine),
        median,
        len(others),
        other,
        sums,
        ties,
    )


def test_mann_whitney_as_published():
    """Ages at diagnosis of men and women, U = 17: two-sided 0.111347 with continuity correction
    (documentation of scipy.stats.mannwhitneyu)."""
    sums, ties = ranked([19, 22, 16, 29, 24], [20, 11, 17, 12])
    assert sums - 15 == 17
    assert mann_whitney(sums, 5, 4, ties) == pytest.approx(0.11134688653314041 / 2, abs=1e-9)


def test_ties_narrow_the_variance():
    """Var U of two groups of 3 with values 1 1 2 | 2 3 3: 9/12 · (7 - 18/30) = 4.8."""
    sums, ties = ranked([2, 3, 3], [1, 1, 2])
    assert ties == 18
    assert sums - 6 == 8.5  # z = (8.5 - 4.5 - 0.5) / √4.8 = 1.5975, a tail of 0.0551
    assert mann_whitney(sums, 3, 3, ties) == pytest.approx(0.0551, abs=1e-4)


def test_mann_whitney_near_its_exact_distribution():
    """All 184,756 ways to choose ten of twenty ranks: the approximation is within 0.004."""
    sums = [sum(ranks) for ranks in combinations(range(1, 21), 10)]
    for observed in (110, 120, 127, 135):
        exact = sum(s >= observed for s in sums) / len(sums)
        assert mann_whitney(observed, 10, 10, 0) == pytest.approx(exact, abs=0.004)


def test_equal_values_tell_nothing():
    sums, ties = ranked([4, 4, 4], [4, 4])
    assert mann_whitney(sums, 3, 2, ties) == 1.0
    assert mann_whitney(0, 0, 7, 0) == 1.0


@given(few, few, few, few)
def test_more_often_counts_every_possibility(hits, missed, other_hits, other_missed):
    n, other_n, all_hits = hits + missed, other_hits + other_missed, hits + other_hits
    ways = sum(
        comb(n, more) * comb(other_n, all_hits - more) for more in range(hits, min(n, all_hits) + 1)
    )
    expected = ways / comb(n + other_n, all_hits)
    assert more_often(hits, n, other_hits, other_n) == pytest.approx(expected, abs=1e-9)


def test_more_often_as_published():
    """Fisher's tea: all four cups told, 1 of 70; three of four, 17 of 70."""
    assert more_often(4, 4, 0, 4) == pytest.approx(1 / 70)
    assert more_often(3, 4, 1, 4) == pytest.approx(17 / 70)


def test_more_often_of_millions():
    """As many as elsewhere: about a half; a tenth more of 100,000: no chance."""
    assert more_often(20_000, 1_000_000, 20_000, 1_000_000) == pytest.approx(0.502, abs=0.002)
    assert more_often(11_000, 100_000, 90_000, 900_000) < 1e-20
    assert more_often(0, 1_000_000, 500, 1_000_000) == pytest.approx(1)


@pytest.mark.parametrize("wrong", [(2, 1, 0, 1), (-1, 1, 0, 1), (0, 1, 2, 1)])
def test_impossible_counts(wrong):
    with pytest.raises(ValueError):
        more_often(*wrong)


def test_benjamini_hochberg_as_published():
    """The fifteen probabilities of the paper of 1995 (p. 295): the first four are findings."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    chances += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    adjusted = benjamini_hochberg(chances)
    assert [q <= 0.05 for q in adjusted] == 4 * [True] + 11 * [False]
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


@given(st.lists(st.floats(0, 1)))
def test_benjamini_hochberg_keeps_the_order(chances):
    adjusted = benjamini_hochberg(chances)
    assert all(p <= q + 1e-12 and q <= 1 for p, q in zip(chances, adjusted, strict=True))
    by_chance = [q for _p, q in sorted(zip(chances, adjusted, strict=True))]
    assert by_chance == sorted(by_chance)


def _review(rng, slowed=()):
    """Twenty stages of sixty orders now and before, and forty products: nothing differs but what
    was slowed."""
    tests = []
    for stage in range(20):
        factor = 1.6 if stage in slowed else 1
        now = [factor * round(rng.lognormvariate(2, 0.6), 1) for _ in range(60)]
        before = [round(rng.lognormvariate(2, 0.6), 1) for _ in range(60)]
        tests.append(times(now, before, f"stage {stage}"))
    wrong = [sum(rng.random() < 0.1 for _ in range(60)) for _ in range(40)]
    sold = [(f"product {p}", 60, hits, 40 * 60, sum(wrong)) for p, hits in enumerate(wrong)]
    return [
        test for test in tests + beside_others("return_rate", "product_id", sold) if test.enough
    ]


def test_random_reviews_find_nothing():
    """Of 200 reviews of nothing but chance about one in twenty may have a finding."""
    rng = random.Random(7)
    found = [benjamini_hochberg(t.chance for t in _review(rng)) for _ in range(200)]
    false = sum(min(adjusted) <= 0.05 for adjusted in found)
    assert 1 <= false <= 20


def test_slowed_stages_are_found_among_chance():
    rng = random.Random(11)
    hits = others = 0
    for _ in range(30):
        found = {t.subject for t, _q in beyond_chance(_review(rng, {3, 8}))}
        hits += len(found & {"stage 3", "stage 8"})
        others += len(found - {"stage 3", "stage 8"})
    assert hits >= 50
    assert others <= 0.1 * hits


def test_floors():
    """A tiny rise in thousands of orders is beyond chance, and not worth a sentence."""
    barely = Times(
        "hours", "stage_id", "s", "year", 9000, 10.5, 9000, 10.0, 9000 * 9000.5 * 1.05, 0
    )
    assert barely.chance < 0.001 and not barely.matters
    assert not beyond_chance([barely])
    assert Times("hours", "stage_id", "s", "year", 90, 2.0, 90, 0.0, 9000, 0).matters
    tenth, less = (
        Times("hours", "stage_id", "s", "year", 90, median, 90, 10.0, 9000, 0)
        for median in (11.0, 10.9)
    )
    assert tenth.matters and not less.matters


@pytest.mark.parametrize(
    ("n", "other_n", "enough"), [(30, 30, True), (29, 90, False), (90, 29, False)]
)
def test_both_sides_need_cases(n, other_n, enough):
    assert Times("hours", "stage_id", "s", "year", n, 20.0, other_n, 1.0, 9000, 0).enough == enough
    assert Shares("return_rate", "lot", "a", "others", n, 9, other_n, 1).enough == enough


def test_a_quarter_more_often_matters():
    more, less = (
        Shares("return_rate", "lot", "a", "others", 1000, hits, 1000, 100) for hits in (125, 124)
    )
    assert more.matters and not less.matters


def test_four_cases_are_no_finding():
    """However often it is in comparison: somebody would be sent after four pieces of thousands."""
    four, five = beside_others(
        "return_rate", "lot", [("four", 30, 4, 9000, 4), ("five", 30, 5, 9000, 5)]
    )
    assert four.chance < 1e-6 and not four.matters
    assert five.matters


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_everybody_is_among_somebody_s_others(counts):
    hits, n = sum(h for h, _m in counts), sum(h + m for h, m in counts)
    rows = [(str(at), wrong + more, wrong, n, hits) for at, (wrong, more) in enumerate(counts)]
    for share in beside_others("return_rate", "lot", rows):
        assert (share.n + share.other_n, share.hits + share.other_hits) == (n, hits)
        assert 0 <= share.chance <= 1


def test_best_quartile():
    assert best_quartile([0.9, 0.5, 0.7, 0.8], "more") == 0.9
    assert best_quartile([], "less") is None
