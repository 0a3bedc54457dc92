import { SPLITS } from '../../../app/dataset/dataset.ts';
import type { ImagesProfile } from '../../../app/dataset/explore/profile.ts';
import type { PreparedManifest } from '../../../app/dataset/prepared.ts';
import { ok, type Result } from '../../../app/errors.ts';
import { readTensorRows } from '../../shards/read.ts';

/** Images whose pixels are counted, evenly out of all. */
const MOST_IMAGES = 2000;

/** What images are like as they are stored. Fails with `dataset/damaged`. */
export async function profileImages(
  folder: string,
  manifest: PreparedManifest,
): Promise<Result<ImagesProfile | null>> {
  const { input } = manifest;
  if (input.kind !== 'image') return ok(null);
  const { height, width, channels } = input;
  const total = SPLITS.reduce((sum, split) => sum + manifest.splits[split].rows, 0);
  const every = Math.max(1, Math.ceil(total / MOST_IMAGES));
  const sums = new Array<number>(channels).fill(0);
  const squares = new Array<number>(channels).fill(0);
  let rows = 0;
  for (const split of SPLITS) {
    const prepared = manifest.splits[split];
    for (let row = 0; row < prepared.rows; row += every) {
      const pixels = await readTensorRows(folder, prepared.features, row, 1);
      if (!pixels.ok) return pixels;
      for (const [at, value] of pixels.value.entries()) {
        const channel = at % channels;
        sums[channel] = (sums[channel] ?? 0) + value;
        squares[channel] = (squares[channel] ?? 0) + value * value;
      }
      rows += 1;
    }
  }
  const pixels = Math.max(1, rows * height * width);
  const means = sums.map((sum) => sum / pixels);
  const stddevs = squares.map((square, channel) =>
    Math.sqrt(Math.max(0, square / pixels - (means[channel] ?? 0) ** 2)),
  );
  const source = manifest.sourceImages ?? null;
  return ok({ height, width, channels, rows, means, stddevs, source });
}
