# SPDX-License-Identifier: Apache-2.0
"""tools/calibration on made-up results with known answers, and (--pontage TOOL) on a result file that the tool itself writes.

Usage: calibration_test.py CALIBRATION [PONTAGE FOLDER]
"""
import importlib.machinery
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv[1]
TOOL = sys.argv[2] if len(sys.argv) > 2 else None


def load(path):
    loader = importlib.machinery.SourceFileLoader("calibration", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("calibration", loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


calibration = load(PROGRAM)


def plan(size, origin):
    copy_in = f"copy    chase.starts@{origin} → chase.starts@gpu.device {size} B on gpu [act 1]\n"
    copy_out = f"copy    chase.ends@gpu.device → chase.ends@{origin} {2 * size} B on gpu [act 5] after 3\n"
    dataset = f"copy    chase.cycle@{origin} → chase.cycle@gpu.device {7 * size} B on gpu\n"
    return f"plan of chase\nsetup\n{dataset}body\n{copy_in}launch  chase on gpu [act 3] after 1\n{copy_out}await   act 5 [act 6]\n"


def run(number, to_ns=0, from_ns=0, launch=(), sync=(), compute=0.0):
    leaves = [{"leaf": "launch.submit", "class": "launch", "ns": ns} for ns in launch]
    leaves += [{"leaf": "sync.notify", "class": "sync", "ns": ns} for ns in sync]
    leaves.append({"leaf": "compute.chase", "class": "compute", "ns": compute})
    return {"run": number, "suspicious": [], "compute": {"median_ns": compute}, "ledger_p50": {"total_ns": 0, "leaves": leaves},
            "busy": [{"resource": f"gpu.{way}", "leaves": [{"leaf": "copy.dma", "class": "copy", "ns": ns}]}
                     for way, ns in (("to_device", to_ns), ("from_device", from_ns))]}


def case(runs, key="chase", axes=None, size=0, **changes):
    shape = {"chains": 64, "banks": 8, "bytes": 65536, "hops": 100}
    made = {"key": key, "kernel": "chase", "variant": "threads", "device": "gpu", "provenance": "measured", "status": "right",
            "lowering_axes": axes or {}, "sampling_axes": {}, "facts": [{"name": "device", "value": "Made up"}], "shape": shape,
            "plan": plan(size, "gpu.pinned"), "runs": runs}
    made.update(changes)
    return made


def result(*cases):
    return {"run_id": "R1", "command": "pontage run", "schema": "1.1", "results": list(cases),
            "environment": {"host_name": "h", "processor": "p", "fingerprint": "f"}}


def values(cases, name):
    return [v for v in calibration.calibration([result(*cases)], "gpu")["values"] if v["name"] == name]


class Calibration(unittest.TestCase):
    def test_bandwidth_is_the_slope_without_the_fixed_share(self):
        # 4000 ns and 10 GB/s one way, 2000 ns and 20 GB/s the other (which copies twice as much); the second run is twice as fast.
        def at(size, speed):
            return {"to_ns": 4000 + size / 10 / speed, "from_ns": 2000 + 2 * size / 20 / speed}
        cases = [case([run(0, **at(size, 1)), run(1, **at(size, 2))], key=f"k{size}", size=size) for size in (10_000, 100_000, 1_000_000)]
        (to_device,), (from_device,) = values(cases, "to_device_gbps"), values(cases, "from_device_gbps")
        self.assertAlmostEqual(to_device["value"], 15)
        self.assertAlmostEqual(to_device["low"], 10)
        self.assertAlmostEqual(to_device["high"], 20)
        self.assertAlmostEqual(from_device["low"], 20)
        self.assertEqual(to_device["where"], {"memory": "pinned"})
        self.assertEqual(to_device["unit"], "GB/s")
        self.assertEqual(to_device["kind"], "measured")
        self.assertEqual(to_device["records"], ["k10000", "k100000", "k1000000"])
        self.assertIn("R1: pontage run", to_device["source"])

    def test_one_size_is_no_slope(self):
        self.assertEqual(values([case([run(0, 5000, 5000)], size=10_000)], "to_device_gbps"), [])

    def test_each_memory_mode_has_its_own(self):
        cases = [case([run(0, 1000 + size / speed, 1)], axes={"memory": memory}, size=size, plan=plan(size, "gpu." + memory))
                 for memory, speed in (("pageable", 3), ("write_combined", 12)) for size in (10_000, 90_000)]
        rates = {v["where"]["memory"]: round(v["value"], 6) for v in values(cases, "to_device_gbps")}
        self.assertEqual(rates, {"pageable": 3, "write_combined": 12})

    def test_launch_and_sync_are_of_their_own_axis_only(self):
        cases = [case([run(0, launch=(100, 20), sync=(7,)), run(1, launch=(300, 20), sync=(9,))]),
                 case([run(0, launch=(50,), sync=(1,))], axes={"submit": "graph"}),
                 case([run(0, launch=(60,), sync=(2000,))], axes={"wait": "block"}),
                 case([run(0, launch=(1,), sync=(1,))], axes={"wait": "block", "submit": "graph"})]
        launch = {v["where"]["submit"]: v["value"] for v in values(cases, "launch_ns")}
        sync = {v["where"]["wait"]: v["value"] for v in values(cases, "sync_ns")}
        self.assertEqual(launch, {"one_by_one": 220, "graph": 50})
        self.assertEqual(sync, {"spin": 8, "block": 2000})

    def test_latency_is_of_one_chain_in_one_bank(self):
        one = {"chains": 1, "banks": 1, "bytes": 4096, "hops": 200}
        cases = [case([run(0, compute=50_000)], shape=one), case([run(0, compute=1)])]
        (latency,) = values(cases, "chase_latency_ns")
        self.assertEqual((latency["value"], latency["where"]["bytes"]), (250, 4096))

    def test_what_is_wrong_or_modelled_or_of_another_device_counts_for_nothing(self):
        for change in ({"status": "wrong"}, {"provenance": "modelled"}, {"device": "cpu_split"}, {"runs": []}):
            self.assertIsNone(calibration.calibration([result(case([run(0)]) | change)], "gpu"))

    def test_what_is_not_there_is_named(self):
        gaps = calibration.calibration([result(case([run(0, launch=(1,), sync=(1,))]))], "gpu")["missing"]
        self.assertIn({"name": "launch_ns", "where": {"submit": "graph"}, "reason": "no right case of the files shows it"}, gaps)
        self.assertNotIn("one_by_one", [gap["where"].get("submit") for gap in gaps])

    def test_what_is_no_result_file_is_refused(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write('{"pontage": {"schema": "2.0", "results": []}}')
            file.flush()
            self.assertEqual(subprocess.run([PROGRAM, file.name], capture_output=True, check=False).returncode, 65)
        self.assertEqual(subprocess.run([PROGRAM, "/nowhere.json"], capture_output=True, check=False).returncode, 65)

    @unittest.skipIf(TOOL is None, "no pontage was named")
    def test_it_reads_what_pontage_writes(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "result.json"
            arguments = ["run", "chase", "-b", "cpu_split", "-a", "bytes=16KiB", "-a", "chains=1", "-a", "banks=1", "-a", "hops=100",
                         "-a", "wait=[spin,block]", "--runs", "1", "--budget", "0.01", "--json", str(file)]
            subprocess.run([TOOL, *arguments], capture_output=True, check=True)
            made = pathlib.Path(folder) / "calibration.json"
            subprocess.run([PROGRAM, "--device", "cpu_split", "-o", str(made), str(file)], capture_output=True, check=True)
            written = json.loads(made.read_text(encoding="utf-8"))
            names = [(v["name"], v["where"].get("wait")) for v in written["values"]]
            for wanted in (("launch_ns", None), ("sync_ns", "spin"), ("sync_ns", "block"), ("chase_latency_ns", None)):
                self.assertIn(wanted, names)
            refused = subprocess.run([TOOL, "run", "chase", "--on", str(made)], capture_output=True, text=True, check=False)
            self.assertEqual(refused.returncode, 65)
            self.assertIn("has no key 'pontage_machine'", refused.stdout + refused.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
