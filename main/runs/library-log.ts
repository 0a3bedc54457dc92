import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * What TensorFlow tells of itself, whatever its level of logging: that its log begins, that it uses oneDNN,
 * that two of its parts know the same kernels of CUDA. None of it is for whoever trains.
 */
const OF_LIBRARY =
  /^(WARNING: All log messages before absl::InitializeLog|[IW]\d{4} \d\d:\d\d|E\d{4} .*Unable to register cu)/u;

/** Writes what a process says to stderr, line by line, without what a library logs of itself. */
export function passOn(said: Readable, write: (line: string) => void): void {
  createInterface({ input: said }).on('line', (line) => {
    if (!OF_LIBRARY.test(line)) write(`${line}\n`);
  });
}
