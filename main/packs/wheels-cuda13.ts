import { CUDA_LIBRARIES, ONNXRUNTIME_LIBRARIES } from './pack-layout.ts';
import type { Wheel } from './wheel.ts';

/**
 * ONNX Runtime with its CUDA provider: the release that onnxruntime-node is pinned to. Its own
 * `libonnxruntime` comes along, for library and provider share structures that only one build has
 * alike.
 */
export const ONNXRUNTIME_CUDA: Wheel = {
  project: 'onnxruntime-gpu',
  file: 'onnxruntime_gpu-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl',
  sha256: '6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1',
  sizeBytes: 246_685_715,
  takenBytes: 301_127_512,
  takes: [
    {
      from: 'onnxruntime/capi/',
      to: ONNXRUNTIME_LIBRARIES,
      only: /^libonnxruntime\.so\./,
      as: 'libonnxruntime.so.1',
    },
    {
      from: 'onnxruntime/capi/',
      to: ONNXRUNTIME_LIBRARIES,
      only: /^libonnxruntime_providers_(cuda|shared)\.so$/,
    },
  ],
  equals: [
    {
      file: 'onnxruntime_gpu-1.30.0-cp311-cp311-manylinux_2_28_x86_64.whl',
      sha256: '4fbf0c5d7b5fb99266c2e8a802e3e64af68bdc383e0f3c7349b985f1087eedaa',
    },
    {
      file: 'onnxruntime_gpu-1.30.0-cp313-cp313-manylinux_2_28_x86_64.whl',
      sha256: '9aba23f903f434cc55d851aeb801afee19e287c202f4ab8f59d02f04caa90aed',
    },
    {
      file: 'onnxruntime_gpu-1.30.0-cp314-cp314-manylinux_2_28_x86_64.whl',
      sha256: '5aacc98f394a13f4891c0a07e60479d8fb0b1ea6f3328b6b38cfc88f9dfb05ea',
    },
  ],
};

/**
 * The CUDA 13 libraries that the provider links, of CUDA 13.0, which the oldest driver for CUDA 13
 * runs. From PyPI's own listing, read 2026-11-26.
 */
export const CUDA_13: readonly Wheel[] = [
  {
    project: 'nvidia-cuda-runtime',
    file: 'nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: '7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548',
    sizeBytes: 2_243_632,
    takenBytes: 704_288,
    takes: [{ from: 'nvidia/cu13/lib/', to: CUDA_LIBRARIES, only: /^libcudart\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cublas',
    file: 'nvidia_cublas-13.1.0.3-py3-none-manylinux_2_27_x86_64.whl',
    sha256: 'ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171',
    sizeBytes: 423_133_236,
    takenBytes: 595_773_576,
    takes: [{ from: 'nvidia/cu13/lib/', to: CUDA_LIBRARIES, only: /^libcublas(Lt)?\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cufft',
    file: 'nvidia_cufft-12.0.0.61-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: '6c44f692dce8fd5ffd3e3df134b6cdb9c2f72d99cf40b62c32dde45eea9ddad3',
    sizeBytes: 214_085_489,
    takenBytes: 286_542_352,
    takes: [{ from: 'nvidia/cu13/lib/', to: CUDA_LIBRARIES, only: /^libcufft\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-curand',
    file: 'nvidia_curand-10.4.0.35-py3-none-manylinux_2_27_x86_64.whl',
    sha256: '1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc',
    sizeBytes: 59_544_258,
    takenBytes: 132_698_328,
    takes: [{ from: 'nvidia/cu13/lib/', to: CUDA_LIBRARIES, only: /^libcurand\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cuda-nvrtc',
    file: 'nvidia_cuda_nvrtc-13.0.88-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    sha256: 'ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575',
    sizeBytes: 90_215_200,
    takenBytes: 113_718_680,
    takes: [{ from: 'nvidia/cu13/lib/', to: CUDA_LIBRARIES, only: /^libnvrtc(-builtins)?\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-nvjitlink',
    file: 'nvidia_nvjitlink-13.0.88-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    sha256: '13a74f429e23b921c1109976abefacc69835f2f433ebd323d3946e11d804e47b',
    sizeBytes: 40_713_933,
    takenBytes: 98_806_736,
    takes: [{ from: 'nvidia/cu13/lib/', to: CUDA_LIBRARIES, only: /^libnvJitLink\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cudnn-cu13',
    file: 'nvidia_cudnn_cu13-9.15.1.9-py3-none-manylinux_2_27_x86_64.whl',
    sha256: 'ebc9a647918df0d7298d67cfaf41579fd4c78ead9aba246f5ad9414d61b9ec4c',
    sizeBytes: 351_298_418,
    takenBytes: 472_445_472,
    takes: [{ from: 'nvidia/cudnn/lib/', to: CUDA_LIBRARIES, only: /^libcudnn.*\.so/ }],
    equals: [],
  },
];
