// SPDX-License-Identifier: Apache-2.0
// DuckDB on the triples of a problem of triple_join: triples_duckdb.mjs PROBLEM QUERY REPETITIONS prints, a line each, the seconds
// that one query took, its text parsed and planned each time, and `count N`. Terms are numbers, as ours are after the look-up, which DuckDB is
// spared: its text has the numbers of the constants. The table is in the order of predicate, object and subject.
import { DuckDBInstance } from "@duckdb/node-api";
import { readFileSync } from "node:fs";

const [folder, name, repetitions] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const lubm = (name) => `<http://lubm/${name}>`;
const type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
const wn = (name) => `<http://wn/${name}>`;
const deb = (name) => `<http://deb/${name}>`;

// Each query as the triples that it joins: variable, constant, variable or constant.
const queries = {
  Q1: [[["x", type, lubm("GraduateStudent")], ["x", lubm("takesCourse"), lubm("u0.d0.GraduateCourse0")]]],
  Q2: [[["x", type, lubm("GraduateStudent")], ["y", type, lubm("University")], ["z", type, lubm("Department")],
        ["x", lubm("memberOf"), "z"], ["z", lubm("subOrganizationOf"), "y"], ["x", lubm("undergraduateDegreeFrom"), "y"]]],
  Q9: [[["x", type, lubm("Student")], ["y", type, lubm("Faculty")], ["z", type, lubm("Course")],
        ["x", lubm("advisor"), "y"], ["y", lubm("teacherOf"), "z"], ["x", lubm("takesCourse"), "z"]]],
  Q12: [[["x", type, lubm("Chair")], ["z", type, lubm("Department")], ["x", lubm("worksFor"), "z"],
         ["z", lubm("subOrganizationOf"), lubm("u0")]]],
  W2: [[["x", wn("word"), '"tree"'], ["x", wn("gloss"), "g"], ["x", wn("lexfile"), "f"], ["x", wn("hypernym"), "h"],
        ["x", wn("partMeronym"), "m"]]],
  D2: [[["a", deb("section"), deb("section/mail")], ["b", deb("section"), deb("section/mail")], ["a", deb("depends"), "c"],
        ["b", deb("depends"), "c"], ["a", deb("depends"), "d"], ["b", deb("depends"), "d"]], "a <> b AND c <> d"],
};

const bytes = (file) => { const b = readFileSync(`${folder}/${file}.bin`); return b.buffer.slice(b.byteOffset, b.byteOffset + b.length); };

function idOf(term) {
  const offsets = new BigUint64Array(bytes("offsets")), text = Buffer.from(bytes("text"));
  const wanted = Buffer.from(term);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    let low = 0, high = offsets.length - 1;
    while (low + 1 < high) { const half = (low + high) >> 1; if (offsets[half] <= BigInt(at)) low = half; else high = half; }
    if (Number(offsets[low]) === at && Number(offsets[low + 1]) === at + wanted.length) return low;
  }
  throw new Error(`the graph has no ${term}`);
}

// The subject, predicate and object of every triple, from the order pos: keys, first, second, at, third (trie.hpp).
function triples() {
  const sizes = new BigUint64Array(bytes("sizes")).slice(5 + 4, 5 + 8), [keys, terms, seconds, count] = [...sizes].map(Number);
  const pos = new Uint32Array(bytes("pos"));
  const first = keys, second = first + terms + 1, at = second + seconds, third = at + seconds + 1;
  const columns = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  for (let k = 0, i = 0; k < keys; ++k)
    for (let j = pos[first + pos[k]]; j < pos[first + pos[k] + 1]; ++j)
      for (; i < pos[at + j + 1]; ++i) { columns[0][i] = pos[third + i]; columns[1][i] = pos[k]; columns[2][i] = pos[second + j]; }
  return columns;
}

// The middle one of a path of W3 is a recursion; the rest are plain joins.
function sqlOf(name) {
  if (name === "W3") {
    const [word, hypernym, part, vehicle] = [wn("word"), wn("hypernym"), wn("partMeronym"), '"vehicle"'].map(idOf);
    return `WITH RECURSIVE kinds(thing, kind) AS (SELECT t.s, h.s FROM t JOIN t h ON h.o = t.s AND h.p = ${hypernym} ` +
      `WHERE t.p = ${word} AND t.o = ${vehicle} UNION SELECT kinds.thing, h.s FROM kinds JOIN t h ON h.o = kinds.kind AND h.p = ${hypernym}) ` +
      `SELECT count(*) FROM kinds a JOIN kinds b ON a.thing = b.thing AND a.kind <> b.kind JOIN t pa ON pa.s = a.kind AND pa.p = ${part} ` +
      `JOIN t pb ON pb.s = b.kind AND pb.p = ${part} AND pb.o = pa.o JOIN t w ON w.s = pa.o AND w.p = ${word}`;
  }
  const [patterns, filter] = queries[name], seen = new Map(), conditions = [];
  patterns.forEach((pattern, i) => pattern.forEach((term, place) => {
    const column = `t${i}.${"spo"[place]}`;
    if (/^[<"]/.test(term)) conditions.push(`${column} = ${idOf(term)}`);
    else if (seen.has(term)) conditions.push(`${column} = ${seen.get(term)}`);
    else seen.set(term, column);
  }));
  if (filter) conditions.push(filter.replace(/\b[a-z]\b/g, (variable) => seen.get(variable)));
  return `SELECT count(*) FROM ${patterns.map((_, i) => `t t${i}`).join(", ")} WHERE ${conditions.join(" AND ")}`;
}

const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
await connection.run("CREATE TABLE t (s INTEGER, p INTEGER, o INTEGER)");
const appender = await connection.createAppender("t");
const [s, p, o] = triples();
for (let i = 0; i < s.length; ++i) { appender.appendInteger(s[i]); appender.appendInteger(p[i]); appender.appendInteger(o[i]); appender.endRow(); }
appender.closeSync();
const sql = sqlOf(name);
for (let i = 0; i < repetitions; ++i) {
  const begin = process.hrtime.bigint();
  const count = (await (await connection.run(sql)).getRows())[0][0];
  console.log(Number(process.hrtime.bigint() - begin) * 1e-9);
  console.log(`count ${count}`);
}
