import type {
  PriceChangeSummary,
  PriceImport,
  PriceList,
  PriceRow,
} from '../../app/contract/prices.ts';
import type { SheetName } from '../../app/cost/fact-sheets.ts';
import { moneyOf } from '../../app/cost/money.ts';
import type { AuditFinding } from '../../app/cost/sheets/audit-rules.ts';
import { definitionOf } from '../../app/cost/sheets/read-row.ts';
import { fail, ok } from '../../app/errors.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../app/settings.ts';
import type { Answers } from './fake-bridge.ts';
import { bundledContext } from './fake-scenarios.ts';

const NOW = '2026-11-26T10:00:00.000Z';
const DATED = { source: 'a price list', as_of: '2026-07-02', confidence: 'read', notes: null };

/** A row of API prices, USD per million tokens. */
export function aPriceRow(key: string, changes: Partial<PriceRow> = {}): PriceRow {
  const [provider = '', model = ''] = key.split('/');
  return {
    key,
    cells: {
      ...DATED,
      model,
      provider,
      input_usd_per_mtok: 2,
      cached_input_usd_per_mtok: 0.2,
      output_usd_per_mtok: 8,
      context_window: 128_000,
      quality_index: null,
      ...changes.cells,
    },
    source: DATED.source,
    asOf: DATED.as_of,
    ageMonths: 4,
    isStale: false,
    isImported: false,
    own: [],
    ...Object.fromEntries(Object.entries(changes).filter(([name]) => name !== 'cells')),
  };
}

export function aPriceImport(changes: Partial<PriceImport> = {}): PriceImport {
  return {
    sheet: 'api_prices',
    file: 'prices.csv',
    mode: 'replace',
    rows: 2,
    diff: {
      added: ['Maker/new'],
      removed: ['Other/small'],
      changed: [
        {
          row: 'Maker/large',
          cells: [{ column: 'output_usd_per_mtok', before: 8, after: 4, fraction: -0.5 }],
        },
      ],
      unchanged: 0,
    },
    findings: [],
    ownFigures: 0,
    change: null,
    ...changes,
  };
}

const FINDINGS: readonly AuditFinding[] = [
  {
    sheet: 'api_prices',
    row: 'Maker/large',
    column: 'output_usd_per_mtok',
    severity: 'warning',
    rule: 'half-price',
    values: { value: 4, other: 8, otherRow: 'Router/large' },
  },
  {
    sheet: 'exchange_rates',
    row: 'EUR',
    column: null,
    severity: 'note',
    rule: 'recalled',
    values: {},
  },
];

/**
 * Price sheets of a host in memory: two sheets, of which figures can be set and taken back, and the money
 * that follows from them and the settings.
 */
