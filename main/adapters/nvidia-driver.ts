import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type GraphicsAdapter, graphicsAdapter } from './graphics-adapter.ts';

const run = promisify(execFile);
/** A driver that hangs must not hang whoever asks. */
const TIMEOUT_MS = 5000;

/** A card as its driver tells of it. */
export interface NvidiaCard extends GraphicsAdapter {
  readonly memoryBytes: number;
}

/** The cards that NVIDIA's driver lists, in its order; none without a driver that answers. */
export async function nvidiaCards(command = 'nvidia-smi'): Promise<readonly NvidiaCard[]> {
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];
  try {
    return nvidiaCardsIn((await run(command, query, { timeout: TIMEOUT_MS })).stdout);
  } catch {
    return [];
  }
}

/** @param answer a line a card: `NVIDIA H200, 570.86.15, 143771`, memory in MiB */
export function nvidiaCardsIn(answer: string): readonly NvidiaCard[] {
  return answer.split('\n').flatMap((line) => {
    const [name, driver, memoryMib] = line.split(',').map((part) => part.trim());
    if (!name || driver === undefined) return [];
    const memoryBytes = Number(memoryMib) * 2 ** 20;
    return [
      {
        ...graphicsAdapter(name, 'NVIDIA', driver),
        memoryBytes: Number.isFinite(memoryBytes) ? memoryBytes : 0,
      },
    ];
  });
}
