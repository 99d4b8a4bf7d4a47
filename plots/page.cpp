// SPDX-License-Identifier: Apache-2.0
#include "plots/page.hpp"

#include <nlohmann/json.hpp>

#include "plots/text.hpp"

namespace pontage::plots {
namespace {

// No request to anywhere and no eval: the page must be safe to open and to pass on.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

/// JSON inside a <script>: a '<' could end the element.
std::string for_script(std::string json) {
  for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at))
    json.replace(at, 1, "\\u003c");
  return json;
}

std::string attribute(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  return std::string(" ").append(name).append("=\"").append(escaped(value)).append("\"");
}

}  // namespace

Page& Page::html(std::string_view markup) {
  body_.append(markup);
  return *this;
}

Page& Page::text(std::string_view plain) { return html(escaped(plain)); }

Page& Page::paragraph(std::string_view plain, std::string_view css_class) {
  return html("<p").html(attribute("class", css_class)).html(">").text(plain).html("</p>\n");
}

Page& Page::heading(int level, std::string_view plain, std::string_view id) {
  const std::string tag = std::string("h").append(std::to_string(level));
  return html("<")
      .html(tag)
      .html(attribute("id", id))
      .html(">")
      .text(plain)
      .html("</")
      .html(tag)
      .html(">\n");
}

Page& Page::chart(Chart chart) {
  const std::string id = std::string("chart-").append(std::to_string(charts_.size()));
  html("<div class=\"chart\" role=\"img\"")
      .html(attribute("id", id))
      .html(attribute("aria-label", chart.says))
      .html("></div>\n");
  charts_.push_back(std::move(chart));
  return *this;
}

Page& Page::chip(std::string_view colour, std::string_view plain, std::string_view hint) {
  html("<span class=\"chip\"")
      .html(attribute("title", hint))
      .html("><i style=\"background:")
      .text(colour)
      .html("\"></i>");
  return text(plain).html("</span>\n");
}

std::string Page::charts_json(const Assets& assets) const {
  using Json = nlohmann::json;
  Json specs = Json::object(), charts = Json::array();
  for (const ChartSpec& spec : assets.specs) specs[std::string(spec.name)] = Json::parse(spec.json);
  for (std::size_t i = 0; i < charts_.size(); ++i)
    charts.push_back({{"id", std::string("chart-").append(std::to_string(i))},
                      {"spec", charts_[i].spec},
                      {"provenance", charts_[i].provenance},
                      {"words", Json::parse(charts_[i].words)},
                      {"data", Json::parse(charts_[i].data)}});
  const Json all{{"specs", std::move(specs)}, {"charts", std::move(charts)}};
  return for_script(all.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string Page::document(std::string_view title, const Assets& assets) const {
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
      .append(kPolicy)
      .append("\">\n");
  out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
  out.append("<title>")
      .append(escaped(title))
      .append("</title>\n<style>\n")
      .append(assets.style)
      .append("</style>\n</head>\n");
  out.append("<body>\n").append(body_);
  out.append("<script type=\"application/json\" id=\"charts\">")
      .append(charts_json(assets))
      .append("</script>\n");
  out.append("<script>").append(assets.bundle).append("</script>\n</body>\n</html>\n");
  return out;
}

Table::Table(const std::vector<std::string>& heading, std::string_view css_class) {
  head_.append("<div class=\"wide\"><table")
      .append(attribute("class", css_class))
      .append(">\n<thead><tr>");
  for (const std::string& name : heading)
    head_.append("<th scope=\"col\">").append(escaped(name)).append("</th>");
  head_.append("</tr></thead>\n<tbody>\n");
}

Table& Table::row(std::string_view css_class) {
  if (!rows_.empty()) rows_.append("</tr>\n");
  rows_.append("<tr").append(attribute("class", css_class)).append(">");
  return *this;
}

Table& Table::cell(std::string_view plain) { return markup(escaped(plain)); }

Table& Table::number(std::string_view plain, std::string_view below, std::string_view lowest) {
  rows_.append("<td class=\"number\">").append(escaped(plain));
  for (const std::string_view line : {below, lowest})
    if (!line.empty()) rows_.append("<br><small>").append(escaped(line)).append("</small>");
  rows_.append("</td>");
  return *this;
}

Table& Table::markup(std::string_view html) {
  rows_.append("<td>").append(html).append("</td>");
  return *this;
}

std::string Table::html() const {
  return std::string(head_)
      .append(rows_)
      .append(rows_.empty() ? "" : "</tr>\n")
      .append("</tbody></table></div>\n");
}

}  // namespace pontage::plots
