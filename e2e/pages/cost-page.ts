import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';

/** Figures of a way in the order of the columns: a month, total, present value. */
export type WayFigures = readonly [perMonth: number, total: number, presentValue: number];

/** The view Cost: its list, its wizards, and the page of a scenario. */
export class CostPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.getByRole('link', { name: 'Cost' }).first().click();
    await expect(this.#page.getByRole('heading', { level: 1, name: 'Cost' })).toBeVisible();
  }

  async startWizard(name: string): Promise<void> {
    await this.#page.getByRole('link', { name }).click();
    await expect(this.verdict).toBeVisible();
  }

  async keep(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Keep and open' }).click();
    await expect(this.#page.getByRole('button', { name: 'Export' })).toBeVisible();
  }

  /** The recommendation in words. */
  get verdict(): Locator {
    return this.#page.getByRole('region', { name: 'Recommendation' }).getByRole('status');
  }

  /** The same, as it stands now. */
  async said(): Promise<string> {
    return (await this.verdict.textContent()) ?? '';
  }

  input(label: string): Locator {
    return this.#page.getByRole('textbox', { name: label, exact: true });
  }

  async unfold(part: string): Promise<void> {
    await this.#page.locator('summary').filter({ hasText: part }).click();
  }

  /** What the table says of a way, as numbers; what is not possible is NaN. */
  async figures(way: string): Promise<WayFigures> {
    const row = this.#page
      .getByRole('row')
      .filter({ has: this.#page.getByRole('button', { name: way, exact: true }) });
    const cells = await row.getByRole('cell').allTextContents();
    const [perMonth = Number.NaN, total = Number.NaN, presentValue = Number.NaN] = cells.map(
      (text) => Number.parseFloat(text.replace(/[^\d.-]/g, '')),
    );
    return [perMonth, total, presentValue];
  }

  /** Exports the scenario's own file. @returns where it lies */
  async exportScenario(): Promise<string> {
    const download = this.#page.waitForEvent('download');
    await this.#page.getByRole('button', { name: 'Export' }).click();
    await this.#page.getByRole('menuitem', { name: 'Scenario' }).click();
    const path = await (await download).path();
    JSON.parse(await readFile(path, 'utf8'));
    return path;
  }
}
