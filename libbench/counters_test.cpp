// SPDX-License-Identifier: Apache-2.0
#include "libbench/counters.hpp"

#include <gtest/gtest.h>

#include "libbench/made_up_machine.hpp"
#include "libbench/system_files.hpp"

namespace pontage {
namespace {

std::vector<std::string> names_of(const std::vector<CounterReading>& readings) {
  std::vector<std::string> names;
  for (const CounterReading& reading : readings) names.push_back(reading.name);
  return names;
}

TEST(NullCounters, GiveEveryNameWithoutAValueAndWithTheReason) {
  const auto counters = make_null_counters("this machine offers none", "take another");
  EXPECT_EQ(counters->name(), "none");
  EXPECT_FALSE(offers_any(*counters));
  counters->attach();
  counters->start();
  counters->stop();
  const auto readings = counters->readings();
  EXPECT_EQ(names_of(readings), counter_names());
  for (const CounterReading& reading : readings) {
    EXPECT_FALSE(reading.value.has_value());
    EXPECT_EQ(reading.reason, "this machine offers none; take another");
  }
}

/// Writes down what it was told, and when.
class Recorder final : public CounterProvider {
 public:
  Recorder(std::string name, std::vector<std::string>& log) : name_(std::move(name)), log_(log) {
    offers_ = {{name_ + "_count", "", ""}};
  }
  std::string_view name() const override { return name_; }
  const std::vector<CounterOffer>& offers() const override { return offers_; }
  void watch(const std::vector<std::string>& gpus) override {
    log_.push_back("watch " + gpus.at(0) + " " + name_);
  }
  void attach() override { log_.push_back("attach " + name_); }
  void start() noexcept override { log_.push_back("start " + name_); }
  void stop() noexcept override { log_.push_back("stop " + name_); }
  void detach() noexcept override { log_.push_back("detach " + name_); }
  std::vector<CounterReading> readings() const override {
    return {{name_ + "_count", 1, "", 1, name_}};
  }

 private:
  std::string name_;
  std::vector<std::string>& log_;
  std::vector<CounterOffer> offers_;
};

TEST(JoinedCounters, AreOneProviderWhoseFirstCountsInsideTheWindowsOfTheOthers) {
  std::vector<std::string> log;
  std::vector<std::unique_ptr<CounterProvider>> parts;
  parts.push_back(std::make_unique<Recorder>("quick", log));
  parts.push_back(std::make_unique<Recorder>("slow", log));
  const auto joined = join_counters(std::move(parts));
  EXPECT_EQ(joined->name(), "quick, slow");
  EXPECT_TRUE(offers_any(*joined));
  joined->watch({"0000:17:00.0"});
  joined->attach();
  joined->start();
  joined->stop();
  joined->detach();
  EXPECT_EQ(log,
            (std::vector<std::string>{"watch 0000:17:00.0 quick", "watch 0000:17:00.0 slow",
                                      "attach quick", "attach slow", "start slow", "start quick",
                                      "stop quick", "stop slow", "detach quick", "detach slow"}));
  EXPECT_EQ(names_of(joined->readings()), (std::vector<std::string>{"quick_count", "slow_count"}));
}

TEST(AllCounters, HaveEveryNameAndASentenceForWhatIsAbsent) {
  const MadeUpMachine machine;
  const auto counters = make_counters(SystemFiles(machine.root()));
  ASSERT_EQ(counters->offers().size(), counter_names().size());
  for (std::size_t i = 0; i < counters->offers().size(); ++i) {
    const CounterOffer& offer = counters->offers()[i];
    EXPECT_EQ(offer.name, counter_names()[i]);
    EXPECT_EQ(offer.why_not.empty(), offer.remedy.empty()) << offer.name;
  }
}

}  // namespace
}  // namespace pontage
