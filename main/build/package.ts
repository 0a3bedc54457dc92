import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, Platform } from 'electron-builder';
import { findProduct } from '../product.ts';
import { installedElectron } from '../window/electron-program.ts';
import { buildHosts } from './build-hosts.ts';
import { buildPage } from './build-page.ts';
import { gatherAddon } from './gather-addon.ts';

/**
 * `npm run package [-- --output DIR]`: an unpacked application, in `release/` where nothing else is said. Where Electron's program is missing and
 * cannot be downloaded, an empty one takes its place: what is packed can then be checked, not run.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { output: { type: 'string' } } });
  const product = findProduct();
  if (!(await buildPage(product)) || !(await buildHosts(product))) return 1;
  await gatherAddon(product);
  const isHere = installedElectron(product.root) !== null;
  const stub = isHere ? null : stubElectron();
  if (stub !== null) process.stderr.write('Electron is not installed: packing an empty one.\n');
  try {
    await build({
      targets: Platform.current().createTarget('dir'),
      projectDir: product.root,
      publish: 'never',
      config: {
        // An empty program has no fuses to set.
        ...(stub !== null && { electronDist: stub, electronFuses: null }),
        ...(values.output !== undefined && { directories: { output: values.output } }),
      },
    });
  } finally {
    if (stub !== null) rmSync(stub, { recursive: true });
  }
  return 0;
}

/** The files that electron-builder looks for in an unpacked Electron. */
function stubElectron(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-electron-'));
  const program = process.platform === 'win32' ? 'electron.exe' : 'electron';
  mkdirSync(join(folder, 'resources'));
  writeFileSync(join(folder, program), '', { mode: 0o755 });
  writeFileSync(join(folder, 'version'), '');
  return folder;
}

process.exitCode = await main();
