import { averagePoolEmitter, averagingAttributes, upsampleEmitter } from './blocked/resizing.ts';
import { byBlocking, type EmitterTable } from './emitter.ts';

export const poolingEmitters = {
  averagePool: byBlocking(
    ({ attributes }, inputs, writer) =>
      writer.nodes('AveragePool', inputs, averagingAttributes(attributes)),
    averagePoolEmitter,
  ),
  // Resize takes a quarter of the time of broadcasting over axes put in between (ONNX Runtime 1.30).
  upsample: byBlocking(
    ({ attributes: { factors } }, inputs, writer) =>
      writer.nodes('Resize', [...inputs, '', writer.constant([1, 1, ...factors], 'float32', [4])], {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      }),
    upsampleEmitter,
  ),
} satisfies Partial<EmitterTable>;
