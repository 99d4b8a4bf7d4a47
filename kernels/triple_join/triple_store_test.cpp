// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/triple_store.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "kernels/triple_join/generate.hpp"
#include "kernels/triple_join/triple_join.hpp"
#include "tests/support/run_kernel.hpp"

namespace pontage::triple_join {
namespace {

namespace fs = std::filesystem;

class TripleStoreTest : public ::testing::Test {
 protected:
  TripleStoreTest() : triples_(random_triples(500, 3, 40'000, 1).triples) {
    std::ranges::sort(triples_);
    triples_.erase(std::unique(triples_.begin(), triples_.end()), triples_.end());
    std::string made = (fs::temp_directory_path() / "pontage-store-test-XXXXXX").string();
    folder_ = mkdtemp(made.data());
  }
  ~TripleStoreTest() override { fs::remove_all(folder_); }

  std::vector<Triple> read(const TripleStore& store, const Triple& known) const {
    std::vector<Triple> all;
    TripleStore::Reader(store).each(0, known, [&](const Triple& t) {
      all.push_back(t);
      return true;
    });
    return all;
  }
  /// A child that opens the store and dies by SIGKILL, after so many triples or when it has all.
  void kill_a_writer(std::size_t after) {
    const pid_t child = fork();
    if (child == 0) {
      const auto store = TripleStore::open(folder_, triples_, [&](std::size_t written) {
        if (written >= after) std::raise(SIGKILL);
      });
      std::raise(store ? SIGKILL : SIGTERM);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
  }
  std::string refusal() const {
    const auto store = TripleStore::open(folder_, triples_);
    return store ? "" : store.error().what;
  }

  std::vector<Triple> triples_;
  std::string folder_;
};

TEST_F(TripleStoreTest, EveryPrefixOfKnownTermsFindsItsTriples) {
  const auto store = TripleStore::open(folder_, triples_);
  ASSERT_TRUE(store) << store.error().what;
  const Triple some = triples_[triples_.size() / 2];
  for (int known = 0; known < 8; ++known) {
    const Triple wanted{(known & 1) != 0 ? some.s : kNoTerm, (known & 2) != 0 ? some.p : kNoTerm,
                        (known & 4) != 0 ? some.o : kNoTerm};
    std::vector<Triple> right;
    for (const Triple& t : triples_)
      if ((wanted.s == kNoTerm || t.s == wanted.s) && (wanted.p == kNoTerm || t.p == wanted.p) &&
          (wanted.o == kNoTerm || t.o == wanted.o))
        right.push_back(t);
    auto found = read(*store, wanted);
    std::ranges::sort(found);
    EXPECT_EQ(found, right) << known;
  }
}

TEST_F(TripleStoreTest, AKilledWriterLosesNothingThatAnotherDoesNotBringBack) {
  kill_a_writer(1);
  kill_a_writer(33'000);
  {
    std::size_t batches = 0;
    const auto store = TripleStore::open(folder_, triples_, [&](std::size_t) { ++batches; });
    ASSERT_TRUE(store) << store.error().what;
    EXPECT_GT(batches, 0u) << "the store was not full";
    EXPECT_EQ(read(*store, {kNoTerm, kNoTerm, kNoTerm}), triples_);
  }
  kill_a_writer(1'000'000);  // full already: dies with the store open
  std::size_t batches = 0;
  const auto store = TripleStore::open(folder_, triples_, [&](std::size_t) { ++batches; });
  ASSERT_TRUE(store) << store.error().what;
  EXPECT_EQ(batches, 0u) << "a full store is not filled again";
  EXPECT_EQ(read(*store, {kNoTerm, kNoTerm, kNoTerm}), triples_);
}

TEST_F(TripleStoreTest, AForeignFolderIsRefusedAndLeftAsItIs) {
  std::ofstream(folder_ + "/letter.txt") << "dear diary";
  EXPECT_EQ(refusal(),
            folder_ +
                ": it holds something that is no RocksDB store; it is left as it is: give "
                "another folder, or remove it by hand");
  EXPECT_TRUE(fs::exists(folder_ + "/letter.txt"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(TripleStoreTest, AStoreOfOtherTriplesIsRefused) {
  ASSERT_TRUE(TripleStore::open(folder_, triples_));
  triples_.pop_back();
  EXPECT_TRUE(refusal().starts_with(folder_ + ": it holds other triples (pontage triples 1 full"))
      << refusal();
}

TEST_F(TripleStoreTest, ADamagedStoreIsRefused) {
  ASSERT_TRUE(TripleStore::open(folder_, triples_));
  for (const auto& file : fs::directory_iterator(folder_))
    if (file.path().filename().string().starts_with("MANIFEST")) fs::resize_file(file.path(), 20);
  EXPECT_TRUE(refusal().starts_with(folder_ + ": the store cannot be opened: ")) << refusal();
}

TEST_F(TripleStoreTest, TheKernelAnswersFromTheStore) {
  test::SerialTeam team;
  for (const char* query : {"triangle", "predicates", "apart", "distinct", "limit", "everything"}) {
    const auto problem = test::make(
        triple_store(), {{"query", query}, {"terms", 40}, {"triples", 400}, {"budget", 1 << 20}});
    ASSERT_TRUE(problem) << problem.error().what;
    test::Bench bench(**problem);
    bench.run(test::variant_named(triple_store(), "rocksdb"), team);
    EXPECT_TRUE(bench.judge().right) << query << ": " << bench.judge().why;
  }
}

}  // namespace
}  // namespace pontage::triple_join
