"""Weights fitted on what was judged by hand, and how well they do on what they were not fitted on: a logistic
regression, folds, precision and recall, intervals of 95 %. Must not know what is judged.
"""

import math
import random
from collections.abc import Sequence

DRAWN = 1_000
"""So often the pairs are drawn anew for an interval."""
Features = tuple[float, ...]


def fit(features: Sequence[Features], right: Sequence[bool], penalty: float) -> list[float]:
    """Return the weights of a logistic regression, all but the first held near nothing: steepest ascent with
    a step of its own for each weight."""
    size = len(features[0])
    weights, slopes = [0.0] * size, [1e-9] * size
    for _round in range(400):
        slope = [0.0] * size
        for own, yes in zip(features, right, strict=True):
            left = yes - score(weights, own)
            for at, value in enumerate(own):
                slope[at] += left * value
        for at in range(size):
            pulled = slope[at] - (penalty * weights[at] if at else 0)
            slopes[at] += pulled * pulled
            weights[at] += 0.7 * pulled / math.sqrt(slopes[at])
    return weights


def score(weights: Sequence[float], own: Features) -> float:
    """Return the score of features under weights."""
    total = sum(weight * value for weight, value in zip(weights, own, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def counts(judged: Sequence[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of (said, right)."""
    hit = sum(said and right for said, right in judged)
    said, right = sum(each for each, _ in judged), sum(each for _, each in judged)
    precision, recall = hit / said if said else 0.0, hit / right if right else 0.0
    return precision, recall, 2 * hit / (said + right) if said + right else 0.0


def interval(judged: Sequence[tuple[bool, bool]]) -> str:
    """Return F1 with its interval of 95 %, by drawing as many anew with putting back."""
    chance = random.Random(1)
    drawn = sorted(counts(chance.choices(judged, k=len(judged)))[2] for _ in range(DRAWN))
    low, most = drawn[int(DRAWN * 0.025)], drawn[int(DRAWN * 0.975)]
    return f"{counts(judged)[2]:.3f} (95 % {low:.3f} to {most:.3f})"


def share(hits: int, many: int, per: int = 1) -> str:
    """Return a share (of 1, or per so many) with its interval of 95 % (Wilson 1927)."""
    part, z = hits / many, 1.96
    middle = (part + z * z / (2 * many)) / (1 + z * z / many)
    wide = z * math.sqrt(part * (1 - part) / many + z * z / (4 * many * many)) / (1 + z * z / many)
    low, most = max(0.0, per * (middle - wide)), per * (middle + wide)
    digits = 3 if per == 1 else 2
    return f"{per * part:.{digits}f} (95 % {low:.{digits}f} to {most:.{digits}f})"


def folds(right: Sequence[bool], places: Sequence[int], many: int, seed: int) -> list[list[int]]:
    """Cut places in so many parts with as many matches in each."""
    mixed = list(places)
    random.Random(seed).shuffle(mixed)
    mixed.sort(key=lambda place: right[place])
    return [mixed[part::many] for part in range(many)]


def apart(
    features: Sequence[Features],
    right: Sequence[bool],
    places: Sequence[int],
    penalty: float,
    many: int,
    seed: int,
) -> dict[int, float]:
    """Return the score of each place under weights that were fitted on the others."""
    found: dict[int, float] = {}
    for part in folds(right, places, many, seed):
        other = set(places) - set(part)
        weights = fit([features[at] for at in other], [right[at] for at in other], penalty)
        found |= {at: score(weights, features[at]) for at in part}
    return found


def best_threshold(scores: dict[int, float], right: Sequence[bool]) -> tuple[float, float]:
    """Return the best F1, and the lowest threshold that gives it."""
    steps = [step / 100 for step in range(5, 96)]
    return max((counts([(scores[at] >= step, right[at]) for at in scores])[2], -step) for step in steps)
