import { axisTicks } from '../../axis-ticks.ts';
import { escapedText } from './escaped.ts';
import type { CurveLine, Curves } from './report.ts';

const WIDTH = 680;
const HEIGHT = 300;
const LEFT = 64;
const RIGHT = 28;
const TOP = 14;
const BOTTOM = 34;
const MOST_Y_TICKS = 7;
const MOST_X_TICKS = 9;
/** Months between labels: parts of a year and whole years. */
const MONTH_STEPS = [1, 3, 6, 12, 24] as const;

/** Lines over months as one SVG element; colours and type come from the page around it. */
export function curvesSvg({ lines, monthLabels, yLabel, yText }: Curves): string {
  const all = lines.flatMap(({ values, low, high }) => [values, low ?? [], high ?? []]).flat();
  const known = all.filter((value) => value !== null);
  const least = known.reduce((least, value) => Math.min(least, value), 0);
  const most = known.reduce((most, value) => Math.max(most, value), 0);
  const months = Math.max(2, monthLabels.length);
  const x = (month: number) => LEFT + (month / (months - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) =>
    HEIGHT - BOTTOM - ((value - least) / (most - least || 1)) * (HEIGHT - TOP - BOTTOM);
  const rows = axisTicks(least, most, MOST_Y_TICKS).map(
    (tick) =>
      `<line class="${tick === 0 ? 'axis' : 'grid'}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y(tick))}" y2="${at(y(tick))}"/>` +
      `<text x="${LEFT - 8}" y="${at(y(tick) + 4)}" text-anchor="end">${escapedText(yText(tick))}</text>`,
  );
  const step = MONTH_STEPS.find((size) => (months - 1) / size <= MOST_X_TICKS) ?? months;
  const columns = Array.from({ length: Math.floor((months - 1) / step) + 1 }, (_, tick) => {
    const month = tick * step;
    return `<text x="${at(x(month))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${escapedText(monthLabels[month] ?? '')}</text>`;
  });
  const bands = lines.map((line) => bandPath(line, x, y));
  const paths = lines.map(
    ({ values, colour }) => `<path class="line s${colour % 8}" d="${linePath(values, x, y)}"/>`,
  );
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapedText(yLabel)}">`,
    ...rows,
    ...columns,
    ...bands,
    ...paths,
    '</svg>',
  ].join('');
}

type Place = (value: number) => number;

function linePath(values: readonly (number | null)[], x: Place, y: Place): string {
  let drawn = '';
  let broken = true;
  for (const [month, value] of values.entries()) {
    if (value !== null) drawn += `${broken ? 'M' : 'L'}${at(x(month))} ${at(y(value))}`;
    broken = value === null;
  }
  return drawn;
}

/** There and back, over the months that have both edges. */
function bandPath({ low, high, colour }: CurveLine, x: Place, y: Place): string {
  if (low === undefined || high === undefined) return '';
  const months = [...low.keys()].filter((month) => low[month] !== null && high[month] !== null);
  if (months.length < 2) return '';
  const edge = (values: readonly (number | null)[], order: readonly number[]) =>
    order.map((month) => `${at(x(month))} ${at(y(values[month] ?? 0))}`).join('L');
  return `<path class="band f${colour % 8}" d="M${edge(high, months)}L${edge(low, [...months].reverse())}Z"/>`;
}

/** Places in an SVG, to a tenth of a pixel. */
function at(place: number): string {
  return String(Math.round(place * 10) / 10);
}
