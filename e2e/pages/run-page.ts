import { expect, type Locator, type Page } from '@playwright/test';

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
