import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Params } from '../../../app/contract/requests.ts';
import { measuredServing } from '../../../app/cost/decision/measured-sides.ts';
import { resolveInputs } from '../../../app/cost/decision/resolve-inputs.ts';
import { DEFAULT_LOAD } from '../../../app/cost/measurement/load-fields.ts';
import { madeUpPrompt } from '../../../app/cost/measurement/made-up-prompt.ts';
import { powerAbsence } from '../../../app/cost/measurement/power-absence.ts';
import { bareContext, workedScenario } from '../../../app/testing/decision-context.ts';
import { measureServer } from '../../meter/measure-server.ts';
import { startPower } from '../../meter/power.ts';
import { startEnergyMeter } from '../../runs/energy-meter.ts';
import { TestWorkbench } from '../../testing/test-workbench.ts';
import { ALIAS, LlamaProcess, SLOT_CONTEXT } from './llama-process.ts';
import { tinyLlama } from './tiny-llama.ts';

const program = inject('llamaServer');
const LOAD = {
  ...DEFAULT_LOAD,
  promptTokens: 256,
  answerTokens: 24,
  concurrencies: [1, 2, 4],
  requests: 8,
};

describe.runIf(program !== null)('against llama.cpp’s own server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-llama-'));
  const model = join(folder, 'tiny.gguf');
  let workbench: TestWorkbench;
  let server: LlamaProcess;

  beforeAll(async () => {
    writeFileSync(model, tinyLlama());
    workbench = await TestWorkbench.open();
    server = await LlamaProcess.start(program ?? '', model);
  });
  afterAll(async () => {
    await server?.kill();
    await workbench?.close();
    rmSync(folder, { recursive: true });
  });

  function wish(changes: Partial<Params<'measurements.start'>> = {}) {
    return {
      token: 'token',
      name: null,
      url: server.url,
      api: 'chat',
      model: null,
      load: LOAD,
      apiKey: null,
      allowPublic: false,
      keepPartial: false,
      ...changes,
    } as const;
  }

  test.each(['chat', 'completions'] as const)(
    '%s: every answer as it was asked for',
    async (api) => {
      const measured = await workbench.answer('measurements.start', wish({ api }));
      expect(measured.server).toMatchObject({
        api,
        model: ALIAS,
        software: 'llama.cpp',
        version: expect.stringMatching(/^b\d+/),
      });
      expect(measured.machine.hasServer).toBe(true);
      expect(measured.levels.map(({ concurrency }) => concurrency)).toEqual([1, 2, 4]);
      for (const level of measured.levels) {
        expect(level).toMatchObject({
          requests: LOAD.requests,
          failures: {},
          inputCount: 'usage',
          outputCount: 'usage',
          // It was asked not to end early.
          outputTokens: LOAD.requests * LOAD.answerTokens,
          timeToFirstToken: { count: LOAD.requests },
          endToEnd: { count: LOAD.requests },
        });
        const prompt = level.inputTokens / level.requests;
        expect(Math.abs(prompt / LOAD.promptTokens - 1), 'length of prompts').toBeLessThan(0.1);
        expect(level.outputTokensPerSecond).toBeGreaterThan(0);
        const { timeToFirstToken, interTokenLatency, endToEnd } = level;
        expect(interTokenLatency?.count).toBeGreaterThan(LOAD.requests);
        expect(endToEnd?.mean ?? 0).toBeGreaterThan(timeToFirstToken?.mean ?? Number.NaN);
      }
      console.log(
        measured.levels
          .map(
            ({ concurrency, outputTokensPerSecond, timeToFirstToken }) =>
              `${api} ${concurrency}: ${outputTokensPerSecond.toFixed(0)} tokens/s, first token ${(
                1000 * (timeToFirstToken?.p50 ?? Number.NaN)
              ).toFixed(1)} ms`,
          )
          .join('\n'),
      );
      expect((await workbench.answer('measurements.list', null))[0]).toEqual(measured);
    },
  );

  /** Tokens of a prompt that the server did not have to read. */
  async function cachedTokens(prompt: string): Promise<number> {
    const response = await fetch(`${server.url}/v1/completions`, {
      method: 'POST',
      body: JSON.stringify({ prompt, max_tokens: 1 }),
    });
    const { usage } = (await response.json()) as {
      usage: { prompt_tokens_details: { cached_tokens: number } };
    };
    return usage.prompt_tokens_details.cached_tokens;
  }

  test('its prefix cache finds nothing in made-up prompts but what they are to share', async () => {
    const apart = { words: 60, sharedWords: 0 };
    const alike = { words: 60, sharedWords: 40 };
    for (const index of [0, 1, 2, 3]) await cachedTokens(madeUpPrompt(5, index, apart));
    expect(await cachedTokens(madeUpPrompt(5, 4, apart))).toBeLessThan(16);
    await cachedTokens(madeUpPrompt(6, 0, alike));
    expect(await cachedTokens(madeUpPrompt(6, 1, alike))).toBeGreaterThan(40);
  });

  test('watts come from a counter of this machine and reach a scenario; without one, it is said why', async () => {
    const counter = join(folder, 'sys/class/powercap/intel-rapl:0');
    mkdirSync(counter, { recursive: true });
    writeFileSync(join(counter, 'name'), 'package-0\n');
    writeFileSync(join(counter, 'max_energy_range_uj'), `${2 ** 50}\n`);
    const began = performance.now();
    const count = () =>
      writeFileSync(join(counter, 'energy_uj'), `${65_000 * (performance.now() - began)}\n`);
    count();
    const counting = setInterval(count, 2);
    const load = { ...LOAD, concurrencies: [2], requests: 40 };
    const { url, api, model, apiKey, allowPublic, keepPartial } = wish();
    const measured = await measureServer(
      { url, api, model, apiKey, allowPublic, keepPartial, load },
      {
        now: () => performance.now() / 1000,
        seed: 1,
        signal: new AbortController().signal,
        startPower: () =>
          startPower(null, () => startEnergyMeter({ estimatedWatts: 0, fileSystemRoot: folder })),
        onProgress: () => {},
      },
    ).finally(() => clearInterval(counting));
    if (!measured.ok) throw new Error(measured.error.code);
    const [level] = measured.value.levels;
    expect(level?.energy).toMatchObject({ source: 'rapl' });
    // The counter stands for 65 W; it is read to the few milliseconds in which it is written.
    expect(Math.abs((level?.energy?.watts ?? 0) / 65 - 1)).toBeLessThan(0.25);

    const here = await workbench.answer('measurements.start', wish({ load }));
    const serving = measuredServing({ ...here, levels: measured.value.levels });
    const resolved = resolveInputs(workedScenario(), bareContext({ serving }));
    if (!resolved.ok) throw new Error(resolved.error.code);
    expect(resolved.value.values['measured.busyWatts']).toMatchObject({
      base: level?.energy?.watts,
      source: { kind: 'measured', source: here.name },
    });
    const lacks = here.levels.some(({ energy }) => energy === null);
    expect(powerAbsence(here) === null).toBe(!lacks);
    console.log(`power here: ${powerAbsence(here) ?? here.levels[0]?.energy?.source}`);
  });

  test('a prompt longer than its context is refused in its words', async () => {
    const load = { ...LOAD, promptTokens: 2 * SLOT_CONTEXT };
    const measured = await workbench.request('measurements.start', wish({ load }));
    expect(measured).toMatchObject({
      ok: false,
      error: {
        code: 'meter/answer-failed',
        failure: 'client-error',
        said: expect.stringMatching(/context/),
      },
    });
  });

  test('a key it wants is asked for, and goes with every request', async () => {
    const guarded = await LlamaProcess.start(program ?? '', model, ['--api-key', 'open-sesame']);
    const load = { ...LOAD, concurrencies: [2], requests: 2, answerTokens: 4 };
    const { url } = guarded;
    const without = await workbench.request('measurements.start', wish({ url, load }));
    expect(without).toMatchObject({ ok: false, error: { code: 'meter/unauthorized' } });
    const apiKey = 'open-sesame';
    const measured = await workbench.answer('measurements.start', wish({ url, load, apiKey }));
    expect(measured.levels).toMatchObject([{ requests: 2, failures: {} }]);
    await guarded.kill();
  });

  test('when it dies in the middle, nothing is stored', async () => {
    const before = await workbench.answer('measurements.list', null);
    const dying = await LlamaProcess.start(program ?? '', model);
    const leave = workbench.subscribe((_name, payload) => {
      const { level = null } = payload as { readonly level?: { readonly outputTokens: number } };
      if ((level?.outputTokens ?? 0) > 0) void dying.kill();
    });
    const load = { ...LOAD, requests: 5000, answerTokens: 100 };
    const measured = await workbench.request('measurements.start', wish({ url: dying.url, load }));
    leave();
    expect(measured).toMatchObject({ ok: false, error: { code: 'meter/cut-short' } });
    expect(await workbench.answer('measurements.list', null)).toEqual(before);
  });
});
