// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>

namespace pontage::test {

/// A little WordNet in a folder of its own, which goes with it: two nouns, a verb, a satellite
/// adjective and an adverb. Tests write other lines to spoil it.
class LittleWordNet {
 public:
  static constexpr std::string_view kLicence = "  1 a licence  \n  2 of two lines  \n";
  static constexpr std::string_view kDog =
      "00000035 03 n 02 Dog 0 dog 1 002 ~ 00000112 n 0000 + 00000035 v 0201 | a dog";
  static constexpr std::string_view kPuppy =
      "00000112 03 n 01 puppy 0 001 @ 00000035 n 0000 | young";
  static constexpr std::string_view kBark =
      "00000035 29 v 01 dog 0 003 + 00000035 n 0102 $ 00000035 v 0000 & 00000035 a 0000 01 + 02 "
      "00 | to follow";
  static constexpr std::string_view kDoggy =
      "00000035 00 s 01 dog(ip) 0 001 \\ 00000035 n 0101 | like a dog";
  static constexpr std::string_view kDogly = "00000035 02 r 01 doggedly 0 000 | as a dog does";

  /// `name` tells it from those of other tests; `parent` is where tests may write.
  LittleWordNet(const std::string& parent, const std::string& name)
      : folder_(std::filesystem::path(parent) / ("wordnet_" + name)) {
    std::filesystem::create_directories(folder_);
    write("noun", {kDog, kPuppy});
    write("verb", {kBark});
    write("adj", {kDoggy});
    write("adv", {kDogly});
  }
  ~LittleWordNet() { std::filesystem::remove_all(folder_); }
  LittleWordNet(const LittleWordNet&) = delete;
  LittleWordNet& operator=(const LittleWordNet&) = delete;

  std::string folder() const { return folder_; }
  std::string path(std::string_view part) const { return folder_ / ("data." + std::string(part)); }
  void write(std::string_view part, std::initializer_list<std::string_view> lines) const {
    std::string all(kLicence);
    for (const auto line : lines) all += std::string(line) + "\n";
    text(part, all);
  }
  void text(std::string_view part, std::string_view all) const {
    std::ofstream(path(part), std::ios::binary) << all;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace pontage::test
