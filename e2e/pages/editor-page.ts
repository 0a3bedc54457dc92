import type { Locator, Page } from '@playwright/test';

/** The model editor with its training form. */
export class EditorPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** A layer's card in the list. */
  layer(id: string): Locator {
    return this.#page
      .getByRole('listitem')
      .filter({ has: this.#page.getByText(id, { exact: true }) });
  }

  /** Finds a layer by typing, ready to be added with Enter. */
  async findLayer(typed: string, after: string): Promise<void> {
    await this.#page
      .getByRole('button', { name: `Add a layer after ${after}`, exact: true })
      .click();
    await this.#page.getByRole('combobox', { name: /^Find a layer/ }).fill(typed);
  }

  /** Adds the layer that is found; its settings follow. */
  async addLayer(typed: string, after: string): Promise<void> {
    await this.findLayer(typed, after);
    await this.#page.keyboard.press('Enter');
  }

  async selectLayer(id: string): Promise<void> {
    await this.layer(id).getByRole('button').first().click();
  }

  /** Sets an argument of the selected layer. */
  async setArgument(label: string, value: string): Promise<void> {
    await this.#page.getByRole('textbox', { name: label, exact: true }).fill(value);
  }

  async choose(label: string, option: string): Promise<void> {
    await this.#page.getByRole('combobox', { name: label, exact: true }).selectOption(option);
  }

  async openTraining(): Promise<void> {
    await this.#page.getByRole('tab', { name: 'Training' }).click();
  }

  async setTraining(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      const field = this.#page.getByRole('textbox', { name: new RegExp(`^${label}`) });
      await field.fill(value);
      await field.press('Tab');
    }
  }

  async start(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Start training' }).click();
  }
}
