import type { PreviewWarning } from '../../../../app/dataset/preview-warning.ts';

/** Counts formulas that were never calculated: their cells hold no value, as programs leave them that write no results. */
export class Formulas {
  #first: string | null = null;
  #count = 0;

  /** @param cell `C5` */
  add(cell: string): void {
    this.#first ??= cell;
    this.#count += 1;
  }

  warnings(): readonly PreviewWarning[] {
    if (this.#first === null) return [];
    return [{ kind: 'formulas-empty', cell: this.#first, count: this.#count }];
  }
}
