/** Parts of a run's page, in their order; the first stands without a name in the address. */
export const RUN_TABS = ['curves', 'evaluation', 'predict', 'cost', 'configuration'] as const;
export type RunTab = (typeof RUN_TABS)[number];

/** The tab an address names; curves for anything else. */
export function readTab(name: string | undefined): RunTab {
  return RUN_TABS.find((tab) => tab === name) ?? 'curves';
}

/** The place of a run's tab. */
export function tabPath(id: string, tab: RunTab): readonly string[] {
  return tab === 'curves' ? ['runs', id] : ['runs', id, tab];
}
