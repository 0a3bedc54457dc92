import { ELEMENT_TYPES, type OnnxNode } from '../../app/compiler/onnx/model.ts';
import { encodeModel } from '../../app/compiler/onnx/protobuf.ts';
import { ok, type Result } from '../../app/errors.ts';
import { uniformFloats } from '../../app/random.ts';
import type { Runtime, Session, Tensor } from './runtimes/runtime.ts';

/** Square sizes tried: which one fits a processor's caches best differs. */
const SIZES = [512, 1024, 1536];
/** Products in a row within one call, so that handing over data does not count. */
const CHAIN = 8;
/** A size is measured for this long; its median call stands for it. */
const MEASURE_MS = 400;

/**
 * The most this runtime sustains in float32 matrix products on this machine: the yardstick for
 * training throughput, since dense layers are matrix products.
 * @returns 1e9 FLOP/s; a product of n × n matrices counts 2 n³
 */
export async function gemmPeak(runtime: Runtime): Promise<Result<number>> {
  let peak = 0;
  for (const size of SIZES) {
    const session = await runtime.open(chainOfProducts(size));
    if (!session.ok) return session;
    const seconds = await medianCallSeconds(session.value, size);
    await session.value.close();
    if (!seconds.ok) return seconds;
    peak = Math.max(peak, (2 * size ** 3 * CHAIN) / seconds.value / 1e9);
  }
  return ok(peak);
}

async function medianCallSeconds(session: Session, size: number): Promise<Result<number>> {
  const shape = [size, size];
  // Uniform in ± √(3 / n): the products keep their magnitude down the chain.
  const bound = Math.sqrt(3 / size);
  const data = uniformFloats(1, 'gemm', size * size, -bound, bound);
  const inputs: Record<string, Tensor> = {
    left: { dtype: 'float32', shape, data },
    right: { dtype: 'float32', shape, data },
  };
  // The first call allocates and warms caches: it does not count.
  const warmed = await session.run(inputs);
  if (!warmed.ok) return warmed;
  const seconds: number[] = [];
  const until = performance.now() + MEASURE_MS;
  do {
    const began = performance.now();
    const done = await session.run(inputs);
    if (!done.ok) return done;
    seconds.push((performance.now() - began) / 1000);
  } while (performance.now() < until);
  return ok(median(seconds));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** left · right · right · …: neither factor is constant, as neither is in training. */
function chainOfProducts(size: number): Uint8Array {
  const elementType = ELEMENT_TYPES.float32;
  const dims = [size, size];
  const nodes = Array.from(
    { length: CHAIN },
    (_, index): OnnxNode => ({
      op: 'MatMul',
      domain: '',
      name: `product ${index}`,
      inputs: [index === 0 ? 'left' : `product:${index - 1}`, 'right'],
      outputs: [index === CHAIN - 1 ? 'product' : `product:${index}`],
      attributes: {},
    }),
  );
  return encodeModel({
    irVersion: 10,
    opsets: [{ domain: '', version: 21 }],
    graph: {
      name: 'products',
      nodes,
      initializers: [],
      inputs: [
        { name: 'left', elementType, dims },
        { name: 'right', elementType, dims },
      ],
      outputs: [{ name: 'product', elementType, dims }],
    },
  });
}
