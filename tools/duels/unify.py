# SPDX-License-Identifier: Apache-2.0
"""The duels of unify, resolve and saturate: one thread."""
from duels.bench import DRIVERS, Duel, debian_package

# family, pairs, size. SWI-Prolog unifies and undoes (bare), and compares both sides as ours does (compared).
UNIFY = [("random", 65536, 4), ("random", 4096, 64), ("heads", 65536, 1), ("wide", 4, 65535), ("deep", 1, 1000000), ("balanced", 1, 1000000),
         ("exponential", 64, 16), ("exponential", 64, 64), ("exponential", 1, 4096), ("cyclic", 64, 4096)]


def unify_against_swi(bench, family, pairs, size, what):
    version = debian_package("swi-prolog-nox")
    axes = [f"family={family}", f"pairs={pairs}", f"size={size}"]
    folder = bench.problem("unify", axes)
    # The same but in long rows and terms; only where the build has Highway.
    variant = "vectors" if size >= 4096 and bench.has_variant("unify", "vectors") else "union_find"
    settings = {"bare": "unify_with_occurs_check, undone", "compared": "the same, and ==: what ours does"}[what]
    return Duel(f"unify {family} {size} {variant} {what}", bench.ours("unify", [*axes, "lanes=1", "workers=1", "pages=2MiB"], variant),
                bench.driver_side("SWI-Prolog " + version, settings, "swipl", DRIVERS / "unify_peer.pl", what, folder))


def resolve_against_swi(bench, facts, queries):
    version = debian_package("swi-prolog-nox")
    axes = [f"facts={facts}", f"queries={queries}"]
    folder = bench.problem("resolve", axes)
    return Duel(f"resolve {facts}", bench.ours("resolve", [*axes, "lanes=1", "workers=1", "pages=2MiB"], "tabled"),
                bench.driver_side("SWI-Prolog " + version, "every rule's predicate tabled, no proofs",
                                  DRIVERS / "resolve_peer.py", folder))


def saturate_against_dfs(bench, variant):
    axes = ["facts=hypernyms"]
    folder = bench.problem("saturate", axes)
    return Duel(f"saturate hypernyms {variant}", bench.ours("saturate", [*axes, "workers=1", "pages=2MiB"], variant),
                bench.driver_side("a plain closure", "depth first, a driver of ours; stores nothing",
                                  bench.driver("closure_dfs"), folder))


def duels(_options):
    for family, pairs, size in UNIFY:
        for what in ("bare",) if family == "cyclic" else ("bare", "compared"):  # no cyclic pair unifies
            yield "unify", 1, lambda b, t, f=family, p=pairs, s=size, w=what: unify_against_swi(b, f, p, s, w)
    for facts, queries in (("wordnet", 64), ("debian", 8), ("reverse", 64)):
        yield "resolve", 1, lambda b, t, f=facts, q=queries: resolve_against_swi(b, f, q)
    for variant in ("rows", "rounds"):
        yield "saturate", 1, lambda b, t, v=variant: saturate_against_dfs(b, v)
