# SPDX-License-Identifier: Apache-2.0
"""The duels of attention."""
import re

from duels.bench import Duel, Side, Skip, debian_package, given, version_of


def flags(parser):
    parser.add_argument("--ggml", metavar="DIR", help="ggml, installed (DIR/include, DIR/lib)")
    parser.add_argument("--onednn", metavar="DIR", help="oneDNN 3, installed (the same)")


def attention_axes(phase, storage):
    """The prefill and the decode of docs/kernels/attention.md."""
    shape = {"prefill": ["tokens=1024", "context=1024"], "decode": ["tokens=1", "context=4096"]}[phase]
    return ["heads=32", "kv_heads=32", "head_dim=128", *shape, f"storage={storage}"]


def attention_against_openblas(bench, phase, threads):
    version = debian_package("libopenblas-dev")
    axes = attention_axes(phase, "f32")
    folder = bench.problem("attention", axes)
    program = bench.driver("openblas_products", "-lopenblas")
    return Duel(f"attention {phase} f32", bench.ours("attention", [*axes, f"workers={threads}", "pages=2MiB"], "flash"),
                bench.driver_side("OpenBLAS " + version, "two products a head and NO softmax: a lower bound", program, folder,
                                  threads, threads=threads))


def attention_against_ggml(bench, phase, storage, threads):
    folder = given(bench.options.ggml, "include/ggml.h", "--ggml")
    axes = attention_axes(phase, storage)
    problem = bench.problem("attention", axes)
    libraries = f"{folder}/lib"
    # A group, and OpenMP, because ggml may be there as static libraries.
    program = bench.driver("ggml_attention", f"-I{folder}/include", f"-L{libraries}", "-Wl,--start-group", "-lggml", "-lggml-cpu",
                           "-lggml-base", "-Wl,--end-group", "-fopenmp", "-ldl", f"-Wl,-rpath,{libraries}")
    settings = "ggml_flash_attn_ext, keys and values in " + ("f32" if storage == "f32" else "f16, its fastest 16 bits")
    return Duel(f"attention {phase} {storage}", bench.ours("attention", [*axes, f"workers={threads}", "pages=2MiB"], "flash"),
                bench.driver_side("ggml " + version_of(folder), settings, program, problem, threads, threads=threads))


def attention_against_onednn(bench, storage, threads):
    folder = given(bench.options.onednn, "include/oneapi/dnnl/dnnl.hpp", "--onednn")
    versions = (folder / "include/oneapi/dnnl/dnnl_version.h").read_text(encoding="utf8")
    version = [re.search(rf"DNNL_VERSION_{part}\s+(\d+)", versions)[1] for part in ("MAJOR", "MINOR", "PATCH")]
    if int(version[0]) < 3:
        raise Skip(f"{folder} has oneDNN {'.'.join(version)}; its driver is for oneDNN 3")
    axes = attention_axes("prefill", storage)
    problem = bench.problem("attention", axes)
    libraries = f"{folder}/lib"
    program = bench.driver("onednn_attention", f"-I{folder}/include", f"-L{libraries}", "-ldnnl", "-fopenmp", f"-Wl,-rpath,{libraries}")
    return Duel(f"attention prefill {storage}", bench.ours("attention", [*axes, f"workers={threads}", "pages=2MiB"], "flash"),
                bench.driver_side("oneDNN " + ".".join(version), "matmul, softmax, matmul over blocks of queries, the fastest block",
                                  program, problem, threads, threads=threads))


def decode_against_read(bench, storage, threads):
    """Not a peer but a bound: reading the keys and values once, by our own stream_read."""
    axes = attention_axes("decode", storage)
    size = {"f32": "128MiB", "bf16": "64MiB"}[storage]
    read = bench.ours("stream_read", [f"bytes={size}", f"workers={threads}", "pages=2MiB"])
    return Duel(f"attention decode {storage}", bench.ours("attention", [*axes, f"workers={threads}", "pages=2MiB"], "flash"),
                Side("stream_read", f"the same {size} read once: the ratio is the share of the read bandwidth", read.seconds))


def duels(options):
    for phase in ("prefill", "decode"):
        for threads in options.threads:
            yield "attention", threads, lambda b, t, phase=phase: attention_against_openblas(b, phase, t)
            for storage in ("f32", "bf16"):
                yield "attention", threads, lambda b, t, phase=phase, storage=storage: attention_against_ggml(b, phase, storage, t)
                if phase == "prefill":
                    yield "attention", threads, lambda b, t, storage=storage: attention_against_onednn(b, storage, t)
                else:
                    yield "attention", threads, lambda b, t, storage=storage: decode_against_read(b, storage, t)
