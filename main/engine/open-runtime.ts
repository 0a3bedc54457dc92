import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '../../app/errors.ts';
import { ENGINES, type EngineId } from '../../app/training/engines.ts';
import { visibleCard } from '../adapters/nvidia-driver.ts';
import { cardLibraryLack, DRIVER_LIBRARY } from './card-libraries.ts';
import { runtimeMissing } from './runtime-missing.ts';
import { onnxCpuRuntime } from './runtimes/onnx.ts';
import { gpuDevice, openCuda, openDirectml, openWebgpu } from './runtimes/onnx-devices.ts';
import type { Runtime } from './runtimes/runtime.ts';
import { loadTensorflow, usesCard } from './runtimes/tensorflow/load-tensorflow.ts';
import {
  type SteppingRuntime,
  type TensorflowEngine,
  tensorflowRuntime,
} from './runtimes/tensorflow.ts';
import { SpinChoice } from './spin-choice.ts';

/** Of TensorFlow's pack for cards, below its folder. */
const CUDA_LIBRARIES = 'cuda/lib';

/** What a runtime may draw on. */
export interface RuntimeResources {
  /** Of one operator on the processor, at least 1. */
  readonly threads: number;
  /** Where the engine's pack lies; null where it needs none. */
  readonly packFolder: string | null;
  /** Place of the card, for an engine that numbers them; null: the system's first. */
  readonly adapter: number | null;
}

type OpenRuntime = (resources: RuntimeResources) => Promise<Result<Runtime | SteppingRuntime>>;

/** How each engine's runtime is opened; what is missing for it is an `engine/runtime-missing`. */
const RUNTIMES: Readonly<Record<EngineId, OpenRuntime>> = {
  'onnx/cpu': async ({ threads }) => ok(onnxCpuRuntime(threads, new SpinChoice())),
  'onnx/webgpu': openWebgpu,
  'onnx/directml': ({ adapter }) => openDirectml(adapter),
  'onnx/cuda': ({ packFolder }) => openCuda(packFolder ?? ''),
  'tensorflow/cpu': async (resources) => tensorflow('tensorflow/cpu', resources),
  'tensorflow/gpu': async (resources) => tensorflow('tensorflow/gpu', resources),
};

/** Graphs run on the processor, whatever trains. */
async function tensorflow(
  engine: TensorflowEngine,
  { threads, packFolder }: RuntimeResources,
): Promise<Result<SteppingRuntime>> {
  if (packFolder === null) return packMissing(engine);
  const graphs = onnxCpuRuntime(threads, new SpinChoice());
  let { device } = graphs;
  if (ENGINES[engine].device === 'gpu') {
    const card = await visibleCard();
    if (card === null) return runtimeMissing(engine, 'no-driver', 'nvidia-smi', 'hearth doctor');
    if (!card.ok) return card;
    device = gpuDevice(card.value);
  }
  const loaded = loadTensorflow(engine, packFolder, threads);
  if (!loaded.ok) return loaded;
  if (device.kind === 'gpu' && !usesCard(loaded.value)) {
    // The library says to nobody why; mostly it could not load another.
    const lack = cardLibraryLack(engine, packFolder, await librariesBeside(packFolder));
    return lack ?? runtimeMissing(engine, 'on-processor', device.name ?? '', 'hearth doctor');
  }
  return ok(tensorflowRuntime(loaded.value, engine, graphs, device));
}

/** What TensorFlow loads to reach a card: the driver's library, then NVIDIA's in its pack. */
async function librariesBeside(packFolder: string): Promise<readonly string[]> {
  const folder = join(packFolder, CUDA_LIBRARIES);
  const names = existsSync(folder) ? await readdir(folder) : [];
  return [DRIVER_LIBRARY, ...names.sort().map((name) => join(folder, name))];
}

/**
 * Opens what an engine computes with.
 * @param packFolder where its pack lies; null where none is installed
 */
export async function openRuntime(
  engine: EngineId,
  threads: number,
  packFolder: string | null,
  adapter: number | null = null,
): Promise<Result<Runtime | SteppingRuntime>> {
  const { platforms, pack } = ENGINES[engine];
  if (!platforms.includes(process.platform)) {
    return runtimeMissing(
      engine,
      'platform',
      `${process.platform}-${process.arch}`,
      'hearth doctor',
    );
  }
  if (pack !== null && packFolder === null) return packMissing(engine);
  return RUNTIMES[engine]({ threads, packFolder, adapter });
}

function packMissing(engine: EngineId): Result<never> {
  return runtimeMissing(
    engine,
    'pack-missing',
    '',
    `hearth doctor --install ${ENGINES[engine].pack}`,
  );
}
