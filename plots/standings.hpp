// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plots/selection.hpp"

namespace pontage::plots {

/// What one device made of a problem, by its fastest case.
struct Place {
  const CaseRecord* fastest = nullptr;
  std::size_t cases = 0;  ///< of the device, of which this one was the fastest
  double time_ns = 0;
  Estimate ratio;  ///< its time over that of the first place; without an interval where none can be
  bool is_told_apart = false;  ///< slower than the first place beyond doubt; priced times have none
};

/// One problem and the devices that ran it, fastest first; never empty.
struct Standing {
  std::string
      problem;  ///< "query Q9", what tells it from the family's other problems; may be empty
  std::vector<Place> places;

  /// Whether the first place is beyond doubt; false where one device ran alone.
  bool is_decided() const { return places.size() > 1 && places[1].is_told_apart; }
  const Place* of(const std::string& device) const;
};

/// The standings of a family, one a problem, in the order of the file.
struct FamilyStandings {
  std::string kernel;
  Provenance provenance = Provenance::measured;
  std::vector<Standing> problems;
  std::size_t headline = 0;  ///< of `problems`, the one to talk about first
};
/// The family has cases.
FamilyStandings standings(const Family&);

}  // namespace pontage::plots
