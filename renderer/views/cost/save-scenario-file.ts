import type { Scenario } from '../../../app/cost/decision/scenario.ts';
import { saveFile } from '../../save-file.ts';

/** A name for files about a scenario. */
export function scenarioFileName({ name }: Scenario): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '-');
}

/** The file that `hearth cost` reads, and that gives the same answer from the same sheets. */
export function saveScenarioFile(scenario: Scenario): void {
  const text = `${JSON.stringify(scenario, null, 2)}\n`;
  saveFile(`${scenarioFileName(scenario)}.json`, text, 'application/json');
}
