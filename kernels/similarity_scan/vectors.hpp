// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "kernels/similarity_scan/similarity_scan_shape.hpp"
#include "libbench/rng.hpp"

namespace pontage::similarity_scan {

/// The database and the queries of a shape and seed, row by row, so that nobody need hold the
/// database.
///
/// planted     rows and queries are random, and one row for each query is that query with `noise`
///             percent of its bits turned (each by itself; as many as the database has rows);
/// duplicates  every row and query is one of seven random vectors: most distances are equal;
/// equal       all rows and queries are one vector.
class Vectors {
 public:
  Vectors(const SimilarityScanShape&, Seed);

  std::int64_t words() const { return words_; }
  /// Writes words() words.
  void make_row(std::int64_t row, std::uint64_t* to) const;
  std::span<const std::uint64_t> queries() const { return queries_; }
  /// The row that is a query's planted neighbour, or −1.
  std::int64_t planted_row(std::int64_t query) const;

 private:
  void make_random(std::uint64_t stream, std::uint64_t* to) const;
  void turn_bits(std::uint64_t stream, std::uint64_t* vector) const;

  std::int64_t bits_, words_, noise_;
  std::uint64_t kinds_ = 0;  ///< how many different vectors there are; 0: no two are alike
  Seed seed_;
  std::vector<std::uint64_t> queries_;
  std::vector<std::int64_t> planted_;                        // by query
  std::unordered_map<std::int64_t, std::int64_t> query_of_;  // by planted row
};

}  // namespace pontage::similarity_scan
