# SPDX-License-Identifier: Apache-2.0
"""The duels of triple_join: the same COUNT of the same graph, parsed and planned each time, one thread."""
import re

from duels import triple_text
from duels.bench import DRIVERS, ROOT, Duel, debian_package, npm_driver

QUERIES = ROOT / "kernels" / "triple_join" / "queries"
DATA = {"Q": "lubm", "W": "wordnet", "D": "debian"}  # by a query's first letter
DUELS = [(query, "duckdb") for query in ("Q2", "Q9", "W3", "D2", "Q1", "Q12", "W2")]
DUELS += [(query, peer) for peer in ("oxigraph", "swi") for query in ("Q2", "Q9", "W3", "Q1", "Q12", "W2")]


def counted(name, scratch):
    """A file with the query as SELECT (COUNT(*) …)."""
    text = (QUERIES / f"{name}.rq").read_text(encoding="utf8")
    path = scratch / f"{name}_counted.rq"
    path.write_text(re.sub(r"SELECT .*? WHERE", "SELECT (COUNT(*) AS ?rows) WHERE", text, flags=re.DOTALL), encoding="utf8")
    return path


def duckdb(bench, name, problem, data):
    driver, version = npm_driver("@duckdb/node-api", "triples_duckdb.mjs")
    return bench.driver_side(f"DuckDB {version}", f"{data}; SELECT count(*) over a table of ids in the order of predicate, object, subject",
                             "node", driver, problem, name)


def oxigraph(bench, name, problem, data):
    driver, version = npm_driver("oxigraph", "triples_oxigraph.mjs")
    return bench.driver_side(f"Oxigraph {version} (WebAssembly)", f"{data}; the same SPARQL, a store in memory",
                             "node", driver, triple_text.write_ntriples(problem), counted(name, bench.scratch))


def swi(bench, name, problem, data):
    version = debian_package("swi-prolog-nox")
    return bench.driver_side(f"SWI-Prolog {version}", f"{data}; a predicate a relation, goals in an order chosen by hand, aggregate_all(count)",
                             "swipl", DRIVERS / "triples_swi.pl", triple_text.write_facts(problem).with_suffix(""), name)


PEERS = {"duckdb": duckdb, "oxigraph": oxigraph, "swi": swi}
# Oxigraph reads its triples anew in each process: 12 s for 10 universities.
UNIVERSITIES = {"oxigraph": 1}


def duel(bench, name, peer):
    graph = [f"data={DATA[name[0]]}"] + ([f"universities={UNIVERSITIES.get(peer, 10)}"] if name[0] == "Q" else [])
    # A problem's query does not matter to a peer: one folder of triples for all queries of a graph.
    problem = bench.problem("triple_join", [*graph, f"query={name[0]}1", "budget=1GiB"])
    ours = bench.ours("triple_join", [*graph, f"query=@{counted(name, bench.scratch)}", "budget=1GiB", "workers=1"], "leapfrog")
    return Duel(f"triple_join {name}", ours, PEERS[peer](bench, name, problem, " ".join(graph)), counted=True)


def flags(parser):
    parser.add_argument("--against", nargs="+", choices=sorted(PEERS), help="of triple_join's peers only these")


def duels(options):
    for query, peer in DUELS:
        if not options.against or peer in options.against:
            yield "triple_join", 1, lambda b, t, query=query, peer=peer: duel(b, query, peer)
