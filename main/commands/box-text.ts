import type { BoxClass, BoxProfile } from '../../app/boxes/box-profile.ts';
import { formatCount, formatNumber, formatPercent } from '../../app/format.ts';
import type { Language } from '../../app/language.ts';
import { text } from '../../app/text.ts';
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
