import {
  type AuditTable,
  type AuditTime,
  cellText,
  featuresOf,
  groupRows,
  placeOf,
  targetIn,
} from './audit-table.ts';
import { type AuditFinding, example, MOST_EXAMPLES } from './finding.ts';
import { correlation } from './one-feature.ts';

/** Fewer rows agree by chance. */
const FEWEST_ROWS = 20;
/** A slip in one date is none of the column. */
const LATER_SHARE = 0.02;
/** Rows ahead that are looked at. */
const MOST_AHEAD = 12;
/** Share of rows where a column says what the target is to be, among those where the target changes. */
const SAME_SHARE = 0.9;
/** Of changes from row to row; an honest forerunner goes with what comes far less closely. */
const LEAD_CORRELATION = 0.95;
/** By so much closer must a column go with what comes than with what is. */
const LEAD_MARGIN = 0.2;

/** Features whose value cannot have been known at the time of their row, where rows are split by time. */
export function futureColumns(table: AuditTable): readonly AuditFinding[] {
  if (table.time === undefined) return [];
  const ahead = shownAhead(table);
  const known = new Set(ahead.map((finding) => ('column' in finding ? finding.column : '')));
  return [...ahead, ...laterDates(table).filter(({ column }) => !known.has(column))];
}

/** Dates that lie after the row's own time. */
function laterDates(table: AuditTable) {
  const { time } = table;
  if (time === undefined) return [];
  return featuresOf(table).flatMap((column) => {
    const dates = time.dates.get(column.name);
    if (dates === undefined || column.name === time.column) return [];
    const present = dates.filter(Number.isFinite).length;
    const later: number[] = [];
    for (const [at, date] of dates.entries()) {
      if (date > (time.values[at] ?? Number.NaN)) later.push(at);
    }
    if (present < FEWEST_ROWS || later.length < LATER_SHARE * present) return [];
    const own = table.columns.find(({ name }) => name === time.column);
    const examples = later
      .slice(0, MOST_EXAMPLES)
      .map((at) =>
        example(
          [placeOf(table, at)],
          `${own === undefined ? '' : cellText(own, at)} < ${cellText(column, at)}`,
        ),
      );
    const facts = { how: 'later-date', ahead: 0, score: later.length / present } as const;
    return [
      {
        kind: 'future-column',
        severity: 'medium',
        column: column.name,
        ...facts,
        examples,
      } as const,
    ];
  });
}

/** Columns that say, or closely go with, what the target is some rows later. */
function shownAhead(table: AuditTable): readonly AuditFinding[] {
  const target = targetIn(table);
  const { time } = table;
  if (target === null || time === undefined || !time.isWhole) return [];
  const orders = inOrder(time);
  return featuresOf(table).flatMap((column): readonly AuditFinding[] => {
    const found = sameAhead(column, target, orders) ?? leadsAhead(column, target, orders);
    if (found === null) return [];
    const pairs = orders.flatMap((order) =>
      order.slice(0, MOST_EXAMPLES).map((at, place) => ({ at, later: order[place + found.ahead] })),
    );
    const examples = pairs.slice(0, MOST_EXAMPLES).flatMap(({ at, later }) => {
      if (later === undefined) return [];
      const places = [at, later].map((one) => placeOf(table, one));
      return [example(places, `${cellText(column, at)} → ${cellText(target, later)}`)];
    });
    return [
      { kind: 'future-column', severity: 'high', column: column.name, ...found, examples } as const,
    ];
  });
}

type Column = AuditTable['columns'][number];
type Shown = {
  readonly how: 'later-target' | 'leads';
  readonly ahead: number;
  readonly score: number;
};

/** A column that is the target of a later row, wherever the target changes. */
function sameAhead(column: Column, target: Column, orders: Orders): Shown | null {
  const same = (left: number, right: number) => cellText(column, left) === cellText(target, right);
  for (let ahead = 1; ahead <= MOST_AHEAD; ahead += 1) {
    let [equal, changed] = [0, 0];
    for (const order of orders) {
      for (let place = 0; place + ahead < order.length; place += 1) {
        const [now = 0, later = 0] = [order[place], order[place + ahead]];
        if (cellText(target, now) === cellText(target, later)) continue;
        changed += 1;
        if (same(now, later)) equal += 1;
      }
    }
    const score = equal / changed;
    if (changed >= FEWEST_ROWS && score >= SAME_SHARE) return { how: 'later-target', ahead, score };
  }
  return null;
}

/** A number whose changes go with later changes of the target, and not with those of its own row. */
function leadsAhead(column: Column, target: Column, orders: Orders): Shown | null {
  if (column.kind !== 'number' || target.kind !== 'number') return null;
  const steps = (values: Float64Array, order: readonly number[]) =>
    order.slice(1).map((at, place) => (values[at] ?? 0) - (values[order[place] ?? 0] ?? 0));
  const stepped = orders.map((order) => ({
    own: steps(column.values, order),
    its: steps(target.values, order),
  }));
  const together = (ahead: number) => {
    const pairs = stepped.flatMap(({ own, its }) =>
      own
        .slice(0, Math.max(0, own.length - ahead))
        .map((step, place) => [step, its[place + ahead] ?? Number.NaN] as const)
        .filter(([left, right]) => Number.isFinite(left) && Number.isFinite(right)),
    );
    if (pairs.length < FEWEST_ROWS) return 0;
    const [left, right] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
    return Math.abs(correlation(left, right)) || 0;
  };
  const now = together(0);
  for (let ahead = 1; ahead <= MOST_AHEAD; ahead += 1) {
    const score = together(ahead);
    if (score >= LEAD_CORRELATION && score >= now + LEAD_MARGIN)
      return { how: 'leads', ahead, score };
  }
  return null;
}

/** Rows (positions) of each series by their time, those of one time as they stand in the source. */
type Orders = readonly (readonly number[])[];

function inOrder({ values, seriesAt = () => '' }: AuditTime): Orders {
  const rows = Array.from(values.keys()).filter((at) => Number.isFinite(values[at]));
  return [...groupRows(rows, seriesAt).values()].map((order) =>
    order.toSorted((left, right) => (values[left] ?? 0) - (values[right] ?? 0) || left - right),
  );
}
