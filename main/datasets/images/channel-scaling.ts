import type { Normalisation } from '../../../app/dataset/image-options.ts';
import type { SplitAssignment } from '../../../app/dataset/split.ts';
import type { ImageInput } from './pixels.ts';

const TRAIN = 0;
/** −1–1 of 0–255. */
const MIDDLE = 127.5;

/** What ready models make of each channel; learnt from training images where it is learnt. */
export class ChannelScaling {
  readonly #kind: Normalisation;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  #pixels = 0;

  constructor(kind: Normalisation | undefined, channels: number) {
    this.#kind = kind ?? 'unit';
    this.#sums = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
  }

  /**
   * @param images     uint8, one after the other
   * @param imageBytes of each
   * @param splits     of each
   */
  add(images: Uint8Array, imageBytes: number, splits: SplitAssignment): void {
    if (this.#kind !== 'standard') return;
    const channels = this.#sums.length;
    for (const [image, split] of splits.entries()) {
      if (split !== TRAIN) continue;
      const bytes = images.subarray(image * imageBytes, (image + 1) * imageBytes);
      for (let channel = 0; channel < channels; channel += 1) {
        let [sum, squares] = [0, 0];
        for (let at = channel; at < bytes.length; at += channels) {
          const value = bytes[at] ?? 0;
          sum += value;
          squares += value * value;
        }
        this.#sums[channel] = (this.#sums[channel] ?? 0) + sum;
        this.#squares[channel] = (this.#squares[channel] ?? 0) + squares;
      }
      this.#pixels += bytes.length / channels;
    }
  }

  /** The sample with what was found; a channel that is always alike is only moved. */
  scaled({ normalization: _, ...input }: ImageInput): ImageInput {
    if (this.#kind === 'unit') return input;
    const pixels = Math.max(1, this.#pixels);
    const mean = Array.from(this.#sums, (sum) => (this.#kind === 'signed' ? MIDDLE : sum / pixels));
    const variance = Array.from(this.#squares, (squares, channel) =>
      this.#kind === 'signed' ? MIDDLE ** 2 : squares / pixels - (mean[channel] ?? 0) ** 2 || 1,
    );
    return { ...input, normalization: { mean, variance } };
  }
}
