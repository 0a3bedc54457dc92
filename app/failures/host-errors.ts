/** What is wrong with how a command was given; `subject` is the part of it that is meant. */
export const USAGE_PROBLEMS = [
  'command-missing',
  'command-unknown',
  'option-unknown',
  'option-misspelt',
  'option-of-plan',
  'command-misspelt',
  'option-missing',
  'option-value-missing',
  'options-exclusive',
  'argument-missing',
  'arguments-excess',
  'value-invalid',
] as const;
export type UsageProblem = (typeof USAGE_PROBLEMS)[number];

/** Expected failures of the store, the home folder, hosts and the messages between them. */
export type HostError =
  | { code: 'store/schema-newer-than-app'; found: number; supported: number }
  | { code: 'store/migration-changed'; migration: string }
  /** SQLite's native part does not load in this Node; `problem` is what Node says. */
  | { code: 'store/native-module'; problem: string }
  | { code: 'store/damaged'; path: string }
  | { code: 'store/backup-invalid'; path: string }
  | { code: 'home/locked'; path: string; processId: number }
  | { code: 'home/not-writable'; path: string }
  | { code: 'host/port-in-use'; port: number }
  | { code: 'host/unreachable'; path: string }
  | { code: 'host/version-mismatch'; host: string; client: string }
  | { code: 'settings/dollar-rate' }
  | { code: 'settings/unknown-key'; key: string; known: readonly string[] }
  | { code: 'settings/invalid'; key: string; value: string; expected: string }
  | { code: 'contract/malformed'; request: string; place: string; problem: string }
  | { code: 'contract/unknown-request'; request: string }
  | { code: 'usage/invalid'; problem: UsageProblem; subject: string; expected: string | null }
  | { code: 'cancelled' }
  | { code: 'internal/bug'; logId: string };
