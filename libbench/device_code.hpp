// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Items are written once: nvcc compiles them for the device, and tests run them on host threads.
#ifdef __CUDACC__
#define PONTAGE_ITEM __host__ __device__
#else
#define PONTAGE_ITEM
#endif
#ifdef __CUDA_ARCH__
#define PONTAGE_UNROLL _Pragma("unroll")
#else
#define PONTAGE_UNROLL
#endif
