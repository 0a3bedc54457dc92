import { createContext } from 'svelte';
import type { HostReport } from '../app/contract/requests.ts';
import type { SheetName } from '../app/cost/fact-sheets.ts';
import type { Result } from '../app/errors.ts';
import type { Language } from '../app/language.ts';
import { DEFAULT_SETTINGS, type Settings } from '../app/settings.ts';
import type { RunProgress, RunStatus, RunSummary } from '../app/training/run.ts';
import { recalledAppearance, rememberAppearance } from './appearance.ts';
import type { Bridge, ConnectionState } from './bridge.ts';
import type { Locale } from './locale.svelte.ts';

/** Sheets that the money shown follows from. */
const MONEY_SHEETS: readonly SheetName[] = ['electricity_prices', 'exchange_rates'];
const ACTIVE: readonly RunStatus[] = ['queued', 'starting', 'running', 'paused'];

/** What every view shares: settings, the host and its connection, and the runs under way. */
export class Page {
  settings = $state.raw<Settings>(DEFAULT_SETTINGS);
  host = $state.raw<HostReport | null>(null);
  connection = $state<ConnectionState>('connecting');
  /** Grows each time a lost connection came back: what was loaded before may be out of date. */
  reconnections = $state(0);
  /** Set once the host says that it is about to end. */
  closing = $state.raw<{ readonly activeRuns: number } | null>(null);
  /** Runs not ended yet, oldest first. */
  activeRuns = $state.raw<readonly RunSummary[]>([]);
  /** Latest live figures by run id. */
  progress = $state.raw<Readonly<Record<string, RunProgress>>>({});

  readonly #bridge: Bridge;
  readonly #locale: Locale;
  #moneyAsked = 0;

  constructor(bridge: Bridge, locale: Locale) {
    this.#bridge = bridge;
    this.#locale = locale;
  }

  /** Language and theme as last time, until the host has said what they are. */
  recallAppearance(): void {
    this.applySettings({ ...DEFAULT_SETTINGS, ...recalledAppearance() });
  }

  /** Loads and follows the host until the returned function is called. */
  connect(): () => void {
    this.connection = this.#bridge.connection;
    void this.#load();
    const ends = [
      this.#bridge.onConnection((state) => {
        if (state === 'connected' && this.connection === 'lost') {
          this.reconnections++;
          this.closing = null;
          void this.#load();
        }
        this.connection = state;
      }),
      this.#bridge.subscribe('settings.changed', (settings) => {
        this.applySettings(settings);
        void this.#loadMoney();
      }),
      this.#bridge.subscribe('prices.changed', ({ sheet }) => {
        if (MONEY_SHEETS.includes(sheet)) void this.#loadMoney();
      }),
      this.#bridge.subscribe('host.closing', (closing) => {
        this.closing = closing;
      }),
      this.#bridge.subscribe('run.changed', (run) => this.#follow(run)),
      this.#bridge.subscribe('run.deleted', ({ runId }) => {
        this.activeRuns = this.activeRuns.filter((run) => run.id !== runId);
      }),
      this.#bridge.subscribe('run.progress', (progress) => {
        this.progress = { ...this.progress, [progress.runId]: progress };
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  applySettings(settings: Settings): void {
    this.settings = settings;
    rememberAppearance(settings);
    this.#locale.language = settings.language === 'system' ? systemLanguage() : settings.language;
    document.documentElement.lang = this.#locale.language === 'zh' ? 'zh-CN' : 'en';
    if (settings.theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = settings.theme;
  }

  /** Stores changed settings; the page follows at once, and steps back if the host refuses. */
  async changeSettings(changes: Partial<Settings>): Promise<Result<Settings>> {
    const before = this.settings;
    this.applySettings({ ...before, ...changes });
    const result = await this.#bridge.request('settings.set', { changes });
    this.applySettings(result.ok ? result.value : before);
    return result;
  }

  /** Takes a run off the start-up notice, once it has been resumed or dismissed. */
  forgetInterrupted(runId: string): void {
    if (this.host === null) return;
    const interruptedRuns = this.host.interruptedRuns.filter((run) => run.id !== runId);
    this.host = { ...this.host, interruptedRuns };
  }

  /** What amounts are shown in; a late answer to an earlier question is dropped. */
  async #loadMoney(): Promise<void> {
    const question = ++this.#moneyAsked;
    const money = await this.#bridge.request('money.shown', null);
    if (money.ok && question === this.#moneyAsked) this.#locale.shownMoney = money.value;
  }

  async #load(): Promise<void> {
    void this.#loadMoney();
    const [settings, host, runs] = await Promise.all([
      this.#bridge.request('settings.get', null),
      this.#bridge.request('host.report', null),
      this.#bridge.request('runs.list', {
        status: ACTIVE,
        sort: 'createdAt',
        offset: 0,
        limit: 50,
      }),
    ]);
    if (settings.ok) this.applySettings(settings.value);
    if (host.ok) this.host = host.value;
    if (runs.ok) this.activeRuns = runs.value.runs;
  }

  #follow(run: RunSummary): void {
    const others = this.activeRuns.filter((other) => other.id !== run.id);
    if (!ACTIVE.includes(run.status)) this.activeRuns = others;
    else if (others.length === this.activeRuns.length) this.activeRuns = [...others, run];
    else this.activeRuns = this.activeRuns.map((other) => (other.id === run.id ? run : other));
  }
}

export const [getPage, setPage] = createContext<Page>();

function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
