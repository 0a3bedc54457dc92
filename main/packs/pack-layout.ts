// Where the parts of a pack lie, relative to its folder.

/** The package that the TensorFlow packs complete: as npm has it, plus libraries and addon. */
export const TENSORFLOW_PACKAGE = 'node_modules/@tensorflow/tfjs-node-gpu';
export const TENSORFLOW_LIBRARIES = `${TENSORFLOW_PACKAGE}/deps/lib`;
export const TENSORFLOW_ADDON = `${TENSORFLOW_PACKAGE}/lib/napi-v8/tfjs_binding.node`;
/** Only while the addon is compiled. */
export const HEADERS = 'include';
export const ONNXRUNTIME_LIBRARIES = 'lib';
export const CUDA = 'cuda';
export const CUDA_LIBRARIES = `${CUDA}/lib`;
/** Written last: what the pack holds, with checksums. */
export const MARKER = 'pack.json';
