// SPDX-License-Identifier: Apache-2.0
#include "libbench/settings_json.hpp"

#include <nlohmann/json.hpp>

namespace pontage {

std::string settings_json(const Settings& settings) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& setting : settings)
    std::visit([&](const auto& value) { object[setting.first] = value; }, setting.second);
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace pontage
