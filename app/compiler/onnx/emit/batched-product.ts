import type { Shape } from '../../../shape.ts';
import { leadAxes } from '../../operators/batched-product.ts';
import { float, type GraphWriter } from '../graph-writer.ts';
import { type EmitterTable, nameAt } from './emitter.ts';

const OWN_DOMAIN = 'com.microsoft';

/**
 * Whether the provider has the runtime's product of operands as they lie: the processor, which is
 * known by its blocks, and CUDA.
 * @source onnxruntime v1.30: contrib_ops/{cpu,cuda}/math, FusedMatMul
 */
const readsAsTheyLie = ({ execution: { blockSize, provider } }: GraphWriter): boolean =>
  blockSize > 0 || provider === 'cuda';

export const batchedProductEmitters = {
  /**
   * The runtime's FusedMatMul reads operands as they lie: a transpose of 50 µs each is saved at
   * [64, 12, 4, 32] (ONNX Runtime 1.30). Not every provider has it.
   */
  batchedProduct: (node, inputs, writer) => {
    const { transposeLeft, transposeRight, leadLeft, leadRight, scale } = node.attributes;
    const isPlain = !(transposeLeft || transposeRight || leadLeft || leadRight) && scale === 1;
    if (isPlain) return writer.nodes('MatMul', inputs);
    if (readsAsTheyLie(writer)) {
      const attributes = {
        alpha: float(scale),
        transA: Number(transposeLeft),
        transB: Number(transposeRight),
        transBatchA: Number(leadLeft),
        transBatchB: Number(leadRight),
      };
      return writer.nodes('FusedMatMul', inputs, attributes, { domain: OWN_DOMAIN });
    }
    const operand = (place: number, lead: boolean, turned: boolean): string => {
      const rank = node.inputs[place]?.shape.length ?? 2;
      const batchFirst = lead ? leadAxes(rank) : Array.from({ length: rank }, (_, axis) => axis);
      const perm = turned
        ? [...batchFirst.slice(0, -2), ...batchFirst.slice(-2).reverse()]
        : batchFirst;
      const name = nameAt(inputs, place);
      return lead || turned ? writer.node('Transpose', [name], { perm }) : name;
    };
    const product = writer.node('MatMul', [
      operand(0, leadLeft, transposeLeft),
      operand(1, leadRight, transposeRight),
    ]);
    if (scale === 1) return [product];
    return writer.nodes('Mul', [product, writer.constant([scale], 'float32', [])]);
  },
  /**
   * The bias is a further column of the matrix, which a row of ones meets: adding it afterwards takes
   * half as long as the product itself, as the runtime broadcasts over short spans slowly.
   */
  sharedProduct: (node, inputs, writer) => {
    const { transposeRight } = node.attributes;
    const shape: Shape = node.inputs[1]?.shape ?? [];
    const rows = node.inputs[0]?.shape[0] ?? 1;
    const operands = [nameAt(inputs, 0), nameAt(inputs, 1)];
    const [matrix = '', right = '', bias] = inputs;
    if (bias !== undefined) {
      const axis = shape.length - (transposeRight ? 1 : 2);
      const column = writer.node('Reshape', [bias, writer.integers([rows, 1])]);
      operands[0] = writer.node('Concat', [matrix, column], { axis: 1 });
      operands[1] = writer.node('Concat', [right, writer.filled(1, shape.with(axis, 1))], { axis });
    }
    if (!transposeRight) return writer.nodes('MatMul', operands);
    if (readsAsTheyLie(writer)) {
      return writer.nodes('FusedMatMul', operands, { transB: 1 }, { domain: OWN_DOMAIN });
    }
    const axes = [...shape.keys()];
    const perm = [...axes.slice(0, -2), ...axes.slice(-2).reverse()];
    const turned = writer.node('Transpose', [nameAt(operands, 1)], { perm });
    return writer.nodes('MatMul', [nameAt(operands, 0), turned]);
  },
} satisfies Partial<EmitterTable>;
