// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "kernels/triple_join/sparql_reader.hpp"

namespace pontage::triple_join {
namespace {

/// How deep brackets and ! may stand within each other, so that no text exhausts the stack.
constexpr int kMostDepth = 32;

/// An expression that was read: its node, and where it begins.
struct Read {
  std::int32_t node = -1;
  std::size_t at = 0;
};

class FilterReader {
 public:
  explicit FilterReader(SparqlReader& reader) : reader_(reader) {}

  bool read() {
    if (!reader_.now().is_mark("(")) {
      if (reader_.now().kind == TokenKind::word && !reader_.now().is_word("NOT") &&
          !reader_.now().is_word("EXISTS"))
        return refuse_function();
      return reader_.unexpected("'(' of a filter");
    }
    Read read;
    if (!read_bracketed(read, 0) || !is_condition(read)) return false;
    reader_.query.filters.push_back(read.node);
    return true;
  }

 private:
  bool refuse_function() {
    return reader_.refuse(reader_.now().at,
                          "the function " + std::string(reader_.now().text.substr(0, 40)));
  }
  bool add(FilterNode node, std::size_t at, Read& to) {
    auto& nodes = reader_.query.nodes;
    if (nodes.size() == kMostNodes)
      return reader_.refuse(at, "a query of more than " + std::to_string(kMostNodes) +
                                    " terms and operators in its filters");
    to = {static_cast<std::int32_t>(nodes.size()), at};
    nodes.push_back(std::move(node));
    return true;
  }
  bool is_leaf(const Read& read) const {
    return reader_.query.nodes[static_cast<std::size_t>(read.node)].op == FilterOp::leaf;
  }
  bool is_condition(const Read& read) {
    if (!is_leaf(read)) return true;
    return reader_.refuse(read.at, "a term as a condition");
  }

  bool read_bracketed(Read& to, int depth) {
    if (depth == kMostDepth) return reader_.refuse(reader_.now().at, "an expression this deep");
    return reader_.expect_mark("(", "of an expression") &&
           read_joined(to, depth + 1, FilterOp::lor) &&
           reader_.expect_mark(")", "of an expression");
  }
  /// a || b || …, where each is c && d && …
  bool read_joined(Read& to, int depth, FilterOp op) {
    const auto read_one = [&](Read& one) {
      return op == FilterOp::lor ? read_joined(one, depth, FilterOp::land)
                                 : read_comparison(one, depth);
    };
    if (!read_one(to)) return false;
    const char* mark = op == FilterOp::lor ? "||" : "&&";
    while (reader_.now().is_mark(mark)) {
      if (!is_condition(to)) return false;
      reader_.advance();
      Read right;
      if (!read_one(right) || !is_condition(right)) return false;
      if (!add({.op = op, .left = to.node, .right = right.node, .leaf = {}}, to.at, to))
        return false;
    }
    return true;
  }
  bool read_comparison(Read& to, int depth) {
    static constexpr std::array<std::pair<const char*, FilterOp>, 6> kOperators{
        {{"=", FilterOp::eq},
         {"!=", FilterOp::ne},
         {"<", FilterOp::lt},
         {"<=", FilterOp::le},
         {">", FilterOp::gt},
         {">=", FilterOp::ge}}};
    if (!read_unary(to, depth)) return false;
    for (const auto& [mark, op] : kOperators) {
      if (!reader_.now().is_mark(mark)) continue;
      reader_.advance();
      Read right;
      if (!read_unary(right, depth)) return false;
      for (const Read& side : {to, right})
        if (!is_leaf(side)) return reader_.refuse(side.at, "a comparison of conditions");
      return add({.op = op, .left = to.node, .right = right.node, .leaf = {}}, to.at, to);
    }
    return !refuses_operator();
  }
  /// True with a refusal where arithmetic goes on; "?a -5" has its sign in the number.
  bool refuses_operator() {
    const Token& token = reader_.now();
    const bool is_signed = (token.kind == TokenKind::integer || token.kind == TokenKind::decimal ||
                            token.kind == TokenKind::floating) &&
                           (token.text[0] == '+' || token.text[0] == '-');
    const bool is_operator =
        token.is_mark("+") || token.is_mark("-") || token.is_mark("*") || token.is_mark("/");
    if (is_signed || is_operator) reader_.refuse(token.at, "arithmetic");
    return is_signed || is_operator;
  }
  bool read_unary(Read& to, int depth) {
    const std::size_t at = reader_.now().at;
    if (reader_.now().is_mark("!")) {
      if (depth == kMostDepth) return reader_.refuse(at, "an expression this deep");
      reader_.advance();
      Read below;
      return read_unary(below, depth + 1) && is_condition(below) &&
             add({.op = FilterOp::lnot, .left = below.node, .leaf = {}}, at, to);
    }
    if (reader_.now().is_mark("-") || reader_.now().is_mark("+"))
      return reader_.refuse(at, "arithmetic");
    if (reader_.now().is_mark("(")) return read_bracketed(to, depth);
    return read_leaf(to);
  }
  bool read_leaf(Read& to) {
    const Token token = reader_.now();
    if (token.kind == TokenKind::blank)
      return reader_.wrong(token.at, "a filter has no blank nodes");
    if (token.kind == TokenKind::word && !reader_.is_term() && !token.is_word("NOT") &&
        !token.is_word("EXISTS"))
      return refuse_function();
    Slot slot;
    if (!reader_.read_term(slot)) return false;
    if (reader_.now().is_mark("(")) return reader_.refuse(token.at, "a function");
    return add({.op = FilterOp::leaf, .leaf = std::move(slot)}, token.at, to);
  }

  SparqlReader& reader_;
};

}  // namespace

bool read_filter(SparqlReader& reader) { return FilterReader(reader).read(); }

}  // namespace pontage::triple_join
