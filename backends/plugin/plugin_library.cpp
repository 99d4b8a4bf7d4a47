// SPDX-License-Identifier: Apache-2.0
#include "backends/plugin/plugin_library.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <set>

#include "backends/plugin/elf_file.hpp"

namespace pontage::plugin {
namespace {

constexpr std::int32_t kMostOfAKind = 4096;  // axes, variants: more is nonsense, not ambition
constexpr std::size_t kLongestText = 2048;

/// False for a null or endless string.
bool take(const char* from, std::string& to) {
  if (from == nullptr) return false;
  const std::size_t length = strnlen(from, kLongestText);
  to.assign(from, length);
  return length < kLongestText;
}

bool is_name(const std::string& text) {
  return !text.empty() && text.size() < 64 && std::ranges::all_of(text, [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// What must be in a table of any minor version.
std::string missing_function(const pontage_plugin& t) {
  const std::pair<const char*, bool> needed[]{
      {"open", t.open == nullptr},         {"close", t.close == nullptr},
      {"describe", t.describe == nullptr}, {"memory", t.memory == nullptr},
      {"engine", t.engine == nullptr},     {"allocate", t.allocate == nullptr},
      {"release", t.release == nullptr},   {"prepare", t.prepare == nullptr},
      {"submit", t.submit == nullptr},     {"await", t.await == nullptr},
      {"clear", t.clear == nullptr}};
  for (const auto& [name, is_missing] : needed)
    if (is_missing) return name;
  if (t.axes > 0 && t.axis == nullptr) return "axis";
  if (t.variants > 0 && t.variant == nullptr) return "variant";
  return {};
}

AxisSpec to_axis(const pontage_axis_info& info, const std::string& name) {
  AxisSpec axis;
  axis.name = name;
  take(info.unit, axis.unit);
  take(info.help, axis.help);
  std::string word;
  if (take(info.usual_word, word))
    axis.usual = word;
  else
    axis.usual = info.usual_number;
  axis.least = info.least;
  axis.most = info.most;
  if (info.choices != nullptr && info.usual_word != nullptr)
    for (std::int32_t i = 0; i < kMostOfAKind && take(info.choices[i], word); ++i)
      axis.choices.push_back(word);
  return axis;
}

}  // namespace

std::string Sentence::text(std::string_view otherwise) const {
  const std::string written(text_, strnlen(text_, sizeof text_));
  return written.empty() ? std::string(otherwise) : written;
}

Error error_of(pontage_status status, const Sentence& sentence, const std::string& who,
               std::string_view doing) {
  const ErrorKind kind = status == PONTAGE_REFUSED       ? ErrorKind::refused
                         : status == PONTAGE_UNAVAILABLE ? ErrorKind::unavailable
                                                         : ErrorKind::internal;
  return {kind, who + ": " +
                    sentence.text("status " + std::to_string(status) +
                                  " without a sentence, while " + std::string(doing))};
}

Result<std::shared_ptr<PluginLibrary>> PluginLibrary::load(const std::string& path) {
  if (auto good = check_shared_library(path); !good) return pass_on(good.error());
  std::shared_ptr<PluginLibrary> library(new PluginLibrary("plug-in " + path));
  library->handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library->handle_ == nullptr)
    return fail(ErrorKind::unreadable, "plug-in " + path + " cannot be loaded: " + dlerror());
  auto* entry = reinterpret_cast<const pontage_plugin* (*)()>(
      dlsym(library->handle_, PONTAGE_PLUGIN_ENTRY_NAME));
  if (entry == nullptr)
    return fail(ErrorKind::unreadable, "plug-in " + path + " exports no " +
                                           PONTAGE_PLUGIN_ENTRY_NAME +
                                           "; see docs/add-a-backend.md");
  if (auto good = library->believe(entry()); !good) return pass_on(good.error());
  return library;
}

Result<std::shared_ptr<PluginLibrary>> PluginLibrary::adopt(const pontage_plugin* table,
                                                            std::string who) {
  std::shared_ptr<PluginLibrary> library(new PluginLibrary(std::move(who)));
  if (auto good = library->believe(table); !good) return pass_on(good.error());
  return library;
}

PluginLibrary::~PluginLibrary() {
  if (handle_ != nullptr) dlclose(handle_);
}

Result<void> PluginLibrary::wrong(const std::string& what) const {
  return fail(ErrorKind::unreadable, who_ + ": " + what);
}

Result<void> PluginLibrary::believe(const pontage_plugin* table) {
  if (table == nullptr) return wrong("its entry returned no table");
  constexpr std::size_t kVersions = offsetof(pontage_plugin, axes);
  if (table->struct_size < kVersions)
    return wrong("its table says it has " + std::to_string(table->struct_size) + " bytes");
  if (table->major != PONTAGE_PLUGIN_MAJOR)
    return wrong("it was built for version " + std::to_string(table->major) + "." +
                 std::to_string(table->minor) + " of the plug-in interface, this Pontage has " +
                 std::to_string(PONTAGE_PLUGIN_MAJOR) + "." + std::to_string(PONTAGE_PLUGIN_MINOR) +
                 "; build it again with this Pontage's pontage/plugin.h");
  std::memcpy(&table_, table, std::min<std::size_t>(table->struct_size, sizeof table_));
  if (!take(table_.name, name_) || !is_name(name_))
    return wrong("its name must be lower-case letters, digits and _");
  if (!take(table_.dialect, dialect_) || !is_name(dialect_))
    return wrong("its dialect must be lower-case letters, digits and _");
  if (!take(table_.summary, summary_)) return wrong("it has no summary");
  take(table_.remark, remark_);
  if (table_.axes < 0 || table_.axes > kMostOfAKind || table_.variants < 0 ||
      table_.variants > kMostOfAKind)
    return wrong("it says that it has " + std::to_string(table_.axes) + " axes and " +
                 std::to_string(table_.variants) + " variants");
  if (const std::string name = missing_function(table_); !name.empty())
    return wrong("its table has no " + name);
  if (auto good = read_axes(); !good) return good;
  return read_variants();
}

Result<void> PluginLibrary::read_axes() {
  std::set<std::string> names;
  for (std::int32_t i = 0; i < table_.axes; ++i) {
    pontage_axis_info info{};
    info.struct_size = sizeof info;
    std::string name;
    if (table_.axis(i, &info) != PONTAGE_OK || !take(info.name, name) || !is_name(name))
      return wrong("its axis " + std::to_string(i) + " cannot be read");
    if (!names.insert(name).second) return wrong("it has two axes '" + name + "'");
    axes_.push_back(to_axis(info, name));
    if (auto good = check_value(axes_.back(), axes_.back().usual); !good)
      return wrong("the usual value of its axis '" + name +
                   "' is not allowed: " + good.error().what);
  }
  return {};
}

Result<void> PluginLibrary::read_variants() {
  for (std::int32_t i = 0; i < table_.variants; ++i) {
    pontage_variant_info info{};
    info.struct_size = sizeof info;
    PluginVariant variant;
    variant.index = i;
    if (table_.variant(i, &info) != PONTAGE_OK || !take(info.kernel, variant.kernel) ||
        !take(info.name, variant.name) || !is_name(variant.name))
      return wrong("its variant " + std::to_string(i) + " cannot be read");
    take(info.remark, variant.remark);
    variants_.push_back(std::move(variant));
  }
  return {};
}

std::vector<std::uint64_t> shape_struct(const ShapeSchema& schema, const Shape& shape) {
  std::vector<std::uint64_t> fields;
  for (const AxisSpec& axis : schema.axes()) {
    const auto at = shape.settings().find(axis.name);
    const AxisValue& value = at == shape.settings().end() ? axis.usual : at->second;
    if (const auto* word = std::get_if<std::string>(&value))
      fields.push_back(reinterpret_cast<std::uintptr_t>(word->c_str()));
    else
      fields.push_back(static_cast<std::uint64_t>(std::get<std::int64_t>(value)));
  }
  return fields;
}

}  // namespace pontage::plugin
