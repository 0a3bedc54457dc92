import type { ConfigValue, LayerSpec } from '../../../../app/architecture/model-spec.ts';

/** What was chosen for a layer, as Keras would write it: `units=8, activation=relu`. */
export function configText(config: LayerSpec['config']): string {
  return Object.entries(config)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(', ');
}

function valueText(value: ConfigValue): string {
  return Array.isArray(value) ? `(${value.map(valueText).join(', ')})` : String(value);
}
