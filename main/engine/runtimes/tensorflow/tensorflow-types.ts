/** TensorFlow.js, whatever computes for it: here the native library. Only its types are bound early. */
export type TensorFlow = typeof import('@tensorflow/tfjs');

export type TfTensor = import('@tensorflow/tfjs').Tensor;
/** [batch, height, width, channels] */
export type TfImage = import('@tensorflow/tfjs').Tensor4D;
export type TfVariable = import('@tensorflow/tfjs').Variable;
export type TfLayer = InstanceType<TensorFlow['layers']['Layer']>;
export type TfSymbolic = import('@tensorflow/tfjs').SymbolicTensor;
