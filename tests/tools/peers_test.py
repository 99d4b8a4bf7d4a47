# SPDX-License-Identifier: Apache-2.0
"""tools/duels: no ratio of different answers, and triples that come out of a problem's files as they went in.

Usage: peers_test.py TOOLS PONTAGE
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

TOOLS, TOOL = sys.argv[1:3]
sys.dont_write_bytecode = True
sys.path.insert(0, TOOLS)
from duels import triple_join, triple_text  # noqa: E402
from duels import hold as holding  # noqa: E402
from duels.bench import DRIVERS, Duel, Side, Skip  # noqa: E402

# Sorted; what must be escaped, and what must not.
LINES = sorted([
    r'<http://a/s> <http://a/says> "plain" .',
    r'<http://a/s> <http://a/says> "two\nlines, a \"quotation\" and a \\" .',
    """<http://a/s> <http://a/says> "it's"@en .""",
    r'<http://a/s> <http://a/says> "größer"@de .',
    r'<http://a/s> <http://a/counts> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    r'<http://a/t> <http://a/knows> <http://a/s> .',
    r'<http://a/s> <http://a/knows> <http://a/t> .',
])


def side(name, counts):
    """One that counts the next number whenever it runs."""
    left = list(counts)

    def seconds():
        if left:
            made.counts.add(left.pop(0))
        return 1.0

    made = Side(name, "", seconds)
    return made


def hold(ours, peer, counted=True):
    return holding.hold(Duel("duel", side("ours", ours), side("peer", peer), counted), 2)


class Counts(unittest.TestCase):
    def test_the_same_count_gives_times(self):
        self.assertEqual(hold([7, 7], [7, 7]), ([1.0, 1.0], [1.0, 1.0]))

    def test_another_count_gives_none(self):
        with self.assertRaisesRegex(Skip, "counts differ: in duel ours counts 7, peer counts 8"):
            hold([7, 7], [8, 8])

    def test_a_count_that_changes_gives_none(self):
        with self.assertRaisesRegex(Skip, "ours counts 7, peer counts 7 and 8"):
            hold([7, 7], [7, 8])

    def test_a_peer_that_does_not_tell_gives_none(self):
        with self.assertRaisesRegex(Skip, "peer counts nothing"):
            hold([7, 7], [])
        with self.assertRaisesRegex(Skip, "ours counts nothing"):
            hold([], [])

    def test_other_kernels_do_not_count(self):
        self.assertEqual(len(hold([7, 7], [], counted=False)[0]), 2)

    def test_every_duel_of_triple_join_counts(self):
        class Bench:
            scratch = pathlib.Path(tempfile.gettempdir())
            problem = ours = driver_side = lambda *_: None

        for query, _ in triple_join.DUELS:
            triple_join.PEERS["none"] = lambda *_: None
            self.assertTrue(triple_join.duel(Bench(), query, "none").counted)

    def test_swi_has_a_goal_for_every_query_it_is_asked(self):
        text = (DRIVERS / "triples_swi.pl").read_text(encoding="utf8")
        self.assertLessEqual({query for query, peer in triple_join.DUELS if peer == "swi"}, set(re.findall(r"query\('(\w+)'", text)))


class Text(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        folder = pathlib.Path(self.scratch.name)
        (folder / "in.nt").write_text("\n".join(LINES) + "\n", encoding="utf8")
        (folder / "q.rq").write_text("SELECT * WHERE { ?s <http://a/knows> ?o . }", encoding="utf8")
        self.problem = folder / "problem"
        done = subprocess.run([TOOL, "-q", "problem", "triple_join", "--out", self.problem, "-a", f"data=file:{folder / 'in.nt'}",
                               "-a", f"query=@{folder / 'q.rq'}", "-a", "budget=1MiB"], capture_output=True, text=True, check=False)
        if "serd" in done.stderr:
            self.skipTest(done.stderr.strip())
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_ntriples_come_back_as_they_were(self):
        self.assertEqual(sorted(triple_text.write_ntriples(self.problem).read_text(encoding="utf8").splitlines()), LINES)

    def test_facts_are_as_many_and_quoted(self):
        facts = triple_text.write_facts(self.problem).read_text(encoding="utf8").splitlines()
        self.assertEqual(len(facts), 1 + len(LINES))
        self.assertIn("'<http://a/says>'('<http://a/s>','\"it\\'s\"@en').", facts)
        self.assertIn(r"""'<http://a/says>'('<http://a/s>','"two\nlines, a "quotation" and a \\"').""", facts)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
