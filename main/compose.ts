import { ok } from '../app/errors.ts';
import { homeFolders } from './home/home-folders.ts';
import type { ComposeWorkbench } from './home/open-host.ts';
import { clearingUploads, clearUploads } from './page/uploads.ts';
import type { Product } from './product.ts';
import { engineStarter, forkEngine, type StartEngine } from './runs/engine-process.ts';
import { createWorkbench } from './workbench.ts';

/** The one workbench, as every host composes it; hosts differ in how they start an engine process. */
export function composeWith(product: Product, startEngine: StartEngine): ComposeWorkbench {
  return async (options) => {
    const { version, root, installation } = product;
    const { uploads } = homeFolders(options.home);
    await clearUploads(uploads);
    const created = await createWorkbench({ ...options, version, root, installation, startEngine });
    return created.ok ? ok(clearingUploads(created.value, uploads)) : created;
  };
}

/** Engines as child processes of this very Node. */
export function forkedEngines({ engineEntry }: Product): StartEngine {
  return engineStarter((environment) => forkEngine(engineEntry, environment));
}
