/** A chart as an SVG document of its own, pixels. */
export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly ink: string;
  readonly canvas: string;
  /** Names beside their colours, above the picture. */
  readonly legend: readonly { readonly label: string; readonly colour: string }[];
}

const MARGIN = 16;
const TITLE_HEIGHT = 28;
const LEGEND_HEIGHT = 22;
/** Pixels of a picture for one of the page, so that it stays sharp in print. */
const PNG_SCALE = 2;
const FONT = 'system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif';

/** The chart with its title and legend: it must speak for itself once it has left the page. */
export function drawingSvg(drawing: Drawing, title: string): string {
  const { width, height, svg, ink, canvas, legend } = drawing;
  const { total, rows } = legendPlaces(legend, width);
  const top = MARGIN + TITLE_HEIGHT + total;
  const size = { width: width + 2 * MARGIN, height: top + height + MARGIN };
  const names = rows.map(
    ({ label, colour, x, y }) =>
      `<rect x="${MARGIN + x}" y="${MARGIN + TITLE_HEIGHT + y - 8}" width="10" height="10" rx="2" fill="${colour}"/>` +
      `<text x="${MARGIN + x + 16}" y="${MARGIN + TITLE_HEIGHT + y + 1}" fill="${ink}">${escaped(label)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family='${FONT}' font-size="12">`,
    `<rect width="${size.width}" height="${size.height}" fill="${canvas}"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 14}" font-size="16" font-weight="600" fill="${ink}">${escaped(title)}</text>`,
    ...names,
    `<svg x="${MARGIN}" y="${top}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${svg}</svg>`,
    '</svg>',
  ].join('');
}

/** The same as a picture of points. */
export async function drawingPng(drawing: Drawing, title: string): Promise<Blob> {
  const url = URL.createObjectURL(
    new Blob([drawingSvg(drawing, title)], { type: 'image/svg+xml' }),
  );
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * PNG_SCALE;
    canvas.height = image.naturalHeight * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob === null ? reject(new Error('The picture could not be encoded')) : resolve(blob),
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Words for the inside of an SVG document. */
export function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function legendPlaces(legend: Drawing['legend'], width: number) {
  let x = 0;
  let line = 0;
  const rows = legend.map(({ label, colour }) => {
    const needed = 32 + textWidth(label);
    if (x > 0 && x + needed > width) {
      x = 0;
      line += 1;
    }
    const place = { label, colour, x, y: (line + 0.5) * LEGEND_HEIGHT };
    x += needed;
    return place;
  });
  return { rows, total: legend.length === 0 ? 0 : (line + 1) * LEGEND_HEIGHT };
}

/** About how wide a line of 12 px letters is, pixels: Han characters are square, others about half. */
export function textWidth(words: string): number {
  let width = 0;
  for (const character of words) width += (character.codePointAt(0) ?? 0) > 0x2e80 ? 12 : 6.6;
  return width;
}
