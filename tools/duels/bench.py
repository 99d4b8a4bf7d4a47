# SPDX-License-Identifier: Apache-2.0
"""What every duel is made of: two sides, the inputs as files, programs around a peer's library, and peers found or refused."""
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVERS = ROOT / "tools" / "peer_drivers"
BUILT = ROOT / "build" / "peers"
# Ours ask for 2 MiB pages; a peer that allocates by malloc gets transparent ones too.
HUGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


class Skip(Exception):
    """This duel cannot be held here; the text says why."""


@dataclasses.dataclass
class Side:
    name: str
    settings: str  # how it was run, for the table
    seconds: object  # () -> float: one process, its median repetition
    counts: set = dataclasses.field(default_factory=set)  # what its processes counted, where the duel is `counted`


@dataclasses.dataclass
class Duel:
    name: str
    ours: Side
    peer: Side
    counted: bool = False  # both sides must count the same, or there is no ratio


def run(words, **environment):
    """The output of a command; a failure ends in a sentence with its last line."""
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"} | environment
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, env=env, check=False)
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Skip(f"{pathlib.Path(words[0]).name} ended with {done.returncode}: {lines[-1] if lines else 'no output'}")
    return done.stdout


class Bench:
    """What all duels share: the tool, a scratch folder, the problems written so far."""

    def __init__(self, options, scratch):
        self.options, self.scratch = options, pathlib.Path(scratch)
        self.pontage = pathlib.Path(options.pontage)

    def ours(self, kernel, axes, variant=""):
        def seconds():
            path = self.scratch / "ours.json"
            words = [self.pontage, "-q", "run", kernel, "--backend", "cpu_threads", "--runs", "1", "--rule", "count",
                     "--min-repetitions", str(self.options.repetitions), "--max-repetitions", str(self.options.repetitions),
                     "--json", path]
            for axis in axes:
                words += ["-a", axis]
            if variant:
                words += ["--variant", variant]
            run(words)
            record = json.loads(path.read_text())["pontage"]["results"][0]
            if record["status"] != "right":
                raise Skip(f"pontage: {record['reason']}")
            # Of a query: its rows, by the judge whom the answer satisfied.
            side.counts.add(record["work"]["answers_count"])
            return record["runs"][0]["job"]["median_ns"] * 1e-9

        side = Side("pontage " + kernel + ("/" + variant if variant else ""), " ".join(axes), seconds)
        return side

    def has_variant(self, kernel, variant):
        """Whether the tool was built with it: what `pontage list kernels` says below the kernel's line."""
        own = False
        for line in run([self.pontage, "list", "kernels"]).splitlines():
            if not line.startswith(" "):
                own = line.startswith(kernel + " ")
            elif own and line.startswith(f"  variant {variant} ("):
                return True
        return False

    def problem(self, kernel, axes):
        """The same inputs as files."""
        folder = self.scratch / "_".join([kernel, *axes]).replace("/", "_")
        if not folder.exists():
            words = [self.pontage, "-q", "problem", kernel, "--out", folder]
            for axis in axes:
                words += ["-a", axis]
            run(words)
        return folder

    def driver(self, name, *flags):
        """A small program of ours around a peer's library."""
        BUILT.mkdir(parents=True, exist_ok=True)
        # Another library gives another program.
        program = BUILT / f"{name}-{hashlib.sha256(' '.join(map(str, flags)).encode()).hexdigest()[:8]}"
        source = DRIVERS / (name + ".cpp")
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            run(["g++", "-std=c++20", "-O3", "-march=native", source, "-o", program, *flags, "-pthread"])
        return program

    def driver_side(self, peer, settings, program, *arguments, threads=1):
        def seconds():
            words = ["taskset", "-c", ",".join(str(t) for t in range(threads)), program, *arguments, self.options.repetitions]
            lines = run(words, **HUGE_PAGES).splitlines()
            side.counts.update(int(line.removeprefix("count ")) for line in lines if line.startswith("count "))
            return statistics.median(float(line) for line in lines if not line.startswith("count "))

        side = Side(peer, settings, seconds)
        return side


def debian_package(name):
    """Its version; installed now if need be and possible."""
    query = ["dpkg-query", "-W", "-f=${Version}", name]
    if not shutil.which("dpkg-query"):
        raise Skip("this is not Debian; install " + name + " by hand")
    found = subprocess.run(query, capture_output=True, text=True, check=False)
    if found.returncode != 0 or not found.stdout:
        if os.geteuid() != 0:
            raise Skip(f"Debian's {name} is missing; a person with root installs it by: apt-get install {name}")
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", name], capture_output=True, check=False)
        found = subprocess.run(query, capture_output=True, text=True, check=False)
        if found.returncode != 0 or not found.stdout:
            raise Skip(f"Debian's {name} could not be installed; is there a network, and apt-get update?")
    return found.stdout


def npm_driver(package, driver):
    """A driver of ours in a folder in which node finds the package, and the package's version."""
    if not shutil.which("npm") or not shutil.which("node"):
        raise Skip(f"{package} comes through npm, which is missing (Debian: npm)")
    folder = BUILT / pathlib.Path(driver).stem
    folder.mkdir(parents=True, exist_ok=True)
    described = folder / "node_modules" / package / "package.json"
    if not described.exists():
        run(["npm", "install", "--silent", "--ignore-scripts", "--prefix", folder, package])
    shutil.copy(DRIVERS / driver, folder)
    return folder / driver, re.search(r'"version": "([^"]+)"', described.read_text(encoding="utf8"))[1]


def given(path, what, flag):
    if not path:
        raise Skip(f"its peer is given by path: {flag} DIR")
    if not (pathlib.Path(path) / what).exists():
        raise Skip(f"{path} has no {what}; build the peer first")
    return pathlib.Path(path)


def version_of(folder):
    """What says which version a peer given by path is: its checkout's commit, or what its package files say."""
    known = subprocess.run(["git", "-C", str(folder), "rev-parse", "--short", "--show-toplevel", "HEAD"], capture_output=True, text=True, check=False)
    lines = known.stdout.split()
    if known.returncode == 0 and len(lines) == 2 and pathlib.Path(lines[0]) == folder.resolve():
        return lines[1]
    for file in sorted(folder.glob("lib*/cmake/*/*ersion.cmake")):
        if found := re.search(r'PACKAGE_VERSION "([^"]+)"', file.read_text(encoding="utf8")):
            return found[1]
    return "of a version it does not tell"
