// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libbench/device.hpp"
#include "libbench/kernel.hpp"

namespace pontage {

/// The kernels, variants and backends of one run. Passed to whoever needs it; there is no global
/// one. The tool fills it from the lists that CMake generates from the folders, a plug-in adds
/// variants of its own.
class Registry {
 public:
  void add(const Kernel&);
  void add(std::unique_ptr<Backend>);
  /// A variant of `kernel` from outside the kernel's folder. An unknown kernel or a second variant
  /// of the same name and dialect is refused.
  Result<void> add_variant(std::string_view kernel, Variant);

  std::span<const Kernel* const> kernels() const { return kernels_; }
  std::span<const std::unique_ptr<Backend>> backends() const { return backends_; }
  /// An error that lists what there is.
  Result<const Kernel*> kernel(std::string_view name) const;
  Result<const Backend*> backend(std::string_view name) const;
  /// The kernel's own variants, then the added ones, in order of arrival.
  std::vector<const Variant*> variants(const Kernel&) const;

 private:
  std::vector<const Kernel*> kernels_;
  std::vector<std::unique_ptr<Backend>> backends_;
  std::map<std::string, std::vector<std::unique_ptr<Variant>>, std::less<>> added_;
};

/// The variant for a problem on a device: the one named by `wish`, else the first in a dialect the
/// device speaks, tuned dialects before `serial`. Refused with a sentence that names every variant
/// and why it cannot.
Result<const Variant*> choose_variant(std::span<const Variant* const>, const Device&,
                                      const Problem&, std::string_view wish);

}  // namespace pontage
