import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Shape } from '../../shape.ts';
import type { DType } from '../operators/vocabulary.ts';

/**
 * TensorFlow's numbers of element types.
 * @source tensorflow/core/framework/types.proto at TensorFlow 2.21
 */
export const TF_TYPES = {
  float32: 1,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  float16: 19,
} as const satisfies Record<DType, number>;

/** An attribute of a node; TensorFlow fills in the ones that have a default. */
export type TfAttribute =
  | { readonly kind: 'type'; readonly value: DType }
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  /** A size of −1 is known when it runs. */
  | { readonly kind: 'shape'; readonly value: Shape }
  | {
      readonly kind: 'tensor';
      readonly dtype: DType;
      readonly shape: Shape;
      readonly bytes: Uint8Array;
    };

export interface TfNode {
  readonly name: string;
  readonly op: string;
  /** `node`, `node:1` for a further output, `^node` for what must only come before. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, TfAttribute>>;
  /** Where it is to be computed; left to TensorFlow where left out. */
  readonly device?: string | undefined;
}

/**
 * Field numbers of the messages that are written.
 * @source tensorflow/core/protobuf/{saved_model,meta_graph}.proto, core/framework/{graph,node_def,attr_value,tensor,tensor_shape,versions}.proto at TensorFlow 2.21
 */
const SAVED_MODEL = { schema: 1, metaGraphs: 2 } as const;
const META_GRAPH = { info: 1, graph: 2 } as const;
const META_INFO = { tags: 4 } as const;
const GRAPH = { node: 1, versions: 4 } as const;
const VERSIONS = { producer: 1 } as const;
const NODE = { name: 1, op: 2, input: 3, device: 4, attribute: 5 } as const;
const ENTRY = { key: 1, value: 2 } as const;
const ATTRIBUTE = {
  list: 1,
  string: 2,
  int: 3,
  float: 4,
  bool: 5,
  type: 6,
  shape: 7,
  tensor: 8,
} as const;
const LIST = { ints: 3 } as const;
const TENSOR = { dtype: 1, shape: 2, content: 4 } as const;
const SHAPE = { dimension: 2 } as const;
const DIMENSION = { size: 1 } as const;

/** What the one graph of a saved model is called by. */
export const GRAPH_TAG = 'hearth';
const SCHEMA_VERSION = 1;
/** Of graphs, as TensorFlow 1.14 wrote them; every later one reads it. */
const GRAPH_VERSION = 27;

/** A graph as the bytes of `saved_model.pb`, without variables of its own. */
export function encodeSavedModel(nodes: readonly TfNode[]): Uint8Array {
  const writer = new BinaryWriter();
  integer(writer, SAVED_MODEL.schema, SCHEMA_VERSION);
  message(writer, SAVED_MODEL.metaGraphs, () => {
    message(writer, META_GRAPH.info, () => text(writer, META_INFO.tags, GRAPH_TAG));
    message(writer, META_GRAPH.graph, () => {
      for (const each of nodes) message(writer, GRAPH.node, () => node(writer, each));
      message(writer, GRAPH.versions, () => integer(writer, VERSIONS.producer, GRAPH_VERSION));
    });
  });
  return writer.finish();
}

function node(writer: BinaryWriter, { name, op, inputs, attributes, device }: TfNode) {
  text(writer, NODE.name, name);
  text(writer, NODE.op, op);
  for (const input of inputs) text(writer, NODE.input, input);
  if (device !== undefined) text(writer, NODE.device, device);
  for (const [key, value] of Object.entries(attributes)) {
    message(writer, NODE.attribute, () => {
      text(writer, ENTRY.key, key);
      message(writer, ENTRY.value, () => attribute(writer, value));
    });
  }
}

function attribute(writer: BinaryWriter, given: TfAttribute): void {
  switch (given.kind) {
    case 'type':
      integer(writer, ATTRIBUTE.type, TF_TYPES[given.value]);
      break;
    case 'int':
      integer(writer, ATTRIBUTE.int, given.value);
      break;
    case 'float':
      writer.tag(ATTRIBUTE.float, WireType.Bit32).float(given.value);
      break;
    case 'bool':
      integer(writer, ATTRIBUTE.bool, Number(given.value));
      break;
    case 'string':
      text(writer, ATTRIBUTE.string, given.value);
      break;
    case 'ints':
      message(writer, ATTRIBUTE.list, () => {
        for (const each of given.value) integer(writer, LIST.ints, each);
      });
      break;
    case 'shape':
      message(writer, ATTRIBUTE.shape, () => shape(writer, given.value));
      break;
    case 'tensor':
      message(writer, ATTRIBUTE.tensor, () => {
        integer(writer, TENSOR.dtype, TF_TYPES[given.dtype]);
        message(writer, TENSOR.shape, () => shape(writer, given.shape));
        writer.tag(TENSOR.content, WireType.LengthDelimited).bytes(given.bytes);
      });
      break;
  }
}

function shape(writer: BinaryWriter, sizes: Shape): void {
  for (const size of sizes) {
    message(writer, SHAPE.dimension, () => integer(writer, DIMENSION.size, size));
  }
}

function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}
