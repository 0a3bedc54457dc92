import { isMessageKey } from '../app/text.ts';
import type { Locale } from './locale.svelte.ts';

const SPLIT_PREFIX = /^(val|test)\//;
const TOP_K = /^accuracy\/top-(?<k>\d+)$/;
const CLASS_PRECISION = /^ap@\.5\/(?<name>.+)$/;
const LAYER_LOSS = /^(?<layer>.+)\/loss$/;

/** A metric in words, with its split unless that is training: `val/loss` is `Val loss`. */
export function metricLabel(tag: string, locale: Locale): string {
  const split = SPLIT_PREFIX.exec(tag)?.[1];
  const name = metricName(withoutSplit(tag), locale);
  if (split === undefined) return name;
  return locale.text(split === 'val' ? 'runs.metric-val' : 'runs.metric-test', {
    metric: behindSplit(name, locale),
  });
}

/** A name as it stands behind that of a split: in English not as a beginning, in Chinese apart from it where it is Latin. */
function behindSplit(name: string, { language }: Locale): string {
  if (language === 'zh') return /^[\da-z]/i.test(name) ? ` ${name}` : name;
  return /^[a-z]?[A-Z]{2}/.test(name) ? name : name.toLowerCase();
}

/** What a metric says, for hovering; undefined for one nobody has explained. */
export function metricExplanation(tag: string, locale: Locale): string | undefined {
  const name = withoutSplit(tag);
  const top = TOP_K.exec(name)?.groups;
  if (top !== undefined) return locale.text('evaluation.about.accuracy/top-k', top);
  const key = `evaluation.about.${name}`;
  return isMessageKey(key) ? locale.text(key) : undefined;
}

/** A metric's tag without the split that it was measured on. */
export const withoutSplit = (tag: string): string => tag.replace(SPLIT_PREFIX, '');

function metricName(name: string, locale: Locale): string {
  const top = TOP_K.exec(name)?.groups;
  if (top !== undefined) return locale.text('evaluation.metric.accuracy/top-k', top);
  const key = `evaluation.metric.${name}`;
  if (isMessageKey(key)) return locale.text(key);
  const ofClass = CLASS_PRECISION.exec(name)?.groups;
  if (ofClass !== undefined) return locale.text('evaluation.metric.ap@.5', ofClass);
  const layer = LAYER_LOSS.exec(name)?.groups;
  return layer === undefined ? name : locale.text('evaluation.metric.loss-of', layer);
}
