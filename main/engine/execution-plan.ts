import {
  type BlockSize,
  type ExecutionPlan,
  STANDARD_PLAN,
} from '../../app/compiler/execution-plan.ts';
import { ELEMENT_TYPES } from '../../app/compiler/onnx/model.ts';
import { encodeModel } from '../../app/compiler/onnx/protobuf.ts';
import type { Runtime, Session } from './runtimes/runtime.ts';

/** The plan that suits a runtime on this machine, found out by trying. */
export async function executionPlan(runtime: Runtime): Promise<ExecutionPlan> {
  return { ...STANDARD_PLAN, blockSize: await probedBlockSize(runtime) };
}

/** The largest block there is, and two places: enough to tell the sizes apart. */
const CHANNELS = 16;
const WIDTH = 2;

/**
 * Reorders an image into blocks and looks where its second channel went: the operators are internal
 * to ONNX Runtime, which builds them for some processors only and never tells the size.
 */
async function probedBlockSize(runtime: Runtime): Promise<BlockSize> {
  const session = await openedProbe(runtime);
  if (session === null) return 0;
  // Numbered channel by channel: [channel 0 left, channel 0 right, channel 1 left, …].
  const data = Float32Array.from({ length: CHANNELS * WIDTH }, (_, place) => place);
  const image = { dtype: 'float32', shape: [1, CHANNELS, 1, WIDTH], data } as const;
  const outputs = await session.run({ image });
  await session.close();
  const blocked = outputs.ok ? outputs.value.blocked?.data : undefined;
  return BLOCK_SIZES.find((size) => isBlocked(Array.from(blocked ?? [], Number), size)) ?? 0;
}

const BLOCK_SIZES = [8, 16] as const;

/** Whether the numbers of the image stand in [block, width, channel in block] order. */
function isBlocked(values: readonly number[], size: number): boolean {
  return (
    values.length === CHANNELS * WIDTH &&
    values.every((value, place) => {
      const channel = Math.floor(place / (size * WIDTH)) * size + (place % size);
      return value === channel * WIDTH + (Math.floor(place / size) % WIDTH);
    })
  );
}

/** Null where the runtime does not know the operator. */
async function openedProbe(runtime: Runtime): Promise<Session | null> {
  try {
    const opened = await runtime.open(probeGraph());
    return opened.ok ? opened.value : null;
  } catch {
    return null;
  }
}

function probeGraph(): Uint8Array {
  const domain = 'com.microsoft.nchwc';
  const elementType = ELEMENT_TYPES.float32;
  const dims = [1, CHANNELS, 1, WIDTH];
  return encodeModel({
    irVersion: 8,
    opsets: [
      { domain: '', version: 17 },
      { domain, version: 1 },
    ],
    graph: {
      name: 'probe',
      nodes: [
        {
          op: 'ReorderInput',
          domain,
          name: 'reorder',
          inputs: ['image'],
          outputs: ['blocked'],
          attributes: {},
        },
      ],
      initializers: [],
      inputs: [{ name: 'image', elementType, dims }],
      outputs: [{ name: 'blocked', elementType, dims }],
    },
  });
}
