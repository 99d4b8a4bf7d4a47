// SPDX-License-Identifier: Apache-2.0
/// A ledger that puts everything into compute fails here: busy loops that nobody instrumented must
/// be found where they are.
#include <map>

#include "libbench/planted_holes.hpp"
#include "tests/chain/live_case.hpp"

namespace pontage {
namespace {

// A neighbour can disturb a try; a ledger that cannot see a hole fails all of them.
constexpr int kTries = 12;

TEST(PlantedHoles, AreFound) {
  const Registry registry = test::full_registry();
  if (!(*registry.backend("cpu_threads"))->open({{"workers", std::int64_t{2}}}, nullptr))
    GTEST_SKIP() << "two processors are needed";
  std::map<DelayPoint, HoleFinding> best;
  for (int t = 0; t < kTries; ++t) {
    auto findings = find_planted_holes(registry, test::test_clock());
    ASSERT_TRUE(findings) << findings.error().what;
    bool all = true;
    for (const HoleFinding& finding : *findings) {
      if (!best[finding.point].is_found) best[finding.point] = finding;
      all = all && best[finding.point].is_found;
    }
    if (all) break;
  }
  EXPECT_EQ(best.size(), static_cast<std::size_t>(kDelayPoints));
  for (const auto& [point, finding] : best)
    EXPECT_TRUE(finding.is_found) << to_text(point) << ": planted " << to_text(finding.planted)
                                  << ", found " << to_text(finding.found) << " in "
                                  << to_text(finding.leaf) << ", flagged " << finding.jobs_flagged
                                  << " of " << finding.jobs;
}

}  // namespace
}  // namespace pontage
