import { docText } from '../keras/python-text.ts';
import type { RawInput } from './raw-input.ts';

/** How the name of a program ends that prepares raw input, behind the model's. */
export const FEATURES_SUFFIX = '.features.py';

/** A program of Python and NumPy that makes what a model takes of what its user has, for models that cannot themselves. */
export function featuresProgram({ imports, code, about }: RawInput): string {
  const modules = ['json', ...imports].sort().map((name) => `import ${name}`);
  const use = [
    '    features = runpy.run_path("MODEL.onnx.features.py")["features"]',
    '    answers = model.run(None, {"features": features(rows)})',
  ];
  return `${[
    `"""${['Raw input as the model takes it, that lies beside it.', '', ...use, '', about].map(docText).join('\n')}\n"""`,
    `${modules.join('\n')}\nfrom pathlib import Path\n\nimport numpy as np`,
    ...code,
  ].join('\n\n\n')}\n`;
}
