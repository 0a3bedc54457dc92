import { join } from 'node:path';
import { compileDecision } from '../../app/cost/decision/compile.ts';
import { prepareDecision } from '../../app/cost/decision/model.ts';
import { resolveInputs } from '../../app/cost/decision/resolve-inputs.ts';
import { SCENARIO_TEMPLATES } from '../../app/cost/decision/templates/templates.ts';
import { priceCorrelations } from '../../app/cost/outlook/price-correlations.ts';
import { uncertainInputs } from '../../app/cost/outlook/uncertain-inputs.ts';
import { varies } from '../../app/cost/uncertainty/law.ts';
import { monteCarlo } from '../../app/cost/uncertainty/monte-carlo.ts';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import { openSheets } from '../pricing/read-sheets.ts';
import { findProduct } from '../product.ts';
import { unwrap } from './bench-host.ts';
import { type Figure, median } from './figure.ts';

const DRAWS = 100_000;
/** Short rounds: between those that other programs cut into there are some that none did. */
const ROUND_DRAWS = 8192;
const ROUNDS = 100;

/** Draws of a whole decision for serving, beside copying as many input vectors number by number; the fastest rounds. */
export async function monteCarloSpeed(): Promise<readonly Figure[]> {
  const sheets = unwrap(
    await openSheets(join(findProduct().installation, 'resources/facts')).all(),
  );
  const resolved = unwrap(
    resolveInputs(SCENARIO_TEMPLATES.chatbot, {
      sheets,
      settings: DEFAULT_SETTINGS,
      localeCountry: null,
      today: '2026-11-26',
      serving: null,
      run: null,
      declines: [],
    }),
  );
  const { model } = prepareDecision(resolved);
  const compiled = compileDecision(model);
  const inputs = uncertainInputs(resolved.values);
  const correlation = unwrap(priceCorrelations(inputs));
  const plan = { inputs, correlation, draws: ROUND_DRAWS, standardError: null };
  const drawMs: number[] = [];
  const copyMs: number[] = [];
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    drawMs.push(timed(() => monteCarlo(compiled, { ...plan, seed })));
    copyMs.push(timed(() => copies(model.base)));
  }
  const [fastest, fastestCopy] = [Math.min(...drawMs), Math.min(...copyMs)];
  return [
    {
      id: 'monte-carlo',
      label: `${DRAWS} draws of a decision: all options, quantiles and odds`,
      value: (fastest * DRAWS) / ROUND_DRAWS,
      unit: 'ms',
      target: { kind: 'below', value: 200 },
      detail: {
        draws: DRAWS,
        varyingInputs: inputs.filter(varies).length,
        roundDraws: ROUND_DRAWS,
        medianMs: (median(drawMs) * DRAWS) / ROUND_DRAWS,
        copyMs: (fastestCopy * DRAWS) / ROUND_DRAWS,
        timesCopy: fastest / fastestCopy,
      },
    },
  ];
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** Every input vector of the draws, copied in a plain loop: what a machine can do at best. */
function copies(vector: Float64Array): void {
  const copy = new Float64Array(vector.length);
  for (let draw = 0; draw < ROUND_DRAWS; draw += 1) {
    for (let place = 0; place < vector.length; place += 1)
      copy[place] = (vector[place] ?? 0) + draw;
  }
}
