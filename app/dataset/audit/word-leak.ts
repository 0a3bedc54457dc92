import { groupRows, placeOf, rowsIn, TRAIN, thin } from './audit-table.ts';
import { type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';
import { LEAK_ACCURACY, LEAK_ERROR_CUT } from './target-leak.ts';

/** Texts of a class that are looked through for words that nearly all of them have. */
const TEXTS_OF_CLASS = 50;
/** Share of them that has a word which may be that of its whole class. */
const CANDIDATE_SHARE = 0.9;
/** Fewer texts of a class, or of all others, share a word by chance. */
const FEWEST_TEXTS = 20;
/** Characters of a text that are looked at: what gives it away mostly stands at an end of it. */
const LONGEST_END = 10_000;

/** Texts with the class of each, and where they stand. */
export interface ClassedTexts {
  readonly splits: Uint8Array;
  readonly sourceRows: Uint32Array;
  readonly column: string;
  readonly textAt: (at: number) => string;
  readonly classAt: (at: number) => string;
}

/**
 * Words whose mere presence tells a class from all others, on training and on the other splits alike: what somebody wrote
 * down with the label in view, such as a tag or a signature. Of a class, the best one is told.
 */
export function wordLeaks(texts: ClassedTexts): readonly AuditFinding[] {
  const { classAt, column, splits, textAt } = texts;
  const fitted = rowsIn(splits, TRAIN);
  const measured = Array.from(splits.keys()).filter((at) => splits[at] !== TRAIN);
  const byClass = groupRows(fitted, classAt);
  const candidates = new Map<string, Set<string>>();
  for (const [name, rows] of [...byClass].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    if (rows.length < FEWEST_TEXTS || fitted.length - rows.length < FEWEST_TEXTS) continue;
    const frequent = frequentWords(thin(rows, TEXTS_OF_CLASS).map(textAt));
    if (frequent.size > 0) candidates.set(name, frequent);
  }
  if (candidates.size === 0) return [];
  const wanted = new Set([...candidates.values()].flatMap((words) => [...words]));
  const [train, others] = [fitted, measured].map((rows) =>
    countWords(
      rows.map((at) => [textAt(at), classAt(at)] as const),
      wanted,
    ),
  );
  if (train === undefined || others === undefined) return [];
  const findings: AuditFinding[] = [];
  for (const [name, words] of candidates) {
    const scored = [...words].map((word) => {
      const scores = [train, others].map((counts) => scoreOf(counts, word, name));
      return { word, score: Math.min(...scores) };
    });
    const best = scored.toSorted(byTelling)[0];
    if (best === undefined || best.score === 0) continue;
    const examples = measured
      .filter((at) => classAt(at) === name && wordsOf(textAt(at)).has(best.word))
      .slice(0, MOST_EXAMPLES)
      .map((at) => example([placeOf(texts, at)], aboutWord(textAt(at), best.word)));
    findings.push({
      ...{ kind: 'target-leak', severity: 'high', column, target: 'class' },
      ...{ score: best.score, word: best.word, of: name, examples },
    });
  }
  return findings;
}

interface ScoredWord {
  readonly word: string;
  readonly score: number;
}

/** Of words that tell a class alike, whole ones say more to people than signs and single characters. */
function byTelling(left: ScoredWord, right: ScoredWord): number {
  const lettersOf = ({ word }: ScoredWord) => word.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return right.score - left.score || lettersOf(right) - lettersOf(left);
}

/** Words in lower case, runs of signs, and of Han, which stands without blanks, every one and two characters. */
function wordsOf(text: string): ReadonlySet<string> {
  const ends =
    text.length > 2 * LONGEST_END
      ? `${text.slice(0, LONGEST_END)} ${text.slice(-LONGEST_END)}`
      : text;
  const words = new Set<string>();
  for (const [piece] of ends.toLowerCase().matchAll(PIECES)) {
    if (!HAN.test(piece)) {
      words.add(piece);
      continue;
    }
    const characters = [...piece];
    for (const [at, character] of characters.entries()) {
      words.add(character);
      if (at > 0) words.add(`${characters[at - 1]}${character}`);
    }
  }
  return words;
}

const PIECES = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}_])+|[^\s\p{L}\p{N}_]+/gu;
const HAN = /^\p{Script=Han}/u;

/** Words that nearly all of some texts have. */
function frequentWords(texts: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const least = CANDIDATE_SHARE * texts.length;
  return new Set([...counts].filter(([, count]) => count >= least).map(([word]) => word));
}

interface WordCounts {
  readonly rows: number;
  readonly ofClass: ReadonlyMap<string, number>;
  /** Texts that have each word, in all and by class. */
  readonly having: ReadonlyMap<string, { all: number; readonly byClass: Map<string, number> }>;
}

function countWords(
  texts: readonly (readonly [string, string])[],
  wanted: ReadonlySet<string>,
): WordCounts {
  const ofClass = new Map<string, number>();
  const having = new Map([...wanted].map((word) => [word, { all: 0, byClass: new Map() }]));
  for (const [text, name] of texts) {
    ofClass.set(name, (ofClass.get(name) ?? 0) + 1);
    for (const word of wordsOf(text)) {
      const counts = having.get(word);
      if (counts === undefined) continue;
      counts.all += 1;
      counts.byClass.set(name, (counts.byClass.get(name) ?? 0) + 1);
    }
  }
  return { rows: texts.length, ofClass, having };
}

/** Share of texts that a word sorts right into a class or out of it; 0 where that is none of a leak. */
function scoreOf({ rows, ofClass, having }: WordCounts, word: string, name: string): number {
  const inClass = ofClass.get(name) ?? 0;
  const { all = 0, byClass } = having.get(word) ?? {};
  const both = byClass?.get(name) ?? 0;
  const score = 1 - (all + inClass - 2 * both) / Math.max(1, rows);
  const usual = Math.max(inClass, rows - inClass) / Math.max(1, rows);
  const beyondUsual = score >= usual + (1 - usual) * LEAK_ERROR_CUT;
  return usual < 1 && score >= LEAK_ACCURACY && beyondUsual ? score : 0;
}

/** A piece of a text with the word in it. */
function aboutWord(text: string, word: string): string {
  const AROUND = 40;
  const at = text.toLowerCase().indexOf(word);
  const from = Math.max(0, at - AROUND);
  const piece = text.slice(from, at + word.length + AROUND);
  return `${from > 0 ? '…' : ''}${piece}`;
}
