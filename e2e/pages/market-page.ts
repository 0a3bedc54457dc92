import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';

/** The view Market. */
export class MarketPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.getByRole('link', { name: 'Market' }).click();
  }

  async chooseClass(name: string): Promise<void> {
    await this.#page.getByLabel('Class', { exact: true }).selectOption(name);
  }

  async showTab(name: string): Promise<void> {
    await this.#page.getByRole('tab', { name }).click();
  }

  /** Opens a part of the diagram beside it. */
  async showPart(name: string): Promise<void> {
    await this.#page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  }

  async set(parameter: string, value: string): Promise<void> {
    await this.#page.getByLabel(parameter, { exact: true }).fill(value);
  }

  async planCut(): Promise<void> {
    await this.#page.getByRole('button', { name: /^Add/ }).click();
  }

  /** The cells of a row of the table of cuts. */
  cut(ratio: RegExp): Locator {
    return this.#page
      .getByRole('table', { name: 'The next cuts' })
      .getByRole('row', { name: ratio })
      .getByRole('cell');
  }

  get levers(): Locator {
    return this.#page.getByRole('region', { name: 'What moves the price' });
  }

  /** Saves the scenario. @returns the file's text */
  async save(): Promise<string> {
    const download = this.#page.waitForEvent('download');
    await this.#page.getByRole('button', { name: 'More about this scenario' }).click();
    await this.#page.getByRole('menuitem', { name: 'Save as a file' }).click();
    return readFile(await (await download).path(), 'utf8');
  }
}
