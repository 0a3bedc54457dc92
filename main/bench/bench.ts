/*
 * The figures that Hearth promises, as ratios of one run: `npm run bench`.
 * `--json` prints one document; names of parts (training, checkpoints, feeding, list, page, draws, answer, import, images, memory, browse) choose among them.
 */
import { parseArgs } from 'node:util';
import { machineFacts } from '../doctor/machine-facts.ts';
import { browseSpeed } from './browse-speed.ts';
import { checkpointCost } from './checkpoint-cost.ts';
import { feeding } from './feeding.ts';
import { type Figure, isMet, type Omission, quantityText } from './figure.ts';
import { imageImportSpeed } from './image-import-speed.ts';
import { importMemory } from './import-memory.ts';
import { importSpeed } from './import-speed.ts';
import { liveAnswer } from './live-answer.ts';
import { monteCarloSpeed } from './monte-carlo-speed.ts';
import { pageStart } from './page-start.ts';
import { runList } from './run-list.ts';
import { trainingSpeed } from './training-speed.ts';

const PARTS = {
  training: trainingSpeed,
  checkpoints: checkpointCost,
  feeding,
  list: runList,
  page: pageStart,
  draws: monteCarloSpeed,
  answer: liveAnswer,
  import: importSpeed,
  images: imageImportSpeed,
  memory: importMemory,
  browse: browseSpeed,
} as const;
type Part = keyof typeof PARTS;
/** Takes half an hour and 25 GB of disk, so only where it is named. */
const LONG: readonly Part[] = ['memory'];

function chosenParts(names: readonly string[]): readonly Part[] {
  const parts = Object.keys(PARTS) as Part[];
  const unknown = names.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) {
    console.error(`There is no part ${unknown}; the parts are ${parts.join(', ')}.`);
    process.exit(2);
  }
  const usual = parts.filter((part) => !LONG.includes(part));
  return names.length === 0 ? usual : parts.filter((part) => names.includes(part));
}

function line(entry: Figure | Omission): string {
  if ('reason' in entry) return `  –  ${entry.label}: not measured, ${entry.reason}`;
  const { value, unit, target } = entry;
  const wanted = `${target.kind === 'at-least' ? '≥' : '<'} ${quantityText(target.value, unit)}`;
  return `  ${isMet(entry) ? '✓' : '✗'}  ${entry.label}: ${quantityText(value, unit)} (${wanted})`;
}

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const entries: (Figure | Omission)[] = [];
for (const part of chosenParts(positionals)) {
  console.error(`Measuring ${part} …`);
  for (const entry of await PARTS[part]()) {
    entries.push(entry);
    if (!values.json) console.log(line(entry));
  }
}
if (values.json) {
  const { cpuModel, cpuCores, memoryBytes } = await machineFacts();
  const machine = { cpuModel, cpuCores, memoryBytes, platform: process.platform };
  const figures = entries.map((entry) =>
    'reason' in entry ? entry : { ...entry, met: isMet(entry) },
  );
  console.log(JSON.stringify({ measuredAt: new Date().toISOString(), machine, figures }, null, 2));
}
