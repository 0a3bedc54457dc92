import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { HOSTILE_FILES } from './hostile-files.ts';

const run = promisify(execFile);
const CHILD = join(import.meta.dirname, 'import-hostile.ts');
/** The process also makes the files, some of which are large. */
const MOST_MEMORY_BYTES = 1e9;
const LONGEST_MS = 280_000;

interface Outcome {
  readonly title: string;
  readonly code: string | null;
  readonly error: unknown;
  readonly left: readonly string[];
  readonly grown: readonly string[];
  readonly largestRssBytes: number;
}

test(
  'every hostile file ends in the failure that it deserves, and leaves nothing',
  async () => {
    const { stdout } = await run(process.execPath, [CHILD], {
      maxBuffer: 2 ** 26,
      timeout: LONGEST_MS,
    });
    const outcomes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome);
    expect(outcomes.map(({ title }) => title)).toEqual(HOSTILE_FILES.map(({ title }) => title));
    for (const [at, { title, codes }] of HOSTILE_FILES.entries()) {
      const outcome = outcomes[at];
      const expected = codes.length === 0 ? [null] : codes;
      expect(expected, `${title}: ${JSON.stringify(outcome?.error)}`).toContain(outcome?.code);
      expect([outcome?.left, outcome?.grown], title).toEqual([[], []]);
    }
    expect(Math.max(...outcomes.map((each) => each.largestRssBytes))).toBeLessThan(
      MOST_MEMORY_BYTES,
    );
  },
  LONGEST_MS,
);
