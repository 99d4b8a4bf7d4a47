// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "results/record_fields.hpp"
#include "results/result_json.hpp"

namespace pontage {
namespace {

using Json = nlohmann::json;
using record_fields::Part;

auto word_for(auto word) { return to_text(word); }
std::string_view word_for(ErrorKind kind) { return record_fields::to_text(kind); }

/// What was wrong first and where; empty while all is well.
struct Trouble {
  std::string what;
  void note(const std::string& place, const std::string& sentence) {
    if (what.empty()) what = place + " " + sentence;
  }
};

/// Fills the fields of one object from JSON; `place` is where it stands in the file.
class Reader {
 public:
  Reader(const Json& object, std::string place, Trouble& trouble)
      : object_(object), place_(std::move(place)), trouble_(trouble) {}

  template <class T>
  void operator()(const char* name, T& value) {
    const auto found = object_.find(name);
    if (found != object_.end()) decode(*found, place_ + "." + name, value);
  }
  void operator()(const char* name, double& value) {
    const auto found = object_.find(name);
    if (found == object_.end()) return;
    if (found->is_null())
      value = number_for_null(std::string(name) + "_reason");
    else
      decode(*found, place_ + "." + name, value);
  }
  void or_reason(const char* name, std::optional<double>& value, std::string& reason) {
    const auto found = object_.find(name);
    if (found == object_.end() || found->is_null())
      (*this)((std::string(name) + "_reason").c_str(), reason);
    else
      decode(*found, place_ + "." + name, value.emplace());
  }
  void as_text(const char* name, std::uint64_t& value) {
    std::string digits;
    (*this)(name, digits);
    if (!digits.empty()) decode_digits(digits, place_ + "." + name, value);
  }

 private:
  double number_for_null(const std::string& reason_name) const {
    const auto reason = object_.find(reason_name);
    if (reason == object_.end() || *reason == "not a number")
      return std::numeric_limits<double>::quiet_NaN();
    return *reason == "minus infinite" ? -std::numeric_limits<double>::infinity()
                                       : std::numeric_limits<double>::infinity();
  }

  void expected(const char* kind, const Json& json, const std::string& place) {
    trouble_.note(place, std::string("must be ") + kind + ", not " + json.type_name());
  }

  void decode_digits(const std::string& text, const std::string& place, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
      trouble_.note(place, "must be a whole number, not '" + text + "'");
  }
  void decode(const Json& json, const std::string& place, double& value) {
    if (json.is_null())
      value = std::numeric_limits<double>::quiet_NaN();
    else if (json.is_number())
      value = json.get<double>();
    else
      expected("a number", json, place);
  }
  void decode(const Json& json, const std::string& place, bool& value) {
    if (json.is_boolean())
      value = json.get<bool>();
    else
      expected("true or false", json, place);
  }
  template <std::integral T>
  void decode(const Json& json, const std::string& place, T& value) {
    if (!json.is_number_integer()) return expected("a whole number", json, place);
    const bool fits = json.is_number_unsigned() ? std::in_range<T>(json.get<std::uint64_t>())
                                                : std::in_range<T>(json.get<std::int64_t>());
    if (!fits) return trouble_.note(place, "is out of range");
    value = json.get<T>();
  }
  void decode(const Json& json, const std::string& place, Bytes& value) {
    std::int64_t count = 0;
    decode(json, place, count);
    value = Bytes{count};
  }
  void decode(const Json& json, const std::string& place, std::string& value) {
    if (json.is_string())
      value = json.get<std::string>();
    else
      expected("text", json, place);
  }
  template <class Word, std::size_t n>
  void decode_word(const Json& json, const std::string& place, Word& value,
                   const std::array<Word, n>& words) {
    std::string text;
    decode(json, place, text);
    const auto same =
        std::ranges::find_if(words, [&](Word word) { return word_for(word) == text; });
    if (same != words.end())
      value = *same;
    else
      trouble_.note(place, "is '" + text + "', a word that this build does not know");
  }
  void decode(const Json& json, const std::string& place, Status& value) {
    decode_word(json, place, value, std::array{Status::right, Status::wrong, Status::skipped});
  }
  void decode(const Json& json, const std::string& place, Provenance& value) {
    decode_word(json, place, value, std::array{Provenance::measured, Provenance::modelled});
  }
  void decode(const Json& json, const std::string& place, ErrorKind& value) {
    using enum ErrorKind;
    decode_word(json, place, value,
                std::array{internal, usage, unreadable, unavailable, cannot_write, refused});
  }
  void decode(const Json& json, const std::string& place, Check::Verdict& value) {
    using enum Check::Verdict;
    decode_word(json, place, value, std::array{good, suspicious, bad, unknown});
  }
  void decode(const Json& json, const std::string& place, Settings& settings) {
    if (!json.is_object()) return expected("an object", json, place);
    for (const auto& [name, value] : json.items()) {
      if (value.is_string())
        settings.insert_or_assign(name, value.get<std::string>());
      else if (value.is_number_integer())
        settings.insert_or_assign(name, value.get<std::int64_t>());
      else
        expected("a whole number or a word", value, place + "." + name);
    }
  }
  template <class T>
  void decode(const Json& json, const std::string& place, std::vector<T>& list) {
    if (!json.is_array()) return expected("a list", json, place);
    list.resize(json.size());
    for (std::size_t i = 0; i < json.size(); ++i)
      decode(json[i], place + "[" + std::to_string(i) + "]", list[i]);
  }
  template <Part T>
  void decode(const Json& json, const std::string& place, T& part) {
    if (!json.is_object()) return expected("an object", json, place);
    Reader reader(json, place, trouble_);
    record_fields::fields(reader, part);
  }

