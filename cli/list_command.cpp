// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "libbench/leaf.hpp"
#include "libbench/sampler.hpp"
#include "libbench/scenario.hpp"

namespace pontage::cli {
namespace {

void print(const std::string& line) { std::printf("%s\n", line.c_str()); }

void print_axes(std::span<const AxisSpec> axes) {
  for (const AxisSpec& axis : axes) {
    std::string line = "    " + to_text(axis, axis.usual);
    line.resize(std::max<std::size_t>(line.size() + 2, 28), ' ');
    line += axis.help;
    if (!axis.choices.empty()) {
      line += " (";
      for (const auto& choice : axis.choices) line += (line.ends_with('(') ? "" : ", ") + choice;
      line += ")";
    }
    if (!axis.follows.empty()) line += "; follows " + axis.follows;
    print(line);
  }
}

void print_kernels(const Session& session) {
  for (const Kernel* kernel : session.registry.kernels()) {
    print(session.terminal.bold(kernel->name()) + "  " + std::string(kernel->summary()));
    for (const Variant* variant : session.registry.variants(*kernel))
      print("  variant " + variant->name + " (" + std::string(dialect_of(variant->entry)) + ")" +
            (variant->remark.empty() ? "" : ": " + variant->remark));
    for (const Suite& suite : kernel->suites()) {
      std::string axes;
      for (const auto& [axis, sweep] : suite.axes) axes += " -a " + axis + "=" + sweep;
      print("  suite " + suite.name + ": " + suite.purpose + session.terminal.dim(axes));
    }
  }
}

void print_backends(const Session& session) {
  for (const auto& backend : session.registry.backends()) {
    const auto here = backend->available();
    print(session.terminal.bold(backend->name()) + "  " + std::string(backend->summary()) +
          (here ? "" : "\n    " + session.terminal.warn("not here: ") + here.error().what));
  }
}

void print_all_axes(const Session& session) {
  for (const Kernel* kernel : session.registry.kernels()) {
    print("shape of " + session.terminal.bold(kernel->name()));
    print_axes(kernel->shape_schema().axes());
  }
  for (const auto& backend : session.registry.backends()) {
    print("device " + session.terminal.bold(backend->name()));
    print_axes(backend->axes());
  }
  print("crossing, waiting and submitting (devices with queues)");
  print_axes(lowering_axis_specs());
  print("sampling");
  print_axes(sampling_axis_specs());
}

void print_leaves() {
  for (int i = 0; i < kLeafKinds; ++i) {
    std::string line(to_text(static_cast<LeafKind>(i)));
    line.resize(18, ' ');
    print(line + std::string(meaning(static_cast<LeafKind>(i))));
  }
}

int list(const Session& session, const std::string& what) {
  if (what == "kernels" || what == "all") print_kernels(session);
  if (what == "backends" || what == "all") print_backends(session);
  if (what == "axes") print_all_axes(session);
  if (what == "leaves") print_leaves();
  return kOk;
}

}  // namespace

void add_list_command(CLI::App& app, Session& session) {
  auto* command =
      app.add_subcommand("list", "What there is: kernels, backends, axes, ledger leaves");
  auto what = std::make_shared<std::string>("all");
  command->add_option("what", *what, "all, kernels, backends, axes or leaves")
      ->check(CLI::IsMember({"all", "kernels", "backends", "axes", "leaves"}));
  command->callback(
      [&session, what] { session.action = [&session, what] { return list(session, *what); }; });
}

}  // namespace pontage::cli
