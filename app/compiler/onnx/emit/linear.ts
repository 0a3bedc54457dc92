import type { EmitterTable } from './emitter.ts';

export const linearEmitters = {
  matrixProduct: ({ attributes: { transposeLeft, transposeRight } }, inputs, writer) =>
    writer.nodes('Gemm', inputs, {
      transA: Number(transposeLeft),
      transB: Number(transposeRight),
    }),
} satisfies Partial<EmitterTable>;
