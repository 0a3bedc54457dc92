import { afterEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { renderComponent } from '../testing/render-component.ts';
import HeatMap from './HeatMap.svelte';
import LineChart from './LineChart.svelte';
import StackedBars from './StackedBars.svelte';
import TornadoChart from './TornadoChart.svelte';

const usd = (value: number) => `$ ${value.toFixed(0)}`;
const months = [0, 12, 24];
const lines = {
  title: 'Cumulative cost',
  xLabel: 'month',
  empty: 'Nothing yet.',
  formatY: usd,
  series: [
    {
      label: 'Own',
      xs: months,
      ys: [5000, 6000, 7000],
      colour: 0,
      dashed: false,
      band: { low: [5000, 5500, 6000], high: [5000, 7000, 9000] },
    },
    { label: 'API', xs: months, ys: [0, 4000, 8000], colour: 3, dashed: false },
  ],
  markers: [{ x: 18, y: 6500, label: 'break-even' }],
};
const tornado = {
  title: 'What moves the answer',
  base: 100,
  baseLabel: 'now',
  heads: { input: 'Input', atLow: 'input low', atHigh: 'input high' },
  empty: 'Nothing yet.',
  format: usd,
  rows: [
    {
      id: 'u',
      label: 'Utilisation',
      atLow: 180,
      atHigh: 60,
      low: '15 %',
      high: '70 %',
      note: 'flips',
    },
    { id: 'e', label: 'Electricity', atLow: 95, atHigh: 110, low: '0.08', high: '0.40' },
  ],
};

/** What a chart's menu hands over as a file. */
function savedFiles() {
  const blobs: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    if (blob instanceof Blob) blobs.push(blob);
    return `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')}`;
  });
  return blobs;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('lines with bands and markers', () => {
  test('are saved as a drawing with title, names, band and marker', async () => {
    const blobs = savedFiles();
    const screen = await renderComponent(LineChart, lines);
    await screen.getByRole('button', { name: /^Chart menu/ }).click();
    await screen.getByRole('menuitem', { name: 'SVG' }).click();
    const svg = await blobs[0]?.text();
    expect(svg).toContain('Cumulative cost');
    expect(svg).toContain('break-even');
    expect(svg).toMatch(/<polygon points="[^"]+"/);
    expect(
      new DOMParser().parseFromString(svg ?? '', 'image/svg+xml').querySelector('parsererror'),
    ).toBeNull();
  });

  test('are saved as a picture of points', async () => {
    const blobs = savedFiles();
    const screen = await renderComponent(LineChart, lines);
    await screen.getByRole('button', { name: /^Chart menu/ }).click();
    await screen.getByRole('menuitem', { name: 'PNG' }).click();
    await expect.poll(() => blobs.at(-1)?.type).toBe('image/png');
  });

  test('can be read as a table, and turn back', async () => {
    const screen = await renderComponent(LineChart, lines);
    await screen.getByRole('button', { name: /^Chart menu/ }).click();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(screen.getByRole('row', { name: '12 $ 6000 $ 4000' })).toBeVisible();
    await screen.getByRole('button', { name: /^Chart menu/ }).click();
    await screen.getByRole('menuitem', { name: 'Show as chart' }).click();
    await expect.element(screen.getByRole('img', { name: 'Cumulative cost' })).toBeVisible();
  });

  test('say what will appear while there is nothing', async () => {
    const screen = await renderComponent(LineChart, { ...lines, series: [], markers: [] });
    await expect.element(screen.getByText('Nothing yet.')).toBeVisible();
  });
});

describe('a tornado', () => {
  test('says for each input what it does to the result, and leads to it by key', async () => {
    const onchoose = vi.fn();
    const screen = await renderComponent(TornadoChart, { ...tornado, onchoose });
    const bar = screen.getByRole('button', {
      name: 'Utilisation: 15 % → $ 180, 70 % → $ 60. flips',
    });
    await expect.element(bar).toBeVisible();
    (bar.element() as SVGElement).focus();
    await userEvent.keyboard('{Enter}');
    expect(onchoose).toHaveBeenCalledWith('u');
  });

  test('saved as a drawing, it needs no page any more', async () => {
    const blobs = savedFiles();
    const screen = await renderComponent(TornadoChart, { ...tornado, onchoose: vi.fn() });
    await screen.getByRole('button', { name: /^Chart menu/ }).click();
    await screen.getByRole('menuitem', { name: 'SVG' }).click();
    const svg = (await blobs[0]?.text()) ?? '';
    expect(svg).toContain('Utilisation');
    expect(svg).not.toMatch(/var\(|class=|oklab/);
    expect(svg).toMatch(/fill="#[0-9a-f]{6}"/);
  });
});

describe('a heat map', () => {
  test('has its number in each cell, and says more as a table', async () => {
    const cell = (value: number) => ({
      value,
      text: usd(value),
      colour: value > 2 ? 0 : 3,
      strength: value / 4,
      title: `${usd(value)} a month`,
    });
    const screen = await renderComponent(HeatMap, {
      title: 'Where owning wins',
      xLabel: 'Requests a day',
      yLabel: 'API price',
      xs: ['100', '200'],
      ys: ['0.1', '0.2'],
      cells: [
        [cell(1), cell(2)],
        [cell(3), cell(4)],
      ],
      legend: [
        { label: 'Own', colour: 0 },
        { label: 'API', colour: 3 },
      ],
      empty: 'Nothing yet.',
      here: { x: 1, y: 0 },
    });
    await expect.element(screen.getByText('$ 3', { exact: true })).toBeVisible();
    await screen.getByRole('button', { name: /^Chart menu/ }).click();
    await screen.getByRole('menuitem', { name: 'Show as table' }).click();
    await expect
      .element(screen.getByRole('row', { name: '0.2 $ 3 a month $ 4 a month' }))
      .toBeVisible();
  });
});

describe('stacked bars', () => {
  test('name only parts that occur, and end with the total', async () => {
    const screen = await renderComponent(StackedBars, {
      title: 'What each month is made of',
      rows: [
        { label: 'Own', parts: { hardware: 100, energy: 20 } },
        { label: 'API', parts: { tokens: 90 } },
      ],
      parts: [
        { id: 'hardware', label: 'Hardware', colour: 0 },
        { id: 'energy', label: 'Energy', colour: 1 },
        { id: 'tokens', label: 'Tokens', colour: 2 },
        { id: 'egress', label: 'Egress', colour: 3 },
      ],
      heads: { row: 'Option', total: 'Total' },
      empty: 'Nothing yet.',
      format: usd,
    });
    await expect.element(screen.getByText('$ 120', { exact: true })).toBeVisible();
    await expect.element(screen.getByText('Energy', { exact: true })).toBeVisible();
    expect(screen.getByText('Egress').query()).toBeNull();
  });
});
