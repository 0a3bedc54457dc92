import { fail, type Result } from '../errors.ts';
import type { LayerId } from '../ids.ts';
import { PADDINGS, type Padding } from './windows.ts';

/** Number of axes that a layer's window slides over: time, height and width, or depth as well. */
export type WindowRank = 1 | 2 | 3;

export const FILTERS = { kind: 'integer', minimum: 1, maximum: 65_536 } as const;

const SIZES = { kind: 'sizes', minimum: 1, maximum: 1024 } as const;

/** One size for each axis. */
export const sizesField = (rank: WindowRank) => ({ ...SIZES, rank }) as const;

/** One size for each axis, all 1 unless given. */
export const onesField = (rank: WindowRank) =>
  ({ ...SIZES, rank, default: Array.from({ length: rank }, () => 1) }) as const;

/** The arguments that every convolution has, which stand together in Keras' signatures. */
export const kernelFields = (rank: WindowRank, paddings: readonly Padding[] = PADDINGS) =>
  ({
    kernel_size: sizesField(rank),
    strides: onesField(rank),
    padding: { kind: 'choice', choices: paddings, default: 'valid' },
  }) as const;

/** Keras refuses strides and dilation at once, since TensorFlow's kernels do; null where they go together. */
export function stridesWithDilation(
  {
    strides,
    dilation_rate,
  }: { readonly strides: readonly number[]; readonly dilation_rate: readonly number[] },
  layerId: LayerId,
): Extract<Result<never>, { ok: false }> | null {
  if (Math.max(...strides) === 1 || Math.max(...dilation_rate) === 1) return null;
  return fail({
    code: 'architecture/config-invalid',
    layerId,
    key: 'dilation_rate',
    value: JSON.stringify(dilation_rate),
    expected: '1 (strides > 1)',
  });
}
