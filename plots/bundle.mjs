// SPDX-License-Identifier: Apache-2.0
// node bundle.mjs <entry> <folder with node_modules> <out.js> <notices.txt>: one script for the browser and the licences of all
// that is in it. Fails on a licence that is not on the list and on text that would end a <script> element early.
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';

const [entry, folder, out, notices] = process.argv.slice(2).map((path) => resolve(path));
const allowed = ['BSD-3-Clause', 'ISC', 'MIT'];
const modules = join(folder, 'node_modules');
const {build} = createRequire(join(folder, 'package.json'))('esbuild');

const {metafile} = await build({
  entryPoints: [entry], outfile: out, nodePaths: [modules], absWorkingDir: folder,
  bundle: true, minify: true, format: 'iife', target: 'es2020', charset: 'ascii', legalComments: 'none', metafile: true,
  logLevel: 'warning',
});

/// The packages whose files are in the bundle: folder below node_modules → package.json.
function packagesIn(inputs) {
  const folders = inputs.map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean);
  return [...new Set(folders)].sort().map((path) => {
    const at = resolve(folder, path);
    return {at, ...JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'))};
  });
}

function licenceText(at) {
  const file = readdirSync(at).find((name) => /^licen[cs]e/i.test(name));
  return file === undefined ? 'No text comes with the package.' : readFileSync(join(at, file), 'utf8').trim();
}

const packages = packagesIn(Object.keys(metafile.inputs));
const refused = packages.filter(({license}) => !allowed.includes(license));
if (packages.length === 0) throw new Error('no package was found in the bundle: its notices would be empty');
if (refused.length > 0) {
  const names = refused.map(({name, license}) => `${name} (${license})`).join(', ');
  throw new Error(`not bundled, because the licence is none of ${allowed.join(', ')}: ${names}`);
}

const script = readFileSync(out, 'utf8');
for (const text of ['</script', '<!--']) {
  if (script.toLowerCase().includes(text)) throw new Error(`the bundle holds ${text}, which would break the page it is put in`);
}

const byText = new Map();
for (const {at, name, version, license} of packages) {
  const text = licenceText(at);
  byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
}
writeFileSync(notices, [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`).join('\n' + '-'.repeat(72) + '\n\n'));
console.log(`bundled ${packages.length} packages, ${Math.round(script.length / 1024)} KiB`);
