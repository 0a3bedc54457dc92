import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_OUTPUTS, errorOutput } from '../app/contract/schemas/commands.ts';
import { CLI } from './testing/cli-program.ts';

const LAUNCHER = fileURLToPath(new URL('./hearth.js', import.meta.url));

/** Commands as users give them, in real processes on one home. */
describe('the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-cli-'));
  const home = join(folder, 'home');
  const started = new Set<ChildProcess>();

  interface Ended {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }

  function start(words: readonly string[], env: NodeJS.ProcessEnv = {}, program = CLI) {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: folder,
      env: { ...process.env, HEARTH_HOME: home, LANG: 'en_US.UTF-8', LC_ALL: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended: Promise<Ended> = once(child, 'close').then(([code]) => {
      started.delete(child);
      return { code, stdout, stderr };
    });
    /** Waits until stdout holds a text. */
    const says = async (text: string) => {
      while (!stdout.includes(text)) await once(child.stdout, 'data');
    };
    return { child, ended, says };
  }

  const hearth = (...words: readonly string[]) => start(words).ended;

  type Verb = keyof typeof COMMAND_OUTPUTS;

  /** One JSON document and nothing else on stdout, of the shape that docs/contract.md gives. */
  async function json<Name extends Verb>(verb: Name, ...words: readonly string[]) {
    const ended = await hearth(...verb.split(' '), ...words, '--json');
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    const document = JSON.parse(ended.stdout);
    const read = COMMAND_OUTPUTS[verb].parse(document);
    expect(read).toEqual(document);
    return read as ReturnType<(typeof COMMAND_OUTPUTS)[Name]['parse']>;
  }

  /** The lines of a stream, each checked. */
  function lines({ stdout }: Ended) {
    return stdout
      .trim()
      .split('\n')
      .map((line) => COMMAND_OUTPUTS.train.parse(JSON.parse(line)));
  }

  async function failure(...words: readonly string[]) {
    const ended = await hearth(...words, '--json');
    const { error } = errorOutput.parse(JSON.parse(ended.stdout));
    return { exitCode: ended.code, ...error };
  }

  const TRAIN = ['train', '--dataset', 'iris', '--template', 'tabular-mlp', '--json'];
  let trained = '';

  beforeAll(async () => {
    const imported = await json('import', 'sample:iris');
    expect(imported.dataset).toMatchObject({ name: 'iris', task: 'classification' });
    const ended = await hearth(...TRAIN, '--set', 'epochs=4', '--set', 'earlyStopping=off');
    expect(ended.code, ended.stderr).toBe(0);
    const all = lines(ended);
    expect(all.map(({ event }) => event)).toEqual(['epoch', 'epoch', 'epoch', 'epoch', 'run']);
    const last = all.at(-1);
    if (last?.event !== 'run') throw new Error('The last line is no run.');
    expect(last.run).toMatchObject({ status: 'completed', epochs: 4, engine: 'onnx/cpu' });
    expect(last.run.cost.usd).toBeGreaterThan(0);
    expect(last.run.metrics['test/accuracy']).toBeGreaterThan(0);
    trained = last.run.id;
  });

  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  test('epoch lines count from 0 and carry the metrics of both splits', async () => {
    const ended = await hearth(...TRAIN, '--set', 'epochs=2', '--name', 'short', '--tag', 'a');
    const epochs = lines(ended).filter((line) => line.event === 'epoch');
    expect(epochs.map((line) => line.event === 'epoch' && line.epoch)).toEqual([0, 1]);
    for (const line of epochs) {
      expect(Object.keys(line.event === 'epoch' ? line.metrics : {})).toEqual(
        expect.arrayContaining(['loss', 'accuracy', 'val/loss', 'val/accuracy']),
      );
    }
  });

  test('several seeds are several runs, and the last line has their mean', async () => {
    const ended = await hearth(...TRAIN, '--set', 'epochs=1', '--set', 'seeds=2');
    const runs = lines(ended).flatMap((line) => (line.event === 'run' ? [line] : []));
    expect(runs.map(({ run }) => run.seed)).toEqual([1, 2]);
    expect(runs[0]?.group).toBeUndefined();
    expect(runs[1]?.group?.runs).toHaveLength(2);
  });

  test('what was stored is listed and shown', async () => {
    expect((await json('datasets')).datasets.map(({ name }) => name)).toEqual(['iris']);
    expect((await json('dataset', 'iris')).dataset.rows).toMatchObject({ train: 105 });
    expect((await json('templates')).templates.map(({ id }) => id)).toContain('tabular-mlp');
    expect((await json('runs')).runs.map(({ id }) => id)).toContain(trained);
    const shown = await json('run', trained);
    expect(shown.plan.epochs).toBe(4);
    expect('rented' in shown.run.cost && shown.run.cost.rented.length).toBeGreaterThan(0);
  });

  test('a run is evaluated and predicts a row, however it is written', async () => {
    const evaluated = await json('evaluate', trained, '--split', 'val');
    expect(evaluated).toMatchObject({ run: trained, split: 'val' });
    const row = {
      sepal_length_cm: 5.1,
      sepal_width_cm: 3.5,
      petal_length_cm: 1.4,
      petal_width_cm: 0.2,
    };
    const pairs = Object.entries(row).map(([column, value]) => `${column}=${value}`);
    const [asJson, asPairs] = [
      await json('predict', trained, JSON.stringify(row)),
      await json('predict', trained, pairs.join(',')),
    ];
    expect(asJson.predictions).toEqual(asPairs.predictions);
    expect(asJson.predictions[0]?.label).toBe('setosa');
    const file = join(folder, 'rows.csv');
    writeFileSync(file, `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`);
    expect((await json('predict', trained, file)).predictions).toHaveLength(1);
  });

  test('curves are written where asked, and nowhere else', async () => {
    const out = join(folder, 'curves.csv');
    const written = await json('export-series', trained, '--out', out);
    expect(written.path).toBe(out);
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(written.rows + 1);
    const missing = join(folder, 'missing', 'curves.csv');
    expect(await failure('export-series', trained, '--out', missing)).toMatchObject({
      exitCode: 1,
      code: 'file/not-writable',
      where: { path: missing },
    });
  });

  test('a model goes out with its recipe, to where it is asked for', async () => {
    const out = join(folder, 'iris.onnx');
    const written = await json('export', trained, '--to', 'onnx', '--out', out);
    expect(written).toMatchObject({
      takes: 'raw',
      inputs: [{ name: 'sepal_length_cm', type: 'float64' }, {}, {}, {}],
      outputs: [{ name: 'label' }, { name: 'probabilities', shape: ['batch', 3] }],
      files: [{ path: out }, { path: `${out}.recipe.json` }],
    });
    expect(existsSync(out)).toBe(true);
    expect(await failure('export', trained, '--to', 'pickle', '--out', out)).toMatchObject({
      exitCode: 2,
      code: 'usage/invalid',
    });
    const missing = join(folder, 'missing', 'iris.onnx');
    expect(await failure('export', trained, '--to', 'onnx', '--out', missing)).toMatchObject({
      exitCode: 1,
      code: 'file/not-writable',
      where: { path: missing },
    });
  });

  test('runs are tagged, annotated, renamed and deleted', async () => {
    expect((await json('tag', trained, 'good', 'kept')).runs[0]?.tags).toEqual(['good', 'kept']);
    const removed = await json('tag', trained, '--remove', 'kept');
    expect(removed.runs[0]?.tags).toEqual(['good']);
    expect((await json('note', trained, 'first')).run.note).toBe('first');
    expect(await json('rename', 'run', trained, 'best')).toMatchObject({ run: { name: 'best' } });
    expect((await json('runs', '--tag', 'good')).runs.map(({ name }) => name)).toEqual(['best']);
    const { deleted } = await json('delete', 'run', 'short');
    expect(deleted.name).toBe('short');
    expect(await failure('run', 'short')).toMatchObject({ code: 'run/not-found', exitCode: 1 });
    expect(await json('undelete', 'run', deleted.id)).toMatchObject({ run: { name: 'short' } });
    expect((await json('run', 'short')).run.id).toBe(deleted.id);
    const sorted = await json('runs', '--sort', 'name', '--descending');
    const names = sorted.runs.map(({ name }) => name);
    expect(names).toEqual(names.toSorted().reverse());
    expect(await failure('delete', 'dataset', 'iris')).toMatchObject({ code: 'dataset/in-use' });
  });

  test('a file is looked at before anything is stored', async () => {
    writeFileSync(join(folder, 'few.csv'), 'a,b,kind\n1,,x\n2,5,y\n3,6,x\n4,7,y\n');
    const before = (await json('datasets')).datasets.length;
    expect((await json('preview', 'few.csv', '--ignore', 'b')).preview).toMatchObject({
      suggestedName: 'few',
      target: 'kind',
      totalRows: 4,
      classCounts: [
        { name: 'x', count: 2 },
        { name: 'y', count: 2 },
      ],
      warnings: [{ kind: 'identifier-column', column: 'a' }],
    });
    const told = await hearth('preview', 'few.csv');
    expect(told.stdout).toMatch(/kind \(guessed\)[\s\S]*Missing in b: 1 value\./);
    expect((await json('datasets')).datasets).toHaveLength(before);
  });

  test('an evaluation tells the confusions, and the rows that are most wrong where asked', async () => {
    const told = await hearth('evaluate', trained, '--wrong', '2');
    expect(told.stdout).toMatch(/Actual \\ predicted +setosa +versicolor +virginica/);
    const { wrong, confusion } = await json('evaluate', trained, '--wrong', '2');
    const off = confusion?.counts.flatMap((row, at) => row.toSpliced(at, 1)) ?? [];
    expect(wrong?.total).toBe(off.reduce((sum, count) => sum + count, 0));
    expect(wrong?.rows.every(({ actual, predicted }) => actual !== predicted)).toBe(true);
  });

  test('settings are read and changed by key', async () => {
    expect((await json('settings set', 'vat', '0.19')).settings.vat).toBe(0.19);
    expect(await json('settings get', 'vat')).toEqual({ key: 'vat', value: 0.19 });
    expect((await json('settings')).settings.threads).toBe(0);
    expect(await failure('settings', 'set', 'vat', 'much')).toMatchObject({
      exitCode: 1,
      code: 'settings/invalid',
      where: { key: 'vat', value: 'much' },
    });
    expect(await failure('settings', 'get', 'colour')).toMatchObject({
      code: 'settings/unknown-key',
    });
  });

  test('the home tells what it holds and can be copied and put back', async () => {
    expect((await json('disk')).totalBytes).toBeGreaterThan(0);
    const file = join(folder, 'copy.db');
    expect((await json('backup', file)).backup.sizeBytes).toBeGreaterThan(0);
    const { restored } = await json('restore', file);
    expect(existsSync(restored.replacedFile ?? '')).toBe(true);
    expect((await json('runs')).runs.map(({ id }) => id)).toContain(trained);
  });

  test.each<[string, readonly string[], string, number]>([
    ['no such file', ['import', 'none.csv', '--name', 'x'], 'file/not-found', 1],
    ['a name that exists', ['import', 'sample:iris', '--name', 'iris'], 'dataset/name-taken', 1],
    ['an unknown dataset', ['dataset', 'none'], 'dataset/not-found', 1],
    ['a learning rate of 0', [...TRAIN, '--set', 'learningRate=0'], 'plan/field-invalid', 1],
    ['a learning rate in words', [...TRAIN, '--set', 'learningRate=x'], 'plan/field-invalid', 1],
    ['an unknown field', [...TRAIN, '--set', 'speed=9'], 'plan/field-unknown', 1],
    ['an oversized batch', [...TRAIN, '--set', 'batchSize=106'], 'plan/batch-larger-than-split', 1],
    ['changes of no images', [...TRAIN, '--augment', 'light'], 'plan/augmentation-not-for', 1],
    ['no preset and no file', [...TRAIN, '--augment', 'strong'], 'file/not-found', 1],
    ['no key=value', [...TRAIN, '--set', 'epochs'], 'usage/invalid', 2],
    ['no model', ['train', '--dataset', 'iris'], 'usage/invalid', 2],
    ['an option that is missing', ['train'], 'usage/invalid', 2],
    ['an unknown command', ['fly'], 'usage/invalid', 2],
    ['an unknown kind', ['delete', 'host', 'x'], 'usage/invalid', 2],
    ['a port that is none', ['serve', '--port', 'x', '--no-open'], 'usage/invalid', 2],
  ])('%s is named by its code', async (_, words, code, exitCode) => {
    expect(await failure(...words)).toMatchObject({ code, exitCode });
  });

  test('a model of one’s own is trained, and a broken one is named by file and place', async () => {
    const model = {
      version: 1,
      name: 'mine',
      layers: [
        { id: 'input', type: 'Input', config: { shape: [4] } },
        { id: 'out', type: 'Dense', config: { units: 3, activation: 'softmax' } },
      ],
    };
    const good = join(folder, 'model.json');
    const bad = join(folder, 'bad.json');
    writeFileSync(good, JSON.stringify(model));
    writeFileSync(
      bad,
      JSON.stringify({ ...model, layers: [{ id: 'input', type: 7, config: {} }] }),
    );
    const words = ['train', '--dataset', 'iris', '--set', 'epochs=1', '--json', '--model'];
    expect((await hearth(...words, good)).code).toBe(0);
    expect(await failure(...words, bad)).toMatchObject({
      code: 'architecture/file-invalid',
      where: { path: bad, place: 'layers[0].type' },
    });
  });

  test('words follow --lang, the home, then the system; JSON messages stay English', async () => {
    const say = async (env: NodeJS.ProcessEnv, ...words: readonly string[]) =>
      (await start(['dataset', 'none', ...words], env).ended).stderr;
    expect(await say({})).toContain('There is no dataset none.');
    expect(await say({ LANG: 'zh_CN.UTF-8' })).toContain('没有名为 none 的数据集。');
    await hearth('settings', 'set', 'language', 'zh');
    expect(await say({})).toContain('没有名为 none 的数据集。');
    expect(await say({}, '--lang', 'en')).toContain('There is no dataset none.');
    const inJson = await failure('dataset', 'none', '--lang', 'zh');
    expect(inJson.message).toBe('There is no dataset none.');
    await hearth('settings', 'set', 'language', 'system');
  });

  test('a dataset is audited before training: what was looked at, and that nothing was found', async () => {
    const report = await json('audit', 'iris');
    expect(report).toMatchObject({ findings: [], checkedRows: 150 });
    expect(await json('audit', 'iris', '--fixed-recipe')).toMatchObject({
      fixedRecipe: { version: 1, steps: expect.any(Array) },
    });
    const told = await hearth('audit', 'iris');
    expect(told.stdout).toContain('Nothing was found');
    expect(told.stdout).toContain('150 rows');
    expect(await failure('audit', 'none')).toMatchObject({ code: 'dataset/not-found' });
  });

  test('a dataset tells how its columns go together, and with the target', async () => {
    const { correlations } = await json('dataset', 'iris', '--correlations');
    expect(correlations?.values[2]?.[3]).toBeCloseTo(0.9629, 4);
    const { target } = await json('dataset', 'iris', '--target-by', 'petal_length_cm');
    expect(target?.groups[0]).toMatchObject({ from: 1, shares: [1, 0, 0, 0] });
    const told = await hearth('dataset', 'iris', '--target-by', 'petal_length_cm');
    expect(told.stdout).toContain('setosa');
  });

  test('pieces of a long text are listed as rows', async () => {
    writeFileSync(join(folder, 'long.txt'), 'a stitch in time saves nine.\n'.repeat(400));
    await json('import', 'long.txt', '--name', 'long', '--task', 'language-modeling');
    const { rows } = await json('dataset', 'long', '--rows', '--split', 'test', '--limit', '1');
    expect(String(rows?.rows[0]?.cells[0])).toContain('stitch');
  });

  test('images of a dataset are listed by split and class', async () => {
    await json('import', 'sample:digits', '--name', 'digits-listed');
    const { images } = await json(
      'dataset',
      'digits-listed',
      '--rows',
      '--class',
      '7',
      '--limit',
      '2',
    );
    expect(images?.total).toBe(179);
    expect(images?.images.map(({ label }) => label)).toEqual(['7', '7']);
    expect(await failure('dataset', 'digits-listed', '--class', 'x')).toMatchObject({
      code: 'dataset/class-missing',
    });
  });

  test('a dataset tells what its columns hold', async () => {
    const { profile } = await json('dataset', 'iris', '--profile');
    const length = profile?.columns.find(({ name }) => name === 'sepal_length_cm');
    expect(length?.numbers?.quantiles[3]).toBe(5.8);
    const told = await hearth('dataset', 'iris', '--profile');
    expect(told.stdout).toContain('Most frequent values');
  });

  test('rows of a dataset are filtered, sorted and paged; a wrong expression names its place', async () => {
    const words = ['iris', '--rows', '--where', "species = 'setosa' AND sepal_length_cm > 5"];
    const { rows } = await json(
      'dataset',
      ...words,
      '--order',
      'sepal_length_cm DESC',
      '--limit',
      '3',
    );
    expect(rows?.total).toBe(22);
    expect(rows?.rows.map(({ cells }) => cells[0])).toEqual([5.8, 5.7, 5.7]);
    const page = await json(
      'dataset',
      'iris',
      '--split',
      'test',
      '--offset',
      '20',
      '--limit',
      '10',
    );
    expect(page.rows?.rows).toHaveLength(3);
    expect((await json('dataset', 'iris', '--limit', '2')).rows?.rows).toHaveLength(2);
    const told = await hearth('dataset', 'iris', '--rows', '--where', 'sepal_length_cm > 7.6');
    expect(told.stdout).toContain('7.9');
    expect(told.stdout).toContain('Rows 1 to 5 of 5.');
    expect(await failure('dataset', 'iris', '--where', 'sepal > 5')).toMatchObject({
      code: 'dataset/expression-invalid',
      where: { field: 'where', position: 1, problem: 'unknown-column' },
    });
  });

  test('help names every verb, in both languages', async () => {
    const [english, chinese] = [await hearth('--help'), await hearth('--help', '--lang', 'zh')];
    expect(english.code).toBe(0);
    for (const verb of Object.keys(COMMAND_OUTPUTS)) {
      expect(english.stdout).toContain(`  ${verb.split(' ')[0]} `);
    }
    expect(chinese.stdout).toContain('用法：');
    expect((await hearth('--version')).stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
    // By the launcher that users call.
    expect(await start(['--help'], {}, LAUNCHER).ended).toEqual(english);
  });

  const LONG = [...TRAIN, '--set', 'epochs=1000000', '--set', 'earlyStopping=off'];

  test('a run is paused, resumed and stopped from another terminal', async () => {
    const host = start([...LONG, '--name', 'long']);
    await host.says('"event":"epoch"');
    expect((await json('pause', 'long')).run.status).toBe('paused');
    const resumed = start(['resume', 'long', '--json']);
    await resumed.says('"event":"epoch"');
    expect((await json('stop', 'long')).run.status).toBe('stopped');
    for (const ended of [await host.ended, await resumed.ended]) {
      expect(ended.code).toBe(0);
      expect(lines(ended).at(-1)).toMatchObject({ event: 'run', run: { status: 'stopped' } });
    }
  });

  test('Ctrl-C stops the caller’s run at a checkpoint; the host stays for the run of another', async () => {
    const first = start([...LONG, '--name', 'first']);
    await first.says('"event":"epoch"');
    const second = start([...TRAIN, '--set', 'epochs=3', '--name', 'second']);
    await once(second.child.stderr, 'data');
    first.child.kill('SIGINT');
    const [one, two] = await Promise.all([first.ended, second.ended]);
    expect(one.code).toBe(130);
    expect(lines(one).at(-1)).toMatchObject({ run: { status: 'stopped', resumable: true } });
    expect(two.code, two.stderr).toBe(0);
    expect(lines(two).at(-1)).toMatchObject({ run: { status: 'completed', epochs: 3 } });
    expect(existsSync(join(home, 'lock'))).toBe(false);
  });

  test('a stopped run goes on to a new total of epochs', async () => {
    const { run } = await json('run', 'first');
    expect(await failure('resume', 'first', '--epochs', String(run.epochs))).toMatchObject({
      code: 'plan/field-invalid',
      where: { field: 'epochs', expected: `integer > ${run.epochs}` },
    });
    const total = String(run.epochs + 2);
    const ended = await hearth('resume', 'first', '--epochs', total, '--json');
    expect(lines(ended).at(-1)).toMatchObject({ run: { id: run.id, epochs: run.epochs + 2 } });
  });

  test('a clone trains again with changed fields, from the same start', async () => {
    const ended = await hearth('clone', 'best', '--set', 'epochs=1', '--name', 'twin', '--json');
    expect(ended.code, ended.stderr).toBe(0);
    const [first, last] = lines(ended);
    expect(last).toMatchObject({ run: { name: 'twin', plannedEpochs: 1, tags: ['good'] } });
    const curves = await json('export-series', 'best', '--out', 'best.csv');
    expect(curves.rows).toBeGreaterThan(0);
    const [loss] = readFileSync(join(folder, 'best.csv'), 'utf8').match(/^loss,.*$/m) ?? [];
    expect(first?.event === 'epoch' && loss?.includes(String(first.metrics.loss))).toBe(true);
  });

  test('a branch begins a new run with changed fields', async () => {
    const ended = await hearth('branch', 'best', '--set', 'epochs=1', '--name', 'leaf', '--json');
    expect(ended.code, ended.stderr).toBe(0);
    expect(lines(ended).at(-1)).toMatchObject({ run: { name: 'leaf', plannedEpochs: 1 } });
  });

  test('the page of a home is served once, and other commands visit its host', async () => {
    const host = start(['serve', '--no-open', '--json']);
    await host.says('\n');
    const other = await failure('serve', '--no-open');
    expect(other).toMatchObject({ code: 'home/locked', where: { processId: host.child.pid } });
    expect((await json('runs')).total).toBeGreaterThan(0);
    host.child.kill('SIGINT');
    const ended = await host.ended;
    expect(ended.code).toBe(130);
    const { address } = COMMAND_OUTPUTS.serve.parse(JSON.parse(ended.stdout));
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
  });

  test('a home that cannot be written is named', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const words = ['runs', '--home', join(file, 'home')];
    expect(await failure(...words)).toMatchObject({ exitCode: 1, code: 'home/not-writable' });
  });
});
