/** A card as users know it, with the names price lists have for it. */
export interface GpuKind {
  readonly kind: string;
  /** Tells apart what price lists call alike, GB; null where one size exists. */
  readonly memoryGb: number | null;
  /** Name in `cloud_gpu_prices.json` → name in `gpus.json`. */
  readonly cards: Readonly<Record<string, string>>;
}

/** The cards a small comparison shows, from the smallest to the largest. */
export const COMPARED_GPUS: readonly GpuKind[] = [
  { kind: 'T4', memoryGb: 16, cards: { T4: 'Tesla T4', 'Tesla T4': 'Tesla T4' } },
  { kind: 'L4', memoryGb: null, cards: { L4: 'L4' } },
  { kind: 'A10', memoryGb: null, cards: { A10: 'A10', A10G: 'A10G' } },
  { kind: 'RTX 4090', memoryGb: 24, cards: { 'RTX 4090': 'GeForce RTX 4090' } },
  {
    kind: 'A100 80GB',
    memoryGb: 80,
    cards: {
      A100: 'A100 PCIe 80GB',
      'A100 80GB': 'A100 PCIe 80GB',
      'A100 PCIe': 'A100 PCIe 80GB',
      'A100 PCIe 80GB': 'A100 PCIe 80GB',
      'A100 SXM': 'A100 SXM 80GB',
      'A100 SXM 80GB': 'A100 SXM 80GB',
      'A100 SXM4 80GB': 'A100 SXM 80GB',
    },
  },
  {
    kind: 'H100',
    memoryGb: 80,
    cards: {
      H100: 'H100 PCIe 80GB',
      'H100 PCIe': 'H100 PCIe 80GB',
      'H100 SXM': 'H100 SXM 80GB',
      'H100 SXM5': 'H100 SXM 80GB',
      'HGX H100': 'H100 SXM 80GB',
    },
  },
];
