import { conditionalBody, replacedInputs } from '../../operators/conditional.ts';
import { nameIn, valueInfo } from '../edges.ts';
import { type EmitterTable, nameAt } from './emitter.ts';

export const conditionalEmitters = {
  /** Neither branch has inputs in ONNX: both read the graph around them. */
  conditional: (node, [condition = '', ...inputs], writer, _used, write) => {
    const body = conditionalBody(node);
    const outputs = [...body.outputs];
    const names = [...body.inputs.keys()];
    const then = writer.inner('then');
    const written = write(body, then, (name) => nameAt(inputs, names.indexOf(name)));
    const computed = outputs.map(([name, value]) => valueInfo(nameIn(written, name), value));
    const otherwise = writer.inner('else');
    const replaced = replacedInputs(body);
    const kept = outputs.map(([, value], output) => {
      const before = nameAt(inputs, replaced[output] ?? -1);
      return valueInfo(otherwise.node('Identity', [before]), value);
    });
    return writer.nodes(
      'If',
      [condition],
      {
        then_branch: { kind: 'graph', value: then.finish(then.fresh('then'), [], computed) },
        else_branch: { kind: 'graph', value: otherwise.finish(otherwise.fresh('else'), [], kept) },
      },
      { outputs: outputs.length },
    );
  },
} satisfies Partial<EmitterTable>;
