#!/usr/bin/env node
// The command `hearth`, on whatever Node from 20 up: Hearth itself runs on the Node that the project
// pins, since its native modules do not work on older ones. Plain JavaScript, so that nothing has to
// be built first.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED_MAJOR = 24;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'main', 'cli.ts');
const program = existsSync(source) ? source : join(root, 'dist', 'main', 'cli.js');

// Compiled modules are kept between calls: without them `--help` takes three times as long.
const compileCache = join(root, 'node_modules', '.cache', 'hearth');

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  module.enableCompileCache(compileCache);
  // For engines too, which are processes of their own.
  process.env.NODE_COMPILE_CACHE ??= compileCache;
  await import(pathToFileURL(program).href);
} else {
  runOnPinnedNode();
}

function runOnPinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', 'node', 'bin', name);
  if (!existsSync(pinned)) {
    process.stderr.write(
      `Hearth needs Node ${NEEDED_MAJOR} and found only ${process.version}. Run npm install in ${root}.\n`,
    );
    process.exit(1);
  }
  const child = spawn(pinned, [program, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
  });
  // The child decides what a signal means; this process ends when it does.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']) {
    if (signal === 'SIGBREAK' && process.platform !== 'win32') continue;
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
