// SPDX-License-Identifier: Apache-2.0
#include "libbench/case.hpp"

#include <algorithm>
#include <memory>
#include <regex>
#include <set>

#include "libbench/sampler.hpp"
#include "libbench/scenario.hpp"

namespace pontage {
namespace {

enum class Owner : std::uint8_t { shape, device, lowering, sampling };

struct OwnedAxis {
  Owner owner;
  const AxisSpec* spec;
};

/// Where cases can run: a backend, or a machine.
struct Target {
  std::string name;
  const Backend* backend = nullptr;
  std::shared_ptr<const MachineSpec> machine = nullptr;
};

using Axes = std::vector<std::pair<std::string, std::string>>;

class Expansion {
 public:
  Expansion(const Kernel& kernel, const Target& target, const std::string& variant)
      : kernel_(kernel), target_(target), variant_(variant) {
    add(Owner::shape, kernel.shape_schema().axes());
    if (target.backend != nullptr) add(Owner::device, target.backend->axes());
    if (target.backend == nullptr || target.backend->has_queues())
      add(Owner::lowering, lowering_axis_specs());
    if (target.backend != nullptr) add(Owner::sampling, sampling_axis_specs());
  }

  bool knows(std::string_view axis) const { return find(axis) != nullptr; }

  /// The product of the sweeps of the axes known here.
  Result<void> expand(const Axes& axes, std::vector<Case>& to) {
    std::vector<Case> cases(1);
    cases[0].kernel = &kernel_;
    cases[0].backend = target_.backend;
    cases[0].machine = target_.machine;
    cases[0].device = target_.name;
    cases[0].variant = variant_;
    for (const auto& [name, text] : axes) {
      const OwnedAxis* axis = find(name);
      if (axis == nullptr) continue;
      auto values = parse_sweep(*axis->spec, text);
      if (!values) return pass_on(values.error());
      if (axis->owner == Owner::shape)
        // Not assigned from itself, moved: g++ 12 warns of that.
        for (AxisValue& value : *values) {
          AxisValue named = kernel_.identified(name, value);
          std::swap(value, named);
        }
      std::vector<Case> more;
      for (const Case& c : cases)
        for (const AxisValue& value : *values)
          settings(more.emplace_back(c), axis->owner)[axis->spec->name] = value;
      cases = std::move(more);
    }
    for (Case& c : cases) {
      follow(c);
      c.key = key(c);
      to.push_back(std::move(c));
    }
    return {};
  }

 private:
  void add(Owner owner, std::span<const AxisSpec> specs) {
    for (const AxisSpec& spec : specs) axes_.push_back({owner, &spec});
  }
  const OwnedAxis* find(std::string_view name) const {
    const auto at =
        std::ranges::find_if(axes_, [&](const OwnedAxis& a) { return a.spec->name == name; });
    return at == axes_.end() ? nullptr : &*at;
  }
  static Settings& settings(Case& c, Owner owner) {
    return owner == Owner::shape      ? c.shape
           : owner == Owner::device   ? c.device_axes
           : owner == Owner::lowering ? c.lowering
                                      : c.sampling;
  }

  /// An axis that follows another takes its value, or its usual one, when nobody set it.
  void follow(Case& c) const {
    for (const OwnedAxis& axis : axes_) {
      if (axis.spec->follows.empty() || settings(c, axis.owner).contains(axis.spec->name)) continue;
      if (const OwnedAxis* leader = find(axis.spec->follows))
        settings(c, axis.owner)[axis.spec->name] =
            value_or_usual(*leader->spec, settings(c, leader->owner));
    }
  }

  std::string key(Case& c) const {
    std::string text(kernel_.name());
    if (!c.variant.empty()) text.append("/").append(c.variant);
    text.append(" on ").append(target_.name);
    for (const OwnedAxis& axis : axes_) {
      const Settings& set = settings(c, axis.owner);
      const auto at = set.find(axis.spec->name);
      const bool is_unusual = at != set.end() && at->second != axis.spec->usual;
      if (is_unusual || (axis.owner == Owner::shape && at != set.end()))
        text.append(" ").append(to_text(*axis.spec, at->second));
    }
    return text;
  }

