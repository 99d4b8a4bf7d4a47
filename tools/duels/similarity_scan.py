# SPDX-License-Identifier: Apache-2.0
"""The duels of similarity_scan: faiss's flat index of binary vectors, and reading as many bytes."""
from duels.bench import Duel, debian_package

VECTORS, BYTES = 65536, 65536 * 157 * 8


def against_faiss(bench, queries, threads):
    version = debian_package("libfaiss-dev")
    debian_package("libopenblas-dev")  # faiss does not name what it is linked with
    axes = [f"vectors={VECTORS}", f"queries={queries}"]
    folder = bench.problem("similarity_scan", axes)
    return Duel(f"similarity_scan {queries}", bench.ours("similarity_scan", [*axes, f"workers={threads}", "pages=2MiB"], "blocks"),
                bench.driver_side("faiss " + version, "IndexBinaryFlat, the same vectors and k, transparent huge pages",
                                  bench.driver("faiss_hamming", "-lfaiss", "-lopenblas", "-fopenmp"), folder, threads=threads))


def against_reading(bench, threads):
    """Below 1 by what a scan of one query costs beside nothing but reading its database."""
    axes = [f"workers={threads}", "pages=2MiB"]
    return Duel("similarity_scan 1 by reading", bench.ours("similarity_scan", [f"vectors={VECTORS}", *axes], "blocks"),
                bench.ours("stream_read", [f"bytes={BYTES}", *axes], "streams"))


def duels(options):
    for threads in options.threads:
        yield "similarity_scan", threads, lambda b, t: against_reading(b, t)
        for queries in (1, 16):
            yield "similarity_scan", threads, lambda b, t, queries=queries: against_faiss(b, queries, t)
