"""From several answers to one: the four rules, against the definitions written out."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.consensus import Consensus, Decision, Given, Rule, lower_median, reach_consensus

SCORES = st.lists(st.integers(0, 2), min_size=1, max_size=7)


def reach(scores: Sequence[int], rule: Rule, **options: object) -> Consensus:
    """FLACC face scores with the cut-off 2."""
    given_scores = [Given(score, score >= 2) for score in scores]
    return reach_consensus(given_scores, rule=rule, needed=len(scores), cutoff=2, **options)


@pytest.mark.parametrize(
    ("scores", "rule", "state", "value"),
    [
        ((0, 0, 0), "unanimous_else_adjudicate", "agreed", 0),
        ((1, 0, 0), "unanimous_else_adjudicate", "derived", 0),
        ((1, 2, 1), "unanimous_else_adjudicate", "pending", None),
        ((1, 2, 1), "median", "derived", 1),
        ((1, 2), "median", "derived", 1),
        ((1, 2, 1), "majority", "derived", 1),
        ((0, 1, 2), "majority", "pending", None),
        ((0, 1), "majority", "pending", None),
        ((1, 2, 1), "exclude", "excluded", None),
        ((0, 1, 1), "exclude", "derived", 1),
        ((2,), "exclude", "single", 2),
    ],
)
def test_examples(scores: tuple[int, ...], rule: str, state: str, value: int | None) -> None:
    found = reach(scores, Rule(rule))
    assert (found.state, found.value) == (state, value)
    assert found.unresolved == (state == "pending")


@given(SCORES, st.sampled_from(list(Rule)))
def test_every_rule_is_what_its_definition_says(scores: list[int], rule: Rule) -> None:
    median = sorted(scores)[(len(scores) - 1) // 2]
    one_side = len({score >= 2 for score in scores}) == 1
    most = [score for score, times in Counter(scores).items() if times > len(scores) / 2]
    expected = {
        Rule.MEDIAN: median,
        Rule.MAJORITY: most[0] if most else None,
        Rule.EXCLUDE: median if one_side else None,
        Rule.UNANIMOUS_ELSE_ADJUDICATE: median if one_side else None,
    }[rule]
    found = reach(scores, rule)
    assert found.value == expected
    assert (found.pain is None) if expected is None else (found.pain == (expected >= 2))


@given(SCORES, st.sampled_from(list(Rule)), st.randoms(use_true_random=False))
def test_the_order_of_operators_changes_nothing(scores: list[int], rule: Rule, random: object) -> None:
    shuffled = list(scores)
    random.shuffle(shuffled)
    assert reach(scores, rule) == reach(shuffled, rule)


@given(SCORES)
def test_the_median_is_a_score_somebody_gave(scores: list[int]) -> None:
    assert lower_median(scores) in scores


@given(SCORES, st.sampled_from(list(Rule)), st.sampled_from([None, 0, 1, 2]), st.booleans())
def test_a_decision_counts_under_every_rule_but_the_thesis(
    scores: list[int], rule: Rule, value: int | None, stale: bool
) -> None:
    found = reach(scores, rule, decision=Decision(value, stale))
    if rule == Rule.EXCLUDE:
        assert found == reach(scores, rule)
    else:
        assert (found.state, found.value) == ("excluded" if value is None else "adjudicated", value)
        assert found.stale == found.unresolved == stale


@pytest.mark.parametrize("rule", list(Rule))
def test_too_few_answers_give_nothing(rule: Rule) -> None:
    found = reach_consensus([Given(2, True), Given(2, True)], rule=rule, needed=3, cutoff=2)
    assert (found.state, found.value) == ("incomplete", None)
    assert reach_consensus([], rule=rule, needed=1).state == "incomplete"


def test_the_side_is_that_of_the_sheet_not_of_the_item() -> None:
    """With a cut-off on the total the same face score may lie on both sides."""
    answers = [Given(2, True), Given(2, False)]
    assert reach_consensus(answers, rule=Rule.EXCLUDE, needed=2).state == "excluded"
    same = reach_consensus([Given(1, True), Given(3, True)], rule=Rule.EXCLUDE, needed=2)
    assert (same.state, same.value, same.pain) == ("derived", 1, True)


def test_where_a_sheet_has_no_side_only_equal_values_agree() -> None:
    assert reach_consensus([Given(1, None), Given(1, True)], rule=Rule.EXCLUDE, needed=2).value == 1
    assert reach_consensus([Given(1, None), Given(0, None)], rule=Rule.EXCLUDE, needed=2).value is None
