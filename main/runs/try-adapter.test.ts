import { expect, test } from 'vitest';
import type { EngineEvent, EngineWork } from '../../app/contract/engine.ts';
import type { AppError } from '../../app/errors.ts';
import type { StartEngine } from './engine-process.ts';
import { tryAdapter } from './try-adapter.ts';

const SETTING = { engine: 'onnx/directml', threads: 1, adapter: 7 } as const;
const CARDS = ['NVIDIA GeForce RTX 4060', 'Intel(R) UHD Graphics 770'];

/** What comes of place 7 where an engine says this first, and what it was asked. */
async function tried(said: EngineEvent | AppError) {
  const asked: EngineWork[] = [];
  let kills = 0;
  const start: StartEngine = (work, { onEvent, onExit }) => {
    asked.push(work);
    queueMicrotask(() => {
      if ('kind' in said) onEvent(said);
      if (kills === 0) onExit('code' in said ? said : null);
    });
    const kill = () => {
      kills += 1;
      onExit({ code: 'engine/ended', exit: 'SIGTERM', lastEpoch: null });
    };
    return { pid: 1, send: () => {}, kill };
  };
  return { outcome: await tryAdapter(start, SETTING, 'dxgi:7', CARDS), asked, kills: () => kills };
}

const refused = (detail: string) =>
  ({
    code: 'engine/runtime-missing',
    engine: 'onnx/directml',
    problem: 'refused',
    detail,
    command: 'hearth doctor',
  }) as const;

test('a card that opens is there, and its engine computes nothing', async () => {
  const { outcome, asked, kills } = await tried({ kind: 'measuring', part: 'products' });
  expect(outcome).toEqual({ ok: true, value: null });
  expect(asked).toEqual([{ kind: 'measure', models: [], ...SETTING }]);
  expect(kills()).toBe(1);
});

test('a place behind the last card is refused with those that there are', async () => {
  const detail =
    'dml_provider_factory.cc(520)\\onnxruntime_binding.node!00007FF: (caller: 00007FF) Exception(1) tid(5f98) 887A0002 The object was not found.';
  const { outcome } = await tried({ kind: 'failed', error: refused(detail) });
  const error = { code: 'engine/card-unknown', device: 'dxgi:7', known: CARDS };
  expect(outcome).toEqual({ ok: false, error });
});

test('any other fault is the engine’s own', async () => {
  const error = refused('887A0004 The specified device interface is not supported.');
  expect((await tried({ kind: 'failed', error })).outcome).toEqual({ ok: false, error });
  const death: AppError = { code: 'engine/ended', exit: 'SIGSEGV', lastEpoch: null };
  expect((await tried(death)).outcome).toEqual({ ok: false, error: death });
});
