// A host for tests to kill: starts an engine on the work given as its argument, and prints what it says.
import { startEngine } from '../engine-process.ts';

const engine = startEngine(JSON.parse(process.argv[2] ?? ''), {
  onEvent: (event) => console.log(JSON.stringify(event)),
  onExit: () => process.exit(),
});
console.log(JSON.stringify({ kind: 'started', pid: engine.pid }));
