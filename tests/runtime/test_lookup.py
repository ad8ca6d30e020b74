"""Prompt lookup: the tokens are those of plain sampling, in distribution."""

import threading
from collections import Counter
from dataclasses import replace

from scipy.stats import chi2_contingency

from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import Settings
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.types import Sampling

RUNS = 600
SAMPLING = Sampling(max_tokens=3, temperature=1.5, top_p=1.0, top_k=3)
REPEATED = "12 + 30 = 42, 12 + 30 = 42, 12 + 30 = 42, 12 + 30 ="


def settings(lookup: bool) -> Settings:
    return replace(Settings.choose(EMBEDDED, exact=True), lookup=lookup)


def triples(lookup: bool, seed: int) -> Counter[tuple[int, ...]]:
    """What three tokens came, over many seeds."""
    found: list[tuple[int, ...]] = []
    with OpenVINOEngine(EMBEDDED, settings(lookup)) as engine:
        prompt = engine.encode(REPEATED)

        def some(first: int) -> None:
            for number in range(first, RUNS, 20):
                found.append(engine.generate(prompt, replace(SAMPLING, seed=seed + number)).ids)

        threads = [threading.Thread(target=some, args=(first,)) for first in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return Counter(found)


def probability(one: Counter[tuple[int, ...]], other: Counter[tuple[int, ...]]) -> float:
    """Of a difference as large by chance; rare outcomes are pooled, as the chi-square test asks."""
    common = [key for key in one.keys() | other.keys() if one[key] + other[key] >= 10]
    rows = [[*(counts[key] for key in common), RUNS - sum(counts[key] for key in common)] for counts in (one, other)]
    rows = [[row[at] for at in range(len(row)) if rows[0][at] + rows[1][at]] for row in rows]
    return float(chi2_contingency(rows).pvalue)


def test_prompt_lookup_samples_from_the_same_distribution() -> None:
    """Fixed seeds, so it either holds or does not; the test tells apart what it should: another top-k fails."""
    plain, looked_up = triples(False, 0), triples(True, 10_000)
    assert sum(looked_up.values()) == RUNS
    assert probability(plain, looked_up) > 0.001
    shifted = Counter({key: count for key, count in plain.items() if key[0] == plain.most_common(1)[0][0][0]})
    shifted[plain.most_common(1)[0][0]] += RUNS - sum(shifted.values())
    assert probability(plain, shifted) < 0.001


def test_prompt_lookup_takes_several_tokens_in_one_step() -> None:
    greedy = Sampling(max_tokens=60, temperature=0.0)
    with OpenVINOEngine(EMBEDDED, settings(True)) as engine:
        prompt = engine.encode(REPEATED * 4)
        before = engine.statistics().steps
        done = engine.generate(prompt, greedy)
        taken = engine.statistics().steps - before
        assert taken <= len(done.ids) + 1
    with OpenVINOEngine(EMBEDDED, settings(False)) as engine:
        assert engine.generate(prompt, greedy).ids == done.ids
