"""A sound like speech with a known truth: when it speaks, and for how long.

Made with the standard library: a voiced tone of 120 Hz with its harmonics under three formants, in syllables
of 160 to 260 ms with gaps of at most 120 ms, as in running speech; between turns there is silence. The truth
of a turn is the time from its first syllable to the end of its last.
"""

from __future__ import annotations

import math
import random
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

RATE = 48_000
FORMANTS = ((600, 1.0), (1200, 0.6), (2500, 0.3))


@dataclass(frozen=True)
class Spoken:
    """When somebody spoke in a file, in seconds from its beginning."""

    turns: tuple[tuple[float, float], ...]
    length: float

    @property
    def seconds(self) -> float:
        return sum(ended - began for began, ended in self.turns)


def write(path: Path, turns: tuple[float, ...] = (3.0, 1.5, 4.0, 2.0), *, seed: int = 7) -> Spoken:
    """A file in which turns of about these seconds follow each other, two seconds of silence between them."""
    chance = random.Random(seed)
    samples: list[float] = [0.0] * (2 * RATE)
    truth = []
    for wanted in turns:
        began = len(samples)
        while len(samples) - began < wanted * RATE:
            ended = len(samples) + _syllable(samples, chance)
            samples += [0.0] * int(chance.uniform(0.03, 0.12) * RATE)
        truth.append((began / RATE, ended / RATE))
        samples += [0.0] * (2 * RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", int(9000 * value)) for value in samples))
    return Spoken(tuple(truth), len(samples) / RATE)


def _syllable(samples: list[float], chance: random.Random) -> int:
    """Add one syllable; its length in samples."""
    length = int(chance.uniform(0.16, 0.26) * RATE)
    pitch = chance.uniform(105, 140)
    harmonics = [
        (
            pitch * number,
            sum(weight * math.exp(-(((pitch * number - at) / 250) ** 2)) for at, weight in FORMANTS),
        )
        for number in range(1, 25)
    ]
    loud = [(2 * math.pi * tone / RATE, weight) for tone, weight in harmonics if weight > 0.02]
    whole = sum(weight for _, weight in loud)
    for step in range(length):
        swell = math.sin(math.pi * step / length) ** 0.5
        samples.append(swell * sum(weight * math.sin(turn * step) for turn, weight in loud) / whole)
    return length
