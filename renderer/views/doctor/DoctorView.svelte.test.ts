import { describe, expect, test, vi } from 'vitest';
import type { DoctorReport } from '../../../app/contract/doctor.ts';
import { fail, ok } from '../../../app/errors.ts';
import { fakeHost } from '../../testing/fake-host.ts';
import { aDoctorReport, aMeasuredReport } from '../../testing/fixtures.ts';
import { asked, renderPage } from '../../testing/render-page.ts';

const reporting = (report: DoctorReport) =>
  fakeHost({ answers: { 'doctor.report': () => ok(report) } });

describe('the doctor', () => {
  test('knows of a machine that was never measured what it can, and measures when asked', async () => {
    const bridge = fakeHost();
    const screen = await renderPage(bridge, '#/doctor');
    await expect.element(screen.getByText(/Until this machine is measured/)).toBeVisible();
    await expect.element(screen.getByText(/^The losses of every engine/).first()).toBeVisible();
    await screen.getByRole('button', { name: 'Measure this machine' }).click();
    expect(await asked(bridge, 'doctor.report')).toEqual({ measure: true, again: true });
    await expect
      .element(screen.getByText(/3.8 times as fast as the next, TensorFlow · CPU/))
      .toBeVisible();
    await expect.element(screen.getByRole('button', { name: 'Measure again' })).toBeVisible();
  });

  test('shows each engine with its speed, its state and what would repair it', async () => {
    const screen = await renderPage(reporting(aMeasuredReport()), '#/doctor');
    const engine = (name: string) => screen.getByRole('listitem').filter({ hasText: name }).first();
    await expect.element(engine('ONNX Runtime · CPU').getByText('18,400/s')).toBeVisible();
    await expect.element(engine('ONNX Runtime · CPU').getByText('in use')).toBeVisible();
    const wrong = engine('WebGPU');
    await expect.element(wrong.getByText('Refused')).toBeVisible();
    await expect.element(wrong.getByText(/MLP, step 4, 1.857 instead of 1.677/)).toBeVisible();
    await expect.element(wrong.getByText('Measured on 1: NVIDIA RTX A.')).toBeVisible();
    await expect.element(engine('TensorFlow · CPU').getByText('0.26 ×').first()).toBeVisible();
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await screen.getByRole('button', { name: 'Copy: hearth doctor --install cuda' }).click();
    expect(copied).toHaveBeenCalledWith('hearth doctor --install cuda');
    await expect
      .element(screen.getByRole('button', { name: 'Copied: hearth doctor --install cuda' }))
      .toBeVisible();
  });

  test('lays the loss curves of all engines on each other, and the roof over the models', async () => {
    const screen = await renderPage(reporting(aMeasuredReport()), '#/doctor');
    const curves = screen.getByRole('figure', { name: 'Loss of the MLP' });
    await expect.element(curves.getByText('TensorFlow · CPU')).toBeVisible();
    await screen.getByRole('tab', { name: 'LSTM' }).click();
    await expect.element(screen.getByRole('figure', { name: 'Loss of the LSTM' })).toBeVisible();
    await expect.element(screen.getByText(/up to 92.4 GFLOP\/s and 16 GiB\/s/)).toBeVisible();
  });

  test('names traps on top, with a command to copy', async () => {
    const report = {
      ...aMeasuredReport(),
      traps: [
        {
          code: 'cpu-quota',
          effect: 'slows',
          values: { quota: 2, cores: 8 },
          reason: '',
          repair: '',
          command: 'hearth settings set threads 2',
        },
      ],
    } as const satisfies DoctorReport;
    const screen = await renderPage(reporting(report), '#/doctor');
    const traps = screen.getByRole('list', { name: 'What holds this machine up' });
    await expect.element(traps.getByText(/may keep 2 of 8 cores busy/)).toBeVisible();
    await expect.element(traps.getByText('hearth settings set threads 2')).toBeVisible();
  });

  test('measures again by itself where the machine has changed, and can be stopped', async () => {
    const bridge = fakeHost({
      answers: {
        'doctor.report': ({ measure }) =>
          measure ? new Promise(() => {}) : ok({ ...aMeasuredReport(), changed: ['drivers'] }),
      },
    });
    const screen = await renderPage(bridge, '#/doctor');
    await expect.element(screen.getByText(/a graphics driver changed/)).toBeVisible();
    await expect
      .poll(() => bridge.requests)
      .toContainEqual({ name: 'doctor.report', params: { measure: true, again: false } });
    bridge.tell('doctor.progress', {
      progress: { engine: 'tensorflow/cpu', part: 'lstm', finished: 4, total: 6 },
    });
    await expect
      .element(screen.getByRole('progressbar', { name: 'Measuring: TensorFlow · CPU: LSTM' }))
      .toBeVisible();
    await screen.getByRole('button', { name: 'Stop' }).click();
    await asked(bridge, 'doctor.stop');
    bridge.tell('doctor.progress', { progress: null });
    await expect.element(screen.getByRole('progressbar')).not.toBeInTheDocument();
  });

  test('installs what an engine lacks, tells how far it is, and measures afterwards', async () => {
    const bridge = reporting(aMeasuredReport());
    const screen = await renderPage(bridge, '#/doctor');
    const cuda = screen.getByRole('listitem').filter({ hasText: 'CUDA' }).first();
    await expect.element(cuda.getByRole('button', { name: 'Install (1.33 GiB)' })).toBeVisible();
    bridge.tell('pack.progress', {
      id: 'cuda',
      stage: 'download',
      file: null,
      doneBytes: 2 ** 29,
      totalBytes: 2 ** 30,
      bytesPerSecond: 2 ** 26,
    });
    await expect
      .element(
        cuda.getByRole('progressbar', { name: 'Fetching, 512 MiB of 1 GiB, 64 MiB/s, 8 s left' }),
      )
      .toBeVisible();
    await cuda.getByRole('button', { name: 'Cancel' }).click();
    await asked(bridge, 'packs.cancel');
    bridge.tell('pack.changed', {
      id: 'cuda',
      version: '1.30.0',
      status: 'missing',
      error: null,
      failed: null,
      downloadBytes: 2 ** 30,
      sizeBytes: 2 ** 31,
    });
    bridge.tell('pack.changed', {
      id: 'cuda',
      version: '1.30.0',
      status: 'damaged',
      error: { code: 'packs/damaged', pack: 'cuda', file: 'lib/a.so' },
      failed: null,
      downloadBytes: 2 ** 30,
      sizeBytes: 2 ** 31,
    });
    await cuda.getByRole('button', { name: 'Install again (1 GiB)' }).click();
    expect(await asked(bridge, 'packs.install')).toEqual({ pack: 'cuda', from: null });
    await expect
      .poll(() => bridge.requests)
      .toContainEqual({ name: 'doctor.report', params: { measure: true, again: false } });
  });

  test('tells of an installation that failed while the page was away, until that is dismissed', async () => {
    const error = {
      code: 'packs/wheel-incomplete',
      path: 'a.whl',
      expectedBytes: 2,
      foundBytes: 1,
    } as const;
    const pack = {
      id: 'cuda',
      version: '1.30.0',
      status: 'missing',
      error: null,
      downloadBytes: 2 ** 30,
      sizeBytes: 2 ** 31,
    } as const;
    const away = fakeHost({
      answers: {
        'doctor.report': () => ok(aMeasuredReport()),
        'packs.list': () => ok([{ ...pack, failed: error }]),
      },
    });
    const screen = await renderPage(away, '#/doctor');
    const cuda = screen.getByRole('listitem').filter({ hasText: 'CUDA' }).first();
    await expect.element(cuda.getByText(/a\.whl is cut short/)).toBeVisible();
    await expect.element(cuda.getByRole('button', { name: 'Try again' })).toBeVisible();
    await expect.element(cuda.getByRole('button', { name: /^Install/ })).not.toBeInTheDocument();
    await cuda.getByRole('button', { name: 'Close' }).click();
    expect(await asked(away, 'packs.dismiss')).toEqual({ pack: 'cuda' });
    away.tell('pack.changed', { ...pack, failed: null });
    await expect.element(cuda.getByText(/a\.whl is cut short/)).not.toBeInTheDocument();
    await expect.element(cuda.getByRole('button', { name: 'Install (1 GiB)' })).toBeVisible();
  });

  test('shows what came of an engine while the next is measured', async () => {
    let known = aDoctorReport();
    const bridge = fakeHost({ answers: { 'doctor.report': () => ok(known) } });
    const screen = await renderPage(bridge, '#/doctor');
    await expect.element(screen.getByText(/Until this machine is measured/)).toBeVisible();
    const at = { part: null, finished: 1, total: 6 } as const;
    bridge.tell('doctor.progress', { progress: { ...at, engine: 'onnx/cpu' } });
    const measuring = { ...at, engine: 'onnx/webgpu' } as const;
    known = { ...aMeasuredReport(), measuring, pending: ['onnx/webgpu'] };
    bridge.tell('doctor.progress', { progress: measuring });
    const processor = screen.getByRole('listitem').filter({ hasText: 'ONNX Runtime · CPU' });
    await expect.element(processor.first().getByText('18,400/s')).toBeVisible();
    await expect.element(screen.getByRole('progressbar')).toBeVisible();
  });

  test('offers no libraries for a card that is not there', async () => {
    const known = aMeasuredReport();
    const runtimes = known.runtimes.map((runtime) =>
      runtime.id === 'onnx/cuda' && runtime.error?.code === 'engine/runtime-missing'
        ? {
            ...runtime,
            error: { ...runtime.error, problem: 'no-nvidia-card', command: '' } as const,
            command: undefined,
          }
        : runtime,
    );
    const screen = await renderPage(reporting({ ...known, runtimes }), '#/doctor');
    const cuda = screen.getByRole('listitem').filter({ hasText: 'CUDA' }).first();
    await expect.element(cuda.getByText(/NVIDIA cards, and none was found/)).toBeVisible();
    await expect.element(cuda.getByRole('button')).not.toBeInTheDocument();
  });

  test('says why it could not measure, and keeps what it knew', async () => {
    const bridge = fakeHost({
      answers: {
        'doctor.report': ({ measure }) =>
          measure ? fail({ code: 'doctor/busy', runs: 2 }) : ok(aDoctorReport()),
      },
    });
    const screen = await renderPage(bridge, '#/doctor');
    await screen.getByRole('button', { name: 'Measure this machine' }).click();
    await expect.element(screen.getByText(/2 runs under way would disturb/)).toBeVisible();
    await expect.element(screen.getByText('What was measured before is kept.')).toBeVisible();
  });
});
