import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetFacts } from '../../app/architecture/fits-dataset.ts';
import type { ModelSpec } from '../../app/architecture/model-spec.ts';
import type { ExecutionPlan } from '../../app/compiler/execution-plan.ts';
import { targetOf } from '../../app/dataset/sample.ts';
import { knownFileFailure } from '../../app/file-failure.ts';
import type { RunEnvironment } from '../../app/training/run.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';

/** What decides which plan is fastest: machine, software, and the shapes of the graph. */
export interface TuningSubject {
  readonly environment: RunEnvironment;
  readonly own: ExecutionPlan;
  readonly model: ModelSpec;
  readonly plan: RunPlan;
  readonly data: Pick<DatasetFacts, 'input' | 'classes' | 'sampleTarget'>;
}

/** Equal for runs whose graphs have the same operators on the same shapes on the same machine. */
export function tuningKey({ environment, own, model, plan, data }: TuningSubject): string {
  const { hearthVersion, runtime, cpuModel, cpuCores } = environment;
  const { batchSize, optimizer, augmentation } = plan;
  const subject = [
    [hearthVersion, runtime, cpuModel, cpuCores, own],
    [
      model.layers,
      augmentation,
      batchSize,
      optimizer,
      data.input,
      targetOf(data),
      data.classes.length,
    ],
  ];
  return createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 32);
}

/** The plan that was found for a key before; null where none was, or the file is not one. */
export async function keptPlan(folder: string, key: string): Promise<ExecutionPlan | null> {
  try {
    const kept: unknown = JSON.parse(await readFile(fileOf(folder, key), 'utf8'));
    return isPlan(kept) ? kept : null;
  } catch {
    // A lost measurement is made anew.
    return null;
  }
}

/** Keeps a plan; a full or read-only disk costs no more than measuring again. */
export async function keepPlan(folder: string, key: string, plan: ExecutionPlan): Promise<void> {
  const path = fileOf(folder, key);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.tmp`, JSON.stringify(plan));
    await rename(`${path}.tmp`, path);
  } catch (cause) {
    knownFileFailure(cause, path, 'write');
  }
}

const fileOf = (folder: string, key: string): string => join(folder, `${key}.json`);

function isPlan(value: unknown): value is ExecutionPlan {
  if (typeof value !== 'object' || value === null) return false;
  const { blockSize, threads } = value as Partial<ExecutionPlan>;
  return [0, 8, 16].some((size) => size === blockSize) && Number.isInteger(threads);
}
