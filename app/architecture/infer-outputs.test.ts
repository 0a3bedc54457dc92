import { describe, expect, test } from 'vitest';
import type { LayerId } from '../ids.ts';
import { aDataset, aLayer, aModel } from '../testing/builders.ts';
import { removeLayer, renameLayer } from './edit-model.ts';
import { fitsDataset } from './fits-dataset.ts';
import { inferModel } from './infer-model.ts';
import { AUTO_LOSS } from './losses.ts';
import type { ModelSpec, OutputSpec } from './model-spec.ts';

const id = (name: string) => name as LayerId;

/** A classifier of iris with a head that gives the sample back, and one that classifies early. */
function aTree(outputs: readonly OutputSpec[]): ModelSpec {
  return aModel({
    layers: [
      aLayer('input', 'Input', { shape: [4] }),
      aLayer('hidden', 'Dense', { units: 8, activation: 'relu' }),
      aLayer('early', 'Dense', { units: 3, activation: 'softmax' }, ['hidden']),
      aLayer('back', 'Dense', { units: 4 }, ['hidden']),
      aLayer('classes', 'Dense', { units: 3, activation: 'softmax' }, ['hidden']),
    ],
    outputs,
  });
}

const ALL: readonly OutputSpec[] = [
  { layer: id('classes') },
  { layer: id('early'), weight: 0.5 },
  { layer: id('back'), target: 'features', loss: 'huber' },
];

describe('outputs of a model', () => {
  test('are those that it names, each with its target and loss', () => {
    const smooth = { ...AUTO_LOSS, name: 'categorical_crossentropy', labelSmoothing: 0.1 } as const;
    expect(fitsDataset(aTree(ALL), aDataset(), smooth)).toMatchObject({
      value: {
        outputs: [
          { name: 'classes', source: 'target', weight: 1, loss: smooth },
          { name: 'early', source: 'target', weight: 0.5, loss: smooth },
          {
            name: 'back',
            source: 'features',
            target: { kind: 'values', shape: [4] },
            loss: { name: 'huber' },
          },
        ],
      },
    });
  });

  test('without a loss of its own, one with another target than the first has the usual one', () => {
    const outputs = [{ layer: id('classes') }, { layer: id('back'), target: 'features' }] as const;
    const focal = { ...AUTO_LOSS, name: 'categorical_focal_crossentropy' } as const;
    expect(
      fitsDataset(aTree([...outputs, { layer: id('early') }]), aDataset(), focal),
    ).toMatchObject({
      value: {
        outputs: [
          { loss: { name: 'categorical_focal_crossentropy' } },
          { loss: { name: 'mean_squared_error' } },
          { loss: { name: 'categorical_focal_crossentropy' } },
        ],
      },
    });
  });

  test('layers that none of them needs are unused, the last one too', () => {
    expect(inferModel(aTree([{ layer: id('early') }]))).toEqual({
      ok: false,
      error: { code: 'architecture/layer-unused', layerId: 'back', takers: [] },
    });
    expect(inferModel(aTree(ALL)).ok).toBe(true);
  });

  test.each<readonly [string, OutputSpec, object]>([
    [
      'a layer that is not there',
      { layer: id('lost') },
      { code: 'architecture/output-missing', output: 'lost' },
    ],
    [
      'a second output of a layer with one',
      { layer: 'early:1' },
      { code: 'architecture/output-missing', output: 'early:1' },
    ],
    [
      'one that stands there already',
      { layer: 'classes:0' },
      { code: 'architecture/output-duplicate', layerId: 'classes', output: 'classes:0' },
    ],
    [
      'a weight below 0',
      { layer: id('hidden'), weight: -1 },
      { code: 'architecture/config-invalid', layerId: 'hidden', key: 'weight', value: '-1' },
    ],
  ])('%s is refused', (_what, output, error) => {
    expect(inferModel(aTree([...ALL, output]))).toMatchObject({ ok: false, error });
  });

  test('a loss that does not fit is told at the layer', () => {
    const model = aTree([
      ...ALL.slice(0, 2),
      { layer: id('back'), target: 'features', loss: 'hinge' },
    ]);
    expect(fitsDataset(model, aDataset()).ok).toBe(true);
    const wrong = aTree([{ layer: id('classes') }, { layer: id('early') }, { layer: id('back') }]);
    expect(fitsDataset(wrong, aDataset())).toMatchObject({
      error: { code: 'architecture/output-mismatch', layerId: 'back', expected: [3] },
    });
  });

  test('follow a renamed layer, and give way to its input when it goes', () => {
    expect(renameLayer(aTree(ALL), id('early'), id('soon')).outputs).toMatchObject([
      { layer: 'classes' },
      { layer: 'soon', weight: 0.5 },
      { layer: 'back' },
    ]);
    expect(removeLayer(aTree(ALL), id('early')).outputs).toMatchObject([
      { layer: 'classes' },
      { layer: 'hidden', weight: 0.5 },
      { layer: 'back' },
    ]);
    const one = aTree([{ layer: id('input') }]);
    expect(removeLayer(one, id('input')).outputs).toBeUndefined();
  });
});
