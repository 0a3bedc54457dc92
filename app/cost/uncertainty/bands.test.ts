import { expect, test } from 'vitest';
import { curveBands } from './bands.ts';

test('bands are the quantiles of each month, null where no draw has the month', () => {
  const bands = curveBands(
    {
      curves: 2,
      months: 3,
      evaluate([rate = 0], outputs) {
        for (let month = 0; month < 3; month += 1) {
          outputs[month] = rate * month;
          outputs[3 + month] = month === 2 || (month === 1 && rate < 0.75) ? Infinity : 100;
        }
      },
    },
    {
      inputs: [
        { law: 'triangular', low: 0, base: 0.5, high: 1 },
        { law: 'fixed', low: 2, base: 2, high: 2 },
      ],
      correlation: null,
      seed: 4,
      draws: 2048,
    },
  );
  const [sloping, broken] = bands;
  expect(sloping?.p50[0]).toBe(0);
  expect(sloping?.p50[1]).toBeCloseTo(0.5, 3);
  expect(sloping?.p50[2]).toBeCloseTo(1, 2);
  // F⁻¹(0.1) = √(0.1 / 2)
  expect(sloping?.p10[1]).toBeCloseTo(Math.sqrt(0.05), 2);
  expect(sloping?.p90[1]).toBeCloseTo(1 - Math.sqrt(0.05), 2);
  expect(broken).toEqual({ p10: [100, 100, null], p50: [100, 100, null], p90: [100, 100, null] });
});
