import type { SampleInput } from '../../dataset/dataset.ts';
import { pythonString } from '../keras/python-text.ts';

/**
 * Blocks of Python code that make samples of pictures of any size as preparation does: the same part of them, the same
 * kernel, the same grey. Held against what preparation makes, single values are off by up to 2 of 255, as libvips
 * counts in shorter numbers.
 * @source libvips 8.18, `vips_reducev`, `vips_reduceh`, `vips_affine`, `vips_colourspace`
 */
export function pictureCode(input: Extract<SampleInput, { kind: 'image' }>): readonly string[] {
  const { height, width, channels, fit = 'stretch', crop = 1 } = input;
  return [
    `HEIGHT, WIDTH, CHANNELS = ${height}, ${width}, ${channels}
FIT, CROP = ${pythonString(fit)}, ${crop}`,
    NUMBERS,
    WINDOW,
    SHRINK,
    ENLARGE,
    SAMPLE,
    FEATURES,
  ];
}

const NUMBERS = `def whole(values):
    """The nearest whole numbers from 0 to 255."""
    return np.clip(np.floor(values + 0.5), 0, 255)


def side(length, most):
    return min(most, max(1, int(np.floor(length + 0.5))))`;

const WINDOW = `def window(height, width):
    """The part of a picture that is looked at, and the size that it is brought to before a border is put around it."""
    kept = height * CROP, width * CROP
    scales = HEIGHT / kept[0], WIDTH / kept[1]
    seen = (HEIGHT / max(scales), WIDTH / max(scales)) if FIT == "crop" else kept
    part = side(seen[0], height), side(seen[1], width)
    if FIT != "pad":
        return part, (HEIGHT, WIDTH)
    return part, (side(kept[0] * min(scales), HEIGHT), side(kept[1] * min(scales), WIDTH))`;

const SHRINK = `def shrink(picture, axis, to):
    """Fewer pixels along an axis: whole ones are joined first, then Lanczos' kernel of three lobes goes over them."""
    picture = np.moveaxis(picture, axis, 0)
    size = len(picture)
    if to < size:
        factor = size / to
        box = max(1, int(factor / 2))
        if box > 1:
            count = -(-size // box)
            more = np.repeat(picture[-1:], count * box - size, axis=0)
            boxes = np.concatenate([picture, more]).reshape(count, box, *picture.shape[1:])
            picture = whole(boxes.mean(axis=1))
            factor /= box
        points = 2 * round(3 * factor) + 1
        places = (np.arange(to) + 0.5) * factor
        first = np.floor(places)
        parts = np.floor((places - first) * 64 + 0.5) / 64
        away = (np.arange(points) - parts[:, None] - points / 2 + 1) / factor
        weights = np.where(np.abs(away) < 3, np.sinc(away) * np.sinc(away / 3), 0)
        weights /= weights.sum(axis=1, keepdims=True)
        rows = first[:, None].astype(int) + np.arange(points) - (points + 1) // 2 + 1
        rows = np.clip(rows, 0, len(picture) - 1)
        picture = whole(np.einsum("op,op...->o...", weights, picture[rows]))
    return np.moveaxis(picture, 0, axis)`;

const ENLARGE = `def enlarge(picture, axis, to):
    """As many or more pixels along an axis, by Catmull and Rom's cubic; not yet whole numbers."""
    picture = np.moveaxis(picture, axis, 0)
    size = len(picture)
    places = np.arange(to) * (size / to) - 0.5
    first = np.floor(places)
    parts = np.floor((places - first) * 64 + 0.5) / 64
    away = np.abs(np.arange(-1, 3) - parts[:, None])
    near = 1.5 * away**3 - 2.5 * away**2 + 1
    far = -0.5 * away**3 + 2.5 * away**2 - 4 * away + 2
    weights = np.where(away <= 1, near, np.where(away < 2, far, 0))
    rows = np.clip(first[:, None].astype(int) + np.arange(-1, 3), 0, size - 1)
    return np.moveaxis(np.einsum("op,op...->o...", weights, picture[rows]), 0, axis)`;

const SAMPLE = `def coloured(picture):
    """Grey or in colours, as the model takes it."""
    if picture.shape[-1] == CHANNELS:
        return picture
    if CHANNELS == 3:
        return np.repeat(picture, 3, axis=-1)
    light = picture / 255
    light = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    light = (light @ np.array([0.2126, 0.7152, 0.0722]))[..., None]
    grey = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return whole(255 * grey)


def sample(picture):
    """A picture as the model takes it: what is transparent lies on white."""
    picture = np.asarray(picture, dtype="float64")
    if picture.ndim == 2:
        picture = picture[..., None]
    if picture.shape[-1] in (2, 4):
        seen = picture[..., -1:] / 255
        picture = whole(picture[..., :-1] * seen + 255 * (1 - seen))
    height, width = picture.shape[:2]
    part, to = window(height, width)
    top, left = (height - part[0]) // 2, (width - part[1]) // 2
    picture = picture[top : top + part[0], left : left + part[1]]
    for axis in (0, 1):
        picture = shrink(picture, axis, to[axis])
    if picture.shape[:2] != to:
        # libvips takes both axes where one grows.
        for axis in (0, 1):
            picture = enlarge(picture, axis, to[axis])
    picture = coloured(whole(picture))
    top, left = (HEIGHT - to[0]) // 2, (WIDTH - to[1]) // 2
    border = ((top, HEIGHT - to[0] - top), (left, WIDTH - to[1] - left), (0, 0))
    return np.pad(picture, border).astype("uint8")`;

const FEATURES = `def features(pictures):
    """Pictures as the model takes them: uint8 [pictures, height, width, channels]."""
    return np.stack([sample(picture) for picture in pictures])`;
