import { CATALOGUE, type LayerType } from '../../../../app/architecture/catalogue.ts';
import { LAYER_CATEGORIES } from '../../../../app/architecture/layer-definition.ts';
import type { Language } from '../../../../app/language.ts';
import { text } from '../../../../app/text.ts';

/** A layer to be added, with its description. */
export interface OfferedLayer {
  readonly type: LayerType;
  readonly about: string;
}

/** Layers under a heading; under none where they were searched for, the likeliest first. */
export interface LayerGroup {
  readonly heading: string | null;
  readonly layers: readonly OfferedLayer[];
}

/** Layers by category or, once something is typed, those that have every word of it in name, description or category. */
export function matchingLayers(typed: string, language: Language): readonly LayerGroup[] {
  const groups = LAYER_CATEGORIES.map((category) => ({
    heading: text(language, `layer-category.${category}`),
    layers: Object.values(CATALOGUE)
      .filter((definition) => definition.category === category)
      .map(({ type }) => ({ type, about: text(language, `layer.${type}.about`) })),
  }));
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups.filter(({ layers }) => layers.length > 0);
  const found = groups.flatMap(({ heading, layers }) =>
    layers.map((layer) => ({ layer, rank: rankOf(layer, heading, words) })),
  );
  const layers = found
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((left, right) => left.rank - right.rank)
    .map(({ layer }) => layer);
  return layers.length === 0 ? [] : [{ heading: null, layers }];
}

const NO_MATCH = 3;

/** 0 where the name starts with what is typed, 1 where it has it, 2 where only the rest does. */
function rankOf({ type, about }: OfferedLayer, heading: string, words: readonly string[]): number {
  const name = type.toLowerCase();
  const all = `${name} ${about} ${heading}`.toLowerCase();
  if (!words.every((word) => all.includes(word))) return NO_MATCH;
  const joined = words.join('');
  if (name.startsWith(joined)) return 0;
  return words.every((word) => name.includes(word)) ? 1 : 2;
}
