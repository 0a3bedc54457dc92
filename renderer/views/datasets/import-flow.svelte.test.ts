import { describe, expect, test } from 'vitest';
import type { DatasetPreview, ImportOptions, Recipe } from '../../../app/dataset/dataset.ts';
import type { Task } from '../../../app/dataset/tasks.ts';
import { fail, ok, type Result } from '../../../app/errors.ts';
import { FakeBridge } from '../../testing/fake-bridge.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { aRecipePreview } from '../../testing/fake-recipes.ts';
import { aPreview } from '../../testing/fixtures.ts';
import { ImportFlow } from './import-flow.svelte.ts';

const FILES = [{ path: 'flowers.csv', content: new Blob(['a,b\n1,2\n']) }];

describe('ImportFlow', () => {
  test('a file is uploaded, previewed under a suggested name, and stored', async () => {
    const flow = new ImportFlow(fakeHost());
    await flow.uploadFiles(FILES);
    expect(flow.stage.kind).toBe('previewing');
    expect(flow.name).toBe('flowers');
    expect(await flow.store()).toBe('flowers');
  });

  test('a name that is taken keeps the preview, so that another can be given', async () => {
    const flow = new ImportFlow(fakeHost());
    await flow.readPath('/data/flowers.csv');
    await flow.store();
    await flow.readPath('/data/flowers.csv');
    expect(await flow.store()).toBeNull();
    expect(flow.failure?.error).toEqual({ code: 'dataset/name-taken', name: 'flowers' });
    expect(flow.stage.kind).toBe('previewing');
    flow.name = 'flowers 2';
    expect(await flow.store()).toBe('flowers 2');
  });

  test('a preview that arrives after a newer one was asked for is dropped', async () => {
    const answers: ((result: Result<DatasetPreview>) => void)[] = [];
    const bridge = new FakeBridge({
      'datasets.preview': () => new Promise((resolve) => answers.push(resolve)),
    });
    const flow = new ImportFlow(bridge);
    const read = flow.readPath('/data/flowers.csv');
    answers[0]?.(ok(aPreview()));
    await read;
    const first = flow.choose({ task: 'regression' });
    const second = flow.choose({ task: 'classification' });
    answers[2]?.(ok(aPreview({ task: 'classification' })));
    answers[1]?.(ok(aPreview({ task: 'regression' })));
    await Promise.all([first, second]);
    expect(flow.stage).toMatchObject({ preview: { task: 'classification' }, rereading: false });
  });

  test('an upload that is not imported is discarded', async () => {
    const bridge = fakeHost();
    const flow = new ImportFlow(bridge);
    await flow.uploadFiles(FILES);
    flow.reset();
    expect(bridge.discarded).toBe(1);
  });

  test('a file that cannot be read leads back to choosing, with the reason', async () => {
    const error = { code: 'dataset/empty', path: '/data/none.csv' } as const;
    const flow = new ImportFlow(new FakeBridge({ 'datasets.preview': () => fail(error) }));
    await flow.readPath('/data/none.csv');
    expect(flow.stage.kind).toBe('choosing');
    expect(flow.failure).toEqual({ during: 'preview', error });
  });

  test('splits that leave no test rows are not sent', async () => {
    const bridge = fakeHost();
    const flow = new ImportFlow(bridge);
    await flow.readPath('/data/flowers.csv');
    flow.trainPercent = 90;
    flow.valPercent = 10;
    expect(await flow.store()).toBeNull();
    expect(bridge.requests.map(({ name }) => name)).not.toContain('datasets.import');
  });
});

describe('a split that is chosen in the form', () => {
  const split = { kind: 'leave-last-out', column: 'who', time: 'when' } as const;
  const asked = (bridge: ReturnType<typeof fakeHost>, name: string) =>
    bridge.requests.findLast((request) => request.name === name)?.params;

  test('is read with, stored with, and starts a recipe, whose own split holds from then on', async () => {
    const bridge = choosingHost('recommendation');
    const flow = new ImportFlow(bridge);
    await flow.readPath('/data/ratings.csv');
    await flow.choose({ split });
    expect(asked(bridge, 'datasets.preview')).toMatchObject({ options: { split } });
    flow.editRecipe();
    await expect.poll(() => flow.recipe?.busy).toBe(false);
    expect(asked(bridge, 'recipes.preview')).toMatchObject({ source: { options: { split } } });
    flow.recipe?.divide({ kind: 'leave-last-out', user: 'who', time: 'when' });
    await flow.recipe?.try();
    const { source } = asked(bridge, 'recipes.preview') as { source: { options: ImportOptions } };
    expect(source.options.split).toBeUndefined();
    await flow.dropRecipe();
    expect(flow.options).toMatchObject({ split });
    await flow.store();
    expect(asked(bridge, 'datasets.import')).toMatchObject({ options: { split, splitSeed: 1 } });
  });

  test('goes with another task, of which it may say nothing', async () => {
    const flow = new ImportFlow(choosingHost('recommendation'));
    await flow.readPath('/data/ratings.csv');
    await flow.choose({ split });
    await flow.choose({ task: 'regression', target: undefined });
    expect(flow.options.split).toBeUndefined();
  });
});

