import { fail, ok, type Result } from '../../app/errors.ts';
import { PACKS } from '../packs/catalogue.ts';
import { checkTensorflow } from '../packs/check-pack.ts';
import { installPack } from '../packs/install-pack.ts';
import { installedPack, packFolder } from '../packs/installed-packs.ts';
import { findProduct } from '../product.ts';
import { peersFolder } from './peers-folder.ts';

/** The folder whose `node_modules` holds tfjs-node on today's TensorFlow, else `peers/not-built`. */
export async function findTensorflowAddon(): Promise<Result<string>> {
  const pack = await installedPack(peersFolder(), 'tensorflow');
  if (pack.ok) return ok(pack.value.folder);
  const folder = packFolder(peersFolder(), PACKS.tensorflow);
  return fail({ code: 'peers/not-built', peer: 'tfjs-node', folder });
}

/**
 * The same pack that a home gets, installed among the peers where it is missing: 274 MB to fetch,
 * 0.6 GB on disk. Nothing is built where the pack is not offered.
 * @param say told what is being done
 */
export async function buildTensorflowAddon(say: (words: string) => void): Promise<Result<string>> {
  const found = await findTensorflowAddon();
  if (found.ok) return found;
  say(`Building tfjs-node on TensorFlow in ${packFolder(peersFolder(), PACKS.tensorflow)} …`);
  const built = await installPack(peersFolder(), PACKS.tensorflow, findProduct(), {
    from: null,
    signal: new AbortController().signal,
    onProgress: () => {},
    tryOut: checkTensorflow,
  });
  if (built.ok) return ok(built.value.folder);
  return built.error.code === 'packs/platform-unsupported' ? found : built;
}
