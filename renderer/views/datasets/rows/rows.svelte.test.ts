import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { aDataset, anImageDataset } from '../../../../app/testing/builders.ts';
import { fakeHost } from '../../../testing/fake-host.ts';
import { asked, renderPage } from '../../../testing/render-page.ts';

const MANY = aDataset({ rows: { train: 9_999_980, val: 10, test: 10 } });

describe('the rows of a table', () => {
  const offsetsOf = (bridge: ReturnType<typeof fakeHost>) => () =>
    bridge.requests
      .filter(({ name }) => name === 'explore.rows')
      .map(({ params }) => (params as { offset: number }).offset);

  test('ten million are walked with the keys, drawn only where they are seen', async () => {
    const bridge = fakeHost({ datasets: [MANY] });
    const screen = await renderPage(bridge, '#/datasets/iris/rows');
    await expect.element(screen.getByRole('row', { name: /^1 / })).toBeVisible();
    expect(document.querySelectorAll('tbody tr').length).toBeLessThan(40);
    (document.querySelector('tr[tabindex="0"]') as HTMLElement).focus();
    // Pressed within one frame, so before the focus has moved: none is lost.
    for (let press = 0; press < 2; press++) {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }),
      );
    }
    await expect.element(screen.getByRole('row', { name: /^3 / })).toHaveFocus();
    await userEvent.keyboard('{End}');
    await expect.element(screen.getByRole('row', { name: /^10000000 / })).toBeVisible();
    await expect.poll(() => document.activeElement?.getAttribute('aria-rowindex')).toBe('10000001');
    expect(offsetsOf(bridge)()).toContain(9_999_900);
    expect(document.querySelectorAll('tbody tr').length).toBeLessThan(40);
    await userEvent.keyboard('{Home}');
    await expect.element(screen.getByRole('row', { name: /^1 / })).toBeVisible();
  });

  test('the wheel moves by rows, and the scroll bar reaches any of them', async () => {
    const bridge = fakeHost({ datasets: [MANY] });
    const screen = await renderPage(bridge, '#/datasets/iris/rows');
    await expect.element(screen.getByRole('row', { name: /^1 / })).toBeVisible();
    const scroller = document.querySelector('.scroll') as HTMLElement;
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: 320, cancelable: true }));
    await expect.element(screen.getByRole('row', { name: /^11 / })).toBeVisible();
    await expect.element(screen.getByRole('row', { name: /^1 / })).not.toBeInTheDocument();
    scroller.scrollTop = scroller.scrollHeight / 2;
    await expect
      .poll(() => Number(document.querySelector('tbody tr')?.getAttribute('aria-rowindex')))
      .toBeGreaterThan(4_900_000);
    await expect.poll(() => offsetsOf(bridge)().some((offset) => offset > 4_900_000)).toBe(true);
    // What flew by was not asked for.
    expect(offsetsOf(bridge)().length).toBeLessThan(12);
  });

  test('a filter and an order are asked for as they are left, and a header sorts', async () => {
    const bridge = fakeHost({ datasets: [aDataset()] });
    const screen = await renderPage(bridge, '#/datasets/iris/rows');
    await expect.element(screen.getByText('150 rows')).toBeVisible();
    await screen.getByLabelText(/^Filter/).fill('petal_length > 2');
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByText('75 rows')).toBeVisible();
    expect(await asked(bridge, 'explore.rows')).toMatchObject({ where: 'petal_length > 2' });
    const [column] = aDataset().columns;
    await screen
      .getByRole('button', { name: column?.name ?? '' })
      .first()
      .click();
    await expect.element(screen.getByLabelText(/^Order/)).toHaveValue(`"${column?.name}"`);
    await screen
      .getByRole('button', { name: column?.name ?? '' })
      .first()
      .click();
    await expect.element(screen.getByLabelText(/^Order/)).toHaveValue(`"${column?.name}" DESC`);
    await expect
      .element(screen.getByRole('columnheader', { name: column?.name ?? '' }).first())
      .toHaveAttribute('aria-sort', 'descending');
    await expect.element(screen.getByText(/hearth dataset iris --rows/)).toBeVisible();
  });

  test('a wrong filter is told at its field, and the rows stay', async () => {
    const screen = await renderPage(fakeHost({ datasets: [aDataset()] }), '#/datasets/iris/rows');
    const filter = screen.getByLabelText(/^Filter/);
    await filter.fill('petal_length > nonsense');
    await userEvent.keyboard('{Enter}');
    await expect.element(filter).toHaveAttribute('aria-invalid', 'true');
    await expect
      .element(screen.getByText(/character 16: there is no column nonsense/))
      .toBeVisible();
    await expect.element(screen.getByText('150 rows')).toBeVisible();
    await filter.fill('');
    await userEvent.keyboard('{Enter}');
    await expect.element(filter).toHaveAttribute('aria-invalid', 'false');
  });
});

describe('the images of a dataset', () => {
  test('200,000 are walked with the keys, drawn where they are seen, and chosen by class', async () => {
    const bridge = fakeHost({
      datasets: [anImageDataset({ rows: { train: 180_000, val: 10_000, test: 10_000 } })],
    });
    const screen = await renderPage(bridge, '#/datasets/digits/rows');
    await expect.element(screen.getByText('200,000 images')).toBeVisible();
    await expect
      .element(screen.getByRole('listitem', { name: 'Row 1, Training, 0' }))
      .toBeVisible();
    expect(document.querySelectorAll('li[aria-posinset]').length).toBeLessThan(200);
    (document.querySelector('li[tabindex="0"]') as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => document.activeElement?.getAttribute('aria-posinset')).toBe('2');
    await userEvent.keyboard('{End}');
    await expect.poll(() => document.activeElement?.getAttribute('aria-posinset')).toBe('200000');
    await expect
      .element(screen.getByRole('listitem', { name: 'Row 200000, Training, 9' }))
      .toBeVisible();
    const asks = () => bridge.requests.filter(({ name }) => name === 'explore.images').length;
    expect(asks()).toBeLessThan(10);
    await screen.getByLabelText('Class').selectOptions('7 (180)');
    await expect.element(screen.getByText('20,000 images')).toBeVisible();
    expect(await asked(bridge, 'explore.images')).toMatchObject({ className: '7' });
    await expect.element(screen.getByText(/hearth dataset digits --rows --class 7/)).toBeVisible();
  });
});
