import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resolveHome } from '../home/resolve-home.ts';
import { installedPack } from '../packs/installed-packs.ts';
import { TENSORFLOW_ADDON } from '../packs/pack-layout.ts';
import { prebuiltAddon } from '../packs/tensorflow-addon.ts';
import { peersFolder } from '../peers/peers-folder.ts';
import type { Product } from '../product.ts';

/**
 * Takes the addon of a TensorFlow pack that is installed on this machine, for the peers or in the
 * user's home, into `dist/packs`: whoever has the package then needs no compiler. Without one the
 * package is made all the same, and cannot install TensorFlow.
 */
export async function gatherAddon({ root }: Product): Promise<void> {
  const target = prebuiltAddon(join(root, 'dist'), 'packs');
  await rm(join(root, 'dist', 'packs'), { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  for (const home of [peersFolder(), resolveHome(undefined)]) {
    const pack = await installedPack(home, 'tensorflow');
    if (!pack.ok) continue;
    await copyFile(join(pack.value.folder, TENSORFLOW_ADDON), target);
    return;
  }
  process.stderr.write(
    'No TensorFlow pack is installed here: the package will not be able to install one.\n',
  );
}
