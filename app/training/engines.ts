/** What can compute a run: a runtime and the kind of device it computes on. */
export const ENGINE_IDS = [
  'onnx/cpu',
  'onnx/webgpu',
  'onnx/directml',
  'onnx/cuda',
  'tensorflow/cpu',
  'tensorflow/gpu',
] as const;
export type EngineId = (typeof ENGINE_IDS)[number];

/** Needs nothing that is not installed with Hearth, and runs everything. */
export const DEFAULT_ENGINE: EngineId = 'onnx/cpu';

export type DeviceKind = 'cpu' | 'gpu';

export interface EngineFacts {
  /** As shown; the same in every language. */
  readonly name: string;
  readonly runtime: 'onnx' | 'tensorflow';
  readonly device: DeviceKind;
  /** Whether it can be told which of several cards to take. */
  readonly choosesCard: boolean;
  /** Whether it takes a card by its place in a list of Windows' own, which nothing here can read. */
  readonly numbersCards: boolean;
  /** Systems that it exists for, as Node names them. */
  readonly platforms: readonly string[];
  /** What `hearth doctor --install` takes for it; null where it comes with Hearth. */
  readonly pack: 'cuda' | 'tensorflow' | 'tensorflow-gpu' | null;
}

/**
 * All engines.
 * @source onnxruntime-node 1.30: WebGPU is built in for Linux x64, Windows and macOS, DirectML for Windows
 */
export const ENGINES: Readonly<Record<EngineId, EngineFacts>> = {
  'onnx/cpu': {
    name: 'ONNX Runtime · CPU',
    runtime: 'onnx',
    device: 'cpu',
    choosesCard: false,
    numbersCards: false,
    platforms: ['linux', 'win32', 'darwin'],
    pack: null,
  },
  'onnx/webgpu': {
    name: 'ONNX Runtime · WebGPU',
    runtime: 'onnx',
    device: 'gpu',
    choosesCard: false,
    numbersCards: false,
    platforms: ['linux', 'win32', 'darwin'],
    pack: null,
  },
  'onnx/directml': {
    name: 'ONNX Runtime · DirectML',
    runtime: 'onnx',
    device: 'gpu',
    choosesCard: false,
    numbersCards: true,
    platforms: ['win32'],
    pack: null,
  },
  'onnx/cuda': {
    name: 'ONNX Runtime · CUDA',
    runtime: 'onnx',
    device: 'gpu',
    choosesCard: true,
    numbersCards: false,
    platforms: ['linux', 'win32'],
    pack: 'cuda',
  },
  'tensorflow/cpu': {
    name: 'TensorFlow · CPU',
    runtime: 'tensorflow',
    device: 'cpu',
    choosesCard: false,
    numbersCards: false,
    platforms: ['linux', 'win32', 'darwin'],
    pack: 'tensorflow',
  },
  'tensorflow/gpu': {
    name: 'TensorFlow · GPU',
    runtime: 'tensorflow',
    device: 'gpu',
    choosesCard: true,
    numbersCards: false,
    platforms: ['linux'],
    pack: 'tensorflow-gpu',
  },
};

export function isEngineId(name: string): name is EngineId {
  return Object.hasOwn(ENGINES, name);
}

/**
 * The place that a plan's device names a card by for engines that number them: 1 for `dxgi:1`, in the
 * order of `IDXGIFactory::EnumAdapters`; null for anything else.
 */
export function adapterNumber(device: string | null): number | null {
  const place = /^dxgi:(\d{1,3})$/u.exec(device ?? '')?.[1];
  return place === undefined ? null : Number(place);
}
