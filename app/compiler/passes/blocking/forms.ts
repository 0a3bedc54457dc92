import { sameShape } from '../../../shape.ts';
import type { Blocking, Graph, Value } from '../../graph.ts';
import {
  blockingOf,
  CHANNELS_LAST,
  imageBlocking,
  intoBlocks,
  isImage,
  outOfBlocks,
} from '../../operators/blocked.ts';
import { inverseOrder } from '../../operators/movement.ts';

type Make = () => Value;

/** How a value of the graph before comes to be in the graph after, in each order in memory. */
interface Entry {
  /** Null where it is reordered from the other. */
  readonly rowMajor: Make | null;
  readonly blocked: { readonly blocking: Blocking; readonly make: Make } | null;
}

/**
 * What became of the values of a graph. A value is reordered when it is first asked for in another
 * order than its own, and once: so values are reordered as late and as rarely as can be.
 */
export class Forms {
  readonly target: Graph;
  readonly size: Blocking['size'];
  readonly #entries = new Map<Value, Entry>();
  readonly #made = new Map<Value, Map<string, Value>>();

  constructor(target: Graph, size: Blocking['size']) {
    this.target = target;
    this.size = size;
  }

  setRowMajor(value: Value, found: Value | Make): void {
    const make = typeof found === 'function' ? found : () => found;
    this.#entries.set(value, { rowMajor: make, blocked: null });
  }

  setBlocked(value: Value, found: Value): void {
    const blocking = blockingOf(found);
    this.#entries.set(value, { rowMajor: null, blocked: { blocking, make: () => found } });
  }

  /** The value can be had in both orders at the same price. */
  setEither(value: Value, rowMajor: Make, blocked: Make): void {
    const blocking = imageBlocking(this.size);
    this.#entries.set(value, { rowMajor, blocked: { blocking, make: blocked } });
  }

  /** Whether the value is an image that is there in blocks only. */
  isBlocked(value: Value): boolean {
    const { rowMajor, blocked } = this.#entry(value);
    return rowMajor === null && blocked !== null && blocked.blocking.axes[0] === 1;
  }

  rowMajor(value: Value): Value {
    return this.#once(value, 'row-major', () => {
      const { rowMajor, blocked } = this.#entry(value);
      if (rowMajor !== null) return this.#turnedOut(value) ?? rowMajor();
      if (blocked === null) throw new Error('A value has no form');
      return outOfBlocks(this.blocked(value, blocked.blocking));
    });
  }

  blocked(value: Value, blocking: Blocking = imageBlocking(this.size)): Value {
    return this.#once(value, `blocked ${blocking.axes.join()}`, () => {
      const { blocked } = this.#entry(value);
      if (blocked !== null && sameShape(blocked.blocking.axes, blocking.axes))
        return blocked.make();
      return this.#turnedIn(value, blocking) ?? intoBlocks(this.rowMajor(value), blocking);
    });
  }

  /** A transposition and the way into blocks, as one. */
  #turnedIn({ node }: Value, blocking: Blocking): Value | null {
    const [source] = node.inputs;
    if (node.op !== 'transpose' || source === undefined) return null;
    const axes = inverseOrder(node.attributes.axes);
    return isOneStep(axes, blocking) ? intoBlocks(this.rowMajor(source), blocking, axes) : null;
  }

  /** The way out of blocks and a transposition, as one. */
  #turnedOut({ node }: Value): Value | null {
    const [source] = node.inputs;
    if (node.op !== 'transpose' || source === undefined) return null;
    const { rowMajor, blocked } = this.#entry(source);
    if (rowMajor !== null || blocked === null) return null;
    const { axes } = node.attributes;
    return isOneStep(axes, blocked.blocking)
      ? outOfBlocks(this.blocked(source, blocked.blocking), axes)
      : null;
  }

  #entry(value: Value): Entry {
    const entry = this.#entries.get(value);
    if (entry === undefined) throw new Error(`${value.node.op} is used before it is computed`);
    return entry;
  }

  #once(value: Value, form: string, make: Make): Value {
    const made = this.#made.get(value) ?? new Map<string, Value>();
    this.#made.set(value, made);
    const known = made.get(form);
    if (known !== undefined) return known;
    const found = make();
    made.set(form, found);
    return found;
  }
}

/** Whether a value is transposed and reordered at once: the runtime turns images in one way only. */
const isOneStep = (axes: readonly number[], blocking: Blocking): boolean =>
  !isImage(blocking) || sameShape(axes, CHANNELS_LAST);

/** The image, channels last, of which the value is a transposition, if it is one. */
export function channelsLastSource({ node }: Value): Value | null {
  const [source] = node.inputs;
  const isTurned =
    node.op === 'transpose' && sameShape(node.attributes.axes, inverseOrder(CHANNELS_LAST));
  return isTurned && source !== undefined ? source : null;
}
