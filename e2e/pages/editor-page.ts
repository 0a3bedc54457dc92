import type { Page } from '@playwright/test';

/** The model editor with its training form. */
export class EditorPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
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
