// SPDX-License-Identifier: Apache-2.0
/// The corpora without libFuzzer: every file as it is, and some thousand mutations of them that are
/// the same every time.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "libbench/rng.hpp"
#include "tests/fuzz/targets.hpp"

namespace pontage::test {
namespace {

std::vector<std::string> corpus(const std::string& name) {
  std::vector<std::string> paths, texts;
  for (const auto& file : std::filesystem::directory_iterator(PONTAGE_FUZZ_CORPUS "/" + name))
    paths.push_back(file.path().string());
  std::ranges::sort(paths);
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

/// Bytes changed, cut out, doubled, or taken from another text.
std::string mutated(std::string text, const std::string& other, Rng& rng) {
  const auto place = [&](const std::string& in) {
    return static_cast<std::size_t>(rng.below(in.size() + 1));
  };
  for (auto times = 1 + rng.below(4); times > 0; --times) {
    const std::size_t at = place(text);
    const std::size_t size = std::min<std::size_t>(rng.below(16), text.size() - at);
    switch (rng.below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(rng.below(256));
        break;
      case 1:
        text.erase(at, size);
        break;
      case 2:
        text.insert(at, text.substr(at, size));
        break;
      case 3:
        text.insert(at, other.substr(std::min(at, other.size()), size));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

void replay(const std::string& name, void (*target)(std::string_view), int mutations) {
  const auto texts = corpus(name);
  ASSERT_GE(texts.size(), 5U) << "the corpus of " << name << " is not where it should be";
  for (const auto& text : texts) target(text);
  Rng rng(mix64(texts.size()));
  for (int i = 0; i < mutations; ++i)
    target(mutated(texts[rng.below(texts.size())], texts[rng.below(texts.size())], rng));
}

TEST(Fuzz, sparql) { replay("sparql", fuzz_sparql, 20'000); }
TEST(Fuzz, triples) { replay("triples", fuzz_triples, 5'000); }
TEST(Fuzz, packages) { replay("packages", fuzz_packages, 5'000); }
TEST(Fuzz, traces) { replay("traces", fuzz_traces, 5'000); }
TEST(Fuzz, pictures) { replay("pictures", fuzz_pictures, 5'000); }
TEST(Fuzz, updates) { replay("updates", fuzz_updates, 20'000); }
/// Else mutations of them would never come to what lies behind the heads.
TEST(Fuzz, updates_of_the_corpus_are_shown) {
  for (const auto& update : corpus("updates"))
    EXPECT_TRUE(is_shown(update)) << update.substr(0, 4) << ", " << update.size() << " bytes";
}
#ifdef PONTAGE_HAS_PACKETS
TEST(Fuzz, protected_packets) { replay("protected_packets", fuzz_protected_packets, 20'000); }
#endif
TEST(Fuzz, rules) { replay("rules", fuzz_rules, 5'000); }
TEST(Fuzz, terms) { replay("terms", fuzz_terms, 10'000); }

}  // namespace
}  // namespace pontage::test
