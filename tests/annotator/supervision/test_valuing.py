"""What a look is worth: certain properties for every set of labels, and who may be told what."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.labelling.rules import NONPAIN, PAIN, UNSURE, UNUSABLE, SupervisionRule, supervision_rule_of
from annotator.studies.models import Preset
from annotator.studies.presets import DOCUMENTS
from annotator.supervision.valuing import AGREED, CHECK, DISAGREE, Vote, chance_of_pain, worth_of
from annotator.supervision.valuing import UNSURE as DOUBT

FRAME = uuid.UUID(int=7)
votes = st.lists(st.builds(Vote, st.sampled_from([PAIN, NONPAIN, UNSURE, UNUSABLE])), min_size=1, max_size=6)
chances = st.none() | st.floats(0, 1)


def rule(**changes: int) -> SupervisionRule:
    usual = {"suggestions": "after_my_answer", "silent_percent": 10, "spot_check_percent": 0, "names_masked": True}
    return SupervisionRule(**{**usual, **changes})


@given(votes, chances)
def test_every_frame_has_one_place(said: list[Vote], suggested: float | None) -> None:
    worth = worth_of(FRAME, said, suggested, rule())
    values = {vote.value for vote in said}
    assert 0 <= worth.gain <= 1
    assert (worth.agreed != "") == (len(values) == 1 and UNSURE not in values)
    assert (worth.reason == DISAGREE) == (len(values - {UNSURE}) > 1)
    assert (worth.reason == DOUBT) == (UNSURE in values and len(values - {UNSURE}) <= 1)


@given(votes, chances)
def test_pain_and_nonpain_mirror_each_other(said: list[Vote], suggested: float | None) -> None:
    other = {PAIN: NONPAIN, NONPAIN: PAIN}
    mirrored = [Vote(other.get(vote.value, vote.value)) for vote in said]
    turned = None if suggested is None else 1 - suggested
    assert chance_of_pain(said, suggested) == pytest.approx(1 - chance_of_pain(mirrored, turned), abs=1e-9)
    assert worth_of(FRAME, said, suggested, rule()).reason == worth_of(FRAME, mirrored, turned, rule()).reason


@pytest.mark.parametrize(
    ("said", "suggested", "reason"),
    [
        ([PAIN, PAIN], None, AGREED),
        ([PAIN, PAIN], 0.9, AGREED),
        ([PAIN, PAIN], 0.1, CHECK),
        ([PAIN, PAIN], 0.25, AGREED),
        ([NONPAIN], 0.85, CHECK),
        ([UNUSABLE], 0.99, AGREED),
        ([PAIN, NONPAIN], 0.99, DISAGREE),
        ([PAIN, UNUSABLE], None, DISAGREE),
        ([PAIN, UNSURE], 0.99, DOUBT),
        ([UNSURE], None, DOUBT),
    ],
)
def test_why_a_frame_is_looked_at(said: list[str], suggested: float | None, reason: str) -> None:
    assert worth_of(FRAME, [Vote(value) for value in said], suggested, rule()).reason == reason


def test_an_even_split_is_worth_most_and_a_certain_model_settles_it() -> None:
    split = [Vote(PAIN), Vote(NONPAIN)]
    even = worth_of(FRAME, split, None, rule()).gain
    assert even == pytest.approx(0.5)
    assert worth_of(FRAME, [*split, Vote(PAIN)], None, rule()).gain < even
    assert worth_of(FRAME, split, 0.99, rule()).gain < 0.05


def test_what_follows_from_the_score_counts_where_nobody_has_looked() -> None:
    weak = Vote(NONPAIN, by_rule=True)
    assert worth_of(FRAME, [weak, Vote(PAIN)], None, rule()).agreed == PAIN
    assert worth_of(FRAME, [weak], None, rule()).agreed == NONPAIN
    assert chance_of_pain([weak], None) > chance_of_pain([Vote(NONPAIN)], None)


def test_a_spot_check_looks_like_a_frame_where_the_model_differs() -> None:
    drawn = [worth_of(uuid.uuid4(), [Vote(PAIN)], None, rule(spot_check_percent=100)) for _ in range(200)]
    differing = [worth_of(uuid.uuid4(), [Vote(PAIN)], share / 1000, rule()) for share in range(199)]
    assert {worth.reason for worth in [*drawn, *differing]} == {CHECK}
    low, high = min(worth.gain for worth in drawn), max(worth.gain for worth in drawn)
    inside = sum(low <= worth.gain <= high for worth in differing)
    assert inside / len(differing) > 0.95, "a place must not tell a check by lot from a difference"


def test_raising_the_silent_share_keeps_what_was_drawn() -> None:
    frames = [uuid.uuid4() for _ in range(2000)]
    few = {frame for frame in frames if rule(silent_percent=10).is_silent(frame)}
    more = {frame for frame in frames if rule(silent_percent=30).is_silent(frame)}
    assert few < more
    assert 0.07 < len(few) / len(frames) < 0.13


def test_a_protocol_written_before_the_choice_existed_gets_the_usual_rule() -> None:
    document = {**DOCUMENTS[Preset.MPAIN_DAN]}
    assert supervision_rule_of(document).silent_percent == 10
    del document["supervision"]
    assert supervision_rule_of(document) == supervision_rule_of(DOCUMENTS[Preset.MPAIN_DAN])
