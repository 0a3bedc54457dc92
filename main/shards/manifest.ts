import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SPLITS } from '../../app/dataset/dataset.ts';
import type { PreparedManifest } from '../../app/dataset/prepared.ts';
import { type FirstRecipe, upgradeRecipe } from '../../app/dataset/recipes/upgrade-recipe.ts';
import { fail, ok, type Result } from '../../app/errors.ts';

export const MANIFEST_FILE = 'manifest.json';

/** The manifest of a dataset's folder, or `dataset/damaged` when it is missing or not one. */
export async function readManifest(folder: string): Promise<Result<PreparedManifest>> {
  const path = join(folder, MANIFEST_FILE);
  try {
    const manifest: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isManifest(manifest)) {
      return ok(manifest.version === 1 ? upgradeManifest(manifest) : manifest);
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !isFileError(cause)) throw cause;
  }
  return fail({ code: 'dataset/damaged', name: basename(folder), path });
}

/** What datasets of version 1 hold: the same but for the fitted recipe. */
type FirstManifest = Omit<PreparedManifest, 'version' | 'recipe'> & {
  readonly version: 1;
  readonly recipe: FirstRecipe;
};

function upgradeManifest(manifest: FirstManifest): PreparedManifest {
  return { ...manifest, version: 2, recipe: upgradeRecipe(manifest.recipe) };
}

/** Only Hearth writes manifests, so the version vouches for all that hangs below it. */
function isManifest(value: unknown): value is PreparedManifest | FirstManifest {
  if (typeof value !== 'object' || value === null) return false;
  const { version, splits } = value as Partial<PreparedManifest | FirstManifest>;
  return (
    (version === 1 || version === 2) &&
    typeof splits === 'object' &&
    SPLITS.every((split) => splits[split]?.features)
  );
}

function isFileError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause;
}
