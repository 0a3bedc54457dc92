import { createRequire } from 'node:module';
import type { AskCommand } from './ask-command.ts';

/** A package with a native part that this program cannot load. */
export interface NativeFailure {
  readonly module: string;
  readonly message: string;
}

/** Packages with native parts that every installation has. */
const MODULES = ['better-sqlite3', 'onnxruntime-node', 'sharp', '@duckdb/node-api'];

/** Run by a process of its own, since a native part that is wrong can end its process. */
const PROGRAM = `
const modules = JSON.parse(process.argv[1]);
const load = process.getBuiltinModule('module').createRequire(process.argv[2]);
const failures = [];
for (const name of modules) {
  try {
    const loaded = load(name);
    // Its native part is only loaded with the first database.
    if (name === 'better-sqlite3') new loaded(':memory:').close();
  } catch (error) {
    failures.push({ module: name, message: String(error.message).split('\\n')[0] });
  }
}
console.log(JSON.stringify(failures));
`;

/**
 * Which native parts this very Node cannot load: built for another version of it, for another
 * system, or not at all.
 * @param ask  runs this Node
 * @param from a file beside which the packages are looked for
 */
export async function nativeFailures(
  ask: AskCommand,
  from: string = import.meta.url,
  modules: readonly string[] = MODULES,
): Promise<readonly NativeFailure[]> {
  // Resolving them here finds what a packaged application lacks; Electron runs no other programs.
  if (process.versions.electron !== undefined) return missing(from, modules);
  const args = ['-e', PROGRAM, JSON.stringify(modules), from];
  const answer = await ask(process.execPath, args);
  if (answer === null) return missing(from, modules);
  return JSON.parse(answer) as readonly NativeFailure[];
}

function missing(from: string, modules: readonly string[]): readonly NativeFailure[] {
  const { resolve } = createRequire(from);
  return modules.flatMap((module) => {
    try {
      resolve(module);
      return [];
    } catch (error) {
      return [{ module, message: error instanceof Error ? error.message : String(error) }];
    }
  });
}
