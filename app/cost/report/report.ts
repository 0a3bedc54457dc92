import type { Language } from '../../language.ts';

/**
 * A document about a decision, in words and typed figures, before it is a page, a table or a workbook.
 * Whatever is drawn has its figures as a table, too.
 */
export interface Report {
  readonly language: Language;
  /** ISO 4217, of every amount of money in it. */
  readonly currency: string;
  readonly title: string;
  readonly subtitle: string;
  /** What it is about, under the title. */
  readonly facts: readonly LabelledText[];
  readonly sections: readonly ReportSection[];
  /** Last line of every page. */
  readonly footer: string;
}

export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

export interface ReportSection {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly blocks: readonly ReportBlock[];
  /** Begins on a page of its own when printed. */
  readonly onNewPage?: boolean | undefined;
}

export type ReportBlock =
  | { readonly kind: 'verdict'; readonly title: string; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'list';
      readonly title?: string | undefined;
      readonly items: readonly string[];
      /** Whether the items stand in order of weight, and are numbered. */
      readonly ranked?: boolean | undefined;
    }
  | { readonly kind: 'tiles'; readonly tiles: readonly Tile[] }
  | { readonly kind: 'table'; readonly table: ReportTable }
  | { readonly kind: 'curves'; readonly curves: Curves; readonly table: ReportTable }
  | { readonly kind: 'bars'; readonly bars: Bars; readonly table: ReportTable }
  | { readonly kind: 'tornado'; readonly tornado: TornadoFigure; readonly table: ReportTable };

/** A figure that stands out. */
export interface Tile extends LabelledText {
  readonly note: string;
}

export interface ReportTable {
  readonly title: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of equal width, for things compared. */
  readonly even?: boolean | undefined;
  /** Rows that stand out, by their place. */
  readonly marked?: readonly number[] | undefined;
  readonly note?: string | undefined;
}

export interface ReportColumn {
  readonly title: string;
  readonly numeric?: boolean | undefined;
  /** Stands out. */
  readonly marked?: boolean | undefined;
  /** Holds sentences or addresses, which may break anywhere. */
  readonly long?: boolean | undefined;
}

/** Null: there is no such figure. */
export type Cell = string | NumberCell | null;

export interface NumberCell {
  /** In the unit shown, for programs; finite. */
  readonly value: number;
  /** As people read it. */
  readonly text: string;
  /** How a workbook shows it. */
  readonly format: 'number' | 'percent' | 'money';
}

/** Lines over months, with bands where there are any. */
export interface Curves {
  readonly lines: readonly CurveLine[];
  /** What a month of the axis is called. */
  readonly monthLabels: readonly string[];
  readonly yLabel: string;
  readonly yText: (value: number) => string;
}

export interface CurveLine {
  readonly label: string;
  /** Place in the palette, from 0. */
  readonly colour: number;
  /** A value for each month, null where there is none. */
  readonly values: readonly (number | null)[];
  readonly low?: readonly (number | null)[] | undefined;
  readonly high?: readonly (number | null)[] | undefined;
}

/** Stacked bars, one for each row. */
export interface Bars {
  readonly legend: readonly { readonly label: string; readonly colour: number }[];
  readonly rows: readonly {
    readonly label: string;
    /** A share of the longest bar for each name of the legend, 0–1. */
    readonly shares: readonly number[];
    readonly text: string;
  }[];
}

/** What each input does to one figure. */
export interface TornadoFigure {
  readonly base: number;
  readonly baseText: string;
  readonly rows: readonly {
    readonly label: string;
    readonly lowText: string;
    readonly highText: string;
    readonly atLow: number | null;
    readonly atHigh: number | null;
    readonly atLowText: string;
    readonly atHighText: string;
  }[];
}

/** Every table of a report, those behind its figures among them, in order. */
export function tablesOf(report: Report): readonly ReportTable[] {
  return report.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => ('table' in block ? [block.table] : [])),
  );
}
