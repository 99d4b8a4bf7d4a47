// SPDX-License-Identifier: Apache-2.0
#include "libbench/registry.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_devices.hpp"

namespace pontage {
namespace {

const SerialFn kSerial = [](const Args&) {};
const HostFn kHost = [](HostTeam&, const Args&) {};

class NoProblem final : public Problem {
 public:
  std::span<const ValueSpec> values() const override { return {}; }
  const Shape& shape() const override { return shape_; }
  Work work(const Variant&) const override { return {}; }
  void fill(std::size_t, std::span<std::byte>) const override {}
  Verdict judge(const HostValues&) const override { return {}; }

 private:
  Shape shape_;
};

struct NoShape {
  std::string nothing;
};

class FakeKernel final : public Kernel {
 public:
  explicit FakeKernel(std::string name) : name_(std::move(name)) {
    variants_.push_back({"reference", kSerial, ""});
    variants_.push_back({"tuned", kHost, ""});
  }
  std::string_view name() const override { return name_; }
  std::string_view summary() const override { return "does nothing"; }
  const ShapeSchema& shape_schema() const override { return schema_; }
  std::span<const Variant> variants() const override { return variants_; }
  std::span<const Suite> suites() const override { return {}; }
  Result<std::unique_ptr<Problem>> make_problem(const Shape&, Seed) const override {
    return std::make_unique<NoProblem>();
  }

 private:
  std::string name_;
  ShapeSchemaOf<NoShape> schema_{{}};
  std::vector<Variant> variants_;
};

class FakeBackend final : public Backend {
 public:
  explicit FakeBackend(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  std::string_view summary() const override { return "opens nothing"; }
  std::span<const AxisSpec> axes() const override { return {}; }
  Result<std::unique_ptr<Device>> open(const Settings&, const PlantedDelays*) const override {
    return fail(ErrorKind::unavailable, "made up");
  }

 private:
  std::string name_;
};

struct Filled {
  FakeKernel walk{"walk"}, join{"join"};
  Registry registry;
  Filled() {
    registry.add(walk);
    registry.add(join);
    registry.add(std::make_unique<FakeBackend>("threads"));
  }
};

TEST(Registry, FindsByNameOrListsWhatThereIs) {
  Filled filled;
  EXPECT_EQ(filled.registry.kernel("join").value(), &filled.join);
  EXPECT_EQ(filled.registry.backend("threads").value()->name(), "threads");
  EXPECT_EQ(filled.registry.kernel("wlak").error().what,
            "there is no kernel 'wlak'; this build has walk, join");
  EXPECT_EQ(filled.registry.kernel("wlak").error().kind, ErrorKind::usage);
  EXPECT_EQ(filled.registry.backend("cuda").error().what,
            "there is no backend 'cuda'; this build has threads");
  EXPECT_EQ(filled.registry.backend("cuda").error().kind, ErrorKind::unavailable);
  EXPECT_EQ(Registry().kernel("walk").error().what,
            "there is no kernel 'walk'; this build has none");
}

TEST(Registry, TakesVariantsFromOutside) {
  Filled filled;
  static const int entry = 0;
  ASSERT_TRUE(filled.registry.add_variant("walk", {"vendor", ForeignEntry{"opal", &entry}, ""})
                  .has_value());
  ASSERT_TRUE(
      filled.registry.add_variant("walk", {"tuned", ForeignEntry{"opal", &entry}, ""}).has_value())
      << "another dialect";
  const auto variants = filled.registry.variants(filled.walk);
  ASSERT_EQ(variants.size(), 4U);
  EXPECT_EQ(variants[0]->name, "reference") << "own ones first";
  EXPECT_EQ(variants[2]->name, "vendor");
  EXPECT_EQ(dialect_of(variants[2]->entry), "opal");
  EXPECT_EQ(filled.registry.variants(filled.join).size(), 2U);
}

TEST(Registry, AddedVariantsStayWhereTheyAre) {
  Filled filled;
  static const int entry = 0;
  ASSERT_TRUE(
      filled.registry.add_variant("walk", {"first", ForeignEntry{"opal", &entry}, ""}).has_value());
  const Variant* first = filled.registry.variants(filled.walk).back();
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(
        filled.registry
            .add_variant("walk", {"v" + std::to_string(i), ForeignEntry{"opal", &entry}, ""})
            .has_value());
  EXPECT_EQ(filled.registry.variants(filled.walk)[2], first);
}

TEST(Registry, RefusesVariantsThatWouldBeAmbiguous) {
  Filled filled;
  static const int entry = 0;
  EXPECT_EQ(filled.registry.add_variant("wlak", {"vendor", ForeignEntry{"opal", &entry}, ""})
                .error()
                .what,
            "there is no kernel 'wlak'; this build has walk, join");
  EXPECT_EQ(filled.registry.add_variant("walk", {"tuned", kHost, ""}).error().what,
            "walk's variant 'tuned' in dialect 'host' is already there; give it another name");
  EXPECT_EQ(filled.registry.add_variant("walk", {"", kHost, ""}).error().what,
            "walk's variant '' needs a name and a dialect");
  EXPECT_EQ(filled.registry.add_variant("walk", {"vendor", ForeignEntry{}, ""}).error().what,
            "walk's variant 'vendor' needs a name and a dialect");
  EXPECT_EQ(filled.registry.variants(filled.walk).size(), 2U);
}

std::string chosen(const Registry& registry, const Kernel& kernel, const Device& device,
                   std::string_view wish = {}) {
  const auto variant = choose_variant(registry.variants(kernel), device, NoProblem(), wish);
  return variant ? (*variant)->name : "refused: " + variant.error().what;
}

TEST(ChooseVariant, TunedBeforeSerial) {
  Filled filled;
  EXPECT_EQ(chosen(filled.registry, filled.walk, test::FakeHost()), "tuned");
  EXPECT_EQ(chosen(filled.registry, filled.walk, test::FakeUnified()), "reference")
      << "the only dialect it speaks";
  EXPECT_EQ(chosen(filled.registry, filled.walk, test::FakeHost(), "reference"), "reference")
      << "asked for";
}

TEST(ChooseVariant, TheFirstThatCan) {
  Filled filled;
  ASSERT_TRUE(
      filled.registry
          .add_variant("walk", {"picky", kHost, "",
                                [](const Problem&) { return std::string("needs AVX-512"); }})
          .has_value());
  ASSERT_TRUE(filled.registry.add_variant("walk", {"other", kHost, ""}).has_value());
  EXPECT_EQ(chosen(filled.registry, filled.walk, test::FakeHost()), "tuned");
  EXPECT_EQ(chosen(filled.registry, filled.walk, test::FakeHost(), "other"), "other");
  EXPECT_NE(chosen(filled.registry, filled.walk, test::FakeHost(), "picky")
                .find("picky (host): needs AVX-512"),
            std::string::npos);
}

TEST(ChooseVariant, ARefusalNamesEveryVariantAndWhy) {
  Filled filled;
  EXPECT_EQ(chosen(filled.registry, filled.walk, test::FakeDiscrete()),
            "refused: no variant can run this on gpu: reference (serial): the device does not "
            "speak 'serial'; tuned (host): the device does not speak 'host'");
  EXPECT_EQ(chosen(filled.registry, filled.walk, test::FakeHost(), "best"),
            "refused: no variant can run this on cpu: reference (serial): another one was asked "
            "for; tuned (host): another one was asked for");
}

}  // namespace
}  // namespace pontage
