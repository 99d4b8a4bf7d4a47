# SPDX-License-Identifier: Apache-2.0
"""The duels of encode_tiles, encode_jpeg and encode_h264."""
from duels.bench import ROOT, Duel, Side, debian_package

SESSIONS = ("typing", "scroll", "log", "window", "list", "photo", "video", "cursor")


def flags(parser):
    parser.add_argument("--sessions", nargs="+", choices=SESSIONS, default=SESSIONS, help="of the desktop only these")


def jpeg_against_libjpeg_turbo(bench, session, transform):
    version = debian_package("libjpeg62-turbo-dev")
    axes = [f"session={session}", "update=4", "damage=full"]
    folder = bench.problem("encode_jpeg", axes)
    settings = {"islow": "JDCT_ISLOW: the same bytes", "ifast": "JDCT_IFAST: its fast, coarser transform"}[transform]
    return Duel(f"encode_jpeg {session}", bench.ours("encode_jpeg", [*axes, "workers=1", "pages=2MiB"], "vectors"),
                bench.driver_side("libjpeg-turbo " + version, "the whole frame at 1080p, 4:2:0, q80, " + settings,
                                  bench.driver("libjpeg_peer", "-ljpeg"), folder, 80, transform))


def tiles_against_zstd(bench, session, update, what):
    version = debian_package("libzstd-dev")
    axes = [f"session={session}", f"update={update}"]
    folder = bench.problem("encode_tiles", axes)
    settings = {"gathered": "level 1 on the same tiles, which stand one after the other already",
                "gathering": "level 1 on the same tiles, copied from the frame first",
                "stripes": "the same in stripes of 16 tiles, as ours has",
                "xored": "stripes of differences (exclusive or) from the frame before",
                "prefix": "stripes with the frame before as zstd's prefix"}[what]
    return Duel(f"encode_tiles {session} {update}", bench.ours("encode_tiles", [*axes, "workers=1", "pages=2MiB"], "vectors"),
                bench.driver_side("zstd " + version, settings, bench.driver("zstd_tiles", "-lzstd"), folder, 1, what))


def h264_against_openh264(bench, session):
    version = debian_package("libopenh264-dev")
    axes = [f"session={session}", "update=1", "updates=24", "qp=26"]
    folder = bench.problem("encode_h264", axes)
    return Duel(f"encode_h264 {session}", bench.ours("encode_h264", [*axes, "workers=1", "pages=2MiB"], "vectors"),
                bench.driver_side("OpenH264 " + version, "24 updates at 1080p, screen content, low complexity, QP 26, one thread, its colours converted before",
                                  bench.driver("openh264_peer", f"-I{ROOT}", "-lopenh264"), folder, 26))


def two_workers(bench, kernel, session):
    """Not a peer: how much faster two workers are than one."""
    axes = [f"session={session}", "update=4", "damage=full", "pages=2MiB"]
    one = bench.ours(kernel, [*axes, "workers=1"], "vectors")
    return Duel(f"{kernel} {session}", bench.ours(kernel, [*axes, "workers=2"], "vectors"),
                Side("itself", "one worker: the ratio is how much faster two are", one.seconds))


def duels(options):
    for session in options.sessions:
        for transform in ("islow", "ifast"):
            yield "encode_jpeg", 1, lambda b, _, s=session, t=transform: jpeg_against_libjpeg_turbo(b, s, t)
    for session in options.sessions:
        for update in (4, 0):
            for what in ("gathered", "gathering", "stripes", "xored", "prefix"):
                yield "encode_tiles", 1, lambda b, _, s=session, u=update, w=what: tiles_against_zstd(b, s, u, w)
    for session in options.sessions:
        yield "encode_h264", 1, lambda b, _, s=session: h264_against_openh264(b, s)
    if max(options.threads) > 1:
        for kernel in ("encode_jpeg", "encode_tiles", "encode_h264"):
            for session in ("scroll", "photo"):
                yield kernel, 2, lambda b, _, k=kernel, s=session: two_workers(b, k, s)
