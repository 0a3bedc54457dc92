import { expect, test } from 'vitest';
import { ok } from '../../../app/errors.ts';
import { aRun } from '../../../app/testing/builders.ts';
import { fakeHostWithRuns } from '../../testing/fake-runs.ts';
import { renderPage } from '../../testing/render-page.ts';

test('a model for other programs is saved with what makes tokens of texts, and the page names the file', async () => {
  const file = (name: string) => ({ name, path: null, sizeBytes: 2, content: btoa('{}') });
  const names = ['mood.onnx', 'mood.onnx.recipe.json', 'mood.onnx.tokenizer.json'];
  const bridge = fakeHostWithRuns({
    runs: [aRun({ name: 'mood', epochs: 2 })],
    answers: {
      'runs.export': () =>
        ok({
          takes: 'prepared',
          inputs: [],
          outputs: [],
          tokenizers: [
            { of: 'text', kind: 'word', suffix: '.tokenizer.json', unlike: '[天]', length: 40 },
          ],
          files: names.map(file),
        }),
    },
  });
  const screen = await renderPage(bridge, '#/runs');
  await screen.getByRole('button', { name: 'Actions for “mood”' }).click();
  await screen.getByRole('menuitem', { name: 'Model as ONNX' }).click();
  const said = screen.getByRole('status', { name: 'Notifications' });
  await expect.element(said).toMatchTextContent(`Saved: ${names.join(', ')}.`);
  await expect
    .element(said)
    .toMatchTextContent('Texts become 40 tokens by mood.onnx.tokenizer.json');
  await expect.element(said).toMatchTextContent('where a dictionary parts words here');
});
