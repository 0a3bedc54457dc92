import '../tokens.css';
import '../base.css';
import { mount } from 'svelte';
import type { RunId } from '../../app/ids.ts';
import { LANGUAGES } from '../../app/language.ts';
import { aDataset, anImageDataset, aRun } from '../../app/testing/builders.ts';
import App from '../App.svelte';
import { fakeHostWithRuns, someSeeds } from './fake-runs.ts';
import { trainOn } from './fake-training.ts';
import { aStoredModel } from './fixtures.ts';

/*
 * The page on a host in memory, for looking at it while developing; it is not part of the build.
 * `npx vite --config renderer/vite.config.ts`, then `/testing/fake.html?full&lang=zh&theme=dark#/datasets`.
 */
const asked = new URLSearchParams(window.location.search);
const full = asked.has('full');
const interrupted = aRun({
  id: 'run-iris-2' as RunId,
  name: 'tabular-resnet on wine',
  status: 'interrupted',
  epochs: 12,
  plannedEpochs: 40,
  resumable: true,
  error: { code: 'engine/ended', exit: 'SIGKILL', lastEpoch: 11 },
});
const running = aRun({
  id: 'run-iris-3' as RunId,
  name: 'image-cnn on digits',
  status: 'running',
  epochs: 6,
  plannedEpochs: 60,
  endedAt: null,
  metrics: { loss: 0.21, accuracy: 0.93, 'val/loss': 0.25, 'val/accuracy': 0.92 },
});
const theme = asked.get('theme');
const bridge = fakeHostWithRuns({
  datasets: full ? [aDataset(), anImageDataset()] : [],
  models: full ? [aStoredModel()] : [],
  runs: full ? [aRun(), running, interrupted, ...someSeeds()] : [],
  interruptedRuns: full ? [interrupted] : [],
  settings: {
    language: LANGUAGES.find((language) => language === asked.get('lang')) ?? 'system',
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  },
});
const target = document.getElementById('page');
if (target === null) throw new Error('fake.html has no element #page.');
mount(App, { target, props: { bridge } });
if (full) trainOn(bridge, running);
