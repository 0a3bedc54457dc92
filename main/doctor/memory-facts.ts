import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { readText } from './read-text.ts';

const BYTES_PER_KIB = 1024;

export interface MemoryFacts {
  readonly totalBytes: number;
  /** What programs may still take without swapping. */
  readonly freeBytes: number;
  readonly swapUsedBytes: number;
}

/** Memory as Linux counts it; elsewhere as Node does, which knows nothing of swap. */
export async function memoryFacts(fileSystemRoot: string): Promise<MemoryFacts> {
  const text = await readText(join(fileSystemRoot, 'proc/meminfo'));
  const bytes = (name: string): number | null => {
    const kib = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(text ?? '')?.[1];
    return kib === undefined ? null : Number(kib) * BYTES_PER_KIB;
  };
  return {
    totalBytes: bytes('MemTotal') ?? totalmem(),
    freeBytes: bytes('MemAvailable') ?? freemem(),
    swapUsedBytes: (bytes('SwapTotal') ?? 0) - (bytes('SwapFree') ?? 0),
  };
}
