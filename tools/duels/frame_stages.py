# SPDX-License-Identifier: Apache-2.0
"""The duels of frame_stages."""
import re

from duels.bench import Duel, debian_package

SIZES = {"1080p": (1920, 1080), "4K": (3840, 2160)}


def axes_of(size, threads, *more):
    width, height = SIZES[size]
    return [f"width={width}", f"height={height}", f"workers={threads}", "pages=2MiB", *more]


def problem_axes(axes):
    return [axis for axis in axes if not re.match("workers=|pages=", axis)]


def moved(scene, size):
    """Bytes that composing a whole frame reads and writes: its surfaces once, and the frame."""
    width, height = SIZES[size]
    return 4 * width * height * {"opaque": 2, "half": 3}[scene]


def composite_against_copy(bench, scene, size, way, threads):
    """Not a peer but a bound: as many bytes moved and nothing done with them."""
    axes = axes_of(size, threads, f"scene={scene}")
    what = {"copy": "memcpy, half read and half written", "merge": "two arrays read, one written"}[way.removesuffix("_past")]
    if way.endswith("_past"):
        what = what.replace("memcpy", "a copy") + ", past the caches"
    return Duel(f"composite {scene} {size}", bench.ours("composite", axes, "vectors"),
                bench.driver_side(way, f"{moved(scene, size) / 1e6:.1f} MB, {what}: the ratio is the share of that bandwidth",
                                  bench.driver("copy_bytes"), way, moved(scene, size), threads, threads=threads))


def composite_against_pixman(bench, scene, size, threads):
    version = debian_package("libpixman-1-dev")
    axes = axes_of(size, threads, f"scene={scene}")
    program = bench.driver("pixman_composite", "-I/usr/include/pixman-1", "-lpixman-1")
    return Duel(f"composite {scene} {size}", bench.ours("composite", axes, "vectors"),
                bench.driver_side("pixman " + version, "SRC and OVER, in strips of 16 rows", program, bench.problem("composite", problem_axes(axes)),
                                  threads, threads=threads))


def damage_against_xxh3(bench, size, threads):
    version = debian_package("libxxhash-dev")
    axes = axes_of(size, threads)
    return Duel(f"damage {size}", bench.ours("damage", axes, "hash"),
                bench.driver_side("XXH3 " + version, "64 bits a tile (ours: 128), inlined, -march=native", bench.driver("xxh3_tiles"),
                                  bench.problem("damage", problem_axes(axes)), threads, threads=threads))


def damage_against_compare(bench, size, threads):
    """Not a peer but the other way: memcmp of both frames, where all is damaged and nothing changed."""
    axes = axes_of(size, threads, "changed=0")
    compare = bench.ours("damage", axes, "compare")
    compare.name, compare.settings = "memcmp", "our variant compare: both frames read; nothing changed"
    return Duel(f"damage unchanged {size}", bench.ours("damage", axes, "hash"), compare)


def colour_against(bench, way, size, threads):
    library = {"turbojpeg": "libturbojpeg0-dev", "j420": "libyuv-dev", "i420": "libyuv-dev"}[way]
    version = debian_package(library)
    flags = ["-lturbojpeg"] if way == "turbojpeg" else ["-DWITH_LIBYUV", "-lyuv"]
    settings = {"turbojpeg": "tjEncodeYUVPlanes, the same bytes", "j420": "ARGBToJ420, full range, another rounding",
                "i420": "ARGBToI420, BT.601 limited: other factors"}[way]
    axes = axes_of(size, threads, f"matrix={'bt709' if way == 'i420' else 'bt601'}")
    return Duel(f"colour_convert {axes[-1].split('=')[1]} {size}", bench.ours("colour_convert", axes, "vectors"),
                bench.driver_side(f"{'libjpeg-turbo' if way == 'turbojpeg' else 'libyuv'} {version}", settings, bench.driver("colour_planes", *flags),
                                  way, bench.problem("colour_convert", problem_axes(axes)), threads, threads=threads))


def duels(options):
    for threads in options.threads:
        for size in SIZES:
            for scene in ("opaque", "half"):
                # The faster of each and its _past is the bound.
                for way in ("copy", "copy_past", "merge", "merge_past") if scene == "half" else ("copy", "copy_past"):
                    yield "composite", threads, lambda b, t, scene=scene, size=size, way=way: composite_against_copy(b, scene, size, way, t)
            for scene in ("half", "desktop"):
                yield "composite", threads, lambda b, t, scene=scene, size=size: composite_against_pixman(b, scene, size, t)
            yield "damage", threads, lambda b, t, size=size: damage_against_xxh3(b, size, t)
            yield "damage", threads, lambda b, t, size=size: damage_against_compare(b, size, t)
            for way in ("turbojpeg", "j420", "i420"):
                yield "colour_convert", threads, lambda b, t, way=way, size=size: colour_against(b, way, size, t)
