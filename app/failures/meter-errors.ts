/** Expected failures of measuring a server. */
export type MeterError =
  | { code: 'meter/load-invalid'; field: string; value: string; expected: string }
  | { code: 'meter/url-invalid'; url: string }
  | { code: 'meter/host-unknown'; host: string }
  | { code: 'meter/address-public'; host: string; address: string }
  | { code: 'meter/unreachable'; url: string; reason: string }
  | { code: 'meter/not-compatible'; url: string; found: string }
  | { code: 'meter/unauthorized'; url: string }
  | { code: 'meter/no-models'; url: string }
  | { code: 'meter/model-missing'; model: string; known: readonly string[] }
  | { code: 'meter/model-unclear'; known: readonly string[] }
  /** `failure` is a `RequestFailure`; `said` is what the server said of it, if anything. */
  | { code: 'meter/answer-failed'; url: string; failure: string; said: string }
  | { code: 'meter/cut-short'; concurrency: number; failure: string }
  | { code: 'meter/busy'; url: string }
  | { code: 'meter/key-missing'; variable: string }
  | { code: 'measurement/not-found'; measurement: string }
  | { code: 'measurement/name-ambiguous'; measurement: string; matches: number };