  const Kernel& kernel_;
  const Target& target_;
  const std::string& variant_;
  std::vector<OwnedAxis> axes_;
};

Result<std::vector<const Kernel*>> chosen_kernels(const Registry& registry,
                                                  const CaseRequest& request) {
  std::vector<const Kernel*> kernels(registry.kernels().begin(), registry.kernels().end());
  if (!request.kernels.empty()) kernels.clear();
  for (const auto& name : request.kernels) {
    auto kernel = registry.kernel(name);
    if (!kernel) return pass_on(kernel.error());
    kernels.push_back(*kernel);
  }
  return kernels;
}

Result<std::vector<Target>> chosen_targets(const Registry& registry, const CaseRequest& request) {
  std::vector<Target> targets;
  if (request.is_live && request.backends.empty())
    for (const auto& backend : registry.backends())
      if (backend->available()) targets.push_back({std::string(backend->name()), backend.get()});
  for (const auto& name : request.backends) {
    auto backend = registry.backend(name);
    if (!backend) return pass_on(backend.error());
    targets.push_back({name, *backend});
  }
  for (const auto& path : request.machines) {
    auto machine = load_machine(path);
    if (!machine) return pass_on(machine.error());
    const std::string name = machine->name;
    if (registry.backend(name) || std::ranges::find(targets, name, &Target::name) != targets.end())
      return fail(ErrorKind::usage,
                  path + ": its name '" + name +
                      "' is taken by another machine or backend; give it another");
    targets.push_back({name, nullptr, std::make_shared<const MachineSpec>(std::move(*machine))});
  }
  return targets;
}

std::vector<Axes> axes_of(const Kernel& kernel, const CaseRequest& request) {
  std::vector<Axes> all;
  if (!request.axes.empty())
    all.push_back(request.axes);
  else
    for (const Suite& suite : kernel.suites())
      if (suite.name == request.suite) all.push_back(suite.axes);
  for (Axes& axes : all) axes.insert(axes.end(), request.beside.begin(), request.beside.end());
  return all;
}

Result<void> check_known(const CaseRequest& request, std::span<const Kernel* const> kernels,
                         std::span<const Target> targets) {
  for (const auto& [axis, text] : request.axes) {
    bool known = false;
    for (const Kernel* kernel : kernels)
      for (const Target& target : targets)
        known = known || Expansion(*kernel, target, request.variant).knows(axis);
    if (!known)
      return fail(ErrorKind::usage, "no chosen kernel or device has an axis '" + axis +
                                        "'; `pontage list axes` shows them");
  }
  return {};
}

}  // namespace

Result<std::vector<Case>> expand_cases(const Registry& registry, const CaseRequest& request) {
  std::regex filter;
  try {
    filter = std::regex(request.filter);
  } catch (const std::regex_error& error) {
    return fail(ErrorKind::usage,
                "'" + request.filter + "' is not a regular expression: " + error.what());
  }
  const auto kernels = chosen_kernels(registry, request);
  if (!kernels) return pass_on(kernels.error());
  const auto targets = chosen_targets(registry, request);
  if (!targets) return pass_on(targets.error());
  if (auto good = check_known(request, *kernels, *targets); !good) return pass_on(good.error());
  std::vector<Case> cases;
  for (const Kernel* kernel : *kernels)
    for (const Target& target : *targets)
      for (const Axes& axes : axes_of(*kernel, request))
        if (auto good = Expansion(*kernel, target, request.variant).expand(axes, cases); !good)
          return pass_on(good.error());
  std::set<std::string> seen;
  std::erase_if(cases, [&](const Case& c) {
    return !seen.insert(c.key).second || !std::regex_search(c.key, filter);
  });
  return cases;
}

}  // namespace pontage
