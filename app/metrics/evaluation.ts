import type { NamedBox } from '../boxes/box.ts';
import type { Split } from '../dataset/dataset.ts';

/** Measures of a model on one split. Fractions are 0–1; regression errors are in the target's unit. */
export interface Evaluation {
  readonly split: Split;
  readonly rows: number;
  /**
   * `loss`, and `accuracy`, `f1/macro`, `precision/macro`, `recall/macro`, `auc`, `log-loss`, `accuracy/top-3`
   * (from five classes on) | `mae`, `rmse`, `r2` | `bleu`, `chrf`, `exact-match` | `map@.5`, `map@.5:.95`,
   * `ap@.5/<class>` | `hit-rate@10`, `recall@10`, `ndcg@10`, `mrr@10`, `coverage@10`. What the rows leave undefined is left out.
   */
  readonly metrics: Readonly<Record<string, number>>;
  /** 95 % intervals by metric name: Wilson for accuracy, bootstrap (seeded) for the others. */
  readonly intervals: Readonly<Record<string, readonly [low: number, high: number]>>;
  readonly confusion: ConfusionMatrix | null;
  /** Only where users were given items. */
  readonly ranking?: Ranking | undefined;
  readonly evaluatedAt: string;
}

/** How items were put in order for the users of a split, all that they had not seen, and how well anyone could have. */
export interface Ranking {
  /** Items at the top that count. */
  readonly k: number;
  /** Users that were looked at, of how many who like something in the split. */
  readonly users: number;
  readonly ofUsers: number;
  readonly items: number;
  /** Rating from which on a user likes an item; null where items are chosen. */
  readonly relevantFrom: number | null;
  /** The metrics of the same names where everyone is given what was rated most in training. */
  readonly popularity: Readonly<Record<string, number>>;
}

/** `counts[actual][predicted]`, rows and columns in label order. */
export interface ConfusionMatrix {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** What a model gives back of a sample: a PNG data URL, or columns that can be told by what it says. */
export interface Reconstruction {
  readonly image?: string | undefined;
  readonly values?: Readonly<Record<string, number | string>> | undefined;
}

/** One row of a split with what the model said of it. */
export interface ScoredRow {
  readonly sourceRow: number;
  readonly actual: string;
  readonly predicted: string;
  /** Of the predicted class; absent for regression. */
  readonly probability?: number | undefined;
  /** What was translated. */
  readonly source?: string | undefined;
  /** How far a sample is from what is given back of it, and what that is. */
  readonly error?: number | undefined;
  readonly reconstruction?: Reconstruction | undefined;
  /** Raw values by column, for tables. */
  readonly values?: Readonly<Record<string, string | null>> | undefined;
  /** PNG data URL, for images. */
  readonly image?: string | undefined;
  /** What is marked in an image, where things in images are. */
  readonly boxes?: readonly NamedBox[] | undefined;
  /** What the model found in it. */
  readonly found?: readonly NamedBox[] | undefined;
  /** How well the two agree: F1 of boxes that overlap by half, 0–1. */
  readonly agreement?: number | undefined;
}

export interface Prediction {
  /** Name of the file that it is of, where a folder was given. */
  readonly file?: string | undefined;
  readonly label?: string | undefined;
  readonly value?: number | undefined;
  readonly probability?: number | undefined;
  /** Per class, highest first, at most 10. */
  readonly probabilities?:
    | readonly { readonly label: string; readonly probability: number }[]
    | undefined;
  /** What a model that reads and writes text says. */
  readonly text?: string | undefined;
  /** Things found in an image, the likeliest first. */
  readonly boxes?: readonly NamedBox[] | undefined;
  /** Pixels of the image that was given, which edges of boxes are fractions of. */
  readonly image?: { readonly width: number; readonly height: number } | undefined;
  /** All of them, where a model gives neither a class nor a single value. */
  readonly values?: readonly number[] | undefined;
  /** Which series a forecast is of, where there are several. */
  readonly series?: string | undefined;
  /** How far the sample is from what is given back of it: the more, the less it is like what was learnt from. */
  readonly error?: number | undefined;
  readonly reconstruction?: Reconstruction | undefined;
}

/** An item as it is told: by its id, and by what it is called where a table says so. */
export interface ToldItem {
  readonly item: string;
  readonly title: string | null;
}

/** An item put before a user. */
export interface RecommendedItem extends ToldItem {
  /** In the unit of the recommendations' `scores`. */
  readonly score: number;
  /** Whether the user has rated or chosen it. */
  readonly seen: boolean;
}

/** An item that a user has rated or chosen. */
export interface RatedItem extends ToldItem {
  /** Null where items are chosen. */
  readonly rating: number | null;
}

/** What scores are: ratings, probabilities that the item is chosen, or numbers whose order alone says something. */
export const SCORE_UNITS = ['rating', 'probability', 'order'] as const;
export type ScoreUnit = (typeof SCORE_UNITS)[number];

/** What a model would put before a user. */
export interface Recommendations {
  readonly user: string;
  readonly scores: ScoreUnit;
  /** The best first. */
  readonly items: readonly RecommendedItem[];
  /** Items that were in question. */
  readonly candidates: number;
  /** The highest first, at most 20. */
  readonly rated: readonly RatedItem[];
  readonly ratedCount: number;
}
