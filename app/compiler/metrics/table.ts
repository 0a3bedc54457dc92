import type { MetricName } from '../../metrics/metric-names.ts';
import { accuracyMetrics } from './accuracy.ts';
import { countMetrics } from './counts.ts';
import { curveMetrics } from './curves.ts';
import { errorMetrics } from './errors.ts';
import type { Metric } from './metric.ts';
import { perplexity } from './perplexity.ts';

export const METRIC_SUMS: Readonly<Record<MetricName, Metric>> = {
  ...accuracyMetrics,
  ...countMetrics,
  ...curveMetrics,
  ...errorMetrics,
  perplexity,
};
