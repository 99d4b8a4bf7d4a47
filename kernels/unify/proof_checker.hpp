// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <span>
#include <string>

#include "kernels/unify/knowledge.hpp"

namespace pontage::unify {

/// What a query's steps claim, read back into terms.
struct ClaimedProof {
  std::span<const ProofStep> steps;
  std::span<const Value> made;
};

/// Checks every step by itself: it is an instance of its rule, whose goals are its premises: facts,
/// or steps before it. Works on written-out terms and shares no code with the engine. Returns what
/// is proved, or in `why` a sentence naming the first step that is wrong.
std::set<Term> check_proof(const Knowledge&, const ClaimedProof&, std::string& why);

}  // namespace pontage::unify
