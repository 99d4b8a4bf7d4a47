// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "kernels/triple_join/triples.hpp"
#include "libbench/result.hpp"

namespace pontage::triple_join {

/// Triples in a RocksDB store, in three orders.
///
/// A triple is three keys of 13 bytes with empty values: a letter for the order ('s' for spo, 'p'
/// for pos, 'o' for osp) and its three ids, big-endian, so that RocksDB's order of bytes is that of
/// the ids: 39 bytes before RocksDB's own compression of equal beginnings. One more key, "about",
/// says whether the store is being filled or full, how many triples it has and what they hash to.
/// It is written first as filling and last, synced, as full: a store whose writer was killed is
/// filled anew when it is opened by who has the same triples.
class TripleStore {
 public:
  /// Opens the folder, or makes it where it is not there or empty. Refused by name and left as it
  /// is: a folder of something else, a damaged store, a store of other triples. `after_batch` is
  /// for tests: called when so many triples are written.
  static Result<TripleStore> open(const std::string& folder, std::span<const Triple> triples,
                                  const std::function<void(std::size_t)>& after_batch = {});
  TripleStore(TripleStore&&) noexcept;
  TripleStore& operator=(TripleStore&&) noexcept;
  ~TripleStore();

  /// Of a key: a letter and three ids.
  static constexpr std::size_t kKeyBytes = 13;
  std::uint64_t triples() const;
  /// What its files come to, after RocksDB has compacted them.
  Bytes bytes_on_disk() const;

  /// One reader's place in the store: an iterator for each pattern of a join.
  class Reader {
   public:
    explicit Reader(const TripleStore&);
    ~Reader();
    /// Calls `f(triple)` for every triple that agrees with `known` (kNoTerm: any); stops when it
    /// says false. `number` is the pattern's, less than kMostPatterns; calls inside f have another.
    bool each(std::size_t number, const Triple& known, const std::function<bool(const Triple&)>& f);

   private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
  };

 private:
  struct Parts;
  explicit TripleStore(std::unique_ptr<Parts>);
  std::unique_ptr<Parts> parts_;
};

}  // namespace pontage::triple_join
