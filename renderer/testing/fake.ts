import '../tokens.css';
import '../base.css';
import { mount } from 'svelte';
import type { RunId } from '../../app/ids.ts';
import { LANGUAGES } from '../../app/language.ts';
import { aDataset, anImageDataset, aRun } from '../../app/testing/builders.ts';
import App from '../App.svelte';
import { fakeHost } from './fake-host.ts';

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
});
const running = aRun({
  id: 'run-iris-3' as RunId,
  name: 'image-cnn on digits',
  status: 'running',
  epochs: 6,
  plannedEpochs: 20,
  endedAt: null,
});
const theme = asked.get('theme');
const bridge = fakeHost({
  datasets: full ? [aDataset(), anImageDataset()] : [],
  runs: full ? [aRun(), running] : [],
  interruptedRuns: full ? [interrupted] : [],
  settings: {
    language: LANGUAGES.find((language) => language === asked.get('lang')) ?? 'system',
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  },
});
const target = document.getElementById('page');
if (target === null) throw new Error('fake.html has no element #page.');
mount(App, { target, props: { bridge } });
// Once the page listens.
setTimeout(() =>
  bridge.tell('run.progress', {
    runId: running.id,
    epoch: 6,
    step: 260,
    totalSteps: 800,
    samplesPerSecond: 21_300,
    secondsLeft: 74,
  }),
);
