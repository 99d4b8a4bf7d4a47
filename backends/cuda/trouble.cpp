// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/trouble.hpp"

namespace pontage::cuda {

Error trouble(const Runtime& runtime, Code code, std::string_view doing) {
  const std::string what = "cuda: " + std::string(doing) + " failed: " + runtime.describe(code);
  switch (code) {
    case kOutOfMemory:
      return {ErrorKind::refused,
              what +
                  "; make the problem smaller or free memory of the device (nvidia-smi shows "
                  "who uses it)"};
    case kNoDevice:
      return {ErrorKind::unavailable, "no CUDA device: " + runtime.describe(code)};
    case kInsufficientDriver:  // CUDA says so also when there is none
      return {ErrorKind::unavailable,
              "no CUDA device: no NVIDIA driver, or one too old for this build: " +
                  runtime.describe(code)};
    case kInvalidValue:
    case kCaptureUnsupported:
      return {ErrorKind::refused, what};
    default:
      return {ErrorKind::unavailable,
              what +
                  "; what this process measured on it since its last healthy case is not used. "
                  "A new process starts with a fresh device; dmesg may name an Xid"};
  }
}

}  // namespace pontage::cuda
