// SPDX-License-Identifier: Apache-2.0
// Oxigraph, compiled to WebAssembly, on N-Triples: triples_oxigraph.mjs TRIPLES QUERY REPETITIONS, both files, prints, a line each, the
// seconds that one query took, its text parsed and planned each time, and then `count N`. The query is the SPARQL that ours gets.
import { Store } from "oxigraph";
import { readFileSync } from "node:fs";

const [triples, text, repetitions] = [readFileSync(process.argv[2]), readFileSync(process.argv[3], "utf8"), Number(process.argv[4])];
const store = new Store();
store.load(triples, { format: "application/n-triples", no_transaction: true });

const counted = () => store.query(text)[0].get("rows").value;
console.log(`count ${counted()}`); // warms up: the engine compiles WebAssembly at its best only after a while
for (let i = 0; i < repetitions; ++i) {
  const begin = process.hrtime.bigint();
  const count = counted();
  console.log(Number(process.hrtime.bigint() - begin) * 1e-9);
  console.log(`count ${count}`);
}
