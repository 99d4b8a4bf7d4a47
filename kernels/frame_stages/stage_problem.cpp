// SPDX-License-Identifier: Apache-2.0
#include "kernels/frame_stages/stage_problem.hpp"

#include <cstring>
#include <utility>

#include "libbench/check.hpp"

namespace pontage::frame_stages {

void StageProblem::add_bytes(std::string name, Role role, std::span<const std::byte> from) {
  values_.push_back({std::move(name), Bytes{static_cast<std::int64_t>(from.size())}, role});
  inputs_.push_back(from);
}

void StageProblem::fill(std::size_t value, std::span<std::byte> to) const {
  PONTAGE_CHECK(value < inputs_.size() && to.size() >= inputs_[value].size(), value, to.size());
  PONTAGE_CHECK(values_[value].role == Role::dataset || values_[value].role == Role::request,
                value);
  if (!inputs_[value].empty()) std::memcpy(to.data(), inputs_[value].data(), inputs_[value].size());
}

std::string wrong_check(std::span<const std::uint64_t> got, std::span<const std::uint64_t> expected,
                        std::string_view name) {
  if (got.size() != expected.size())
    return "there are " + std::to_string(got.size()) + " checks, must be " +
           std::to_string(expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    if (got[i] != expected[i])
      return std::string(name) + " " + std::to_string(i) + " has the check " +
             std::to_string(got[i]) + ", must be " + std::to_string(expected[i]);
  return {};
}

}  // namespace pontage::frame_stages
