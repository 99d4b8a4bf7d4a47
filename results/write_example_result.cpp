// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "results/csv.hpp"
#include "results/example_result.hpp"
#include "results/result_json.hpp"
#include "results/write.hpp"

/// write_example_result FILE [SEED [RUNS]]: writes the made-up result as JSON, or as CSV where FILE
/// ends so.
int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const int runs = argc > 3 ? std::atoi(argv[3]) : 2;
  const pontage::ResultFile file = pontage::example_result(runs, seed);
  const bool is_csv = std::string_view(argv[1]).ends_with(".csv");
  const auto good =
      pontage::write_text(argv[1], is_csv ? pontage::to_csv(file) : pontage::to_json(file));
  if (!good) std::fprintf(stderr, "%s\n", good.error().what.c_str());
  return good ? 0 : 1;
}
