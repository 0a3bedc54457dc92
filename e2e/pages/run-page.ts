import { stat } from 'node:fs/promises';
import { type Download, expect, type Locator, type Page } from '@playwright/test';

/** The page of one run. */
export class RunPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  status(word: string): Locator {
    return this.#page.locator('header, main').getByText(word, { exact: true }).first();
  }

  async press(button: string): Promise<void> {
    await this.#page.getByRole('button', { name: button, exact: true }).click();
  }

  /** What comes down when an entry of the run's menu is chosen, by name and size in bytes. */
  async takeFiles(entry: string, count: number): Promise<readonly (readonly [string, number])[]> {
    const taken: Download[] = [];
    const all = new Promise<void>((resolve) => {
      this.#page.on('download', (download) => {
        taken.push(download);
        if (taken.length === count) resolve();
      });
    });
    await this.#page.getByRole('button', { name: /^Actions for/ }).click();
    await this.#page.getByRole('menuitem', { name: entry }).click();
    await all;
    const sizes = taken.map(async (download) => {
      const { size } = await stat(await download.path());
      return [download.suggestedFilename(), size] as const;
    });
    return Promise.all(sizes);
  }

  async open(tab: string): Promise<void> {
    await this.#page.getByRole('tab', { name: tab }).click();
  }

  /** Pixels of the loss chart: they change when points arrive. */
  async lossPixels(): Promise<string> {
    const canvas = this.#page.getByRole('figure', { name: 'Loss', exact: true }).locator('canvas');
    return canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  }

  async expectChartToMove(): Promise<void> {
    const before = await this.lossPixels();
    await expect.poll(() => this.lossPixels()).not.toBe(before);
  }
}
