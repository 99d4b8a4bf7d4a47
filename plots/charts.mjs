// SPDX-License-Identifier: Apache-2.0
// Draws the charts of a report. The page holds one JSON text: {specs: {name: Vega-Lite spec}, charts: [{id, spec, words, data}]}.
// In a spec, a string value "$word" stands for words.word of the chart; data sets are named. Says on <html data-charts> how it
// went: "ok N" or the first error, so that a script can check a page.
import {parse, View} from 'vega';
import {expressionInterpreter} from 'vega-interpreter';
import {compile} from 'vega-lite';
import {Handler} from 'vega-tooltip';

// Colours are CSS variables, so one drawing serves the light theme, the dark one and paper.
const config = {
  background: 'transparent',
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  view: {stroke: null},
  text: {color: 'var(--soft)'},
  axis: {
    labelColor: 'var(--soft)', titleColor: 'var(--soft)', domainColor: 'var(--line)', tickColor: 'var(--line)', gridColor: 'var(--line)',
    labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal', titlePadding: 8, labelFlush: false,
  },
  axisY: {labelFontSize: 12},
};

function fill(part, words) {
  if (Array.isArray(part)) return part.map((item) => fill(item, words));
  if (part !== null && typeof part === 'object') {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, fill(value, words)]));
  }
  if (typeof part !== 'string' || !part.startsWith('$')) return part;
  if (!(part.slice(1) in words)) throw new Error(`nobody says what ${part} is`);
  return words[part.slice(1)];
}

async function draw(chart, spec, tooltip) {
  const filled = {...fill(spec, chart.words), datasets: chart.data};
  const compiled = compile(filled, {config, logger: quiet()}).spec;
  const view = new View(parse(compiled, null, {ast: true}), {expr: expressionInterpreter, renderer: 'svg', hover: true});
  view.tooltip(tooltip.call).initialize(document.getElementById(chart.id));
  await view.runAsync();
}

/// Vega-Lite's remarks are for authors of specs; what is really wrong throws.
function quiet() {
  const logger = {level: () => logger, warn: () => logger, info: () => logger, debug: () => logger};
  logger.error = (...what) => { throw new Error(what.join(' ')); };
  return logger;
}

function openForPrinting() {
  for (const details of document.querySelectorAll('details.charts')) details.open = true;
}

async function main() {
  const {specs, charts} = JSON.parse(document.getElementById('charts').textContent);
  const tooltip = new Handler({disableDefaultStyle: true});
  let trouble = '';
  for (const chart of charts) {
    try {
      await draw(chart, specs[chart.spec], tooltip);
    } catch (error) {
      trouble ||= `${chart.id}: ${error.message}`;
      document.getElementById(chart.id).textContent = `This chart cannot be drawn: ${error.message}`;
    }
  }
  document.documentElement.dataset.charts = trouble || `ok ${charts.length}`;
}

window.addEventListener('error', (event) => { document.documentElement.dataset.charts = `error ${event.message}`; });
window.addEventListener('beforeprint', openForPrinting);
main().catch((error) => { document.documentElement.dataset.charts = `error ${error.message}`; });
