import { SHEET_NAMES, type SheetName } from '../../app/cost/fact-sheets.ts';
import { auditSheet } from '../../app/cost/sheets/audit.ts';
import { type AuditFinding, byWeight } from '../../app/cost/sheets/audit-rules.ts';
import { ok, type Result } from '../../app/errors.ts';
import { ownFigure } from '../pricing/own-figure.ts';
import { planImport } from '../pricing/plan-import.ts';
import { priceList, priceRow, sheetSummary } from '../pricing/price-list.ts';
import { type Context, type HandlersOf, isoNow } from './context.ts';
import { countryVat } from './country-vat.ts';

/** Sheets that the prices of runs follow from. */
const RUN_SHEETS: readonly SheetName[] = [
  'electricity_prices',
  'vat_rates',
  'run_parameters',
  'model_parameters',
];

/** Requests about the dated sheets: look, import, set a figure, take back, audit. */
export function priceRequests({ store, sheets, hub, pricing }: Context): HandlersOf<'prices'> {
  const today = () => isoNow().slice(0, 10);
  const vat = countryVat(store, sheets);
  const inForce = (sheet: SheetName) => store.priceChanges.inForce(sheet);

  async function tell(sheet: SheetName): Promise<Result<null>> {
    sheets.forget();
    const repriced = RUN_SHEETS.includes(sheet) ? await pricing.repriceAll() : ok(null);
    hub.emit('prices.changed', { sheet });
    if (sheet === 'vat_rates') {
      const shown = await vat.shown();
      if (!shown.ok) return shown;
      hub.emit('settings.changed', shown.value);
    }
    return repriced;
  }

  async function findings(sheet: SheetName): Promise<Result<readonly AuditFinding[]>> {
    const current = await sheets.current(sheet);
    if (!current.ok) return current;
    const bundled = await sheets.bundled(sheet);
    return bundled.ok ? ok(auditSheet(current.value, bundled.value, today())) : bundled;
  }

  return {
    'prices.sheets': async () => {
      const summaries = [];
      for (const sheet of SHEET_NAMES) {
        const current = await sheets.current(sheet);
        if (!current.ok) return current;
        summaries.push(sheetSummary(current.value, today()));
      }
      return ok(summaries);
    },

    'prices.list': async ({ sheet, filter, staleOnly }) => {
      const current = await sheets.current(sheet);
      return current.ok ? ok(priceList(current.value, filter, staleOnly, today())) : current;
    },

    'prices.preview': async (wish) => {
      const planned = await planImport(wish, sheets, inForce, isoNow());
      return planned.ok ? ok(planned.value.preview) : planned;
    },

    'prices.import': async (wish) => {
      const planned = await planImport(wish, sheets, inForce, isoNow());
      if (!planned.ok) return planned;
      const { preview, imported } = planned.value;
      const { added, removed, changed } = preview.diff;
      if (added.length + removed.length + changed.length === 0) return ok(preview);
      const stored = store.priceChanges.insert(imported, {
        added: added.length,
        removed: removed.length,
        changed: changed.length,
      });
      if (!stored.ok) return stored;
      const told = await tell(imported.sheet);
      if (!told.ok) return told;
      return ok({ ...preview, change: stored.value });
    },

    'prices.set': async (params) => {
      const before = await sheets.current(params.sheet);
      if (!before.ok) return before;
      const figure = ownFigure(params, before.value, isoNow());
      if (!figure.ok) return figure;
      const change = store.priceChanges.insert(figure.value);
      if (!change.ok) return change;
      const told = await tell(params.sheet);
      if (!told.ok) return told;
      const after = await sheets.current(params.sheet);
      if (!after.ok) return after;
      const entry = after.value.entries.find(({ key }) => key === params.row);
      if (entry === undefined) throw new Error(`${params.row} has lost the figure just set`);
      return ok({ row: priceRow(params.sheet, entry, today()), change: change.value });
    },

    'prices.undo': async ({ change }) => {
      const undone = store.priceChanges.undo(change, isoNow());
      if (!undone.ok) return undone;
      const told = await tell(undone.value.sheet);
      return told.ok ? undone : told;
    },

    'prices.history': () => ok(store.priceChanges.history()),

    'prices.audit': async ({ sheet }) => {
      const all: AuditFinding[] = [];
      for (const name of sheet === null ? SHEET_NAMES : [sheet]) {
        const found = await findings(name);
        if (!found.ok) return found;
        all.push(...found.value);
      }
      return ok(all.sort(byWeight));
    },
  };
}
