import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type {
  OnnxAttribute,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from './model.ts';

/**
 * Field numbers of the ONNX messages that Hearth writes.
 * @source onnx/onnx.proto at ONNX 1.17 (IR version 10), unchanged for these fields since IR 3
 */
const MODEL = { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8, metadata: 14 } as const;
const ENTRY = { key: 1, value: 2 } as const;
const OPSET = { domain: 1, version: 2 } as const;
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
const NODE = { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = {
  name: 1,
  float: 2,
  int: 3,
  string: 4,
  graph: 6,
  floats: 7,
  ints: 8,
  strings: 9,
  type: 20,
} as const;
const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  string: 3,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 } as const;
const VALUE_INFO = { name: 1, type: 2 } as const;
const TYPE = { tensor: 1 } as const;
const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
const SHAPE = { dim: 1 } as const;
const DIMENSION = { value: 1, parameter: 2 } as const;

/** A model as the bytes of an .onnx file. */
export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  int64(writer, MODEL.irVersion, model.irVersion);
  text(writer, MODEL.producerName, 'hearth');
  message(writer, MODEL.graph, () => graph(writer, model.graph));
  for (const { domain, version } of model.opsets) {
    message(writer, MODEL.opsetImport, () => {
      text(writer, OPSET.domain, domain);
      int64(writer, OPSET.version, version);
    });
  }
  for (const [key, value] of Object.entries(model.metadata ?? {})) {
    message(writer, MODEL.metadata, () => {
      text(writer, ENTRY.key, key);
      text(writer, ENTRY.value, value);
    });
  }
  return writer.finish();
}

function graph(writer: BinaryWriter, { name, nodes, initializers, inputs, outputs }: OnnxGraph) {
  for (const each of nodes) message(writer, GRAPH.node, () => node(writer, each));
  text(writer, GRAPH.name, name);
  for (const each of initializers) message(writer, GRAPH.initializer, () => tensor(writer, each));
  for (const each of inputs) message(writer, GRAPH.input, () => valueInfo(writer, each));
  for (const each of outputs) message(writer, GRAPH.output, () => valueInfo(writer, each));
}

function node(writer: BinaryWriter, { op, domain, name, inputs, outputs, attributes }: OnnxNode) {
  for (const input of inputs) text(writer, NODE.input, input);
  for (const output of outputs) text(writer, NODE.output, output);
  text(writer, NODE.name, name);
  text(writer, NODE.opType, op);
  for (const [key, value] of Object.entries(attributes)) {
    message(writer, NODE.attribute, () => attribute(writer, key, value));
  }
  text(writer, NODE.domain, domain);
}

function attribute(writer: BinaryWriter, name: string, value: OnnxAttribute) {
  text(writer, ATTRIBUTE.name, name);
  writer.tag(ATTRIBUTE.type, WireType.Varint).int32(ATTRIBUTE_TYPE[value.kind]);
  switch (value.kind) {
    case 'float':
      writer.tag(ATTRIBUTE.float, WireType.Bit32).float(value.value);
      break;
    case 'int':
      int64(writer, ATTRIBUTE.int, value.value);
      break;
    case 'string':
      text(writer, ATTRIBUTE.string, value.value);
      break;
    case 'floats':
      for (const each of value.value) {
        writer.tag(ATTRIBUTE.floats, WireType.Bit32).float(each);
      }
      break;
    case 'ints':
      for (const each of value.value) int64(writer, ATTRIBUTE.ints, each);
      break;
    case 'strings':
      for (const each of value.value) text(writer, ATTRIBUTE.strings, each);
      break;
    case 'graph':
      message(writer, ATTRIBUTE.graph, () => graph(writer, value.value));
      break;
  }
}

function tensor(writer: BinaryWriter, { name, elementType, dims, bytes }: OnnxTensor) {
  for (const size of dims) int64(writer, TENSOR.dims, size);
  writer.tag(TENSOR.dataType, WireType.Varint).int32(elementType);
  text(writer, TENSOR.name, name);
  writer.tag(TENSOR.rawData, WireType.LengthDelimited).bytes(bytes);
}

function valueInfo(writer: BinaryWriter, { name, elementType, dims }: OnnxValueInfo) {
  text(writer, VALUE_INFO.name, name);
  message(writer, VALUE_INFO.type, () =>
    message(writer, TYPE.tensor, () => {
      writer.tag(TENSOR_TYPE.elementType, WireType.Varint).int32(elementType);
      message(writer, TENSOR_TYPE.shape, () => {
        for (const size of dims) {
          message(writer, SHAPE.dim, () => {
            if (typeof size === 'string') text(writer, DIMENSION.parameter, size);
            else int64(writer, DIMENSION.value, size);
          });
        }
      });
    }),
  );
}

function message(writer: BinaryWriter, field: number, write: () => void) {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string) {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function int64(writer: BinaryWriter, field: number, value: number) {
  writer.tag(field, WireType.Varint).int64(value);
}
