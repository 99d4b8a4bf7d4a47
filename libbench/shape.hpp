// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "libbench/axis.hpp"
#include "libbench/units.hpp"

namespace pontage {

/// The size of one problem: a kernel's own struct, filled from settings and passed on by pointer.
/// Cheap to copy.
class Shape {
 public:
  Shape() = default;
  Shape(std::shared_ptr<const void> fields, Settings settings)
      : fields_(std::move(fields)), settings_(std::move(settings)) {}
  /// The kernel's struct. The caller names the type that the kernel's schema was made for.
  template <class S>
  const S& as() const {
    return *static_cast<const S*>(fields_.get());
  }
  const void* fields() const { return fields_.get(); }
  /// Every field by name, the usual ones included.
  const Settings& settings() const { return settings_; }

 private:
  std::shared_ptr<const void> fields_;
  Settings settings_;
};

/// The fields of a kernel's shape, declared once; parsing, JSON, sweeps and docs come from here.
class ShapeSchema {
 public:
  virtual ~ShapeSchema() = default;
  virtual std::span<const AxisSpec> axes() const = 0;
  /// Fills the kernel's struct; what is not set is usual. Unknown names and values out of range are
  /// usage errors.
  virtual Result<Shape> make(const Settings&) const = 0;
};

/// One field: how it is called outside and where it stands in the struct.
template <class S>
struct Field {
  AxisSpec axis;
  std::variant<std::int64_t S::*, Bytes S::*, std::string S::*> at;
};

/// The schema of shape struct S. A kernel keeps one as static data of its folder.
template <class S>
class ShapeSchemaOf final : public ShapeSchema {
 public:
  explicit ShapeSchemaOf(std::vector<Field<S>> fields) : fields_(std::move(fields)) {
    for (const auto& field : fields_) axes_.push_back(field.axis);
  }
  std::span<const AxisSpec> axes() const override { return axes_; }

  Result<Shape> make(const Settings& settings) const override {
    for (const auto& [name, value] : settings)
      if (find_axis(axes_, name) == nullptr)
        return fail(ErrorKind::usage, "there is no shape field '" + name + "'");
    auto shape = std::make_shared<S>();
    Settings all;
    for (const auto& field : fields_) {
      const AxisValue value = value_or_usual(field.axis, settings);
      if (auto good = check_value(field.axis, value); !good) return pass_on(good.error());
      store(*shape, field, value);
      all.emplace(field.axis.name, value);
    }
    return Shape(std::move(shape), std::move(all));
  }

 private:
  static void store(S& shape, const Field<S>& field, const AxisValue& value) {
    std::visit(
        [&](auto member) {
          using Member = std::remove_reference_t<decltype(shape.*member)>;
          if constexpr (std::is_same_v<Member, std::string>)
            shape.*member = std::get<std::string>(value);
          else
            shape.*member = Member{std::get<std::int64_t>(value)};
        },
        field.at);
  }
  std::vector<Field<S>> fields_;
  std::vector<AxisSpec> axes_;
};

}  // namespace pontage
