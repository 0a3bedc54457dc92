import { findDefinition } from '../../../../app/architecture/catalogue.ts';
import { isMessageKey, type MessageKey } from '../../../../app/text.ts';

/** The message that names an argument in plain words; null where there is none. */
export function argumentName(type: string, name: string): MessageKey | null {
  return ofLayer('layer-field-name', type, name);
}

/** The message that explains an argument; what penalties and limits are is the same for all weights. */
export function argumentAbout(type: string, name: string): MessageKey | null {
  const [kind] = /(?:regularizer|constraint)$/.exec(name) ?? [];
  return ofLayer('layer-field', type, kind ?? name);
}

/** The message that explains a layer type. */
export function layerAbout(type: string): MessageKey | null {
  const key = `layer.${type}.about`;
  return isMessageKey(key) ? key : null;
}

/** Where layers use one name for different things, a layer or a category has a message of its own. */
function ofLayer(prefix: string, type: string, name: string): MessageKey | null {
  const category = findDefinition(type)?.category;
  const keys = [`${prefix}.${type}.${name}`, `${prefix}.${category}.${name}`, `${prefix}.${name}`];
  return keys.find(isMessageKey) ?? null;
}
