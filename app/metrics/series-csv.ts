import type { MetricPoint } from './series.ts';

/** Points as CSV (RFC 4180): tag, step, epoch, value, wall time in ISO 8601. Steps and epochs count from 0. */
export function seriesCsv(points: Iterable<MetricPoint>): string {
  const lines = ['tag,step,epoch,value,wall_time'];
  for (const { tag, step, epoch, value, wallTimeMs } of points) {
    lines.push(`${tag},${step},${epoch},${value},${new Date(wallTimeMs).toISOString()}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}
