/** What a trained model can be exported to. */
export const EXPORT_FORMATS = ['onnx', 'safetensors', 'python-keras'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How the names of files end that hold one. */
export const EXPORT_SUFFIXES: Readonly<Record<ExportFormat, string>> = {
  onnx: '.onnx',
  safetensors: '.safetensors',
  'python-keras': '.py',
};

/** How the name of the sheet ends that lies beside a model and bears its name. */
export const SHEET_SUFFIX = '.recipe.json';
