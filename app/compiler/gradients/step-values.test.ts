import { expect, test } from 'vitest';
import { compileStages } from '../compile-stages.ts';
import { STANDARD_PLAN } from '../execution-plan.ts';
import { chain, factsFor, optimizerSettings } from '../testing/models.ts';

/** The step's operators of the LSTM that go over all eight places at once, [8, units, batch]. */
function stackedOperators(activation: string): readonly string[] {
  const model = chain(
    [8, 3],
    [
      ['LSTM', { units: 16, activation }],
      ['Dense', { units: 2, activation: 'softmax' }],
    ],
  );
  const stages = compileStages(model, optimizerSettings(), factsFor([8, 3], 2), 5, STANDARD_PLAN);
  if (!stages.ok) throw new Error(stages.error.code);
  const last = stages.value.at(-2)?.text ?? '';
  return last
    .split('\n')
    .filter((line) => /^%\d+ float32 \[8, 16, 5\] = (multiply|subtract) /.test(line));
}

test('slopes of gates are made of what the forward step has multiplied, two operators each', () => {
  const operators = stackedOperators('tanh');
  // One more: the output, gate by state, is multiplied outside the loop.
  expect(operators.length).toBe(5 * 2 + 1);
  expect(operators.filter((line) => /multiply (%[\d.]+), \1 /.test(line))).toEqual([]);
});

test('slopes of other activations are computed as they are', () => {
  expect(stackedOperators('softsign').length).not.toBe(0);
});
