/** What draws on this machine, and could compute. */
export interface GraphicsAdapter {
  readonly name: string;
  readonly vendor: string;
  /** Null where the system does not tell. */
  readonly driver: string | null;
  /** Whether the processor computes for it: never to be called a GPU. */
  readonly software: boolean;
}

/**
 * Adapters that are programs: Google's for browsers without a card, Mesa's, and what Windows shows
 * where there is no driver, over a remote desktop or in a virtual machine.
 */
const SOFTWARE =
  /swiftshader|llvmpipe|lavapipe|softpipe|microsoft (basic|remote|hyper-v)|basic (render|display)|\bWARP\b|paravirtual|mock icd|null adapter/i;

const VENDORS: readonly (readonly [RegExp, string])[] = [
  [/nvidia|geforce|quadro|tesla|\brtx\b/i, 'NVIDIA'],
  [/\bamd\b|radeon|advanced micro/i, 'AMD'],
  [/intel/i, 'Intel'],
  [/apple/i, 'Apple'],
  [/qualcomm|adreno/i, 'Qualcomm'],
  [/google|swiftshader/i, 'Google'],
  [/mesa|llvmpipe|lavapipe/i, 'Mesa'],
  [/microsoft/i, 'Microsoft'],
];

/** @param maker as the system names it; guessed from the adapter's name where it does not */
export function graphicsAdapter(
  name: string,
  maker: string,
  driver: string | null,
): GraphicsAdapter {
  const known = VENDORS.find(([pattern]) => pattern.test(`${maker} ${name}`));
  const software = SOFTWARE.test(`${name} ${driver ?? ''}`);
  return { name, vendor: known?.[1] ?? maker, driver, software };
}

/**
 * The adapter that a process took, from what Vulkan's loader writes with `VK_LOADER_DEBUG=all`;
 * null where it took none.
 * @source Vulkan-Loader 1.3, loader.c: `Using "%s" with driver: "%s"` as a device is made
 */
export function adapterInLoaderLog(log: string): GraphicsAdapter | null {
  const taken = [...log.matchAll(/Using "([^"]+)" with driver: "([^"]+)"/g)].at(-1);
  const [, name, library] = taken ?? [];
  return name === undefined || library === undefined ? null : graphicsAdapter(name, '', library);
}

/** Whether Vulkan's loader wrote a log, and so is there. */
export function isLoaderLog(log: string): boolean {
  return /\bDRIVER:/.test(log);
}

/** Adapters as `Get-CimInstance Win32_VideoController | ConvertTo-Json` tells them. */
export function adaptersOfWindows(json: string): readonly GraphicsAdapter[] {
  return listed(json).flatMap(({ Name: name, AdapterCompatibility: maker, DriverVersion }) =>
    typeof name === 'string'
      ? [graphicsAdapter(name, textOr(maker, ''), textOr(DriverVersion, null))]
      : [],
  );
}

/** Adapters as `system_profiler SPDisplaysDataType -json` tells them. */
export function adaptersOfMac(json: string): readonly GraphicsAdapter[] {
  const [profile] = listed(json);
  const displays = Array.isArray(profile?.SPDisplaysDataType) ? profile.SPDisplaysDataType : [];
  return displays
    .filter(isRecord)
    .flatMap(({ sppci_model: name, spdisplays_vendor: maker }) =>
      typeof name === 'string' ? [graphicsAdapter(name, textOr(maker, ''), null)] : [],
    );
}

/** What a runtime that asks for the fastest gets: a card if there is one. */
export function preferredAdapter(adapters: readonly GraphicsAdapter[]): GraphicsAdapter | null {
  return adapters.find(({ software }) => !software) ?? adapters[0] ?? null;
}

/** Several objects, or one by itself. */
function listed(json: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const read: unknown = JSON.parse(json);
    return (Array.isArray(read) ? read : [read]).filter(isRecord);
  } catch {
    return [];
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}
