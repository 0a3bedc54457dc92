import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DoctorReport } from '../../app/contract/doctor.ts';
import type { Events } from '../../app/contract/events.ts';
import { CURVE_STEPS } from '../../app/training/loss-curve.ts';
import { TestWorkbench } from '../testing/test-workbench.ts';

let workbench: TestWorkbench;
let measured: DoctorReport;
let askedBesides: DoctorReport;
const parts: string[] = [];

function onProgress(listener: (progress: Events['doctor.progress']['progress']) => void) {
  return workbench.subscribe((name, payload) => {
    if (name === 'doctor.progress') listener((payload as Events['doctor.progress']).progress);
  });
}

beforeAll(async () => {
  workbench = await TestWorkbench.open();
  const leave = onProgress((at) => parts.push(at === null ? 'end' : `${at.engine} ${at.part}`));
  // As by the page and a terminal at the same time.
  [measured, askedBesides] = await Promise.all([
    workbench.answer('doctor.report', { measure: true }),
    workbench.answer('doctor.report', { measure: true, again: true }),
  ]);
  leave();
});
afterAll(() => workbench.close());

it('trains the reference models on the processor and chooses it', () => {
  const [processor] = measured.runtimes;
  expect(processor).toMatchObject({ id: 'onnx/cpu', status: 'ready', relativeSpeed: 1 });
  expect(processor?.models?.map(({ name, deviation }) => [name, deviation])).toEqual([
    ['mlp', null],
    ['cnn', null],
    ['lstm', null],
  ]);
  for (const { losses } of processor?.models ?? []) expect(losses).toHaveLength(CURVE_STEPS);
  expect(measured.machine.gemmGflops).toBeGreaterThan(0);
  expect(measured.machine.bytesPerSecond).toBeGreaterThan(0);
  expect(measured.measuredAt).not.toBeNull();
});

it('says of every other engine what is missing, and what to type', () => {
  for (const { status, reason, error } of measured.runtimes.slice(1)) {
    if (status === 'ready') continue;
    expect(reason).not.toMatch(/[{}]/);
    expect(error).toBeDefined();
  }
});

it('tells how far it is', () => {
  expect(parts[0]).toBe('disk null');
  expect(parts).toContain('onnx/cpu lstm');
  expect(parts.at(-1)).toBe('end');
});

it('is done once for all who ask meanwhile', () => {
  expect(parts.filter((part) => part === 'disk null')).toHaveLength(1);
  expect(askedBesides.measuredAt).toBe(measured.measuredAt);
  expect(askedBesides.runtimes).toEqual(measured.runtimes);
});

it('is remembered, and not repeated for the same machine', async () => {
  const again = await workbench.answer('doctor.report', { measure: true });
  expect(again.measuredAt).toBe(measured.measuredAt);
  expect(again.changed).toEqual([]);
});

it('is repeated after a driver has changed; one that is stopped leaves the last as it was', async () => {
  const file = join(workbench.home, 'doctor.json');
  const kept = readFileSync(file, 'utf8');
  const record = JSON.parse(kept);
  writeFileSync(
    file,
    JSON.stringify({ ...record, identity: { ...record.identity, drivers: 'older' } }),
  );
  const outdated = await workbench.answer('doctor.report', { measure: false });
  expect(outdated.changed).toEqual(['drivers']);
  const leave = onProgress((at) => {
    if (at !== null && at.engine !== 'disk') void workbench.request('doctor.stop', null);
  });
  const stopped = await workbench.request('doctor.report', { measure: true });
  leave();
  expect(stopped).toEqual({ ok: false, error: { code: 'cancelled' } });
  const after = await workbench.answer('doctor.report', { measure: false });
  expect(after).toMatchObject({ measuredAt: measured.measuredAt, measuring: null });
  writeFileSync(file, kept);
});

it('that cannot be kept ends at once, says why and leaves the last as it was', async () => {
  const file = join(workbench.home, 'doctor.json');
  const kept = readFileSync(file, 'utf8');
  mkdirSync(`${file}.tmp`);
  const seen: string[] = [];
  const leave = onProgress((at) => void (at !== null && seen.push(at.engine)));
  const failed = await workbench.request('doctor.report', { measure: true, again: true });
  leave();
  expect(failed).toEqual({ ok: false, error: { code: 'file/not-writable', path: file } });
  expect([...new Set(seen)]).toEqual(['disk', 'onnx/cpu']);
  expect(readFileSync(file, 'utf8')).toBe(kept);
  rmSync(`${file}.tmp`, { recursive: true });
});

it('that was interrupted keeps what it had, and goes on from there', async () => {
  const leave = onProgress((at) => {
    if (at?.engine === 'onnx/webgpu') void workbench.request('doctor.stop', null);
  });
  const stopped = await workbench.request('doctor.report', { measure: true, again: true });
  leave();
  expect(stopped).toEqual({ ok: false, error: { code: 'cancelled' } });
  const between = await workbench.answer('doctor.report', { measure: false });
  const [processor, ...others] = between.runtimes.map(({ id }) => id);
  expect(between.pending).toEqual(others);
  expect(between.runtimes[0]).toMatchObject({ id: processor, status: 'ready', relativeSpeed: 1 });
  const seen: string[] = [];
  const enough = onProgress((at) => void (at !== null && seen.push(at.engine)));
  const whole = await workbench.answer('doctor.report', { measure: true });
  enough();
  expect(whole.pending).toEqual([]);
  expect([...new Set(seen)]).toEqual(others);
  expect(whole.runtimes[0]?.samplesPerSecond).toBe(between.runtimes[0]?.samplesPerSecond);
});
