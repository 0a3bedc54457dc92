import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATASET_FORMATS } from '../dataset/dataset.ts';
import { ok } from '../errors.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { aDataset, aModel, aPlan, aRun, aRunDetail } from '../testing/builders.ts';
import {
  decodeError,
  decodeEvent,
  decodeModelFile,
  decodeRecipeFile,
  decodeReply,
  decodeRequest,
} from './decode.ts';
import { REQUEST_PARAMS } from './schemas/requests.ts';

describe('decodeRequest', () => {
  const start = {
    dataset: 'iris',
    model: aModel(),
    template: null,
    plan: aPlan(),
    name: null,
    tags: [],
  };

  test('passes what fits, unchanged', () => {
    expect(decodeRequest('runs.start', start)).toEqual(ok({ name: 'runs.start', params: start }));
  });

  test.each<[string, unknown, string]>([
    ['runs.start', { ...start, plan: { ...aPlan(), epochs: 'ten' } }, 'plan.epochs'],
    ['runs.start', { ...start, plan: { ...aPlan(), epochs: Number.NaN } }, 'plan.epochs'],
    ['runs.start', { ...start, tags: ['a', 7] }, 'tags[1]'],
    ['runs.start', null, '.'],
    ['datasets.get', { dataset: 'iris', more: 1 }, 'more'],
    ['runs.predict', { run: 'r', input: { kind: 'file', path: '' } }, 'input.path'],
    ['runs.list', { offset: 0, limit: 1e9 }, 'limit'],
    ['settings.get', {}, '.'],
  ])('%s names the place of what does not fit', (request, params, place) => {
    expect(decodeRequest(request, params)).toMatchObject({
      error: { code: 'contract/malformed', request, place },
    });
  });

  test('a layer that does not fit is named, not the list it stands in', () => {
    const [input] = aModel().layers;
    const model = { ...aModel(), layers: [input, { ...input, config: { units: { deep: 1 } } }] };
    expect(decodeRequest('runs.start', { ...start, model })).toMatchObject({
      error: { place: 'model.layers[1].config.units' },
    });
  });

  test('a layer’s argument may be a list of lists, as borders are, and no deeper', () => {
    const [input] = aModel().layers;
    const bordered = (padding: unknown) => {
      const model = { ...aModel(), layers: [{ ...input, config: { padding } }] };
      return decodeRequest('runs.start', { ...start, model }).ok;
    };
    expect(bordered([1, [0, 2]])).toBe(true);
    expect(bordered([[[1]]])).toBe(false);
  });

  test('names of objects are no requests', () => {
    for (const name of ['constructor', '__proto__', 'toString', '']) {
      expect(decodeRequest(name, null)).toEqual({
        ok: false,
        error: { code: 'contract/unknown-request', request: name },
      });
    }
  });

  test('whatever arrives is decoded or refused, never thrown at', () => {
    const names = fc.constantFrom(...Object.keys(REQUEST_PARAMS));
    fc.assert(
      fc.property(names, fc.anything(), (name, params) => {
        const decoded = decodeRequest(name, params);
        if (!decoded.ok) expect(decoded.error.code).toBe('contract/malformed');
      }),
      { numRuns: 500 },
    );
  });
});

test('a reply is checked by the request it answers', () => {
  expect(decodeReply('datasets.get', aDataset())).toEqual(ok(aDataset()));
  expect(decodeReply('runs.get', aRunDetail())).toEqual(ok(aRunDetail()));
  const { name: _, ...nameless } = aDataset();
  expect(decodeReply('datasets.list', [aDataset(), nameless])).toMatchObject({
    error: { code: 'contract/malformed', request: 'datasets.list', place: '[1].name' },
  });
});

test('an event is checked by its name', () => {
  expect(decodeEvent('run.changed', aRun())).toEqual(ok(aRun()));
  expect(decodeEvent('settings.changed', { ...DEFAULT_SETTINGS, vat: '7 %' })).toMatchObject({
    error: { request: 'settings.changed', place: 'vat' },
  });
});

test('an error crosses as it is, and a broken one is named as such', () => {
  const error = { code: 'dataset/target-missing', column: 'x', columns: ['a', 'b'] };
  expect(decodeError(error, 'datasets.import')).toEqual(error);
  expect(decodeError({ code: 'no/such' }, 'datasets.import')).toMatchObject({
    code: 'contract/malformed',
    request: 'datasets.import',
  });
});

