import { ANY_BATCH } from '../../compiler/onnx/any-batch.ts';
import type { GraphWriter } from '../../compiler/onnx/graph-writer.ts';
import { ELEMENT_TYPES, type OnnxValueInfo } from '../../compiler/onnx/model.ts';
import type { FittedRatings } from '../../dataset/ratings/fitted-ratings.ts';
import { ratingLayout } from '../../dataset/ratings/rating-samples.ts';
import { writeCodes } from './codes.ts';

/** Ids of who and what, as a graph. */
export interface WrittenRatings {
  /** The user's, then the item's: string [batch, 1]. */
  readonly inputs: readonly [OnnxValueInfo, OnnxValueInfo];
  /** int32 [batch, tokens] */
  readonly features: string;
}

/**
 * Writes how ids become tokens, as `rating-samples.ts` has it: numbers of users and items, 0 for those that
 * training does not know, places for items that are drawn in training empty, and what a table says of the item.
 * @param names      of the graph's two inputs
 * @param itemTokens [1 + items, tokens], of no item first; null without a table
 */
export function writeRatings(
  ratings: FittedRatings,
  names: readonly [string, string],
  itemTokens: ArrayLike<number> | null,
  writer: GraphWriter,
): WrittenRatings {
  const { slots, knownItems, itemLength } = ratingLayout(ratings);
  const integer = (value: number) => writer.constant([value], 'int64', []);
  const numberOf = (name: string, ids: readonly string[]) => {
    const column = { kind: 'texts', name, filling: null } as const;
    const place = writeCodes(column, ids, { missing: -1, unknown: -1 }, writer);
    return writer.node('Add', [place, integer(1)]);
  };
  const user = numberOf(names[0], ratings.user.ids);
  const item = numberOf(names[1], [...ratings.item.ids, ...(ratings.items?.cold ?? [])]);
  const isKnown = writer.node('LessOrEqual', [item, integer(knownItems)]);
  const known = writer.node('Where', [isKnown, item, integer(0)]);
  const none = writer.node('Mul', [user, integer(0)]);
  const emptySlots = Array.from({ length: slots - 1 }, () => none);
  const said: string[] = [];
  if (itemTokens !== null) {
    const rows = itemTokens.length / itemLength;
    const table = writer.constant(itemTokens, 'int64', [rows, itemLength]);
    const tokens = writer.node('Gather', [table, item]);
    said.push(writer.node('Squeeze', [tokens, writer.integers([1])]));
    const ofNone = Array.from({ length: itemLength }, (_, at) => itemTokens[at] ?? 0);
    for (const each of emptySlots) {
      const row = writer.constant(ofNone, 'int64', [1, itemLength]);
      said.push(writer.node('Add', [each, row]));
    }
  }
  const all = writer.node('Concat', [user, known, ...emptySlots, ...said], { axis: 1 });
  const info = (name: string) => ({
    name,
    elementType: ELEMENT_TYPES.string,
    dims: [ANY_BATCH, 1],
  });
  return {
    inputs: [info(names[0]), info(names[1])],
    features: writer.node('Cast', [all], { to: ELEMENT_TYPES.int32 }),
  };
}
