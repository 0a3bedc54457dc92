import {
  dilatedSize,
  type Padding as KerasPadding,
  samePadding,
} from '../../architecture/windows.ts';
import type { Padding, Pair } from '../operators/vocabulary.ts';

/** Rows and columns that Keras' `padding` adds around an image [batch, channels, height, width]. */
export function windowPadding(
  padding: KerasPadding,
  [, , height = 0, width = 0]: readonly number[],
  window: Pair,
  strides: Pair,
  dilations: Pair,
): Padding {
  if (padding === 'valid') return [0, 0, 0, 0];
  const rows = samePadding(height, dilatedSize(window[0], dilations[0]), strides[0]);
  const columns = samePadding(width, dilatedSize(window[1], dilations[1]), strides[1]);
  return [rows.before, columns.before, rows.after, columns.after];
}
