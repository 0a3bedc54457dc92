import type { ScenarioChoices } from '../../../../app/cost/decision/scenario.ts';
import { SCENARIO_TEMPLATES } from '../../../../app/cost/decision/templates/templates.ts';

type Profiles = Pick<ScenarioChoices, 'hourlyProfile' | 'weeklyProfile'>;

/** Shares of an hour from midnight, where each span of hours has one. */
function hours(...spans: readonly (readonly [count: number, share: number])[]): readonly number[] {
  return spans.flatMap(([count, share]) => Array.from({ length: count }, () => share));
}

/** How work is usually spread over a week, as working assumptions; only proportions count. */
export const LOAD_PRESETS = {
  flat: { hourlyProfile: null, weeklyProfile: null },
  office: {
    hourlyProfile: SCENARIO_TEMPLATES.chatbot.choices.hourlyProfile,
    weeklyProfile: SCENARIO_TEMPLATES.chatbot.choices.weeklyProfile,
  },
  evening: {
    hourlyProfile: hours([7, 1], [5, 3], [6, 5], [5, 10], [1, 4]),
    weeklyProfile: [8, 8, 8, 8, 10, 12, 12],
  },
  lessons: {
    hourlyProfile: hours([8, 0.5], [4, 10], [1, 3], [4, 10], [2, 3], [5, 0.5]),
    weeklyProfile: [10, 10, 10, 10, 8, 0.5, 0.5],
  },
} as const satisfies Readonly<Record<string, Profiles>>;
export type LoadPreset = keyof typeof LOAD_PRESETS;

/** Which of them a scenario has; null for one of its own. */
export function presetOf({ hourlyProfile, weeklyProfile }: Profiles): LoadPreset | null {
  const wanted = JSON.stringify([hourlyProfile, weeklyProfile]);
  const found = Object.entries(LOAD_PRESETS).find(
    ([, preset]) => JSON.stringify([preset.hourlyProfile, preset.weeklyProfile]) === wanted,
  );
  return (found?.[0] as LoadPreset | undefined) ?? null;
}