  const Json& object_;
  std::string place_;
  Trouble& trouble_;
};

/// Line and column, from 1, of a byte offset.
std::string position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto last_break = before.rfind('\n');
  const auto column =
      last_break == std::string_view::npos ? before.size() + 1 : before.size() - last_break;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

Result<Json> parse_json(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::size_t at = error.byte > 0 ? error.byte - 1 : 0;
    const std::string how =
        at >= text.size() ? "the file ends too early" : "this is not valid JSON";
    return fail(ErrorKind::unreadable,
                how + " (" + position(text, at) + "); write it again or take another copy");
  } catch (const Json::exception&) {
    return fail(ErrorKind::unreadable,
                "this is not valid JSON; write it again or take another copy");
  }
}

Result<void> check_schema(const Json& own) {
  const auto schema = own.find("schema");
  if (schema == own.end() || !schema->is_string())
    return fail(ErrorKind::unreadable, "pontage.schema is missing: this is not a Pontage result");
  const auto& version = schema->get_ref<const std::string&>();
  int major = 0;
  const auto parsed = std::from_chars(version.data(), version.data() + version.size(), major);
  if (parsed.ec != std::errc{} || parsed.ptr == version.data() + version.size() ||
      *parsed.ptr != '.')
    return fail(ErrorKind::unreadable, "pontage.schema is '" + version +
                                           "', which is no version such as " +
                                           std::string(kResultSchema));
  if (major != 1)
    return fail(ErrorKind::unreadable,
                "this file has schema " + version + "; this build reads 1.x: use a newer pontage");
  return {};
}

Result<ResultFile> read_file(const Json& json) {
  if (!json.is_object() || !json.contains("pontage") || !json["pontage"].is_object())
    return fail(
        ErrorKind::unreadable,
        "this JSON has no 'pontage' part: it is not a result that `pontage run --json` wrote");
  const Json& own = json["pontage"];
  if (auto good = check_schema(own); !good) return pass_on(good.error());
  ResultFile file;
  Trouble trouble;
  Reader reader(own, "pontage", trouble);
  record_fields::fields(reader, file);
  if (!trouble.what.empty()) return fail(ErrorKind::unreadable, trouble.what);
  return file;
}

}  // namespace

Result<ResultFile> parse_result(std::string_view text, std::string_view name) {
  auto json = parse_json(text);
  if (!json) return fail_within(json.error(), name);
  auto file = read_file(*json);
  if (!file) return fail_within(file.error(), name);
  return file;
}

}  // namespace pontage
