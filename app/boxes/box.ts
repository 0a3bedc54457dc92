/** A thing in a picture: its class, and its edges as fractions of the picture's width and height, 0–1. */
export interface Box {
  /** Index into the classes. */
  readonly label: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A box with the name of its class, as people see it; edges as in `Box`. */
export interface NamedBox extends Omit<Box, 'label'> {
  readonly label: string;
  /** How sure a model is of it, 0–1; absent for true ones. */
  readonly probability?: number | undefined;
}

/** Numbers that stand for one box on disk: class, left, top, right, bottom. */
export const BOX_NUMBERS = 5;
/** Stands where a picture has fewer boxes than there is room for. */
const NO_BOX = -1;

/**
 * Boxes as they are stored: [most, 5], filled up with places that hold none.
 * @param most boxes that there is room for
 */
export function packBoxes(boxes: readonly Box[], most: number): Float32Array {
  const packed = new Float32Array(most * BOX_NUMBERS).fill(NO_BOX);
  for (const [at, { label, left, top, right, bottom }] of boxes.entries()) {
    packed.set([label, left, top, right, bottom], at * BOX_NUMBERS);
  }
  return packed;
}

/** The boxes of one picture from [most, 5]. */
export function unpackBoxes(packed: ArrayLike<number>): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < packed.length; at += BOX_NUMBERS) {
    const label = packed[at] ?? NO_BOX;
    if (label < 0) continue;
    const edge = (place: number) => packed[at + place] ?? 0;
    boxes.push({ label, left: edge(1), top: edge(2), right: edge(3), bottom: edge(4) });
  }
  return boxes;
}

/** Boxes with the names of their classes. */
export function nameBoxes(
  boxes: readonly (Box & Pick<NamedBox, 'probability'>)[],
  classes: readonly string[],
): readonly NamedBox[] {
  return boxes.map((box) => ({ ...box, label: classes[box.label] ?? String(box.label) }));
}
