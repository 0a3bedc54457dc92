import { CUDA, CUDA_LIBRARIES } from './pack-layout.ts';
import type { Wheel } from './wheel.ts';

/**
 * The CUDA 12 libraries that the TensorFlow wheel names under `and-cuda`, of the last CUDA 12 that
 * all of them have. `ptxas` and `libdevice` serve kernels that are compiled on the machine. From
 * PyPI's own listing, read 2026-11-26.
 */
export const CUDA_12: readonly Wheel[] = [
  {
    project: 'nvidia-cublas-cu12',
    file: 'nvidia_cublas_cu12-12.9.1.4-py3-none-manylinux_2_27_x86_64.whl',
    sha256: '453611eb21a7c1f2c2156ed9f3a45b691deda0440ec550860290dc901af5b4c2',
    sizeBytes: 581_242_350,
    takenBytes: 854_346_880,
    takes: [{ from: 'nvidia/cublas/lib/', to: CUDA_LIBRARIES, only: /^libcublas(Lt)?\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cuda-cupti-cu12',
    file: 'nvidia_cuda_cupti_cu12-12.9.79-py3-none-manylinux_2_25_x86_64.whl',
    sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
    sizeBytes: 10_814_997,
    takenBytes: 7_604_800,
    takes: [{ from: 'nvidia/cuda_cupti/lib/', to: CUDA_LIBRARIES, only: /^libcupti\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cuda-nvcc-cu12',
    file: 'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
    sizeBytes: 40_546_229,
    takenBytes: 35_417_224,
    takes: [
      { from: 'nvidia/cuda_nvcc/', to: CUDA, only: /^(bin\/ptxas|nvvm\/libdevice\/.*\.bc)$/ },
    ],
    equals: [],
  },
  {
    project: 'nvidia-cuda-nvrtc-cu12',
    file: 'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    sizeBytes: 89_568_129,
    takenBytes: 113_447_240,
    takes: [
      { from: 'nvidia/cuda_nvrtc/lib/', to: CUDA_LIBRARIES, only: /^libnvrtc(-builtins)?\.so/ },
    ],
    equals: [],
  },
  {
    project: 'nvidia-cuda-runtime-cu12',
    file: 'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    sizeBytes: 3_493_179,
    takenBytes: 741_088,
    takes: [{ from: 'nvidia/cuda_runtime/lib/', to: CUDA_LIBRARIES, only: /^libcudart\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cudnn-cu12',
    file: 'nvidia_cudnn_cu12-9.10.2.21-py3-none-manylinux_2_27_x86_64.whl',
    sha256: '949452be657fa16687d0930933f032835951ef0892b37d2d53824d1a84dc97a8',
    sizeBytes: 706_758_467,
    takenBytes: 1_053_232_960,
    takes: [{ from: 'nvidia/cudnn/lib/', to: CUDA_LIBRARIES, only: /^libcudnn.*\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cufft-cu12',
    file: 'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    sizeBytes: 200_877_592,
    takenBytes: 291_507_928,
    takes: [{ from: 'nvidia/cufft/lib/', to: CUDA_LIBRARIES, only: /^libcufft\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-curand-cu12',
    file: 'nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl',
    sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
    sizeBytes: 68_295_626,
    takenBytes: 166_965_432,
    takes: [{ from: 'nvidia/curand/lib/', to: CUDA_LIBRARIES, only: /^libcurand\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cusolver-cu12',
    file: 'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    sizeBytes: 338_117_415,
    takenBytes: 302_024_152,
    takes: [{ from: 'nvidia/cusolver/lib/', to: CUDA_LIBRARIES, only: /^libcusolver\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-cusparse-cu12',
    file: 'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    sizeBytes: 366_465_088,
    takenBytes: 486_556_368,
    takes: [{ from: 'nvidia/cusparse/lib/', to: CUDA_LIBRARIES, only: /^libcusparse\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-nccl-cu12',
    file: 'nvidia_nccl_cu12-2.27.7-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    sha256: 'de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa',
    sizeBytes: 322_546_339,
    takenBytes: 430_126_192,
    takes: [{ from: 'nvidia/nccl/lib/', to: CUDA_LIBRARIES, only: /^libnccl\.so/ }],
    equals: [],
  },
  {
    project: 'nvidia-nvjitlink-cu12',
    file: 'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    sizeBytes: 39_748_338,
    takenBytes: 95_935_344,
    takes: [{ from: 'nvidia/nvjitlink/lib/', to: CUDA_LIBRARIES, only: /^libnvJitLink\.so/ }],
    equals: [],
  },
];
