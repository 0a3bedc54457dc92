import { expect, type Page } from '@playwright/test';

/** The datasets view, as a user goes about it. */
export class DatasetsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The imported dataset's own page follows. */
  async importSample(name: string): Promise<void> {
    await this.#page
      .getByRole('listitem')
      .filter({ hasText: name })
      .getByRole('button', { name: 'Import' })
      .click();
    await expect(this.#page.getByRole('heading', { name, level: 1 })).toBeVisible();
  }

  /** Chooses a file, or several that belong together, as from the disk of the browser's machine; the preview follows. */
  async chooseFile(path: string | string[]): Promise<void> {
    await this.#page.getByRole('link', { name: 'Import a dataset' }).click();
    const chooser = this.#page.waitForEvent('filechooser');
    await this.#page.getByRole('button', { name: /choose.*file/i }).click();
    await (await chooser).setFiles(path);
  }

  /** Chooses a whole folder, as from the disk of the browser's machine; the preview follows. */
  async chooseFolder(path: string): Promise<void> {
    await this.#page.getByRole('link', { name: 'Import a dataset' }).click();
    const chooser = this.#page.waitForEvent('filechooser');
    await this.#page.getByRole('button', { name: /choose.*folder/i }).click();
    await (await chooser).setFiles(path);
  }

  /** Has the host read a file or folder where it lies; the preview follows. */
  async readPath(path: string): Promise<void> {
    await this.#page.getByRole('link', { name: 'Import a dataset' }).click();
    await this.#page.getByRole('textbox', { name: 'Path on this machine' }).fill(path);
    await this.#page.getByRole('button', { name: 'Read', exact: true }).click();
  }

  async storePreview(name: string): Promise<void> {
    await this.#page.getByLabel('Name', { exact: true }).fill(name);
    await this.#page.getByRole('button', { name: 'Import', exact: true }).click();
  }

  async train(): Promise<void> {
    await this.#page.getByRole('link', { name: 'Train a model' }).click();
  }
}
