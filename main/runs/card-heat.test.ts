import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nvidiaCardsIn } from '../adapters/nvidia-driver.ts';
import type { AskCommand } from '../doctor/ask-command.ts';
import { homeFolders } from '../home/home-folders.ts';
import { cardList } from './card-list.ts';
import type { StartEngine } from './engine-process.ts';
import { machineRecord } from './machine-record.ts';

/** Two cards as `nvidia-smi` of driver 580 tells of them; the second is too hot while `hot` says so. */
const answering =
  (isHot: () => boolean): AskCommand =>
  async (command, [query = '']) => {
    if (command !== 'nvidia-smi') return null;
    if (query.includes('clocks_event_reasons')) {
      return `GPU-a, Not Active, Not Active\nGPU-b, Not Active, ${isHot() ? 'Active' : 'Not Active'}\n`;
    }
    if (query.includes('=name,')) {
      return [
        'NVIDIA RTX A, 24564, 580.65.06, 450.00, 0, GPU-a, 1000, 90',
        'NVIDIA RTX B, 24564, 580.65.06, 450.00, 1, GPU-b, 24000, 7',
      ].join('\n');
    }
    return query.includes('compute_cap') ? '8.9\n8.9\n' : 'CUDA Version: 13.0';
  };

it('a card that is too hot only while it is measured is named when it has cooled', async () => {
  const home = await mkdtemp(join(tmpdir(), 'hearth-heat-'));
  try {
    let busy = false;
    const startEngine: StartEngine = (work, { onEvent, onExit }) => {
      busy = work.engine === 'onnx/cuda';
      setImmediate(() => {
        onEvent({ kind: 'measuring', part: 'mlp' });
        setImmediate(() => {
          busy = false;
          onExit({ code: 'engine/ended', exit: '1', lastEpoch: null });
        });
      });
      return { pid: undefined, send: () => {}, kill: () => {} };
    };
    const listed = nvidiaCardsIn('1, GPU-b, NVIDIA RTX B, 580.65.06, 24564, 24000');
    const machine = machineRecord({
      folders: homeFolders(home),
      cards: await cardList(async () => listed),
      version: '1.0.0',
      startEngine,
      onProgress: () => {},
      ask: answering(() => busy),
    });
    const traps = async () => {
      const { traps: found } = await machine.report();
      return found.filter(({ code }) => code === 'card-throttled').map(({ values }) => values);
    };
    expect(await traps()).toEqual([]);
    await machine.measure({ threads: 1, again: true });
    expect(await traps()).toEqual([{ card: 'NVIDIA RTX B' }]);
  } finally {
    await rm(home, { recursive: true });
  }
});
