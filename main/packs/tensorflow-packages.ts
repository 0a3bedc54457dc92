import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../app/errors.ts';

const PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * What tfjs-node requires while it runs, by package: its JavaScript, and no more of the 200 MB that
 * npm installs for it. A pack has copies, so that it stays whole when the program moves, is updated
 * or lies in an archive.
 */
const FILES: Readonly<Record<string, readonly string[]>> = {
  [PACKAGE]: ['package.json', 'dist'],
  '@tensorflow/tfjs': ['package.json', 'dist/tf.node.js'],
  '@tensorflow/tfjs-core': ['package.json', 'dist/tf-core.node.js'],
  '@tensorflow/tfjs-layers': ['package.json', 'dist/tf-layers.node.js'],
  '@tensorflow/tfjs-converter': ['package.json', 'dist/tf-converter.node.js'],
  '@tensorflow/tfjs-data': ['package.json', 'dist/tf-data.node.js'],
  '@tensorflow/tfjs-backend-cpu': ['package.json', 'dist/tf-backend-cpu.node.js'],
  '@tensorflow/tfjs-backend-webgl': ['package.json', 'dist/tf-backend-webgl.node.js'],
  long: ['package.json', 'src/long.js'],
  seedrandom: ['package.json', 'index.js', 'seedrandom.js', 'lib'],
  'google-protobuf': ['package.json', 'google-protobuf.js'],
  progress: ['package.json', 'index.js', 'lib'],
};

/** Where the package itself asks for its addon; the real one brings 40 packages along to find it. */
const FIND_ADDON = `const { dirname, join } = require('node:path');
exports.find = (packageJson) => join(dirname(packageJson), 'lib/napi-v8/tfjs_binding.node');
`;

/** The folders of the packages that are needed, by name, as this program has them. */
export type TensorflowPackages = ReadonlyMap<string, string>;

/** What the addon is compiled from. */
export interface AddonSources {
  /** The package's C++ files. */
  readonly sources: string;
  /** Of Node-API. */
  readonly headers: string;
}

/**
 * Finds them where Node would. Fails with `packs/package-missing`: they are an optional dependency.
 * @param root the program's folder or archive, with its `package.json`
 */
export function findTensorflowPackages(root: string): Result<TensorflowPackages> {
  const folders = new Map<string, string>();
  let from = join(root, 'package.json');
  for (const name of Object.keys(FILES)) {
    const folder = packageFolder(name, from);
    if (folder === null) return fail({ code: 'packs/package-missing', package: name });
    folders.set(name, folder);
    // Those of its own version stand nearest to it.
    if (name === PACKAGE) from = join(folder, 'package.json');
  }
  return ok(folders);
}

/** Null in a packaged application, which has an addon and not what it is made of. */
export function findAddonSources(root: string): AddonSources | null {
  const from = join(root, 'package.json');
  const sources = join(packageFolder(PACKAGE, from) ?? root, 'binding');
  const headers = packageFolder('node-api-headers', from);
  const isThere = headers !== null && existsSync(join(sources, 'tfjs_binding.cc'));
  return isThere ? { sources, headers: join(headers, 'include') } : null;
}

/** Puts them into a pack's `node_modules`, where what is required from there is found. */
export async function copyTensorflowPackages(
  packages: TensorflowPackages,
  pack: string,
): Promise<void> {
  for (const [name, folder] of packages) {
    for (const file of FILES[name] ?? []) {
      await cp(join(folder, file), join(pack, 'node_modules', name, file), {
        recursive: true,
        filter: (path) => !/(_test\.js|\.d\.ts|\.map)$/u.test(path),
      });
    }
  }
  const finder = join(pack, 'node_modules', '@mapbox', 'node-pre-gyp');
  await mkdir(finder, { recursive: true });
  await writeFile(join(finder, 'index.js'), FIND_ADDON);
}

/** In a packaged application these packages lie beside the archive, as files. */
function packageFolder(name: string, from: string): string | null {
  try {
    const folder = dirname(createRequire(from).resolve(`${name}/package.json`));
    return folder.replace(/app\.asar(?=[\\/])/u, 'app.asar.unpacked');
  } catch {
    return null;
  }
}
