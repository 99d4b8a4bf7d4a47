// SPDX-License-Identifier: Apache-2.0
#include "kernels/triple_join/sparql_text.hpp"

#include <string_view>

namespace pontage::triple_join {
namespace {

/// A literal's text as a quoted string may hold it.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '"':
        safe += "\\\"";
        break;
      case '\\':
        safe += "\\\\";
        break;
      case '\n':
        safe += "\\n";
        break;
      case '\r':
        safe += "\\r";
        break;
      case '\t':
        safe += "\\t";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string text_of(const Query& query, const Slot& slot) {
  if (slot.is_variable) {
    const std::string& name = query.variables[slot.variable];
    return name.starts_with("_:") ? "?blank_" + name.substr(2) : "?" + name;
  }
  const Term term = parse_spelling(slot.constant);
  if (term.kind != TermKind::literal) return slot.constant;
  std::string text = "\"" + escaped(term.text) + "\"";
  if (!term.language.empty()) text.append("@").append(term.language);
  if (!term.datatype.empty()) text.append("^^<").append(term.datatype).append(">");
  return text;
}

std::string_view sign_of(FilterOp op) {
  switch (op) {
    case FilterOp::eq:
      return " = ";
    case FilterOp::ne:
      return " != ";
    case FilterOp::lt:
      return " < ";
    case FilterOp::le:
      return " <= ";
    case FilterOp::gt:
      return " > ";
    case FilterOp::ge:
      return " >= ";
    case FilterOp::land:
      return " && ";
    default:
      return " || ";
  }
}

std::string text_of(const Query& query, std::int32_t at) {
  const FilterNode& node = query.nodes[static_cast<std::size_t>(at)];
  if (node.op == FilterOp::leaf) return text_of(query, node.leaf);
  if (node.op == FilterOp::lnot) return "!(" + text_of(query, node.left) + ")";
  return "(" + text_of(query, node.left) + std::string(sign_of(node.op)) +
         text_of(query, node.right) + ")";
}

std::string head_of(const Query& query) {
  const std::string distinct = query.distinct ? "DISTINCT " : "";
  std::string columns;
  for (const std::uint32_t variable : query.projected)
    columns += text_of(query, Slot::of_variable(variable)) + " ";
  if (!query.is_count) return "SELECT " + distinct + columns;
  const bool is_one = query.projected.size() == 1;
  return "SELECT (COUNT(" + distinct + (is_one ? columns.substr(0, columns.size() - 1) : "*") +
         ") AS ?count) ";
}

}  // namespace

std::string to_sparql(const Query& query) {
  std::string text = head_of(query) + "WHERE { ";
  for (const Pattern& pattern : query.patterns) {
    const char* repeat = pattern.path == Path::plus ? "+" : pattern.path == Path::star ? "*" : "";
    text += text_of(query, pattern.s) + " " + text_of(query, pattern.p) + repeat + " " +
            text_of(query, pattern.o) + " . ";
  }
  for (const std::int32_t root : query.filters) text += "FILTER(" + text_of(query, root) + ") ";
  text += "}";
  if (query.limit) text += " LIMIT " + std::to_string(*query.limit);
  return text;
}

}  // namespace pontage::triple_join
