// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "libbench/plan.hpp"

namespace pontage::test {

inline constexpr Bytes kFrame{1920 * 1080 * 4};
inline constexpr Bytes kStream{60'000};
inline constexpr Bytes kSize{32};

/// A thin client's frame as a graph of stages: composite → [capture] → encode → send. Stripes are
/// parts; `send` joins them. What crosses is closed-form: one frame or stream for every flow
/// between memories that do not reach each other.
inline ScenarioSpec compositor(int stripes, bool has_capture) {
  ScenarioSpec s{"compositor", {}, {}, stripes};
  s.stages.push_back({"composite",
                      {{"client", kFrame, Role::request}, {"frame", kFrame, Role::response}},
                      {},
                      true});
  if (has_capture)
    s.stages.push_back(
        {"capture", {{"in", kFrame, Role::request}, {"out", kFrame, Role::response}}, {}, true});
  s.stages.push_back({"encode",
                      {{"frame", kFrame, Role::request},
                       {"tables", Bytes{4096}, Role::dataset},
                       {"work", kFrame, Role::scratch},
                       {"stream", kStream, Role::response},
                       {"size", kSize, Role::response}},
                      {},
                      true});
  s.stages.push_back({"send",
                      {{"stream", kStream, Role::request},
                       {"size", kSize, Role::request},
                       {"packets", kStream, Role::response}},
                      {},
                      false});
  const int encode = has_capture ? 2 : 1, send = encode + 1;
  if (has_capture) s.flows.push_back({0, 1, 1, 0});
  s.flows.push_back({encode - 1, 1, encode, 0});
  s.flows.push_back({encode, 3, send, 0});
  s.flows.push_back({encode, 4, send, 1});
  return s;
}

}  // namespace pontage::test
