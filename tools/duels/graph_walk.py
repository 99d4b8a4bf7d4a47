# SPDX-License-Identifier: Apache-2.0
"""The duels of chase, bfs, random_walk and khop."""
import re
import statistics
import struct

from duels.bench import HUGE_PAGES, Duel, Side, Skip, debian_package, given, run, version_of


def flags(parser):
    parser.add_argument("--gapbs", metavar="DIR", help="sbeamer/gapbs, with ./bfs built (-O3 -march=native -fopenmp)")
    parser.add_argument("--multichase", metavar="DIR", help="google/multichase, with ./multichase built")
    parser.add_argument("--scales", type=int, nargs="+", default=[20, 22], help="of bfs's Kronecker graphs")


def size_text(size):
    return f"{size // 2**20} MiB" if size >= 2**20 else f"{size // 2**10} KiB"


def chase_against_multichase(bench, size, threads):
    if threads > 1:
        raise Skip("multichase's chains on two processors are not one job")
    folder = given(bench.options.multichase, "multichase", "--multichase")
    hops = 2**26 if size < 2**21 else 3 * 2**20
    axes = [f"bytes={size}", f"hops={hops}", "chains=1", "banks=1", "workers=1", "pages=2MiB"]

    def seconds():
        words = ["taskset", "-c", "0", folder / "multichase", "-X", "-H", "-s64", f"-T{size // 1024}k", f"-m{size // 1024}k", "-n3"]
        return float(run(words).split()[0]) * 1e-9 * hops

    return Duel(f"chase {size_text(size)}", bench.ours("chase", axes),
                Side("multichase " + version_of(folder), "one chain, stride 64, permuted over the whole, 2 MiB pages, best of 3", seconds))


def write_gapbs_graph(folder):
    """gapbs's serialised form: directed, edges, vertices, offsets i64, targets i32."""
    path = folder / "graph.sg"
    if not path.exists():
        offsets, targets = (folder / "offsets.bin").read_bytes(), (folder / "targets.bin").read_bytes()
        header = struct.pack("<?qq", False, len(targets) // 4, len(offsets) // 8 - 1)
        path.write_bytes(header + offsets + targets)
    return path


def bfs_against_gapbs(bench, scale, threads):
    folder = given(bench.options.gapbs, "bfs", "--gapbs")
    graph = ["graph=kronecker", f"scale={scale}", "roots=8"]
    problem = bench.problem("bfs", graph)
    serialised = write_gapbs_graph(problem)
    roots = struct.unpack("<8I", (problem / "roots.bin").read_bytes())
    environment = {"OMP_NUM_THREADS": str(threads), "OMP_PROC_BIND": "close", "OMP_PLACES": "cores",
                   **HUGE_PAGES}

    def seconds():
        total = 0.0
        for root in roots:
            words = [folder / "bfs", "-f", serialised, "-r", root, "-n", bench.options.repetitions + 1]
            trials = [float(t) for t in re.findall(r"Trial Time:\s+([\d.]+)", run(words, **environment))]
            total += statistics.median(trials[1:])  # the first one warms up
        return total

    return Duel(f"bfs kronecker {scale}", bench.ours("bfs", [*graph, f"workers={threads}", "pages=2MiB"], "direction_optimising"),
                Side("gapbs " + version_of(folder) + " bfs", "the same graph and 8 roots, direction-optimising, transparent huge pages", seconds))


IGRAPH = {
    "bfs": (["graph=kronecker", "scale=18", "roots=4"], [], "igraph_bfs_simple, parents"),
    # Few long walks: each call of igraph's prepares the whole graph first.
    "random_walk": (["graph=uniform", "scale=18", "restart=0", "walks=64", "steps=16384"], ["contexts=64"],
                    "igraph_random_walk, vertices kept"),
    "khop": (["graph=uniform", "scale=18", "degree=4", "hops=2", "most=512", "seeds=1024"], ["contexts=16"],
             "igraph_neighborhood, no limit of vertices"),
}


def against_igraph(bench, kernel, threads):
    if threads > 1:
        raise Skip("igraph has one thread")
    version = debian_package("libigraph-dev")
    problem_axes, own_axes, settings = IGRAPH[kernel]
    folder = bench.problem(kernel, problem_axes)
    flags = run(["pkg-config", "--cflags", "--libs", "igraph"]).split()
    return Duel(f"{kernel} {problem_axes[0].split('=')[1]} 18",
                bench.ours(kernel, [*problem_axes, *own_axes, "workers=1", "pages=2MiB"]),
                bench.driver_side("igraph " + version, settings, bench.driver("igraph_peer", *flags), kernel, folder))


def duels(options):
    for size in (32 * 2**10, 512 * 2**10, 256 * 2**20):
        yield "chase", 1, lambda b, t, size=size: chase_against_multichase(b, size, t)
    for scale in options.scales:
        for threads in options.threads:
            yield "bfs", threads, lambda b, t, scale=scale: bfs_against_gapbs(b, scale, t)
    for kernel in IGRAPH:
        yield kernel, 1, lambda b, t, kernel=kernel: against_igraph(b, kernel, t)