export function fakePrices(
  tell: (sheet: SheetName) => void,
  settings: () => Settings = () => DEFAULT_SETTINGS,
): Answers {
  const rows: Readonly<Partial<Record<SheetName, readonly PriceRow[]>>> = {
    api_prices: [
      aPriceRow('Maker/large'),
      aPriceRow('Other/small', {
        cells: { output_usd_per_mtok: 0.5 },
        isStale: true,
        asOf: '2025-01',
      }),
    ],
    vat_rates: [],
    exchange_rates: [
      { ...aPriceRow('CNY'), cells: { ...DATED, currency: 'CNY', local_per_usd: 7.19 } },
      { ...aPriceRow('EUR'), cells: { ...DATED, currency: 'EUR', local_per_usd: 0.923873 } },
    ],
  };
  let changes: readonly PriceChangeSummary[] = [];

  /** Rows that only a figure of the user's brought. */
  const added = (sheet: SheetName): readonly PriceRow[] =>
    inForce().flatMap(({ sheet: changed, row }) =>
      changed !== sheet || row === null || rows[sheet]?.some(({ key }) => key === row)
        ? []
        : [{ ...aPriceRow(row), cells: { ...DATED, currency: row } }],
    );
  const inForce = () => changes.filter(({ undoneAt }) => undoneAt === null);
  const listed = (sheet: SheetName): readonly PriceRow[] =>
    [...(rows[sheet] ?? []), ...added(sheet)].map((row) => {
      const own = inForce().filter((change) => change.sheet === sheet && change.row === row.key);
      return {
        ...row,
        cells: {
          ...row.cells,
          ...Object.fromEntries(own.map(({ column, value }) => [column ?? '', value])),
        },
        own: own.map(({ id, column, note, changedAt }) => ({
          change: id,
          column: column ?? '',
          before: row.cells[column ?? ''] ?? null,
          note: note ?? '',
          changedAt,
        })),
      };
    });
  const keep = (change: Partial<PriceChangeSummary>, sheet: SheetName): PriceChangeSummary => {
    const kept: PriceChangeSummary = {
      id: changes.length + 1,
      kind: 'import',
      sheet,
      file: null,
      mode: null,
      added: 0,
      removed: 0,
      changed: 0,
      row: null,
      column: null,
      value: null,
      note: null,
      changedAt: NOW,
      undoneAt: null,
      ...change,
    };
    changes = [kept, ...changes];
    tell(sheet);
    return kept;
  };

  return {
    'money.shown': () => {
      const { currency, tariffRegion } = settings();
      const { electricity_prices } = bundledContext().sheets;
      const exchange_rates = listed('exchange_rates').map(({ key, cells, own }) => ({
        ...DATED,
        confidence: 'read' as const,
        currency: key,
        local_per_usd: Number(cells.local_per_usd),
        place: {
          sheet: 'exchange_rates' as const,
          row: key,
          own: Object.fromEntries(
            own.map(({ column, note, changedAt }) => [
              column,
              { note, setOn: changedAt.slice(0, 10) },
            ]),
          ),
        },
      }));
      return ok(
        moneyOf({ currency, region: tariffRegion }, { electricity_prices, exchange_rates }),
      );
    },
    'prices.sheets': () =>
      ok(
        (['api_prices', 'vat_rates'] as const).map((sheet) => ({
          sheet,
          rows: rows[sheet]?.length ?? 0,
          staleRows: listed(sheet).filter(({ isStale }) => isStale).length,
          ownFigures: inForce().length,
          oldestAsOf: sheet === 'vat_rates' ? null : '2025-01',
          newestAsOf: sheet === 'vat_rates' ? null : '2026-07-02',
          imported: null,
        })),
      ),
    'prices.list': ({ sheet }) => ok(aPriceList(sheet, listed(sheet))),
    'prices.set': ({ sheet, row, column, value, note }) => {
      const figure = Number(value);
      if (!(figure > 0)) {
        const named = `${sheet}.${row}.${column}`;
        return fail({
          code: 'prices/figure-invalid',
          figure: named,
          value,
          expected: 'number > 0',
        });
      }
      const change = keep({ kind: 'figure', row, column, value: figure, note }, sheet);
      const set = listed(sheet).find(({ key }) => key === row) ?? aPriceRow(row);
      return ok({ row: set, change });
    },
    'prices.undo': ({ change }) => {
      const found = inForce().find(({ id }) => change === null || id === change);
      if (found === undefined) return fail({ code: 'prices/nothing-to-undo' });
      const undone = { ...found, undoneAt: NOW };
      changes = changes.map((other) => (other.id === found.id ? undone : other));
      tell(found.sheet);
      return ok(undone);
    },
    'prices.preview': ({ mode }) => ok(aPriceImport({ mode })),
    'prices.import': ({ mode }) => {
      const change = keep({ file: 'prices.csv', mode, added: 1, changed: 1 }, 'api_prices');
      return ok(aPriceImport({ mode, change }));
    },
    'prices.history': () => ok(changes),
    'prices.audit': () => ok(FINDINGS),
  };
}

function aPriceList(sheet: SheetName, rows: readonly PriceRow[]): PriceList {
  const { columns, key, shown, figure } = definitionOf(sheet);
  return {
    sheet,
    figure,
    total: rows.length,
    rows,
    columns: Object.entries(columns).map(([name, { kind, unit, expected }]) => ({
      name,
      kind,
      unit,
      expected,
      isKey: key.includes(name),
      isShown: shown.includes(name),
    })),
  };
}
