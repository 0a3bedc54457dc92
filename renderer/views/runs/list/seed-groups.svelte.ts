import type { SeedAggregate } from '../../../../app/contract/runs.ts';
import type { RunSummary } from '../../../../app/training/run.ts';
import { isActive } from '../../../../app/training/run-status.ts';
import type { Bridge } from '../../../bridge.ts';

/** More seeds than this of one plan are not listed below their group. */
const MOST_MEMBERS = 1000;

/** What the list knows of runs of one plan with several seeds, by group id. */
export class SeedGroups {
  aggregates = $state.raw<ReadonlyMap<string, SeedAggregate>>(new Map());
  members = $state.raw<ReadonlyMap<string, readonly RunSummary[]>>(new Map());
  open = $state.raw<ReadonlySet<string>>(new Set());
  readonly #bridge: Bridge;
  readonly #asked = new Set<string>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Members of the open groups. */
  get expanded(): ReadonlyMap<string, readonly RunSummary[]> {
    return new Map([...this.members].filter(([groupId]) => this.open.has(groupId)));
  }

  /** Asks for a group's means, once. */
  async loadAggregate(groupId: string): Promise<void> {
    if (this.#asked.has(groupId)) return;
    this.#asked.add(groupId);
    const result = await this.#bridge.request('runs.aggregate', { groupId });
    if (result.ok) this.aggregates = new Map(this.aggregates).set(groupId, result.value);
    else this.#asked.delete(groupId);
  }

  async toggle(groupId: string): Promise<void> {
    const open = new Set(this.open);
    if (!open.delete(groupId)) open.add(groupId);
    this.open = open;
    await this.loadMembers(groupId);
  }

  async loadMembers(groupId: string): Promise<void> {
    if (this.members.has(groupId)) return;
    const result = await this.#bridge.request('runs.list', {
      groupId,
      sort: 'seed',
      descending: false,
      offset: 0,
      limit: MOST_MEMBERS,
    });
    if (result.ok) this.members = new Map(this.members).set(groupId, result.value.runs);
  }

  /** A run changed: its members' row follows, and the means once it has ended. */
  follow(run: RunSummary): void {
    if (run.groupId === null) return;
    const members = this.members.get(run.groupId);
    if (members !== undefined) {
      const newer = members.map((member) => (member.id === run.id ? run : member));
      this.members = new Map(this.members).set(run.groupId, newer);
    }
    if (isActive(run.status) || !this.#asked.delete(run.groupId)) return;
    void this.loadAggregate(run.groupId);
  }

  /** A run came or went: what is known is asked again. */
  async refresh(): Promise<void> {
    const groupIds = [...this.#asked];
    this.#asked.clear();
    const open = [...this.members.keys()];
    this.members = new Map();
    await Promise.all([
      ...groupIds.map((groupId) => this.loadAggregate(groupId)),
      ...open.map((groupId) => this.loadMembers(groupId)),
    ]);
  }
}
