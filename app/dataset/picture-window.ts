import type { SampleInput } from './dataset.ts';

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Part of a picture, in its pixels, and the size that it is brought to before a border is put around it. */
export interface PictureWindow extends Size {
  readonly left: number;
  readonly top: number;
  readonly to: Size;
}

/**
 * What of a picture is looked at, and what of the sample it fills: all of it but for `pad`, whose border is left empty.
 * Always about the middle.
 */
export function pictureWindow(
  picture: Size,
  { height, width, fit, crop = 1 }: Extract<SampleInput, { kind: 'image' }>,
): PictureWindow {
  const whole = (side: number, most: number) => Math.min(most, Math.max(1, Math.round(side)));
  const kept = { height: picture.height * crop, width: picture.width * crop };
  const scale = { height: height / kept.height, width: width / kept.width };
  // Of a picture that is to fill the sample, what reaches beyond is cut off.
  const filling = Math.max(scale.height, scale.width);
  const seen = fit === 'crop' ? { height: height / filling, width: width / filling } : kept;
  const inside = Math.min(scale.height, scale.width);
  const fitted = { height: kept.height * inside, width: kept.width * inside };
  const window = {
    height: whole(seen.height, picture.height),
    width: whole(seen.width, picture.width),
  };
  return {
    ...window,
    left: Math.floor((picture.width - window.width) / 2),
    top: Math.floor((picture.height - window.height) / 2),
    to:
      fit === 'pad'
        ? { height: whole(fitted.height, height), width: whole(fitted.width, width) }
        : { height, width },
  };
}
