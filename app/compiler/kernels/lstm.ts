import { at, emptyTensor, inputAt, type KernelTable } from './tensor.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export const lstmKernels = {
  lstm: (_node, inputs) => {
    const [x, kernel] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const [recurrent, bias] = [inputAt(inputs, 2), inputAt(inputs, 3)];
    const [time = 0, batch = 0, features = 0] = x.shape;
    const [units = 0] = recurrent.shape;
    const sequence = emptyTensor([time, batch, units]);
    for (let sample = 0; sample < batch; sample += 1) {
      let h = new Float64Array(units);
      let c = new Float64Array(units);
      for (let step = 0; step < time; step += 1) {
        const row = (step * batch + sample) * features;
        const gate = (column: number): number => {
          let sum = at(bias, column);
          for (let each = 0; each < features; each += 1) {
            sum += at(x, row + each) * at(kernel, each * 4 * units + column);
          }
          h.forEach((value, unit) => {
            sum += value * at(recurrent, unit * 4 * units + column);
          });
          return sum;
        };
        const kept = c;
        c = Float64Array.from({ length: units }, (_, unit) => {
          const taken = sigmoid(gate(unit)) * Math.tanh(gate(2 * units + unit));
          return sigmoid(gate(units + unit)) * (kept[unit] ?? 0) + taken;
        });
        h = c.map((value, unit) => sigmoid(gate(3 * units + unit)) * Math.tanh(value));
        sequence.data.set(h, (step * batch + sample) * units);
      }
    }
    return [sequence];
  },
} satisfies Partial<KernelTable>;
