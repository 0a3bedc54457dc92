import type { Result } from '../../app/errors.ts';
import { buildPythonEnvironment } from './python-environment.ts';
import { buildTensorflowAddon } from './tensorflow-addon.ts';

/** Builds every program that Hearth is held against, where it is missing. */
export async function buildPeers(
  resources: string,
  say: (words: string) => void,
): Promise<Result<unknown>> {
  const python = await buildPythonEnvironment(resources, say);
  return python.ok ? buildTensorflowAddon(say) : python;
}
