import { describe, expect, test } from 'vitest';
import type { ModelSpec } from '../../../app/architecture/model-spec.ts';
import { buildTemplate } from '../../../app/architecture/templates.ts';
import { costOf, trainingBytes } from '../../../app/compiler/cost.ts';
import { formatBytes, formatCount, formatFlops } from '../../../app/format.ts';
import type { ModelId } from '../../../app/ids.ts';
import { aDataset, aLayer, aModel } from '../../../app/testing/builders.ts';
import { suggestedPlan } from '../../../app/training/suggested-plan.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { renderPage } from '../../testing/render-page.ts';

const iris = aDataset();
const input = aLayer('in', 'Input', { shape: [4] });
const SHARES = { units: 3, activation: 'softmax' };
const output = aLayer('out', 'Dense', SHARES);

type Layers = ModelSpec['layers'];

/** The first of some layers is the one at fault. */
const FAULTS: readonly (readonly [name: string, layers: Layers, card: RegExp])[] = [
  [
    'an output that nobody takes',
    [input, aLayer('side', 'Dense', { units: 2 }, ['in']), aLayer('out', 'Dense', SHARES, ['in'])],
    /^Dense side .*No layer takes the output of layer side/,
  ],
  [
    'two layers of one name',
    [input, aLayer('twin', 'Dense', { units: 2 }), aLayer('twin', 'Dense', { units: 2 }), output],
    /^Dense twin .*Two layers have the id twin/,
  ],
  [
    'layers that wait for one another',
    [
      input,
      aLayer('sum', 'Add', {}, ['in', 'hidden']),
      aLayer('hidden', 'Dense', { units: 4 }, ['sum']),
      aLayer('out', 'Dense', SHARES, ['hidden']),
    ],
    /^Add sum .*sum → hidden → sum/,
  ],
  [
    'shapes that do not meet',
    [
      input,
      aLayer('wide', 'Dense', { units: 5 }, ['in']),
      aLayer('sum', 'Add', {}, ['in', 'wide']),
      aLayer('out', 'Dense', SHARES, ['sum']),
    ],
    /^Add sum .*4.*5/,
  ],
  [
    'an output that does not fit its loss',
    [input, aLayer('out', 'Dense', { units: 3, activation: 'tanh' })],
    /^Dense out .*softmax/,
  ],
  [
    'a mask where none is allowed',
    [
      input,
      aLayer('words', 'Embedding', { input_dim: 9, output_dim: 2, mask_zero: true }),
      aLayer('flat', 'Flatten'),
      output,
    ],
    /^Flatten flat .*mask.*GlobalAveragePooling1D/,
  ],
  [
    'more than any machine can hold',
    [
      input,
      aLayer('much', 'Dense', { units: 1_000_000 }),
      aLayer('wide', 'RepeatVector', { n: 1_000_000 }),
      aLayer('flat', 'Flatten'),
      output,
    ],
    /^RepeatVector wide .*536,870,912/,
  ],
  ['a layer that is not there', [input, aLayer('odd', 'Dance'), output], /^Dance odd .*Dance/],
];

const opened = (layers: Layers) =>
  renderPage(
    fakeHost({
      datasets: [iris],
      models: [
        {
          id: 'model-faulty' as ModelId,
          name: 'faulty',
          spec: aModel({ layers }),
          createdAt: '2026-08-01T09:00:00.000Z',
          changedAt: '2026-08-01T09:00:00.000Z',
        },
      ],
    }),
    '#/models/model-faulty?dataset=iris',
  );

describe('a faulty model says at its layer what would be right', () => {
  test.each(FAULTS)('%s', async (_, layers, card) => {
    const screen = await opened(layers);
    await expect.element(screen.getByRole('button', { name: card }).first()).toBeVisible();
  });
});

test('what a run takes is what the cost analysis counts', async () => {
  const screen = await renderPage(
    fakeHost({ datasets: [iris] }),
    '#/models/new?dataset=iris&template=tabular-mlp',
  );
  const built = buildTemplate('tabular-mlp', iris);
  if (!built.ok) throw new Error(built.error.code);
  const plan = suggestedPlan('tabular-mlp', iris.rows.train);
  const counted = costOf(built.value, iris, plan, plan.batchSize);
  if (!counted.ok) throw new Error(counted.error.code);
  const { kernels, trafficBytes, flopsPerSample } = counted.value;
  const shown = [
    `${formatCount(kernels, 'en')} operators, ${formatBytes(trafficBytes, 'en')} moved`,
    `≈ ${formatBytes(trainingBytes(counted.value), 'en')}`,
    formatFlops(flopsPerSample, 'en'),
  ];
  for (const text of shown) await expect.element(screen.getByText(text)).toBeVisible();
});
