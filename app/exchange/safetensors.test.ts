import { expect, test } from 'vitest';
import { encodeSafetensors } from './safetensors.ts';

test('a file of weights begins with its header, and each weight lies where the header says', () => {
  const values = [1.5, -2, 0, 3e38, 7, 0.1];
  const bytes = encodeSafetensors(
    [
      { name: '层/kernel', shape: [2, 3], values },
      { name: 'scale', shape: [], values: [4] },
    ],
    { note: '“é”' },
  );
  const view = new DataView(bytes.buffer);
  const headerBytes = Number(view.getBigUint64(0, true));
  expect(headerBytes % 8).toBe(0);
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + headerBytes)).toString('utf8'));
  expect(header).toEqual({
    __metadata__: { note: '“é”' },
    '层/kernel': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    scale: { dtype: 'F32', shape: [], data_offsets: [24, 28] },
  });
  expect(bytes).toHaveLength(8 + headerBytes + 28);
  const floatAt = (offset: number) => view.getFloat32(8 + headerBytes + offset, true);
  expect(values.map((_, place) => floatAt(place * 4))).toEqual([...Float32Array.from(values)]);
  expect(floatAt(24)).toBe(4);
});
