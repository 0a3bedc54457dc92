import {
  ELEMENT_TYPES,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from '../../app/compiler/onnx/model.ts';
import { encodeModel } from '../../app/compiler/onnx/protobuf.ts';
import { ok, type Result } from '../../app/errors.ts';
import type { Shape } from '../../app/shape.ts';
import type { Runtime, Session } from './runtimes/runtime.ts';

/** A long call should take this much longer than a short one: more than what disturbs either. */
const LONGER_SECONDS = 0.08;
const MOST_TRIPS = 4096;
const SHORT_TRIPS = 1;

/**
 * Seconds that one operator takes on this runtime's device: a graph applies it many times over, and
 * the call with one application is taken off, so that handing data over and fetching it does not count.
 * @param op     of two tensors of one shape, with a result of that shape
 * @param values what both tensors hold
 */
export async function operatorSeconds(
  runtime: Runtime,
  op: 'MatMul' | 'Add',
  shape: Shape,
  values: Float32Array,
  measureSeconds: number,
): Promise<Result<number>> {
  const session = await runtime.open(repeated(op, shape));
  if (!session.ok) return session;
  const seconds = await applied(session.value, shape, values, measureSeconds);
  await session.value.close();
  return seconds;
}

async function applied(
  session: Session,
  shape: Shape,
  data: Float32Array,
  measureSeconds: number,
): Promise<Result<number>> {
  const call = async (trips: number): Promise<Result<number>> => {
    const began = performance.now();
    const done = await session.run({
      trips: { dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(trips)) },
      left: { dtype: 'float32', shape, data },
      right: { dtype: 'float32', shape, data },
    });
    return done.ok ? ok((performance.now() - began) / 1000) : done;
  };
  // The first call allocates and warms caches.
  const first = await call(SHORT_TRIPS);
  if (!first.ok) return first;
  const base = await call(SHORT_TRIPS);
  if (!base.ok) return base;
  let trips = 2 * SHORT_TRIPS;
  for (;;) {
    const seconds = await call(trips);
    if (!seconds.ok) return seconds;
    if (seconds.value - base.value >= LONGER_SECONDS || trips >= MOST_TRIPS) break;
    trips *= 2;
  }
  const long: number[] = [];
  const short: number[] = [];
  const until = performance.now() + measureSeconds * 1000;
  do {
    for (const [times, count] of [
      [long, trips],
      [short, SHORT_TRIPS],
    ] as const) {
      const seconds = await call(count);
      if (!seconds.ok) return seconds;
      times.push(seconds.value);
    }
  } while (performance.now() < until);
  const more = undisturbed(long) - undisturbed(short);
  // Where other programs have disturbed the short calls that much, what the long one took stands.
  return ok(more > 0 ? more / (trips - SHORT_TRIPS) : undisturbed(long) / trips);
}

/** The lower quartile: other programs can only make a call longer. */
function undisturbed(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[sorted.length >> 2] ?? Number.NaN;
}

/**
 * A loop of `trips` rounds: left becomes left ∘ right. Neither is constant, as neither is in training.
 * Only the first row of the result is handed out, as fetching all of it would take longer than a round.
 */
function repeated(op: string, dims: Shape): Uint8Array {
  const elementType = ELEMENT_TYPES.float32;
  const whole = { elementType: ELEMENT_TYPES.int64, dims: [] };
  const truth = { elementType: ELEMENT_TYPES.bool, dims: [] };
  const node = (
    name: string,
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: OnnxNode['attributes'] = {},
  ): OnnxNode => ({ op: type, domain: '', name, inputs, outputs, attributes });
  const body: OnnxGraph = {
    name: 'round',
    nodes: [
      node('apply', op, ['carried', 'right'], ['next']),
      node('go on', 'Identity', ['going'], ['still']),
    ],
    initializers: [],
    inputs: [
      { name: 'round', ...whole },
      { name: 'going', ...truth },
      { name: 'carried', elementType, dims },
    ],
    outputs: [
      { name: 'still', ...truth },
      { name: 'next', elementType, dims },
    ],
  };
  return encodeModel({
    irVersion: 10,
    opsets: [{ domain: '', version: 21 }],
    graph: {
      name: 'repeated',
      nodes: [
        node('repeat', 'Loop', ['trips', '', 'left'], ['result'], {
          body: { kind: 'graph', value: body },
        }),
        node('cut', 'Slice', ['result', 'start', 'end'], ['row']),
      ],
      initializers: [oneNumber('start', 0), oneNumber('end', 1)],
      inputs: [
        { name: 'trips', ...whole },
        { name: 'left', elementType, dims },
        { name: 'right', elementType, dims },
      ],
      outputs: [{ name: 'row', elementType, dims: [1, ...dims.slice(1)] }],
    },
  });
}

function oneNumber(name: string, value: number): OnnxTensor {
  const bytes = new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
  return { name, elementType: ELEMENT_TYPES.int64, dims: [1], bytes };
}