test('a model file is refused by file and place', () => {
  expect(decodeModelFile('m.json', aModel())).toEqual(ok(aModel()));
  expect(decodeModelFile('m.json', { ...aModel(), version: 2 })).toMatchObject({
    error: { code: 'architecture/file-invalid', path: 'm.json', place: 'version' },
  });
});

test('a recipe may leave everything out', () => {
  const read = (content: unknown) => decodeRecipeFile('r.json', content);
  expect(read({})).toEqual(ok({}));
  expect(read({ dialect: { delimiter: ';' } })).toEqual(ok({ dialect: { delimiter: ';' } }));
});

test.each<[unknown, string, string]>([
  [[], '.', 'JSON object'],
  [{ target: 3 }, 'target', 'text'],
  [{ format: 'xml' }, 'format', DATASET_FORMATS.join(' | ')],
  [{ colour: 1 }, 'colour', 'absent'],
  [{ splitSeed: 1.5 }, 'splitSeed', 'integer'],
  [{ splitFractions: { train: 2, val: 0, test: 0 } }, 'splitFractions.train', 'number ≤ 1'],
  [{ images: { height: 0, width: 8 } }, 'images.height', 'number ≥ 1'],
])('what a recipe should have held is said, as in %j', (content, place, expected) => {
  const error = { code: 'dataset/recipe-invalid', path: 'r.json', place, expected };
  expect(decodeRecipeFile('r.json', content)).toEqual({ ok: false, error });
});

test.each<[unknown, string, string]>([
  [{ version: 1, name: 'm' }, 'layers', 'list'],
  [{ ...aModel(), layers: [{ id: 'in', config: {} }] }, 'layers[0].type', 'text'],
  [
    { ...aModel(), layers: [{ id: 'in', type: 'Input', config: { shape: { x: 1 } } }] },
    'layers[0].config.shape',
    'text | number | true | false | null | list',
  ],
])('what a model should have held is said, as in %j', (content, place, expected) => {
  const error = { code: 'architecture/file-invalid', path: 'm.json', place, expected };
  expect(decodeModelFile('m.json', content)).toEqual({ ok: false, error });
});

test.each<[unknown, string, string | undefined]>([
  [{ targett: 'y' }, 'targett', 'target'],
  [{ image: { height: 8, width: 8 } }, 'image', 'images'],
  [{ images: { hight: 8, width: 8 } }, 'images.hight', 'height'],
  [{ version: 1, stepps: [] }, 'stepps', 'steps'],
  [
    { version: 1, steps: [{ kind: 'drop', columns: ['a'], colums: ['b'] }] },
    'steps[0].colums',
    'columns',
  ],
  // Another step has this field, and this one has not.
  [
    { version: 1, steps: [{ kind: 'drop', columns: ['a'], column: 'b' }] },
    'steps[0].column',
    'columns',
  ],
  [{ version: 1, steps: [], series: { windows: 3 } }, 'series.windows', 'window'],
  [{ version: 1, steps: [], zebra: 1 }, 'zebra', undefined],
])(
  'what was meant by a field that recipes do not have is said, as in %j',
  (content, place, meant) => {
    const decoded = decodeRecipeFile('r.json', content);
    expect(decoded).toMatchObject({ error: { place, expected: 'absent' } });
    expect(decoded.ok ? null : decoded.error).toHaveProperty('code', 'dataset/recipe-invalid');
    if (decoded.ok || decoded.error.code !== 'dataset/recipe-invalid') return;
    expect(decoded.error.nearest).toBe(meant);
    expect(decodeError(decoded.error, 'recipes.check')).toEqual(decoded.error);
  },
);

test('models and scenarios say the same of their fields', () => {
  expect(decodeModelFile('m.json', { ...aModel(), layer: [] })).toMatchObject({
    error: { place: 'layer', expected: 'absent', nearest: 'layers' },
  });
  const [first] = aModel().layers;
  expect(
    decodeModelFile('m.json', { ...aModel(), layers: [{ ...first, inputs_: [] }] }),
  ).toMatchObject({
    error: { nearest: 'inputs' },
  });
});
