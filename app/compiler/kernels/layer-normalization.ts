import { at, emptyTensor, inputAt, type KernelTable } from './tensor.ts';

export const layerNormalizationKernels = {
  layerNormalization: ({ attributes }, inputs) => {
    const [x, gamma, beta] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const [rows = 0, width = 0] = x.shape;
    const y = emptyTensor(x.shape);
    const mean = emptyTensor([rows, 1]);
    const inverse = emptyTensor([rows, 1]);
    for (let row = 0; row < rows; row += 1) {
      const values = x.data.subarray(row * width, (row + 1) * width);
      const middle = values.reduce((sum, value) => sum + value, 0) / width;
      const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / width;
      const scale = 1 / Math.sqrt(variance + attributes.epsilon);
      mean.data[row] = middle;
      inverse.data[row] = scale;
      values.forEach((value, column) => {
        y.data[row * width + column] =
          at(gamma, column) * (value - middle) * scale + at(beta, column);
      });
    }
    return [y, mean, inverse];
  },
  layerNormalizationGradient: (_node, inputs) => {
    const [dy, x, gamma] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const [mean, inverse] = [inputAt(inputs, 3), inputAt(inputs, 4)];
    const [rows = 0, width = 0] = x.shape;
    const [dx, dgamma, dbeta] = [x, gamma, gamma].map(({ shape }) => emptyTensor(shape));
    if (!dx || !dgamma || !dbeta) return [];
    for (let row = 0; row < rows; row += 1) {
      const places = Array.from({ length: width }, (_, column) => row * width + column);
      const scale = at(inverse, row);
      const normal = places.map((place) => (at(x, place) - at(mean, row)) * scale);
      const scaled = places.map((place, column) => at(dy, place) * at(gamma, column));
      const level = scaled.reduce((sum, value) => sum + value, 0) / width;
      const slope = scaled.reduce((sum, value, at) => sum + value * (normal[at] ?? 0), 0) / width;
      places.forEach((place, column) => {
        const along = (normal[column] ?? 0) * slope;
        dx.data[place] = scale * ((scaled[column] ?? 0) - level - along);
        dgamma.data[column] = at(dgamma, column) + at(dy, place) * (normal[column] ?? 0);
        dbeta.data[column] = at(dbeta, column) + at(dy, place);
      });
    }
    return [dx, dgamma, dbeta];
  },
} satisfies Partial<KernelTable>;
