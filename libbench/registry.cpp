// SPDX-License-Identifier: Apache-2.0
#include "libbench/registry.hpp"

#include <algorithm>

namespace pontage {
namespace {

template <class Range, class Name>
std::string names(const Range& range, Name name) {
  std::string text;
  for (const auto& item : range) text += (text.empty() ? "" : ", ") + std::string(name(item));
  return text.empty() ? "none" : text;
}

}  // namespace

void Registry::add(const Kernel& kernel) { kernels_.push_back(&kernel); }
void Registry::add(std::unique_ptr<Backend> backend) { backends_.push_back(std::move(backend)); }

Result<void> Registry::add_variant(std::string_view kernel_name, Variant variant) {
  const auto known = kernel(kernel_name);
  if (!known) return pass_on(known.error());
  const std::string which = std::string(kernel_name) + "'s variant '" + variant.name + "'";
  if (variant.name.empty() || dialect_of(variant.entry).empty())
    return fail(ErrorKind::usage, which + " needs a name and a dialect");
  for (const Variant* old : variants(**known))
    if (old->name == variant.name && dialect_of(old->entry) == dialect_of(variant.entry))
      return fail(ErrorKind::usage, which + " in dialect '" +
                                        std::string(dialect_of(variant.entry)) +
                                        "' is already there; give it another name");
  added_[std::string(kernel_name)].push_back(std::make_unique<Variant>(std::move(variant)));
  return {};
}

Result<const Kernel*> Registry::kernel(std::string_view name) const {
  const auto at = std::ranges::find(kernels_, name, &Kernel::name);
  if (at != kernels_.end()) return *at;
  return fail(ErrorKind::usage, "there is no kernel '" + std::string(name) + "'; this build has " +
                                    names(kernels_, [](const Kernel* k) { return k->name(); }));
}

Result<const Backend*> Registry::backend(std::string_view name) const {
  const auto at = std::ranges::find_if(backends_, [&](const auto& b) { return b->name() == name; });
  if (at != backends_.end()) return at->get();
  return fail(ErrorKind::unavailable,
              "there is no backend '" + std::string(name) + "'; this build has " +
                  names(backends_, [](const auto& b) { return b->name(); }));
}

std::vector<const Variant*> Registry::variants(const Kernel& kernel) const {
  std::vector<const Variant*> all;
  for (const Variant& variant : kernel.variants()) all.push_back(&variant);
  if (const auto at = added_.find(kernel.name()); at != added_.end())
    for (const auto& variant : at->second) all.push_back(variant.get());
  return all;
}

Result<const Variant*> choose_variant(std::span<const Variant* const> variants,
                                      const Device& device, const Problem& problem,
                                      std::string_view wish) {
  const Variant* serial = nullptr;
  std::string refusals;
  for (const Variant* variant : variants) {
    const std::string_view dialect = dialect_of(variant->entry);
    std::string why = !device.speaks(dialect)
                          ? "the device does not speak '" + std::string(dialect) + "'"
                      : variant->refusal ? variant->refusal(problem)
                                         : "";
    if (!wish.empty() && variant->name != wish) why = "another one was asked for";
    if (why.empty() && dialect != "serial") return variant;
    if (why.empty() && serial == nullptr) serial = variant;
    if (!why.empty())
      refusals += (refusals.empty() ? "" : "; ") + variant->name + " (" + std::string(dialect) +
                  "): " + why;
  }
  if (serial != nullptr) return serial;
  return fail(ErrorKind::refused,
              "no variant can run this on " + std::string(device.name()) + ": " + refusals);
}

}  // namespace pontage
