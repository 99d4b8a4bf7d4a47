# SPDX-License-Identifier: Apache-2.0
"""The duels of triple_join: the same COUNT of the same graph, parsed and planned each time, one thread."""
import pathlib
import re
import shutil

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
QUERIES = ROOT / "kernels" / "triple_join" / "queries"
# The graph of each query, and whether it is heavy.
DUELS = {"Q2": "lubm", "Q9": "lubm", "W3": "wordnet", "D2": "debian", "Q1": "lubm", "Q12": "lubm", "W2": "wordnet"}
GRAPHS = {"lubm": ["data=lubm", "universities=10"], "wordnet": ["data=wordnet"], "debian": ["data=debian"]}
PACKAGE = "@duckdb/node-api"


def counted(name, scratch):
    """A file with the query as SELECT (COUNT(*) …)."""
    text = (QUERIES / f"{name}.rq").read_text(encoding="utf8")
    path = scratch / f"{name}_counted.rq"
    path.write_text(re.sub(r"SELECT .*? WHERE", "SELECT (COUNT(*) AS ?rows) WHERE", text, flags=re.DOTALL), encoding="utf8")
    return path


def installed(built, run, skip):
    """A folder in which node finds DuckDB and our driver beside it."""
    if not shutil.which("npm") or not shutil.which("node"):
        raise skip("DuckDB comes through npm, which is missing (Debian: npm)")
    folder = built / "duckdb"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / PACKAGE).exists():
        run(["npm", "install", "--silent", "--ignore-scripts", "--prefix", folder, PACKAGE])
    shutil.copy(ROOT / "tools" / "peer_drivers" / "triples_duckdb.mjs", folder)
    return folder


def duel(bench, name, tools):
    """`tools` is the module of tools/peers: its Duel, Side, Skip, run and BUILT."""
    graph = GRAPHS[DUELS[name]]
    problem = bench.problem("triple_join", [*graph, f"query={name}", "budget=1GiB"])
    folder = installed(tools["BUILT"], tools["run"], tools["Skip"])
    version = re.search(r'"version": "([^"]+)"', (folder / "node_modules" / PACKAGE / "package.json").read_text(encoding="utf8"))
    query = counted(name, bench.scratch)
    return tools["Duel"](
        f"triple_join {name}",
        bench.ours("triple_join", [*graph, f"query=@{query}", "budget=1GiB", "workers=1"], "leapfrog"),
        bench.driver_side(f"DuckDB {version.group(1)}", "SELECT count(*) over a table of ids in the order of predicate, object, subject",
                          "node", folder / "triples_duckdb.mjs", problem, name))
