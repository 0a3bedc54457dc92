import { encode, valueInfo } from '../../../app/compiler/onnx/edges.ts';
import { GraphWriter } from '../../../app/compiler/onnx/graph-writer.ts';
import type { Shape } from '../../../app/shape.ts';

/** What a tensor is called as the graph gives it back. */
export const readName = (name: string): string => `${name}:read`;

/** A model that gives float32 tensors back as they are. */
export function identityGraph(
  tensors: readonly { readonly name: string; readonly shape: Shape }[],
): Uint8Array {
  const writer = new GraphWriter('read');
  for (const { name } of tensors) writer.namedNode('Identity', [name], [readName(name)]);
  const info = (rename: (name: string) => string) =>
    tensors.map(({ name, shape }) => valueInfo(rename(name), { dtype: 'float32', shape }));
  return encode(
    writer.finish(
      'read',
      info((name) => name),
      info(readName),
    ),
  );
}
