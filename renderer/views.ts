import type { Component } from 'svelte';
import type { MessageKey } from '../app/text.ts';
import type { IconName } from './components/icons.ts';
import type { ViewProps } from './view-props.ts';
import CostView from './views/cost/CostView.svelte';
import DatasetsView from './views/datasets/DatasetsView.svelte';
import DoctorView from './views/doctor/DoctorView.svelte';
import MarketView from './views/market/MarketView.svelte';
import MeasurementsView from './views/measurements/MeasurementsView.svelte';
import ModelsView from './views/models/ModelsView.svelte';
import PricesView from './views/prices/PricesView.svelte';
import RunsView from './views/runs/RunsView.svelte';
import SettingsView from './views/settings/SettingsView.svelte';

export interface ViewEntry {
  /** First segment of its addresses. */
  readonly id: string;
  readonly label: MessageKey;
  readonly icon: IconName;
  /** Where the rail has it; `palette`: only the palette and links lead there. */
  readonly place: 'work' | 'foot' | 'palette';
  /** Views of a single page take no route. */
  readonly component: Component<ViewProps> | Component<Record<string, never>>;
}

/** The views that exist, in the order of work; the rail, the palette and the routes follow from it. */
export const VIEWS: readonly [ViewEntry, ...ViewEntry[]] = [
  {
    id: 'datasets',
    label: 'nav.datasets',
    icon: 'datasets',
    place: 'work',
    component: DatasetsView,
  },
  { id: 'models', label: 'nav.models', icon: 'models', place: 'work', component: ModelsView },
  { id: 'runs', label: 'nav.runs', icon: 'runs', place: 'work', component: RunsView },
  {
    id: 'measurements',
    label: 'nav.measurements',
    icon: 'clock',
    place: 'palette',
    component: MeasurementsView,
  },
  { id: 'cost', label: 'nav.cost', icon: 'cost', place: 'work', component: CostView },
  { id: 'market', label: 'nav.market', icon: 'market', place: 'work', component: MarketView },
  { id: 'prices', label: 'nav.prices', icon: 'tag', place: 'work', component: PricesView },
  { id: 'doctor', label: 'nav.doctor', icon: 'doctor', place: 'foot', component: DoctorView },
  {
    id: 'settings',
    label: 'nav.settings',
    icon: 'settings',
    place: 'foot',
    component: SettingsView,
  },
];
