import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../app/errors.ts';
import {
  type GraphicsAdapter,
  graphicsAdapter,
  preferredAdapter,
} from '../../adapters/graphics-adapter.ts';
import { type NvidiaCard, visibleCard } from '../../adapters/nvidia-driver.ts';
import { listedAdapters, webgpuAdapter } from '../../adapters/webgpu-adapter.ts';
import { cardLibraryLack } from '../card-libraries.ts';
import { runtimeMissing } from '../runtime-missing.ts';
import { identityGraph } from './identity-graph.ts';
import { type OnnxDevice, onnxDeviceRuntime } from './onnx.ts';
import type { Runtime, RuntimeDevice } from './runtime.ts';

/** Below the folder of its pack. */
const CUDA_PROVIDER = 'lib/libonnxruntime_providers_cuda.so';
/** Lets tests train on an adapter that is a program; nobody else has a use for that. */
const ALLOWS_SOFTWARE = 'HEARTH_ALLOW_SOFTWARE_ADAPTER';

/** ONNX Runtime on whatever card WebGPU reaches, and on nothing that only looks like one. */
export async function openWebgpu(): Promise<Result<Runtime>> {
  const { resolve } = createRequire(import.meta.url);
  const found = await webgpuAdapter(resolve('onnxruntime-node'));
  if (!found.found) {
    return runtimeMissing('onnx/webgpu', found.problem, found.detail, 'hearth doctor');
  }
  return openOn({ engine: 'onnx/webgpu', provider: 'webgpu', device: found.adapter });
}

/**
 * ONNX Runtime on the card that Windows lists first, or on the one of that place, which goes by no
 * other name: the list that Windows names cards in has another order.
 */
export async function openDirectml(place: number | null): Promise<Result<Runtime>> {
  const first = preferredAdapter(await listedAdapters(process.platform));
  if (first === null) return runtimeMissing('onnx/directml', 'no-adapter', '', 'hearth doctor');
  const on = { engine: 'onnx/directml', provider: 'directml' } as const;
  if (place === null) return openOn({ ...on, device: first });
  return openOn({ ...on, device: graphicsAdapter(`dxgi:${place}`, '', null), adapter: place });
}

/**
 * ONNX Runtime on the NVIDIA card that this process was started to see, or the first one, by the
 * libraries of its pack on the loader's path.
 * @param packFolder where they lie
 */
export async function openCuda(packFolder: string): Promise<Result<Runtime>> {
  const card = await visibleCard();
  if (card === null) return runtimeMissing('onnx/cuda', 'no-driver', 'nvidia-smi', 'hearth doctor');
  if (!card.ok) return card;
  const opened = await openOn({ engine: 'onnx/cuda', provider: 'cuda', device: card.value });
  if (opened.ok) return opened;
  // The runtime says only that a library could not be loaded, the loader which.
  return cardLibraryLack('onnx/cuda', packFolder, [join(packFolder, CUDA_PROVIDER)]) ?? opened;
}

/** What a run's environment says of a card. */
export function gpuDevice(card: GraphicsAdapter | NvidiaCard): RuntimeDevice {
  const { name, driver } = card;
  const which = 'uuid' in card ? { card: { index: card.index, uuid: card.uuid } } : {};
  return { kind: 'gpu', name, driver, ...which };
}

/** Opens a first session: a provider says only then whether it works. */
async function openOn({
  device,
  ...on
}: Omit<OnnxDevice, 'device'> & { readonly device: GraphicsAdapter }): Promise<Result<Runtime>> {
  if (device.software && process.env[ALLOWS_SOFTWARE] !== '1') {
    return runtimeMissing(on.engine, 'software-adapter', device.name, '--engine onnx/cpu');
  }
  const runtime = onnxDeviceRuntime({ ...on, device: gpuDevice(device) });
  const session = await runtime.open(identityGraph([{ name: 'x', shape: [1] }]));
  if (session.ok) {
    await session.value.close();
    return ok(runtime);
  }
  if (session.error.code !== 'engine/device-failed') return fail(session.error);
  return runtimeMissing(on.engine, 'refused', session.error.detail, 'hearth doctor');
}
