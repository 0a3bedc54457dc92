// Installs the made-up pack into a home, and kills itself once it has got to a stage: after the first
// bytes of `download`, at the start of any other.
import { ok } from '../../../app/errors.ts';
import { installPack } from '../install-pack.ts';
import { aPack, aWheel } from './made-up-pack.ts';

const [home = '', deadly = ''] = process.argv.slice(2);
await installPack(
  home,
  aPack([aWheel().wheel]),
  { root: home, installation: home },
  {
    from: null,
    signal: new AbortController().signal,
    tryOut: async () => ok(null),
    onProgress: ({ stage }) => {
      if (stage === deadly && stage !== 'download') process.kill(process.pid, 'SIGKILL');
    },
  },
);
// A download that broke off has come as far as it can.
process.kill(process.pid, 'SIGKILL');
