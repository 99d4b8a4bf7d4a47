# SPDX-License-Identifier: Apache-2.0
"""The triples that `pontage problem triple_join` wrote, as text for other programs: N-Triples and Prolog facts."""
import array


def numbers(path, code):
    """An array file: `I` for u32, `Q` for u64."""
    values = array.array(code)
    values.frombytes(path.read_bytes())
    return values


def terms(folder):
    """How each term is spelled: as N-Triples writes it, but nothing escaped."""
    offsets, text = numbers(folder / "offsets.bin", "Q"), (folder / "text.bin").read_bytes()
    return [text[begin:end].decode("utf8") for begin, end in zip(offsets, offsets[1:])]


def triples(folder):
    """Subject, predicate and object of each triple as numbers of terms, from the order pos: keys, first, second, at, third (trie.hpp)."""
    keys, term_count, seconds, _ = numbers(folder / "sizes.bin", "Q")[5 + 4:5 + 8]
    pos = numbers(folder / "pos.bin", "I")
    first, second = keys, keys + term_count + 1
    at = second + seconds
    third = at + seconds + 1
    for predicate in pos[:keys]:
        for place in range(pos[first + predicate], pos[first + predicate + 1]):
            for i in range(pos[at + place], pos[at + place + 1]):
                yield pos[third + i], predicate, pos[second + place]


def escaped(term):
    """A literal's text, between the first quotation mark and the last, with N-Triples' escapes."""
    if not term.startswith('"'):
        return term
    end = term.rindex('"')
    text = term[1:end].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{text}"{term[end + 1:]}'


def atom(term):
    """The spelling as a quoted atom of Prolog."""
    return "'" + term.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def write_ntriples(folder):
    """The file, written once."""
    path = folder / "triples.nt"
    if not path.exists():
        spelled = [escaped(term) for term in terms(folder)]
        with path.open("w", encoding="utf8") as out:
            out.writelines(f"{spelled[s]} {spelled[p]} {spelled[o]} .\n" for s, p, o in triples(folder))
    return path


def write_facts(folder):
    """The file, written once: a predicate for each relation, relation(Subject, Object), the relation's facts together."""
    path = folder / "triples.pl"
    if not path.exists():
        spelled = [atom(term) for term in terms(folder)]
        with path.open("w", encoding="utf8") as out:
            out.write(":- encoding(utf8).\n")
            out.writelines(f"{spelled[p]}({spelled[s]},{spelled[o]}).\n" for s, p, o in triples(folder))
    return path