/** A host whose usual recipe says what the choices beside it say. */
function choosingHost(task: Task) {
  return fakeHost({
    answers: {
      'datasets.preview': ({ path, options }) => ok(aPreview({ path, task: options.task ?? task })),
      'recipes.preview': ({ source, recipe }) => {
        if (source.kind !== 'path') throw new Error('Of an import');
        const { text, targetText, ratings, series } = source.options;
        const usual: Recipe = { version: 1, steps: [], task: source.options.task ?? task };
        return ok(aRecipePreview(recipe ?? { ...usual, text, targetText, ratings, series }));
      },
    },
  });
}

describe('a recipe and the form of an import', () => {
  const families: readonly {
    readonly task: Task;
    readonly inForm: ImportOptions;
    readonly inRecipe: Partial<Recipe>;
    readonly again: ImportOptions;
  }[] = [
    {
      task: 'text-classification',
      inForm: { text: { tokenizer: 'character' } },
      inRecipe: { text: { tokenizer: 'bpe', length: 9 } },
      again: { text: { tokenizer: 'word' } },
    },
    {
      task: 'translation',
      inForm: { text: { length: 9 }, targetText: { length: 8 } },
      inRecipe: { text: { length: 19 }, targetText: { length: 18 } },
      again: { targetText: undefined },
    },
    {
      task: 'recommendation',
      inForm: { ratings: { user: 'u', item: 'i' } },
      inRecipe: { ratings: { user: 'u', item: 'i', minimumPerUser: 3 } },
      again: { ratings: { user: 'u', item: 'i', implicit: {} } },
    },
    {
      task: 'forecasting',
      inForm: { series: { time: 'day', window: 8 } },
      inRecipe: { series: { time: 'day', window: 12, scaling: 'robust' } },
      again: { series: { time: 'day', window: 16 } },
    },
  ];

  test.each(families)('are one for $task: what was said last holds on both sides', async (one) => {
    const bridge = choosingHost(one.task);
    const flow = new ImportFlow(bridge);
    await flow.readPath('/data/rows.csv');
    await flow.choose(one.inForm);
    flow.editRecipe();
    await expect.poll(() => flow.recipe?.busy).toBe(false);
    expect(flow.recipe?.recipe).toMatchObject(one.inForm);
    const usual = flow.recipe?.recipe ?? { version: 1, steps: [] };

    flow.recipe?.replace({ ...usual, ...one.inRecipe });
    expect(flow.options).toMatchObject(one.inRecipe);
    const previewed = () => bridge.requests.findLast(({ name }) => name === 'datasets.preview');
    await expect.poll(previewed).toMatchObject({ params: { options: one.inRecipe } });

    await flow.choose(one.again);
    expect(flow.recipe?.recipe).toMatchObject(one.again);
    expect(flow.options).toMatchObject(one.again);

    await flow.store();
    const stored = bridge.requests.findLast(({ name }) => name === 'datasets.import')?.params;
    expect(stored).toMatchObject({ options: { recipe: one.again } });
    const { recipe: _, ...beside } = (stored as { options: ImportOptions }).options;
    expect(Object.keys(beside).toSorted()).toEqual(['splitFractions', 'splitSeed']);
  });

  test('part again where the usual one is taken: what the form said before holds', async () => {
    const flow = new ImportFlow(choosingHost('text-classification'));
    await flow.readPath('/data/rows.csv');
    await flow.choose({ text: { tokenizer: 'character' } });
    flow.editRecipe();
    await expect.poll(() => flow.recipe?.busy).toBe(false);
    flow.recipe?.set({ text: { tokenizer: 'bpe' }, target: 'kind' });
    await flow.dropRecipe();
    expect(flow.options).toMatchObject({ text: { tokenizer: 'character' }, target: 'kind' });
  });

  test('another task has another recipe, which is written anew', async () => {
    const flow = new ImportFlow(choosingHost('classification'));
    await flow.readPath('/data/rows.csv');
    flow.editRecipe();
    await expect.poll(() => flow.recipe?.busy).toBe(false);
    flow.recipe?.add({ kind: 'balance', method: 'class-weights' });
    await flow.choose({ task: 'regression', target: undefined });
    expect(flow.recipe?.recipe).toMatchObject({ task: 'regression', steps: [] });
  });
});
