// SPDX-License-Identifier: Apache-2.0
/// Every kernel on every backend that is built, at a small shape, through the whole chain: right,
/// and the same answer everywhere. The lists are generated from the folders, so a new folder is
/// covered with no new test.
#include <gtest/gtest.h>

#include <map>

#include "backends/backend_list.hpp"
#include "kernels/kernel_list.hpp"
#include "libbench/case_runner.hpp"

namespace pontage {
namespace {

struct Process {
  Registry registry;
  ClockMap clock = ClockMap::calibrate(10_ms);
  SelfTest selftest;
  SentinelProbe sentinel;
  Process() {
    add_all_kernels(registry);
    add_all_backends(registry);
  }
  CaseRecord run(const Case& c) {
    SamplePlan sampling;
    sampling.rule = "count";
    sampling.limits.least = sampling.limits.most = 2;
    sampling.warm_up = 1_ms;
    sampling.repetition = 1_ms;
    return run_case(c, {registry, clock, selftest, sentinel, sampling, 3});
  }
};

/// The shapes that a kernel offers for its answers.
CaseRequest check_request(std::string_view kernel) {
  CaseRequest request;
  request.kernels = {std::string(kernel)};
  request.suite = "check";
  return request;
}

TEST(Conformance, EveryKernelIsRightOnEveryBackendAndEverywhereTheSame) {
  Process process;
  std::map<std::string, std::string> digest_of_shape;
  int right = 0;
  for (const Kernel* kernel : process.registry.kernels()) {
    CaseRequest request = check_request(kernel->name());
    // Nobody spins, so that the split device runs anywhere.
    request.beside = {{"wait", "block"}, {"idle", "block"}};
    const auto cases = expand_cases(process.registry, request);
    ASSERT_TRUE(cases) << cases.error().what;
    for (const Case& c : *cases) {
      const CaseRecord record = process.run(c);
      if (record.status == Status::skipped && record.trouble == ErrorKind::refused) {
        std::printf("skipped %s: %s\n", record.key.c_str(), record.reason.c_str());
        continue;
      }
      EXPECT_EQ(record.status, Status::right) << record.key << ": " << record.reason;
      std::string shape = record.kernel;
      for (const auto& [name, value] : record.shape) shape += " " + name + "=" + to_text(value);
      const auto [known, is_new] = digest_of_shape.try_emplace(shape, record.digest);
      EXPECT_EQ(known->second, record.digest)
          << record.key << " answers differently from another device";
      ++right;
    }
  }
  EXPECT_GT(right, 0);
}

TEST(Conformance, PricedCasesGiveTheSameAnswerAsMeasuredOnes) {
  Process process;
  CaseRequest request = check_request("chase");
  request.backends = {"cpu_threads"};
  request.machines = {std::string(PONTAGE_MACHINES) + "/example_discrete.json",
                      std::string(PONTAGE_MACHINES) + "/example_unified.json"};
  request.filter = "bytes=65600 chains=(3|16) banks=3 hops=500";
  const auto cases = expand_cases(process.registry, request);
  ASSERT_TRUE(cases) << cases.error().what;
  ASSERT_EQ(cases->size(), 6U);
  std::map<std::string, std::string> digests;
  for (const Case& c : *cases) {
    const CaseRecord record = process.run(c);
    ASSERT_EQ(record.status, Status::right) << record.key << ": " << record.reason;
    EXPECT_EQ(record.provenance,
              c.backend != nullptr ? Provenance::measured : Provenance::modelled);
    EXPECT_EQ(digests.try_emplace(to_text(record.shape.at("chains")), record.digest).first->second,
              record.digest);
  }
}

}  // namespace
}  // namespace pontage
