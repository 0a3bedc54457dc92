import type { CloudGpuRow, GpuRow } from '../fact-sheets.ts';

/**
 * What price lists call a card, where that is not its name in `gpus.json`, by memory in GB where one
 * name stands for several cards.
 */
const CARD_NAMES: Readonly<Record<string, string>> = {
  T4g: 'Tesla T4',
  K80: 'Tesla K80',
  P100: 'Tesla P100 PCIe 16GB',
  V100: 'Tesla V100 PCIe 16GB',
  'Tesla V100': 'Tesla V100 PCIe 16GB',
  'V100/32': 'Tesla V100 SXM2 32GB',
  'V100 32GB': 'Tesla V100 SXM2 32GB',
  'A100/40': 'A100 PCIe 40GB',
  'A100 40GB': 'A100 PCIe 40GB',
  'A100/80': 'A100 PCIe 80GB',
  'A100 80GB': 'A100 PCIe 80GB',
  'A100 PCIe/40': 'A100 PCIe 40GB',
  'A100 PCIe/80': 'A100 PCIe 80GB',
  'A100 SXM/40': 'A100 SXM 40GB',
  'A100 SXM/80': 'A100 SXM 80GB',
  'A100 SXM4/40': 'A100 SXM 40GB',
  'A100 SXM4/80': 'A100 SXM 80GB',
  'A100 SXM4 80GB': 'A100 SXM 80GB',
  A6000: 'RTX A6000',
  'RTX PRO 6000': 'RTX PRO 6000 Blackwell Workstation',
  'RTX Pro 6000': 'RTX PRO 6000 Blackwell Workstation',
  'RTX PRO 6000 WE': 'RTX PRO 6000 Blackwell Workstation',
  'RTX 3060/12': 'GeForce RTX 3060 12GB',
  'RTX 4060 Ti/16': 'GeForce RTX 4060 Ti 16GB',
  H100: 'H100 PCIe 80GB',
  'H100 PCIe': 'H100 PCIe 80GB',
  'H100 SXM': 'H100 SXM 80GB',
  'H100 SXM5': 'H100 SXM 80GB',
  'HGX H100': 'H100 SXM 80GB',
  'H100 NVL': 'H100 NVL 94GB',
  H200: 'H200 SXM 141GB',
  'H200 SXM': 'H200 SXM 141GB',
  'H200 SXM5': 'H200 SXM 141GB',
  'HGX H200': 'H200 SXM 141GB',
  B200: 'B200 (HGX)',
  'B200 SXM': 'B200 (HGX)',
  'B200 SXM6': 'B200 (HGX)',
  B300: 'B300 (HGX)',
  'B300 SXM6': 'B300 (HGX)',
  MI300X: 'Instinct MI300X',
  'AMD MI300X': 'Instinct MI300X',
  MI355X: 'Instinct MI355X',
};

/** The prefixes by which makers' names differ from those of price lists. */
const PREFIXES = ['', 'GeForce ', 'Tesla '];

/** The card of a rented machine in `gpus.json`; undefined where its figures are not known. */
export function cardOfOffer(
  offer: Pick<CloudGpuRow, 'gpu' | 'gpu_memory_gb'>,
  cards: ReadonlyMap<string, GpuRow>,
): GpuRow | undefined {
  const known = CARD_NAMES[`${offer.gpu}/${offer.gpu_memory_gb}`] ?? CARD_NAMES[offer.gpu];
  const names = known === undefined ? PREFIXES.map((prefix) => prefix + offer.gpu) : [known];
  const card = names.map((name) => cards.get(name)).find((found) => found !== undefined);
  // Modified cards carry a known name and other memory.
  return card !== undefined &&
    Math.abs(card.memory_gb - offer.gpu_memory_gb) <= 0.1 * card.memory_gb
    ? card
    : undefined;
}

/** Dense FLOP/s that training and serving reach for, in TFLOP/s: float16 with float32 sums, else float32. */
export function cardTflops(
  card: Pick<GpuRow, 'fp16_fp32acc_tflops_dense' | 'fp32_tflops'>,
): number | null {
  return card[tflopsColumn(card)];
}

/** The column that `cardTflops` takes. */
export function tflopsColumn(card: Pick<GpuRow, 'fp16_fp32acc_tflops_dense'>) {
  return card.fp16_fp32acc_tflops_dense === null ? 'fp32_tflops' : 'fp16_fp32acc_tflops_dense';
}
