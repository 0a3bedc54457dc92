import { HEADERS, TENSORFLOW_LIBRARIES } from './pack-layout.ts';
import type { Taken, Wheel } from './wheel.ts';

const TAKES: readonly Taken[] = [
  {
    from: 'tensorflow/',
    to: TENSORFLOW_LIBRARIES,
    only: /^libtensorflow_(cc|framework)\.so\.2$/,
    hasSymbols: true,
  },
  // `tensorflow/c` alone does not compile: its headers include these.
  { from: 'tensorflow/include/', to: HEADERS, only: /^(tensorflow|tsl|xla\/tsl)\/.*\.h$/ },
];

/** For the processor. From PyPI's own listing, read 2026-11-26. */
export const TENSORFLOW_CPU: Wheel = {
  project: 'tensorflow-cpu',
  file: 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
  sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  sizeBytes: 274_000_871,
  takenBytes: 898_697_150,
  takes: TAKES,
  equals: [
    {
      file: 'tensorflow_cpu-2.21.0-cp310-cp310-manylinux_2_27_x86_64.whl',
      sha256: 'd143e92f5c0661cdfa26eaca8f73cd2efd0ec53a68af8dec82f584ba8eb14b83',
    },
    {
      file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    },
    {
      file: 'tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl',
      sha256: '05af7c26d35f4de910b5598c7b507e3981831a7b0f47fed9a405d995d51d7793',
    },
  ],
};

/** With CUDA kernels; it wants the libraries of `wheels-cuda12.ts`. From the same day. */
export const TENSORFLOW_GPU: Wheel = {
  project: 'tensorflow',
  file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
  sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
  sizeBytes: 572_611_111,
  takenBytes: 1_308_021_201,
  takes: TAKES,
  equals: [
    {
      file: 'tensorflow-2.21.0-cp310-cp310-manylinux_2_27_x86_64.whl',
      sha256: '77c6f298e695ea1d283cdd7d30f8d97530cc6e92c1395a9ddbab9771c99233a4',
    },
    {
      file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    },
    {
      file: 'tensorflow-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl',
      sha256: 'e9d8da8dcab9650efb45f032ba70af2f016f907e6e0c6bda29dd101bba945406',
    },
  ],
};

/** The same for the processor of a Linux machine on arm64, without CUDA kernels. From the same day. */
export const TENSORFLOW_ARM64: Wheel = {
  project: 'tensorflow',
  file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl',
  sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
  sizeBytes: 281_946_471,
  takenBytes: 928_444_071,
  takes: TAKES,
  equals: [
    {
      file: 'tensorflow-2.21.0-cp310-cp310-manylinux_2_27_aarch64.whl',
      sha256: '7c97938b25cf70c80ae8619931f85abcdee2ab2eb256c2051202edb3b89e9a5d',
    },
    {
      file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl',
      sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    },
    {
      file: 'tensorflow-2.21.0-cp313-cp313-manylinux_2_27_aarch64.whl',
      sha256: 'a10abdfb8b1189210c251021a3f153b7ccc52a8e6521351f3dc3331e8ba593e0',
    },
  ],
};
