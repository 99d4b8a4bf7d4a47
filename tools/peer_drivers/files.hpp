// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

/// What `pontage problem` wrote, for programs around a peer's library.
template <class T>
std::vector<T> read_values(const std::string& folder, const char* name) {
  std::ifstream file(folder + "/" + name + ".bin", std::ios::binary | std::ios::ate);
  if (!file) {
    std::fprintf(stderr, "%s/%s.bin cannot be read\n", folder.c_str(), name);
    std::exit(65);
  }
  std::vector<T> values(static_cast<std::size_t>(file.tellg()) / sizeof(T));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(T)));
  return values;
}

/// A number of the problem's shape, from problem.json as `pontage problem` writes it.
inline long shape_number(const std::string& folder, const std::string& name) {
  std::ifstream file(folder + "/problem.json");
  for (std::string line; std::getline(file, line);)
    if (const auto at = line.find("\"" + name + "\": "); at != std::string::npos)
      return std::atol(line.c_str() + at + name.size() + 4);
  std::fprintf(stderr, "%s/problem.json has no %s\n", folder.c_str(), name.c_str());
  std::exit(65);
}

/// Runs once unmeasured, then prints the seconds of each repetition on a line.
template <class Body>
void print_seconds(int repetitions, Body&& body) {
  body();
  for (int i = 0; i < repetitions; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    body();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    std::printf("%.9f\n", seconds.count());
  }
}
