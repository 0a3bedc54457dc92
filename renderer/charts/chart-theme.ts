/** Colours and font of the page's tokens, resolved for a canvas. */
export interface ChartTheme {
  readonly ink: string;
  readonly inkMuted: string;
  readonly grid: string;
  readonly canvas: string;
  readonly accentSoft: string;
  readonly font: string;
  readonly series: readonly string[];
}

const SERIES_COLOURS = 8;

/**
 * Tells the tokens as they apply at an element, now and whenever the page or the system changes
 * between light and dark.
 * @returns ends it
 */
export function followChartTheme(
  at: HTMLElement,
  listener: (theme: ChartTheme) => void,
): () => void {
  const tell = () => listener(readChartTheme(at));
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(tell);
  system.addEventListener('change', tell);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  tell();
  return () => {
    system.removeEventListener('change', tell);
    chosen.disconnect();
  };
}

/** A canvas cannot use custom properties itself, so they are resolved by a probe. */
function readChartTheme(at: HTMLElement): ChartTheme {
  const probe = document.createElement('span');
  probe.hidden = true;
  at.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const theme = {
    ink: colour('--ink'),
    inkMuted: colour('--ink-muted'),
    grid: colour('--border'),
    canvas: colour('--canvas'),
    accentSoft: colour('--accent-soft'),
    font: getComputedStyle(at).fontFamily,
    series: Array.from({ length: SERIES_COLOURS }, (_, index) => colour(`--series-${index + 1}`)),
  };
  probe.remove();
  return theme;
}

/** The palette's colour at a place; it starts over after the eighth. */
export function seriesColour(theme: ChartTheme, place: number): string {
  return theme.series[place % theme.series.length] ?? theme.ink;
}
