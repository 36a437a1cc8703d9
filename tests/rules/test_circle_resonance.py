"""Who else carries this: ranking, the floor below which nothing is shown, themes, and both ways of comparing."""

import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.circle.rules import embedding, resonance
from holdspace.circle.rules.common_words import CommonWords, words_of
from holdspace.circle.rules.resonance import Carried

ALONE_AT_TABLE = "I still set the table for two since my husband died, and then I sit there alone."
WIDOWED = "Since my wife died the evenings are the worst; I eat alone and miss her."
DRINKING = "I poured the wine away again and by Friday I had bought another bottle."
SHOUTING = "When my boss raises his voice I freeze and cannot say a word."
POOL = [DRINKING, WIDOWED, SHOUTING]

needs_the_model = pytest.mark.usefixtures("the_model")


@pytest.fixture(scope="module")
def the_model():
    """Looked for when a test asks, so that collecting the tests loads nothing."""
    if embedding.model() is None:
        pytest.skip("the embedding model is not installed (requirements/resonance.txt)")


@pytest.fixture
def no_model(monkeypatch):
    monkeypatch.setattr(embedding, "model", lambda: None)


def in_turn(ranked):
    return [index for index, _ in ranked]


@needs_the_model
def test_by_meaning_the_similar_struggle_comes_first():
    assert in_turn(resonance.rank(ALONE_AT_TABLE, POOL))[0] == 1


@needs_the_model
def test_without_themes_only_what_is_alike_enough_is_shown():
    pool = [Carried(text) for text in POOL]
    found = resonance.matches(Carried("My husband died in spring and I miss him most in the evenings."), pool)
    assert [match.index for match in found] == [1]
    assert found[0].score >= 0.5


@needs_the_model
def test_silence_is_preferred_to_a_doubtful_match():
    """What is told through a concrete detail stays below the floor: that is what themes are for."""
    assert resonance.matches(Carried(ALONE_AT_TABLE), [Carried(text) for text in POOL]) == []


@needs_the_model
def test_a_vector_does_not_depend_on_its_neighbours():
    model = embedding.model()
    alone, among = model.vectors([DRINKING])[0], model.vectors([*POOL, ALONE_AT_TABLE])[0]
    assert (alone == among).all()
    assert math.isclose(float(alone @ alone), 1, rel_tol=1e-5)


@needs_the_model
def test_an_empty_text_is_like_nothing():
    assert [score for _, score in resonance.rank("  ", POOL)] == [0, 0, 0]
    assert [score for _, score in resonance.rank(DRINKING, ["", "\n"])] == [0, 0]


@needs_the_model
def test_a_very_long_text_is_read_from_its_beginning():
    assert in_turn(resonance.rank(ALONE_AT_TABLE, [DRINKING, WIDOWED + " and so on" * 5_000]))[0] == 1


def test_shared_words_rank_where_there_is_no_model(no_model):
    assert in_turn(resonance.rank("my wife died", POOL)) == [1, 2, 0]


def test_shared_words_alone_are_never_shown(no_model):
    assert resonance.matches(Carried(WIDOWED), [Carried(WIDOWED)]) == []


def test_a_shared_theme_is_shown_though_not_a_word_is_shared(no_model):
    pool = [Carried("Nothing alike."), Carried("Wholly other.", frozenset({"grief", "anger"}))]
    found = resonance.matches(Carried(ALONE_AT_TABLE, frozenset({"grief"})), pool)
    assert [(match.index, match.shared) for match in found] == [(1, frozenset({"grief"}))]


def test_never_more_than_three_and_more_shared_themes_come_first(no_model):
    both, one = frozenset({"grief", "sleep"}), frozenset({"grief"})
    found = resonance.matches(Carried("x", both), [Carried("y", themes) for themes in (one, one, one, both)])
    assert [match.index for match in found] == [3, 0, 1]


def test_nobody_yet():
    assert resonance.rank(ALONE_AT_TABLE, []) == []
    assert resonance.matches(Carried(ALONE_AT_TABLE, frozenset({"grief"})), []) == []


def test_a_model_that_is_not_the_expected_one_is_not_used():
    assert embedding._file("holdspace", "__init__.py", "0" * 64) is None
    assert embedding._file("no_such_package_here", "model.onnx", "0" * 64) is None
    assert embedding._file("holdspace", "no-such-file", "0" * 64) is None


def test_a_file_with_the_expected_hash_is_found():
    import hashlib

    import holdspace

    content = Path(holdspace.__file__).read_bytes()
    assert embedding._file("holdspace", "__init__.py", hashlib.sha256(content).hexdigest()) is not None


def test_threads_that_ask_at_once_load_one_model(monkeypatch):
    loads, together = [], threading.Barrier(8)

    def slow(**_files):
        loads.append(threading.get_ident())
        time.sleep(0.05)
        return object()

    def ask(_number):
        together.wait()
        return embedding.model()

    monkeypatch.setattr(embedding, "_file", lambda *_names: Path("model"))
    monkeypatch.setattr(embedding, "find_spec", lambda _name: True)
    monkeypatch.setattr(embedding, "Embedding", slow)
    embedding._loaded.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        models = set(threads.map(ask, range(8)))
    embedding._loaded.cache_clear()
    assert (len(loads), len(models)) == (1, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mamá, MAMA!", ["mama", "mama"]),
        ("I am 42", ["am"]),
        ("не сплю", ["не", "сплю"]),
        ("", []),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


def test_weights_by_hand():
    """Pool: "storm calm" and "storm rain". idf(storm) = 1 + ln(3/3) = 1, idf(calm) = 1 + ln(3/2)."""
    calm = 1 + math.log(1.5)
    scores = CommonWords(["storm calm", "storm rain"]).likeness("calm")
    assert scores[0] == pytest.approx(calm / math.hypot(1, calm))
    assert scores[1] == 0


texts = st.lists(st.text(max_size=40), max_size=8)


@given(st.text(max_size=60), texts)
def test_every_one_of_the_pool_is_ranked_once_within_bounds(text, pool):
    index = CommonWords(pool)
    assert all(0 <= score <= 1 + 1e-9 for score in index.likeness(text))
    assert len(index.likeness(text)) == len(pool)


@given(texts.filter(lambda pool: any(words_of(text) for text in pool)))
def test_a_text_is_most_like_itself(pool):
    index = CommonWords(pool)
    for place, text in enumerate(pool):
        if words_of(text):
            assert index.likeness(text)[place] == pytest.approx(1)
