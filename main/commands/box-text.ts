import type { NamedBox } from '../../app/boxes/box.ts';
import type { BoxClass, BoxProfile } from '../../app/boxes/box-profile.ts';
import { formatCount, formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import type { Prediction } from '../../app/metrics/evaluation.ts';
import { type MessageKey, text } from '../../app/text.ts';
import { textPairs, textTable } from '../console/table.ts';

const DIGITS = 3;

/** What the boxes of a dataset look like, as a whole and class by class. */
export function boxProfileText(profile: BoxProfile, language: Language): string {
  const { boxes, images, imagesWithout, perImage, sizes, small, medium, large, leftOut } = profile;
  const count = (value: number) => formatCount(value, language);
  const bins = sizes.map((found, at) => `${at * 10}–${at * 10 + 10} %: ${count(found)}`);
  const perImageNote = text(language, 'datasets.boxes-per-image-note', {
    mean: formatNumber(perImage.mean, language, DIGITS),
    maximum: count(perImage.maximum),
  });
  const facts = textPairs([
    [text(language, 'datasets.boxes'), count(boxes)],
    [text(language, 'datasets.boxes-per-image'), perImageNote],
    [text(language, 'datasets.boxes-none'), `${count(imagesWithout)} / ${count(images)}`],
    [
      text(language, 'datasets.box-sizes'),
      text(language, 'datasets.box-kinds', { small, medium, large }),
    ],
    [text(language, 'datasets.box-sizes-note'), bins.join('  ')],
    ...(leftOut > 0 ? ([[text(language, 'datasets.box-left-out'), count(leftOut)]] as const) : []),
  ]);
  return `${facts}\n\n${classTable(profile.classes, language)}`;
}

function classTable(classes: readonly BoxClass[], language: Language): string {
  return textTable(
    [
      { title: text(language, 'datasets.box-class'), value: ({ name }: BoxClass) => name },
      {
        title: text(language, 'datasets.boxes'),
        value: ({ boxes }) => formatCount(boxes, language),
        isNumber: true,
      },
      {
        title: text(language, 'datasets.box-images'),
        value: ({ images }) => formatCount(images, language),
        isNumber: true,
      },
      {
        title: text(language, 'datasets.box-usual'),
        value: ({ width, height }) =>
          `${formatPercent(width, language)} × ${formatPercent(height, language)}`,
        isNumber: true,
      },
    ],
    classes,
  );
}

/** Things found in an image, with edges in its own pixels, or in fractions where it has none. */
export function foundText({ boxes = [], image }: Prediction, language: Language): string {
  if (boxes.length === 0) return text(language, 'cli.boxes-none');
  const { width = 1, height = 1 } = image ?? {};
  const digits = image === undefined ? DIGITS : undefined;
  const edge = (value: number) =>
    digits === undefined
      ? formatCount(Math.round(value), language)
      : formatNumber(value, language, digits);
  const column = (key: MessageKey, value: (box: NamedBox) => number) => ({
    title: text(language, key),
    value: (box: NamedBox) => edge(value(box)),
    isNumber: true,
  });
  return textTable(
    [
      { title: text(language, 'datasets.box-class'), value: ({ label }: NamedBox) => label },
      {
        title: text(language, 'cli.probability'),
        value: ({ probability = 0 }) => formatPercent(probability, language),
        isNumber: true,
      },
      column('cli.box-left', ({ left }) => left * width),
      column('cli.box-top', ({ top }) => top * height),
      column('cli.box-right', ({ right }) => right * width),
      column('cli.box-bottom', ({ bottom }) => bottom * height),
    ],
    boxes,
  );
}
