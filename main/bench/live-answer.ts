import { join } from 'node:path';
import { compileDecision } from '../../app/cost/decision/compile.ts';
import { decide } from '../../app/cost/decision/decide.ts';
import { prepareDecision } from '../../app/cost/decision/model.ts';
import type { ResolveContext } from '../../app/cost/decision/resolve-context.ts';
import { resolveInputs } from '../../app/cost/decision/resolve-inputs.ts';
import type { Scenario } from '../../app/cost/decision/scenario.ts';
import { SCENARIO_TEMPLATES } from '../../app/cost/decision/templates/templates.ts';
import { decisionGrid, GRID_INPUTS } from '../../app/cost/outlook/decision-grid.ts';
import { uncertainInputs } from '../../app/cost/outlook/uncertain-inputs.ts';
import { tornado } from '../../app/cost/uncertainty/tornado.ts';
import { DEFAULT_SETTINGS } from '../../app/settings.ts';
import { openSheets } from '../pricing/read-sheets.ts';
import { findProduct } from '../product.ts';
import { unwrap } from './bench-host.ts';
import { type Figure, median } from './figure.ts';

const KEYS = 60;

/** What the page works out with every key pressed in a field, for the slowest of the three templates: all but drawing it. */
export async function liveAnswer(): Promise<readonly Figure[]> {
  const sheets = unwrap(
    await openSheets(join(findProduct().installation, 'resources/facts')).all(),
  );
  const context: ResolveContext = {
    sheets,
    settings: DEFAULT_SETTINGS,
    localeCountry: null,
    today: '2026-11-26',
    serving: null,
    run: null,
    declines: [],
  };
  const medians: Record<string, number> = {};
  for (const [name, template] of Object.entries(SCENARIO_TEMPLATES)) {
    const times = Array.from({ length: KEYS }, (_, key) => {
      const began = performance.now();
      answer(
        {
          ...template,
          inputs: { ...template.inputs, 'energy.usdPerKwh': { base: 0.1 + key / 1000 } },
        },
        context,
      );
      return performance.now() - began;
    });
    medians[name] = median(times);
  }
  return [
    {
      id: 'live-answer',
      label: 'A key pressed in a scenario: inputs, decision, tornado and heat map',
      value: Math.max(...Object.values(medians)),
      unit: 'ms',
      target: { kind: 'below', value: 50 },
      detail: medians,
    },
  ];
}

function answer(scenario: Scenario, context: ResolveContext): void {
  const resolved = unwrap(resolveInputs(scenario, context));
  decide(resolved);
  const compiled = compileDecision(prepareDecision(resolved).model, { per: 'month' });
  const outputs = new Float64Array(compiled.options + compiled.measures);
  const inputs = uncertainInputs(resolved.values);
  tornado((vector) => {
    compiled.evaluate(vector, outputs);
    return (outputs[2] ?? 0) - (outputs[0] ?? 0);
  }, inputs);
  const { across, up } = GRID_INPUTS[scenario.work];
  decisionGrid(resolved, across, up);
}
