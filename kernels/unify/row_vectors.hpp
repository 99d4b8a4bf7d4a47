// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernels/unify/rows.hpp"

namespace pontage::unify {

/// Rows of terms by vectors, written once for every instruction set that Highway knows of this
/// processor family; the best one that the processor has is chosen at run time. Where its vectors
/// are shorter than 8 cells nothing is read by them. Only where the build has Highway.
RowFunctions row_functions();

/// The instruction set that they run on here, as Highway names it.
std::string row_vectors_target();

}  // namespace pontage::unify
