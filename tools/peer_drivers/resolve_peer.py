#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SWI-Prolog with tabling on the rules, facts and queries that `pontage problem resolve` wrote.
Usage: resolve_peer.py FOLDER REPETITIONS. Prints the seconds of each repetition on a line; the number of
answers goes to standard error. Every query starts without tables, as ours do."""
import pathlib
import struct
import subprocess
import sys
import tempfile

folder, repetitions = pathlib.Path(sys.argv[1]), sys.argv[2]


def words(name):
    data = (folder / (name + ".bin")).read_bytes()
    return struct.unpack(f"<{len(data) // 4}I", data)


terms, facts, cells, clauses, queries = map(words, ("terms", "facts", "clause_cells", "clauses", "queries"))


def value(v):
    if v >> 29 == 2:
        return f"c{v & 0x1FFFFFFF}"
    at, closing, text = v & 0x1FFFFFFF, 0, ""
    while True:  # along the last argument, where lists grow
        arity = terms[at] & 0xFFFF
        text += f"f{terms[at] >> 16 & 0x1FFF}(" + "".join(value(a) + "," for a in terms[at + 1:at + arity])
        closing, last = closing + 1, terms[at + arity]
        if last >> 29 == 2:
            return text + value(last) + ")" * closing
        at = last & 0x1FFFFFFF


def pattern(at):
    cell = cells[at]
    if cell >> 29 == 1:
        return f"V{cell & 0x1FFFFFFF}", at + 1
    if cell >> 29 == 2:
        return f"c{cell & 0x1FFFFFFF}", at + 1
    arguments, at = [], at + 1
    for _ in range(cell & 0xFFFF):
        text, at = pattern(at)
        arguments.append(text)
    return f"f{cell >> 16 & 0x1FFF}({','.join(arguments)})", at


def goal(record):
    head, arguments = record[0], record[1:4]
    texts = [value(a) if a else f"Q{i}" for i, a in enumerate(arguments[:head & 0xFFFF])]
    return f"f{head >> 16 & 0x1FFF}({','.join(texts)})"


program = [":- style_check(-singleton).", ":- style_check(-discontiguous).", ":- initialization(main, main)."]
rules, tabled, known = [], [], set()
for at in range(0, len(clauses), 7):
    _, goals, head, *body = clauses[at:at + 7]
    known.add(cells[head])
    text = pattern(head)[0]
    if goals:
        text += " :- " + ", ".join(pattern(g)[0] for g in body[:goals])
    rules.append(text + ".")
    tabled.append(f":- table f{cells[head] >> 16 & 0x1FFF}/{cells[head] & 0xFFFF}.")
extensional = {pattern(g)[0].split("(")[0] + f"/{cells[g] & 0xFFFF}" for at in range(0, len(clauses), 7)
               for g in clauses[at + 3:at + 3 + clauses[at + 1]] if cells[g] not in known}
program += [f":- dynamic {name}." for name in sorted(extensional)]
program += sorted(set(tabled)) + [goal(facts[at:at + 4]) + "." for at in range(0, len(facts), 4)] + rules
program += [f"query({at // 4}, {goal(queries[at:at + 4])})." for at in range(0, len(queries), 4)]
program.append("""
all(N) :- aggregate_all(count, (query(_, G), abolish_all_tables, call(G)), N).
main([R]) :- atom_number(R, Count), all(N), format(user_error, "~d answers~n", [N]),
    forall(between(1, Count, _), (get_time(A), all(_), get_time(B),
                                  S is B - A, format("~9f~n", [S]))).
""")
with tempfile.TemporaryDirectory(prefix="pontage-swipl-") as scratch:
    path = pathlib.Path(scratch) / "program.pl"
    path.write_text("\n".join(program), encoding="utf8")
    sys.exit(subprocess.run(["swipl", "--stack-limit=4g", path, repetitions], check=False).returncode)
