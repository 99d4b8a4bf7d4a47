# SPDX-License-Identifier: Apache-2.0
"""How a duel is held: the two sides in turn, each pair in a random order, and what comes out of it."""
import random
import statistics

from duels.bench import Skip


def interval(ours, peer):
    """Ratio of medians, and its 95 % interval by resampling the pairs 4,000 times with a fixed seed."""
    rng = random.Random(1)
    ratios = []
    for _ in range(4000):
        picks = [rng.randrange(len(ours)) for _ in ours]
        ratios.append(statistics.median(peer[i] for i in picks) / statistics.median(ours[i] for i in picks))
    ratios.sort()
    return statistics.median(peer) / statistics.median(ours), ratios[100], ratios[-101]


def check_counts(duel):
    """A ratio of different answers is none."""
    if duel.counted and (len(duel.ours.counts) != 1 or duel.ours.counts != duel.peer.counts):
        ours, peer = (" and ".join(map(str, sorted(side.counts))) or "nothing" for side in (duel.ours, duel.peer))
        raise Skip(f"counts differ: in {duel.name} {duel.ours.name} counts {ours}, {duel.peer.name} counts {peer}; one of them is wrong")


def hold(duel, pairs):
    """Both sides in turn, each pair in a random order."""
    rng = random.Random(2)
    ours, peer = [], []
    for _ in range(pairs):
        sides = [(duel.ours, ours), (duel.peer, peer)]
        rng.shuffle(sides)
        for side, times in sides:
            times.append(side.seconds())
        check_counts(duel)
    return ours, peer
