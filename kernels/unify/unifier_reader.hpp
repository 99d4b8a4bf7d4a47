// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/unify/term_digest.hpp"
#include "kernels/unify/unify_shape.hpp"

namespace pontage::unify {

/// What a response says of one pair: the bindings applied to both sides, outside every window.
/// Shares no code with the variants. Every compound term has its digest taken once, wherever it
/// stands, so terms that double are read in the time of their shared form. Nothing in a response is
/// trusted.
class UnifierReader {
 public:
  /// `flaw` is a sentence when the response is no unifier at all: then `answer` is of outcome
  /// kDiffers.
  struct Reading {
    UnifyAnswer answer;
    std::string flaw;
  };
  /// Cells and bindings are those of the pair.
  Reading read(std::span<const Cell> cells, const TermPair&, std::uint32_t outcome,
               std::span<const Cell> bindings);

 private:
  /// A compound term that is being read.
  struct Open {
    std::size_t at = 0, next = 0;
    Cell left = 0;  ///< arguments still to come
    bool is_in_place = false;
    RowDigest row;
  };
  enum class State : std::uint8_t { unseen, open, known };
  struct Known {
    RowDigest row;
    std::size_t end = 0;
    State state = State::unseen;
  };
  std::string flaw_in(std::span<const Cell> cells, std::span<const Cell> bindings);
  std::string find_roots();
  bool read_side(std::span<const Cell> cells, std::size_t at, RowDigest& digest);
  bool take_argument(std::span<const Cell> cells);
  void open(std::span<const Cell> cells, std::size_t at, bool is_in_place);
  Cell value_of(std::span<const Cell> cells, std::size_t at);

  std::vector<Cell> roots_;  ///< of each variable: itself, free; a constant's cell; or a place
  std::vector<Cell> names_;  ///< of free variables
  std::vector<Known> known_;
  std::vector<Open> stack_;
  Cell free_ = 0;
};

}  // namespace pontage::unify
