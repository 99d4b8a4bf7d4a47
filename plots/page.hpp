// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plots/assets.hpp"

namespace pontage::plots {

/// One chart: a spec of plots/specs, the words it leaves open and its named data sets, both as JSON
/// objects.
struct Chart {
  std::string_view spec;
  std::string words, data;
  std::string_view provenance;  ///< of every number in it
  std::string says;             ///< what it shows, for readers who cannot see it
};

/// The body of a report under construction. `html` is taken as it is; `text` escapes.
class Page {
 public:
  Page& html(std::string_view markup);
  Page& text(std::string_view plain);
  /// <p>…</p> around plain text.
  Page& paragraph(std::string_view plain, std::string_view css_class = {});
  /// <h2>, <h3>, … with plain text; `id` may be empty.
  Page& heading(int level, std::string_view plain, std::string_view id = {});
  Page& chart(Chart);
  /// A coloured square and a word.
  Page& chip(std::string_view colour, std::string_view plain, std::string_view hint = {});

  /// The whole document with everything it needs inside.
  std::string document(std::string_view title, const Assets&) const;

 private:
  std::string charts_json(const Assets&) const;
  std::string body_;
  std::vector<Chart> charts_;
};

/// Rows of plain text or markup with a heading; every row as long as the heading.
class Table {
 public:
  explicit Table(const std::vector<std::string>& heading, std::string_view css_class = {});
  /// Starts a row; cells follow.
  Table& row(std::string_view css_class = {});
  Table& cell(std::string_view plain);
  /// Right-aligned, digits of one width; `below` and what is `lowest` are small, each on a line
  /// under the number.
  Table& number(std::string_view plain, std::string_view below = {}, std::string_view lowest = {});
  Table& markup(std::string_view html);
  std::string html() const;

 private:
  std::string head_, rows_;
};

}  // namespace pontage::plots
