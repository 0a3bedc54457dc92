import type { Drawing } from './drawing.ts';

/** What of a page's style a drawing needs once it has left the page. */
const CARRIED = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
] as const;
const COLOURS: readonly string[] = ['fill', 'stroke'];

/** A chart that the page draws as SVG, its tokens and rules resolved into attributes. */
export function svgDrawing(
  element: SVGSVGElement,
  legend: readonly { readonly label: string; readonly colour: number }[],
): Drawing {
  const copy = element.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new Error('A clone is of another kind');
  const originals = element.querySelectorAll('*');
  for (const [index, part] of copy.querySelectorAll('*').entries()) {
    const original = originals[index];
    if (original !== undefined) carryStyle(original, part);
  }
  for (const hidden of copy.querySelectorAll('[data-page-only]')) hidden.remove();
  const { width, height } = element.getBoundingClientRect();
  const probe = document.createElement('span');
  element.parentElement?.append(probe);
  const token = (name: string): string => {
    probe.style.color = `var(${name})`;
    return plainColour(getComputedStyle(probe).color);
  };
  const drawing = {
    svg: copy.innerHTML.replaceAll(/<!--.*?-->/gs, ''),
    width,
    height,
    ink: token('--ink'),
    canvas: token('--canvas'),
    legend: legend.map(({ label, colour }) => ({
      label,
      colour: token(`--series-${(colour % 8) + 1}`),
    })),
  };
  probe.remove();
  return drawing;
}

function carryStyle(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const property of CARRIED) {
    const value = style.getPropertyValue(property);
    if (value !== '') {
      to.setAttribute(property, COLOURS.includes(property) ? plainColour(value) : value);
    }
  }
  for (const attribute of ['class', 'style', 'tabindex', 'role']) to.removeAttribute(attribute);
}

/** Mixed colours become `#rrggbb`, which every program that opens a drawing understands. */
function plainColour(colour: string): string {
  if (colour === 'none' || colour.startsWith('url')) return colour;
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (context === null) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  if (alpha === 0) return 'none';
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
