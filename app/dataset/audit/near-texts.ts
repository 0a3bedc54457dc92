import type { AlikeRows } from './alike-rows.ts';
import type { AuditTable } from './audit-table.ts';
import { inSplitOrder, Repeats } from './repeats.ts';

/** Words of a shingle: shorter ones are shared by texts that have nothing to do with each other. */
const SHINGLE_WORDS = 3;
/** Share of common shingles from which two texts are called alike: one word in some twenty was changed. */
export const TEXT_SIMILARITY = 0.75;
/** Bands of rows of the signature: at a similarity of 0.75, 99.8 % of pairs share a band. */
const BANDS = 16;
const BAND_ROWS = 4;
/** Candidates that are compared in full for one text; a template with numbers filled in has thousands. */
const MOST_CANDIDATES = 50;
/** A Han character is a word; other letters and digits run together. */
const WORD = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+/gu;

/**
 * Texts that share most of their word sequences with one of a split before theirs, but are equal to none.
 * @param alike takes in all texts that are alike, whatever their splits
 * @source Broder, "On the resemblance and containment of documents", 1997 (MinHash);
 *   Leskovec et al., "Mining of Massive Datasets", §3.4 (bands)
 */
export function nearTexts(
  table: Pick<AuditTable, 'splits' | 'sourceRows'>,
  texts: readonly string[],
  alike: AlikeRows,
): Repeats {
  const { splits } = table;
  const shingles = texts.map(shinglesOf);
  const buckets = new Map<string, number[]>();
  const firstOf = new Map<string, number>();
  const repeats = new Repeats(table);
  for (const at of inSplitOrder(splits)) {
    const text = texts[at] ?? '';
    const own = shingles[at] ?? new Set();
    const candidates = new Set<number>();
    for (const band of bandsOf(own)) {
      const bucket = buckets.get(band) ?? [];
      for (const other of bucket) candidates.add(other);
      if (bucket.length < MOST_CANDIDATES) bucket.push(at);
      buckets.set(band, bucket);
    }
    let twin: number | null = null;
    for (const other of candidates) {
      const isApart = splits[other] !== splits[at];
      if (alike.areJoined(at, other) && (!isApart || twin !== null)) continue;
      if (similarity(own, shingles[other] ?? new Set()) < TEXT_SIMILARITY) continue;
      alike.join(other, at);
      if (isApart) twin ??= other;
    }
    const equal = firstOf.get(text);
    if (equal === undefined) firstOf.set(text, at);
    // Equal ones are told as exact duplicates.
    const isTold = equal !== undefined && splits[equal] !== splits[at];
    if (twin !== null && !isTold) repeats.add(twin, at, text);
  }
  return repeats;
}

/** Hashes of all runs of words; none for texts with fewer words than a run. */
function shinglesOf(text: string): ReadonlySet<number> {
  const words = text.toLowerCase().match(WORD) ?? [];
  const found = new Set<number>();
  for (let at = 0; at + SHINGLE_WORDS <= words.length; at += 1) {
    found.add(hashText(words.slice(at, at + SHINGLE_WORDS).join(' ')));
  }
  return found;
}

/** Signature of a set of shingles, in bands: sets that are alike share one. */
function bandsOf(shingles: ReadonlySet<number>): readonly string[] {
  if (shingles.size === 0) return [];
  return Array.from({ length: BANDS }, (_, band) => {
    const least = Array.from({ length: BAND_ROWS }, (_, row) => {
      const key = Math.imul(band * BAND_ROWS + row + 1, 0x9e3779b9);
      let smallest = 0xffffffff;
      for (const shingle of shingles) smallest = Math.min(smallest, mix(shingle ^ key));
      return smallest;
    });
    return `${band}:${least.join(',')}`;
  });
}

/** Jaccard similarity: shared of all. */
function similarity(left: ReadonlySet<number>, right: ReadonlySet<number>): number {
  let shared = 0;
  for (const one of left) if (right.has(one)) shared += 1;
  const all = left.size + right.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** MurmurHash3's finaliser: every bit of 32 depends on every other. */
function mix(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
