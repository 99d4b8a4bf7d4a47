// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "kernels/triple_join/query.hpp"

namespace pontage::triple_join {

/// A query for data=random, made without a parser.
struct SmallQuery {
  std::string_view name;
  std::string_view summary;
  Query query;
};
std::span<const SmallQuery> small_queries();

/// Makes a query pattern by pattern; names of variables begin with '?', other texts are the
/// predicates, subjects and objects of random_triples ("p0", "7") or spelled terms.
class QueryMaker {
 public:
  QueryMaker& where(std::string_view s, std::string_view p, std::string_view o,
                    Path path = Path::once);
  /// A filter of one comparison.
  QueryMaker& keep(std::string_view a, FilterOp op, std::string_view b);
  /// The rows' variables; without one, all.
  QueryMaker& select(std::initializer_list<std::string_view> variables);
  QueryMaker& count();
  QueryMaker& distinct();
  QueryMaker& limit(std::uint64_t rows);
  Query made() const;

 private:
  Slot slot(std::string_view text);
  Query query_;
};

}  // namespace pontage::triple_join
