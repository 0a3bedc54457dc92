import { axesOf, type Edge, edgeOf } from '../edge.ts';
import type { NodeWriter } from '../node-writer.ts';
import { reduced } from './reduction.ts';
import { inputAt, type WriterTable } from './writer.ts';

const F = 'float32';

/** Nodes of float32 by their operators' names. */
const on =
  (writer: NodeWriter) =>
  (op: string, ...names: readonly string[]) =>
    writer.typed(op, F, ...names);

export const normalizationWriters = {
  batchNormalization: (node, inputs, writer) => {
    const op = on(writer);
    const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const { axis, epsilon } = node.attributes;
    const others = axesOf(x.shape).filter((each) => each !== axis);
    // One number for each channel, where channels lie.
    const along = x.order.map((each) => (each === axis ? (x.shape[axis] ?? 1) : 1));
    const spread = (edge: Edge) => writer.reshape(writer.plain(edge), F, along);
    const mean = reduced('Mean', writer, x, others, true);
    const centred = op('Sub', x.name, mean);
    const squares = { ...x, name: op('Square', centred) };
    const variance = reduced('Mean', writer, squares, others, true);
    const inverse = op('Rsqrt', op('AddV2', variance, writer.number(epsilon)));
    const scaled = op('Mul', centred, op('Mul', spread(gamma), inverse));
    const y = op('AddV2', scaled, spread(beta));
    const vector = (name: string) => writer.reshape(name, F, gamma.shape);
    const made = [y, vector(mean), vector(variance), centred];
    return node.outputs.map((value, place) =>
      edgeOf(made[place] ?? '', value, place === 0 || place === 3 ? x.order : [0]),
    );
  },
  batchNormalizationGradient: (node, inputs, writer) => {
    const op = on(writer);
    const [dy, centred] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const [variance, gamma] = [inputAt(inputs, 2), inputAt(inputs, 3)];
    const { axis, epsilon } = node.attributes;
    const { order } = centred;
    const others = axesOf(dy.shape).filter((each) => each !== axis);
    const count = others.reduce((product, each) => product * (dy.shape[each] ?? 1), 1);
    const along = order.map((each) => (each === axis ? (dy.shape[axis] ?? 1) : 1));
    const spread = (edge: Edge) => writer.reshape(writer.plain(edge), F, along);
    const slope = writer.inOrder(dy, order);
    const sum = (name: string) => reduced('Sum', writer, { ...centred, name }, others, true);
    const inverse = op('Rsqrt', op('AddV2', spread(variance), writer.number(epsilon)));
    const dbeta = sum(slope);
    const products = sum(op('Mul', slope, centred.name));
    const dgamma = op('Mul', products, inverse);
    const share = writer.number(1 / count);
    const level = op('Mul', dbeta, share);
    const factor = op('Mul', op('Mul', dgamma, inverse), share);
    const residual = op('Sub', op('Sub', slope, level), op('Mul', centred.name, factor));
    const dx = op('Mul', residual, op('Mul', spread(gamma), inverse));
    const vector = (name: string) => writer.reshape(name, F, gamma.shape);
    const made = [dx, vector(dgamma), vector(dbeta)];
    return node.outputs.map((value, place) =>
      edgeOf(made[place] ?? '', value, place === 0 ? order : [0]),
    );
  },
  layerNormalization: (node, inputs, writer) => {
    const op = on(writer);
    const [x, gamma, beta] = [0, 1, 2].map((place) => writer.plain(inputAt(inputs, place)));
    if (x === undefined || gamma === undefined || beta === undefined) return null;
    const rows = { ...inputAt(inputs, 0), order: [0, 1] };
    const mean = reduced('Mean', writer, { ...rows, name: x }, [1], true);
    const centred = op('Sub', x, mean);
    const squares = { ...rows, name: op('Square', centred) };
    const variance = reduced('Mean', writer, squares, [1], true);
    const inverse = op('Rsqrt', op('AddV2', variance, writer.number(node.attributes.epsilon)));
    const y = op('AddV2', op('Mul', op('Mul', centred, inverse), gamma), beta);
    const made = [y, mean, inverse];
    return node.outputs.map((value, place) => edgeOf(made[place] ?? '', value));
  },
  layerNormalizationGradient: (node, inputs, writer) => {
    const op = on(writer);
    const [dy, x, gamma, mean, inverse] = [0, 1, 2, 3, 4].map((place) =>
      writer.plain(inputAt(inputs, place)),
    );
    if (!dy || !x || !gamma || !mean || !inverse) return null;
    const rows = { ...inputAt(inputs, 1), order: [0, 1] };
    const normal = op('Mul', op('Sub', x, mean), inverse);
    const products = op('Mul', dy, normal);
    const scaled = op('Mul', dy, gamma);
    const level = reduced('Mean', writer, { ...rows, name: scaled }, [1], true);
    const along = reduced('Mean', writer, { ...rows, name: op('Mul', scaled, normal) }, [1], true);
    const residual = op('Sub', op('Sub', scaled, level), op('Mul', normal, along));
    const made = [
      op('Mul', residual, inverse),
      reduced('Sum', writer, { ...rows, name: products }, [0], false),
      reduced('Sum', writer, { ...rows, name: dy }, [0], false),
    ];
    return node.outputs.map((value, place) => edgeOf(made[place] ?? '', value));
  },
} satisfies Partial<WriterTable>;
