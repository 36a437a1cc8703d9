"""Scores by the published rules, worked out by hand: parts, means, reversed questions, what does not apply."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.measures.library import shipped
from holdspace.measures.rules.instrument import By, Instrument, parse
from holdspace.measures.rules.scoring import Score, score

IDS = [id for id in shipped().ids if shipped().instrument(id).items]


def form(id: str) -> Instrument:
    return shipped().instrument(id)


def scored(id: str, *points: int | None) -> Score:
    """The score of these answers, in the order of the form; what is not named is left open."""
    keys = [item.key for item in form(id).items]
    return score(form(id), dict(zip(keys, points, strict=False)))


def parts(result: Score) -> dict[str, float | None]:
    return {part.key: part.total for part in result.subscales}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [  # Engaged 1,2,4,8,11; Avoiding 3,5,9; Conflict 6,7,10,12: means
        ((0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1), (2.2, 3.33, 3.75)),  # 11/5, 10/3, 15/4
        ((6,) * 12, (6.0, 6.0, 6.0)),
        # 1 and 3 open: engaged (1+3+5+2)/4 = 2.75; avoiding (4+4)/2 = 4
        ((None, 1, None, 3, 4, 5, 6, 5, 4, 3, 2, 1), (2.75, 4.0, 3.75)),
        # four open, all three of Avoiding among them: it has no score, the others have
        ((0, 1, None, 3, None, 5, 6, 5, None, 3, 2, None), (2.2, None, 4.67)),  # 14/3
        # five open: the form is invalid
        ((None, 1, None, 3, None, 5, 6, 5, None, 3, 2, None), (None, None, None)),
    ],
)
def test_group_climate_is_three_means(
    answers: Sequence[int | None], expected: tuple[float | None, ...]
) -> None:
    result = scored("gcq-s", *answers)
    assert result.total is None
    assert tuple(parts(result).values()) == expected


@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [  # 2, 4 and 6 reversed (6 − x), mean of the answered; below 3.00 low, above 4.30 high
        ((5, 1, 5, 1, 5, 1), 5.0, "high"),
        ((1, 5, 1, 5, 1, 5), 1.0, "low"),
        ((3, 3, 3, 3, 3, 3), 3.0, "normal"),
        ((4, 2, 4, 2, 4, 1), 4.17, "normal"),  # (4+4+4+4+4+5)/6 = 25/6
        ((2, 3, 3, 3, 3, 3), 2.83, "low"),  # 17/6
        ((4, None, None, None, 5, None), 4.5, "high"),  # 9/2
        ((None, 2, None, None, None, None), 4.0, "normal"),
    ],
)
def test_resilience_is_the_mean_of_what_was_answered(
    answers: Sequence[int | None], total: float, band: str
) -> None:
    result = scored("brs", *answers)
    assert result.band is not None
    assert (result.total, result.band.key) == (total, band)


def test_core_10_reverses_the_second_and_third() -> None:
    """2 and 3 are 4 − x: (1+1+1+1+1+1+1+1) + 3 + 4 = 15; a case from 11, depression from 13."""
    result = scored("core-10", 1, 1, 0, 1, 1, 1, 1, 1, 1, 1)
    assert (result.total, result.case, result.cutoffs, result.alerts) == (15, True, ("depression",), ("q6",))
    assert scored("core-10", 0, 4, 4, 0, 0, 0, 0, 0, 0, 0).total == 0
    assert scored("core-10", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).total == 8
    # one open takes the mean of nine: 14 × 10/9 = 15.56
    assert scored("core-10", None, 1, 0, 1, 1, 1, 1, 1, 1, 1).total == 16
    assert scored("core-10", None, None, 0, 1, 1, 1, 1, 1, 1, 1).total is None


def test_rosenberg_reverses_five_and_calls_below_fifteen_low() -> None:
    """3, 5, 8, 9, 10 reversed (3 − x): all 3s give 15, all 3s with 0s in the reversed ones 30."""
    assert scored("rosenberg", *[3] * 10).total == 15
    best = scored("rosenberg", 3, 3, 0, 3, 0, 3, 3, 0, 0, 0)
    assert (best.total, best.case) == (30, False)
    assert scored("rosenberg", 3, 3, 3, 3, 3, 3, 2, 3, 3, 3).case is True  # 14


@pytest.mark.parametrize(
    ("answers", "total", "case", "cutoffs"),
    [  # sum × 4; 50 or less is low, 28 or less likely depression
        ((5, 5, 5, 5, 5), 100, False, ()),
        ((3, 3, 3, 2, 2), 52, False, ()),
        ((3, 3, 2, 2, 2), 48, True, ()),
        ((2, 2, 1, 1, 1), 28, True, ("likely-depression",)),
        ((0, 0, 0, 0, 0), 0, True, ("likely-depression",)),
    ],
)
def test_well_being_is_four_times_the_sum(
    answers: Sequence[int], total: int, case: bool, cutoffs: tuple[str, ...]
) -> None:
    result = scored("who-5", *answers)
    assert (result.total, result.case, result.cutoffs) == (total, case, cutoffs)


def test_dass_scales_are_doubled_and_prorated_each_by_itself() -> None:
    """Every answer 1: seven, doubled. With 3 open, depression is 6 × 7/6 × 2 = 14; with 3 and 5 none."""
    all_ones = [1] * 21
    assert parts(scored("dass-21", *all_ones)) == {"depression": 14, "anxiety": 14, "stress": 14}
    bands = [part.band.key for part in scored("dass-21", *all_ones).subscales if part.band]
    assert bands == ["moderate", "moderate", "normal"]  # D 14–20, A 10–14, S below 15
    one_open: list[int | None] = [*all_ones]
    one_open[2] = None
    assert parts(scored("dass-21", *one_open))["depression"] == 14
    one_open[4] = None
    assert parts(scored("dass-21", *one_open)) == {"depression": None, "anxiety": 14, "stress": 14}


def test_work_that_does_not_apply_is_five_fourths_of_the_rest() -> None:
    """WSAS: item 1 does not apply; 3 + 4 + 5 + 4 = 16, × 5/4 = 20."""
    result = scored("wsas", -1, 3, 4, 5, 4)
    assert (result.total, result.missing, result.prorated, result.answered) == (20, 0, False, 4)
    assert scored("wsas", 8, 3, 4, 5, 4).total == 24
    assert scored("wsas", None, 3, 4, 5, 4).total is None  # left open is not the same
    assert scored("wsas", -1, 1, 0, 0, 0).total == 1  # 1.25


def pcl(**clusters: Sequence[int | None]) -> Score:
    """Answers by cluster; all others 0."""
    lengths = {"b": 5, "c": 2, "d": 7, "e": 6}
    points = [list(clusters.get(name, ())) + [0] * length for name, length in lengths.items()]
    flat = [
        each for cluster, length in zip(points, lengths.values(), strict=True) for each in cluster[:length]
    ]
    return scored("pcl-5", *flat)


@pytest.mark.parametrize(
    ("clusters", "provisional"),
    [  # at least 1 B, 1 C, 2 D and 2 E rated 2 or more
        ({"b": (2,), "c": (2,), "d": (2, 2), "e": (2, 2)}, True),
        ({"b": (2,), "c": (2,), "d": (2, 2), "e": (2, 1)}, False),
        ({"b": (1,) * 5, "c": (2,), "d": (2, 2), "e": (2, 2)}, False),
        ({"b": (4,), "c": (4,), "d": (4,), "e": (4, 4)}, False),
        ({"b": (2,), "c": (None, 0), "d": (2, 2), "e": (2, 2)}, None),  # the open one decides
        ({"b": (2,), "c": (None, 2), "d": (2, 2), "e": (2, 2)}, True),
        ({"b": (0,) * 5, "c": (None, 0), "d": (2, 2), "e": (2, 2)}, False),
    ],
)
def test_pcl_5_clusters(clusters: dict[str, Sequence[int | None]], provisional: bool | None) -> None:
    assert dict(pcl(**clusters).criteria) == {"provisional": provisional}


def test_pcl_5_is_prorated_within_each_cluster() -> None:
    """B: four answers of 2 and one open give 10 (8 × 5/4); nothing else moves. A quarter of C is none."""
    result = pcl(b=(2, 2, 2, 2, None))
    assert (result.total, parts(result)["intrusion"], result.missing) == (10, 10, 1)
    assert pcl(b=(2, 2, 2, None, None)).total is None
    missing_c = pcl(c=(None, 2))
    assert (missing_c.total, parts(missing_c)["avoidance"], parts(missing_c)["mood"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("total", "case", "cutoffs"),
    [(28, False, ("end-state",)), (29, False, ()), (31, False, ("lower-end",)), (33, True, ("lower-end",))],
)
def test_pcl_5_thresholds(total: int, case: bool, cutoffs: tuple[str, ...]) -> None:
    points = [min(4, max(0, total - 4 * place)) for place in range(20)]
    result = scored("pcl-5", *points)
    assert (result.total, result.case, result.cutoffs) == (total, case, cutoffs)


@pytest.mark.parametrize(
    ("total", "case", "men", "women"),
    [(2, False, False, False), (3, None, False, True), (4, True, True, True), (12, True, True, True)],
)
def test_audit_c_says_both_thresholds(total: int, case: bool | None, men: bool, women: bool) -> None:
    result = scored("audit-c", *[min(4, max(0, total - 4 * place)) for place in range(3)])
    assert (result.total, result.case, result.cases) == (total, case, (("men", men), ("women", women)))


def test_phq_4_has_two_parts_each_with_its_threshold() -> None:
    result = scored("phq-4", 3, 2, 1, 0)
    assert (result.total, result.band and result.band.key) == (6, "moderate")
    assert [(part.key, part.total, part.case) for part in result.subscales] == [
        ("anxiety", 5, True),
        ("depression", 1, False),
    ]
    half = scored("phq-4", 3, 2, None, 0)
    assert (half.total, parts(half)) == (None, {"anxiety": 5, "depression": None})


@pytest.mark.parametrize(
    ("answers", "criteria", "alerts"),
    [
        ((0, 0, 0, 0), {"acute": False, "positive": False}, ()),
        ((0, 1, 0, 0, 0), {"acute": False, "positive": True}, ("better-off",)),
        ((0, 1, 0, 0, 1), {"acute": True, "positive": True}, ("better-off", "now")),
        ((0, 0, None, 0), {"acute": None, "positive": None}, ("thoughts",)),  # no answer counts as positive
        ((0, 0, 0, 1, None), {"acute": None, "positive": True}, ("tried", "now")),
    ],
)
def test_the_asq_is_never_added_up_and_no_answer_asks_for_a_clinician(
    answers: Sequence[int | None], criteria: dict[str, bool | None], alerts: tuple[str, ...]
) -> None:
    result = scored("asq", *answers)
    assert (result.total, dict(result.criteria), result.alerts) == (None, criteria, alerts)


def test_the_c_ssrs_follows_its_branches() -> None:
    """No to the second: three to five are not asked, and so not missing."""
    quiet = scored("c-ssrs", 0, 0, None, None, None, 0, None)
    assert (quiet.total, quiet.missing, quiet.alerts) == (None, 0, ())
    assert dict(quiet.criteria) == {"high": False, "moderate": False, "low": False}
    plan = scored("c-ssrs", 1, 1, 1, 0, 1, 0, None)
    assert dict(plan.criteria) == {"high": True, "moderate": True, "low": True}
    assert plan.alerts == ("q1", "q2", "q3", "q5")
    branch = scored("c-ssrs", 1, 1, None, 0, 0, 0, None)
    assert (branch.missing, branch.alerts_unanswered) == (1, ("q3",))
    assert dict(branch.criteria) == {"high": False, "moderate": None, "low": True}


def test_one_condition_of_several_is_enough_where_the_file_says_any() -> None:
    mood = parse(
        """
        id = "m"
        version = "1"
        validated = false
        better = "lower"
        title.en = "M"
        purpose.en = "M"
        licence = { terms = "own", credit = "us", source = "here" }
        recall.en = "Today"
        scale = { from = 0, to = 3 }
        items = [{ key = "a", text.en = "A" }, { key = "b", text.en = "B" }]
        missing = { at_most = 0, source = "own rule" }
        [[criteria]]
        key = "either"
        text.en = "Either"
        source = "own rule"
        any = [{ items = ["a"], rated = 2, at_least = 1 }, { items = ["b"], rated = 3, at_least = 1 }]
        """
    )
    met = [
        dict(score(mood, {"a": a, "b": b}).criteria)["either"] for a, b in [(2, 0), (0, 3), (1, 2), (1, None)]
    ]
    assert met == [True, True, False, None]


# what holds of every form


def answers_to(instrument: Instrument) -> st.SearchStrategy[dict[str, int | None]]:
    return st.fixed_dictionaries(
        {item.key: st.one_of(st.none(), st.sampled_from(item.values)) for item in instrument.items}
    )


def ends(instrument: Instrument) -> dict[str, tuple[float, float]]:
    return {part.key: instrument.range_of(part) for part in instrument.subscales}


@given(st.sampled_from(IDS).flatmap(lambda id: st.tuples(st.just(id), answers_to(form(id)))))
def test_no_score_leaves_its_range(case: tuple[str, dict[str, int | None]]) -> None:
    """Prorating included: neither the total nor a part is ever below its lowest or above its highest."""
    id, answers = case
    result = score(form(id), answers)
    if result.total is not None:
        assert form(id).lowest_total <= result.total <= form(id).highest_total
    for part in result.subscales:
        low, high = ends(form(id))[part.key]
        assert part.total is None or low <= part.total <= high


@given(st.sampled_from(IDS).flatmap(lambda id: st.tuples(st.just(id), answers_to(form(id)))), st.randoms())
def test_the_order_of_answers_does_not_matter(
    case: tuple[str, dict[str, int | None]], chance: object
) -> None:
    id, answers = case
    shuffled = sorted(answers.items(), key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert score(form(id), dict(shuffled)) == score(form(id), answers)


@given(st.sampled_from(IDS).flatmap(lambda id: st.tuples(st.just(id), answers_to(form(id)))), st.data())
def test_a_higher_answer_moves_the_total_its_own_way(
    case: tuple[str, dict[str, int | None]], data: st.DataObject
) -> None:
    """Up for a plain question, down for a reversed one, never the other way."""
    id, answers = case
    item = data.draw(st.sampled_from([item for item in form(id).scored_items if not item.asked_if]))
    before, value = score(form(id), answers).total, answers[item.key]
    higher = [other for other in item.values if value is not None and item.applies(value) and other > value]
    if before is None or not higher:
        return
    after = score(form(id), answers | {item.key: higher[0]}).total
    assert after is not None
    assert after <= before if item.reverse else after >= before


@given(st.sampled_from(["core-10", "brs", "rosenberg"]), st.data())
def test_reversed_questions_mirror(id: str, data: st.DataObject) -> None:
    """Every answer turned round gives the total turned round."""
    answers = {item.key: data.draw(st.sampled_from(item.values)) for item in form(id).items}
    turned = {item.key: sum(item.range) - answers[item.key] for item in form(id).items}
    there, back = score(form(id), answers).total, score(form(id), turned).total
    assert there is not None
    assert back is not None
    assert there + back == pytest.approx(form(id).lowest_total + form(id).highest_total, abs=0.011)


@given(st.sampled_from(IDS).flatmap(lambda id: st.tuples(st.just(id), answers_to(form(id)))))
def test_what_was_said_is_never_unsaid_by_more_answers(case: tuple[str, dict[str, int | None]]) -> None:
    """A criterion that is met or not met stays so, whatever the open questions would be answered."""
    id, answers = case
    if any(item.asked_if for item in form(id).items):
        return
    filled = {
        item.key: item.values[0] if answers[item.key] is None else answers[item.key]
        for item in form(id).items
    }
    after = dict(score(form(id), filled).criteria)
    for key, met in score(form(id), answers).criteria:
        assert met is None or after[key] is met


@given(st.sampled_from([id for id in IDS if form(id).total.by is By.NONE]), st.data())
def test_what_is_never_added_up_has_no_total(id: str, data: st.DataObject) -> None:
    result = score(form(id), data.draw(answers_to(form(id))))
    assert (result.total, result.band, result.case) == (None, None, None)
