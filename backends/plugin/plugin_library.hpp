// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pontage/plugin.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libbench/axis.hpp"
#include "libbench/device.hpp"

namespace pontage::plugin {

/// A sentence that a library writes into.
class Sentence {
 public:
  pontage_text room() { return {text_, sizeof text_}; }
  /// What was written, or `otherwise`.
  std::string text(std::string_view otherwise) const;

 private:
  char text_[512] = {};
};

/// The error that a status stands for; the sentence is the library's own.
Error error_of(pontage_status, const Sentence&, const std::string& who, std::string_view doing);

/// One variant that a library brings, as the registry's entry points to it.
struct PluginVariant {
  std::int32_t index = PONTAGE_NO_VARIANT;
  std::string kernel, name, remark;
  const ShapeSchema* schema = nullptr;  ///< of the kernel; null: nobody here knows the kernel
};

/// A library that was loaded and whose table was believed: every string is there and of sensible
/// length, every function that must be there is, counts are within reason.
class PluginLibrary {
 public:
  /// Loads a shared library. Refused with a sentence: not one, truncated, without the entry, of
  /// another major version (both are named), or with a table that cannot be believed.
  static Result<std::shared_ptr<PluginLibrary>> load(const std::string& path);
  /// The same for a table in this process; `who` names it in sentences.
  static Result<std::shared_ptr<PluginLibrary>> adopt(const pontage_plugin*, std::string who);
  ~PluginLibrary();
  PluginLibrary(const PluginLibrary&) = delete;
  PluginLibrary& operator=(const PluginLibrary&) = delete;

  /// The library's table as far as it goes; functions beyond its size are null.
  const pontage_plugin& table() const { return table_; }
  const std::string& name() const { return name_; }
  const std::string& summary() const { return summary_; }
  const std::string& remark() const { return remark_; }
  const std::string& dialect() const { return dialect_; }
  std::span<const AxisSpec> axes() const { return axes_; }
  std::vector<PluginVariant>& variants() { return variants_; }
  const PluginVariant& nothing() const { return nothing_; }

 private:
  explicit PluginLibrary(std::string who) : who_(std::move(who)) {}
  Result<void> believe(const pontage_plugin*);
  Result<void> read_axes();
  Result<void> read_variants();
  Result<void> wrong(const std::string& what) const;

  std::string who_, name_, summary_, remark_, dialect_;
  void* handle_ = nullptr;
  pontage_plugin table_{};
  std::vector<AxisSpec> axes_;
  std::vector<PluginVariant> variants_;
  PluginVariant nothing_;
};

/// The kernel's C struct of pontage/kernel_shapes.h: eight bytes a field in the order of the
/// schema. Points into `shape`, which must outlive it.
std::vector<std::uint64_t> shape_struct(const ShapeSchema&, const Shape& shape);

}  // namespace pontage::plugin
