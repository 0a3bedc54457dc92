import type { Page } from '@playwright/test';
import { expect, test } from './fixtures/host.ts';
import { CostPage } from './pages/cost-page.ts';

/** Stops of Tab that a page may have before the one that is meant. */
const MOST_STOPS = 80;

interface Stop {
  readonly name: string;
  readonly isOutlined: boolean;
  readonly isInView: boolean;
}

/** What has the focus: its name, and whether one sees where one is. */
function stop(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement || element instanceof SVGElement)) {
      return { name: '', isOutlined: false, isInView: false };
    }
    const label =
      element.getAttribute('aria-label') ??
      (element instanceof HTMLInputElement || element instanceof HTMLSelectElement
        ? element.labels?.[0]?.textContent
        : null) ??
      element.textContent ??
      '';
    const { top, bottom } = element.getBoundingClientRect();
    // A field may draw the line around itself and its unit.
    const outlined = [element, element.parentElement].some((part) => {
      const style = part && getComputedStyle(part);
      return (
        style !== null &&
        ((style.outlineStyle !== 'none' && style.outlineWidth !== '0px') ||
          style.boxShadow !== 'none')
      );
    });
    return {
      name: label.replaceAll(/\s+/g, ' ').trim(),
      isOutlined: outlined,
      isInView: top < window.innerHeight && bottom > 0,
    };
  });
}

/**
 * Presses Tab until it stands on what is meant; each stop on the way is named and seen.
 * @param within selector of a part of the page that holds it
 */
async function tabTo(page: Page, name: RegExp, within = 'body'): Promise<void> {
  const passed: string[] = [];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press('Tab');
    const at = await stop(page);
    expect.soft(at.name, `stop ${stops} after ${passed.at(-1) ?? 'the start'}`).not.toBe('');
    expect.soft(at, at.name).toMatchObject({ isOutlined: true, isInView: true });
    const isThere = await page.locator(`${within} :focus`).count();
    if (name.test(at.name) && isThere > 0) return;
    passed.push(at.name);
  }
  throw new Error(`Tab never reached ${name}: ${passed.join(' · ')}`);
}

test('a wizard is gone through to its answer, and the answer looked into, without a mouse', async ({
  page,
  host,
}) => {
  await page.goto(await host.start());
  const cost = new CostPage(page);
  await tabTo(page, /^Cost$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Cost' })).toBeVisible();
  await tabTo(page, /^A small firm’s chatbot/);
  await page.keyboard.press('Enter');
  await expect(cost.verdict).toBeVisible();
  const first = await cost.said();

  await tabTo(page, /^Requests a day/);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('400');
  await expect(cost.verdict).not.toHaveText(first);
  // Enter in a field answers the form.
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible();
  await expect(cost.input('Requests a day')).toHaveValue('400');

  await tabTo(page, /^Owning$/, 'table');
  await page.keyboard.press('Enter');
  await expect(page.getByText('A level month', { exact: true })).toBeVisible();
  // The source of a line's price opens, takes the focus, and gives it back.
  await tabTo(page, /^\$|^≈/, 'table');
  const source = await stop(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect((await stop(page)).name).toBe(source.name);
});
