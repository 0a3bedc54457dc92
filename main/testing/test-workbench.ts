import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workbench } from '../../app/contract/dispatcher.ts';
import type { Params, Reply, RequestName } from '../../app/contract/requests.ts';
import type { Result } from '../../app/errors.ts';
import type { RunSummary } from '../../app/training/run.ts';
import type { RunPlan } from '../../app/training/run-plan.ts';
import { isActive } from '../../app/training/run-status.ts';
import type { StartEngine } from '../runs/engine-process.ts';
import { createWorkbench } from '../workbench.ts';
import { startTestedEngine } from './tested-engine.ts';

const INSTALLATION = fileURLToPath(new URL('../..', import.meta.url));

/** A real workbench on a home in a temporary folder, with engine processes of its own. */
export class TestWorkbench {
  readonly home: string;
  readonly #workbench: Workbench;

  private constructor(home: string, workbench: Workbench) {
    this.home = home;
    this.#workbench = workbench;
  }

  /** @param engines starts engine processes; the host's own where left out */
  static async open(engines: StartEngine = startTestedEngine): Promise<TestWorkbench> {
    const home = mkdtempSync(join(tmpdir(), 'hearth-workbench-'));
    const created = await createWorkbench({
      home,
      kind: 'cli',
      version: '0.0.0',
      root: INSTALLATION,
      installation: INSTALLATION,
      startEngine: engines,
      quit: () => {},
    });
    if (!created.ok) throw new Error(created.error.code);
    return new TestWorkbench(home, created.value);
  }

  async close(): Promise<void> {
    await this.#workbench.close({ stopRuns: true });
    rmSync(this.home, { recursive: true, force: true });
  }

  request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
  ): Promise<Result<Reply<Name>>> {
    return this.#workbench.dispatch(name, params) as Promise<Result<Reply<Name>>>;
  }

  /** The reply; an expected failure fails the test. */
  async answer<Name extends RequestName>(name: Name, params: Params<Name>): Promise<Reply<Name>> {
    const result = await this.request(name, params);
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
    return result.value;
  }

  subscribe(listener: Parameters<Workbench['subscribe']>[0]): () => void {
    return this.#workbench.subscribe(listener);
  }

  /** Settles with the run once `done` holds for a change of it. */
  until(runId: string, done: (run: RunSummary) => boolean): Promise<RunSummary> {
    return new Promise((resolve) => {
      const leave = this.#workbench.subscribe((name, payload) => {
        if (name !== 'run.changed') return;
        const run = payload as RunSummary;
        if (run.id !== runId || !done(run)) return;
        leave();
        resolve(run);
      });
    });
  }

  ended(runId: string): Promise<RunSummary> {
    return this.until(runId, ({ status }) => !isActive(status));
  }

  /** Starts a template on a bundled sample, imported if it is not there yet; one run for each seed. */
  async startSample(
    sample: string,
    template: string,
    changes: Partial<RunPlan> = {},
  ): Promise<readonly RunSummary[]> {
    const known = await this.request('datasets.get', { dataset: sample });
    if (!known.ok) await this.answer('samples.import', { sample });
    const { model, plan } = await this.answer('templates.build', { template, dataset: sample });
    return this.answer('runs.start', {
      dataset: sample,
      model,
      template,
      plan: { ...plan, ...changes },
      name: null,
      tags: [],
    });
  }
}
