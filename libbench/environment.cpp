// SPDX-License-Identifier: Apache-2.0
#include "libbench/environment.hpp"

#include <array>
#include <cstdio>
#include <optional>
#include <string_view>

#include "libbench/counters.hpp"
#include "libbench/environment_parts.hpp"
#include "libbench/huge_pages.hpp"
#include "libbench/machine_checks.hpp"
#include "libbench/rng.hpp"

namespace pontage {
namespace {

/// Hashes fields one after the other; each field's length goes in, so that moving a byte between
/// fields changes the hash.
class Hash {
 public:
  void add(std::string_view text) {
    state_ = mix64(state_ ^ text.size());
    for (const char c : text) state_ = mix64(state_ ^ static_cast<unsigned char>(c));
  }
  std::string hex() const {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(state_));
    return text;
  }

 private:
  std::uint64_t state_ = 0;
};

std::string fingerprint_of(const Environment& environment) {
  Hash hash;
  for (const std::string* text :
       {&environment.processor, &environment.kernel, &environment.compiler, &environment.flags})
    hash.add(*text);
  for (const CacheFact& cache : environment.caches) {
    hash.add(cache.type);
    for (const std::int64_t number :
         {std::int64_t{cache.level}, cache.size_bytes, std::int64_t{cache.shared_by}})
      hash.add(std::to_string(number));
  }
  return hash.hex();
}

/// Asks for one huge page and looks whether it is one. A made-up machine is not asked.
std::optional<Bytes> try_huge_page(const SystemFiles& files) {
  if (!files.is_real_machine()) return std::nullopt;
  return HugePages(2_MiB).huge_bytes();
}

/// Tries every counter once; a made-up machine has none to try.
std::vector<CounterOffer> try_counters(const SystemFiles& files) {
  if (!files.is_real_machine()) return {};
  return make_counters(files)->offers();
}

}  // namespace

std::string to_text(Check::Verdict verdict) {
  constexpr std::array names{"good", "suspicious", "bad", "unknown"};
  return names.at(static_cast<std::size_t>(verdict));
}

Environment read_environment(const std::string& root) {
  const SystemFiles files(root);
  Environment environment;
  read_processor(files, environment);
  read_system(files, environment);
  read_build(environment);
  environment.checks = check_machine(files, try_huge_page(files), try_counters(files));
  environment.fingerprint = fingerprint_of(environment);
  return environment;
}

std::int64_t steal_ticks(const std::string& root) {
  const auto times = read_processor_times(SystemFiles(root));
  return times ? times->steal : 0;
}

}  // namespace pontage
