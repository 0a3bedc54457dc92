import type { TariffRow } from '../../app/contract/requests.ts';
import {
  type AllSheets,
  type FactSheets,
  SHEET_NAMES,
  type SheetName,
  type SheetRow,
} from '../../app/cost/fact-sheets.ts';
import {
  type CurrentSheet,
  calculationRows,
  currentSheet,
} from '../../app/cost/sheets/current-sheet.ts';
import type { PriceChange } from '../../app/cost/sheets/price-change.ts';
import { ok, type Result } from '../../app/errors.ts';
import { readBundledSheet } from './bundled-sheet.ts';
import { runParameters, runSheets, tariffRows } from './run-sheets.ts';

/**
 * The dated sheets as they hold in this home. Each is read on first use and kept until it changes.
 * Every answer may fail with `facts/sheet-invalid`, which names sheet and row.
 */
export interface SheetReader {
  /** The rows of one sheet, for calculating. */
  readonly sheet: <Name extends SheetName>(
    name: Name,
  ) => Promise<Result<readonly SheetRow<Name>[]>>;
  /** One sheet with what is known of where each figure comes from. */
  readonly current: <Name extends SheetName>(name: Name) => Promise<Result<CurrentSheet<Name>>>;
  /** One sheet as the installation brings it. */
  readonly bundled: <Name extends SheetName>(
    name: Name,
  ) => Promise<Result<readonly SheetRow<Name>[]>>;
  /** What the cost of a run needs. */
  readonly sheets: () => Promise<Result<FactSheets>>;
  readonly parameters: () => Promise<Result<FactSheets['parameters']>>;
  /** Every sheet, for deciding between owning, renting and calling an API. */
  readonly all: () => Promise<Result<AllSheets>>;
  /** Electricity tariffs by region name, for the settings; prices without VAT. */
  readonly tariffs: () => Promise<Result<readonly TariffRow[]>>;
  /** Forgets what was made of the home's changes, after one came or was undone. */
  readonly forget: () => void;
}

/** The changes of a sheet that are in force, oldest first. */
export type ReadChanges = (sheet: SheetName) => readonly PriceChange[];

/**
 * @param folder `resources/facts` of the installation
 * @param changes what the home holds beside it
 */
export function openSheets(folder: string, changes: ReadChanges = () => []): SheetReader {
  const bundled = keeping((name) => readBundledSheet(folder, name));
  const current = keeping(async (name) => {
    const read = await bundled.read(name);
    return read.ok ? ok(currentSheet(name, read.value, changes(name))) : read;
  });
  let composed: Promise<Result<FactSheets>> | undefined;

  async function sheet<Name extends SheetName>(name: Name) {
    const read = await current.read(name);
    return read.ok ? ok(calculationRows(read.value as CurrentSheet<Name>)) : read;
  }

  return {
    sheet,
    current: (name) => current.read(name) as Promise<Result<CurrentSheet<typeof name>>>,
    bundled: (name) => bundled.read(name) as Promise<Result<readonly SheetRow<typeof name>[]>>,
    sheets: () => {
      composed ??= runSheets(sheet);
      return composed;
    },
    parameters: () => runParameters(sheet),
    all: () => allSheets(sheet),
    tariffs: async () => {
      const read = await sheet('electricity_prices');
      return read.ok ? ok(tariffRows(read.value)) : read;
    },
    forget: () => {
      current.forget();
      composed = undefined;
    },
  };
}

/** Works each sheet out once. */
function keeping<T>(work: (name: SheetName) => Promise<T>) {
  const kept = new Map<SheetName, Promise<T>>();
  return {
    read: (name: SheetName): Promise<T> => {
      const known = kept.get(name) ?? work(name);
      kept.set(name, known);
      return known;
    },
    forget: () => kept.clear(),
  };
}

async function allSheets(read: SheetReader['sheet']): Promise<Result<AllSheets>> {
  const sheets: [SheetName, readonly unknown[]][] = [];
  for (const name of SHEET_NAMES) {
    const rows = await read(name);
    if (!rows.ok) return rows;
    sheets.push([name, rows.value]);
  }
  return ok(Object.fromEntries(sheets) as AllSheets);
}
