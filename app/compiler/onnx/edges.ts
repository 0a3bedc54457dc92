import type { Graph, TensorType, Value } from '../graph.ts';
import { ELEMENT_TYPES, type OnnxGraph, type OnnxValueInfo } from './model.ts';
import { encodeModel } from './protobuf.ts';

/** ONNX 1.12: old enough for every provider of ONNX Runtime, new enough for adding scatters. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;
/** Operators on texts and tables, of ONNX 1.12 too. */
export const ML_DOMAIN = 'ai.onnx.ml';
const ML_OPSET_VERSION = 3;
/** Every domain of ONNX Runtime's own operators stands at this version. */
const OWN_OPSET_VERSION = 1;

/** Suffix of a state tensor's value after a step or call. */
export const NEXT = ':next';

/** Names by which a graph's inputs for one batch are known, and the rows that make it up. */
export const FEATURES = 'features';
export const TARGET = 'target';
/** How much each sample counts; only where a dataset says so. */
export const WEIGHT = 'weight';
export const INDICES = 'indices';

/** What is measured of every step of a call. */
export const MEASURES = 'measures';

/** Whether an input is handed over whole and gathered, rather than taken as it is. */
export const isData = (name: string): boolean => DATA.includes(name);

/** Of an input that says, of each row of a large table, its place among those that a call takes. */
export const PLACES = '@places:';

export const isPlaces = (name: string): boolean => name.startsWith(PLACES);

/** What says where a call has put the rows of a table; null for what is taken whole. */
export function placesFor({ node }: Value): string | null {
  return node.op === 'input' ? (node.attributes.places ?? null) : null;
}

const DATA: readonly string[] = [FEATURES, TARGET, WEIGHT];

/** Data handed over whole, and the rows to take from it. */
export function dataInfos(
  graph: Graph,
  indices: readonly (number | string)[],
): readonly OnnxValueInfo[] {
  const whole = (name: string): OnnxValueInfo => {
    const { dtype, shape } = inputOf(graph, name);
    return { name, elementType: ELEMENT_TYPES[dtype], dims: ['rows', ...shape.slice(1)] };
  };
  return [
    ...DATA.filter((name) => graph.inputs.has(name)).map(whole),
    { name: INDICES, elementType: ELEMENT_TYPES.int32, dims: indices },
  ];
}

export const batchOf = (graph: Graph): number => inputOf(graph, FEATURES).shape[0] ?? 1;

export function inputOf(graph: Graph, name: string): Value {
  const value = graph.inputs.get(name);
  if (value === undefined) throw new Error(`The graph has no input ${name}`);
  return value;
}

/** A value as ONNX declares it at the edge of a graph. */
export function valueInfo(name: string, { dtype, shape }: TensorType): OnnxValueInfo {
  return { name, elementType: ELEMENT_TYPES[dtype], dims: shape };
}

/** A carried tensor as ONNX declares it: how many rows of a table a call takes, it says itself. */
export function carriedInfo(name: string, type: TensorType, value: Value): OnnxValueInfo {
  const places = placesFor(value);
  const info = valueInfo(name, type);
  return places === null ? info : { ...info, dims: [`rows of ${places}`, ...type.shape.slice(1)] };
}

/** The name under which an output was written. */
export function nameIn(names: ReadonlyMap<string, string>, output: string): string {
  const name = names.get(output);
  if (name === undefined) throw new Error(`Output ${output} was not written`);
  return name;
}

/**
 * A graph as the bytes of a model of Hearth's ONNX version.
 * @param metadata what is told of it beside the graph
 */
export function encode(
  graph: OnnxGraph,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  return encodeModel({
    irVersion: IR_VERSION,
    opsets: [
      { domain: '', version: OPSET_VERSION },
      ...domainsOf(graph).map((domain) => ({
        domain,
        version: domain === ML_DOMAIN ? ML_OPSET_VERSION : OWN_OPSET_VERSION,
      })),
    ],
    graph,
    metadata,
  });
}

/** The further domains that nodes of the graph or of graphs inside it come from. */
function domainsOf(graph: OnnxGraph): readonly string[] {
  const domains = new Set<string>();
  const pending = [graph];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { domain, attributes } of next.nodes) {
      if (domain !== '') domains.add(domain);
      for (const attribute of Object.values(attributes)) {
        if (attribute.kind === 'graph') pending.push(attribute.value);
      }
    }
  }
  return [...domains].sort();
}
