import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { softwareAdapter } from './testing/software-adapter.ts';
import { TEMPLATE_CASES } from './testing/template-cases.ts';
import type { TrainedTemplate } from './testing/train-templates.ts';

const adapter = softwareAdapter();
const reason = typeof adapter === 'string' ? ` (skipped: ${adapter})` : '';
if (reason !== '') console.warn(`No template was trained on WebGPU${reason}`);

/** A browser's software adapter computes in float32 as a card does, only slowly. */
const TOLERANCE = 1e-3;
/**
 * An adapter that is a program compiles hundreds of shaders for a template, which takes seconds on a
 * free machine; what is not reached by then is said to be so.
 */
const LONGEST_SECONDS = 200;
const PROCESSES = 2;

const trained = new Map<number, TrainedTemplate>();

/** Until all its templates are trained, or the time is up. */
function ended(child: ChildProcess): Promise<void> {
  child.on('message', (told: TrainedTemplate) => trained.set(told.place, told));
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_SECONDS * 1000);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

describe.skipIf(reason !== '')(`WebGPU on a software adapter${reason}`, () => {
  beforeAll(
    async () => {
      if (typeof adapter === 'string') return;
      const script = join(import.meta.dirname, 'testing', 'train-templates.ts');
      const env = { ...process.env, ...adapter.environment };
      const children = Array.from({ length: PROCESSES }, (_, share) =>
        fork(script, [String(share), String(PROCESSES)], { env }),
      );
      await Promise.all(children.map(ended));
    },
    (LONGEST_SECONDS + 15) * 1000,
  );
  afterAll(() => {
    if (typeof adapter !== 'string') adapter.remove();
  });

  test('trains templates', () => expect(trained.size).toBeGreaterThan(0));

  test.for(TEMPLATE_CASES.map((each, place) => ({ ...each, place })))(
    '$id of $kind learns as on the processor',
    ({ id, place }, { skip }) => {
      const found = trained.get(place);
      if (found === undefined) {
        const said = `not reached within ${LONGEST_SECONDS} s`;
        console.warn(`${id} was not trained on WebGPU: ${said}`);
        return skip(said);
      }
      expect(found.error).toBeUndefined();
      expect(found.here.length).toBeGreaterThan(0);
      found.there.forEach((loss, step) => {
        const wanted = found.here[step] ?? Number.NaN;
        expect(Math.abs(loss - wanted) / Math.max(1e-3, Math.abs(wanted))).toBeLessThan(TOLERANCE);
      });
    },
  );
});
