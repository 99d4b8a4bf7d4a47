// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "libbench/shape.hpp"

namespace pontage::graph_walk {

/// A vertex is 32 bits wide.
inline constexpr std::int64_t kMostScale = 31;

/// Which graph a problem walks on: the first fields of every such problem's shape.
struct GraphShape {
  std::string graph;        ///< a source's name, and after a colon where it is read from
  std::int64_t scale = 0;   ///< of generated graphs: log₂ of the vertices
  std::int64_t degree = 0;  ///< of uniform and kronecker: edges drawn for each vertex
};

/// The graph's fields at the front of shape S, which has GraphShape as its base; `usual_graph` is
/// what nobody needs to name.
template <class S>
std::vector<Field<S>> with_graph_fields(const char* usual_graph, std::vector<Field<S>> own) {
  std::vector<Field<S>> fields{
      {{"graph", "", "wordnet, wordnet:/dir, debian, debian:/file, uniform, kronecker or grid",
        usual_graph},
       &S::graph},
      {{"scale", "count", "log2 of the vertices of a generated graph", 16, 1, kMostScale},
       &S::scale},
      {{"degree", "count", "edges drawn for each vertex of uniform and kronecker", 16, 1, 1 << 16},
       &S::degree},
  };
  for (Field<S>& field : own) fields.push_back(std::move(field));
  return fields;
}

}  // namespace pontage::graph_walk
