// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "libbench/base64.hpp"
#include "plots/sections.hpp"
#include "plots/text.hpp"

namespace pontage::plots {
namespace {

/// What may be pasted into the page: an image, and nothing that could end the attribute.
bool is_showable(const PictureRecord& picture) {
  return (picture.media_type == "image/png" || picture.media_type == "image/jpeg") &&
         is_base64(picture.base64);
}

void add_picture(Page& page, const PictureRecord& picture) {
  if (!is_showable(picture)) return;
  page.html("<figure><img alt=\"")
      .text(picture.title)
      .html("\" src=\"data:")
      .html(picture.media_type)
      .html(";base64,")
      .html(picture.base64)
      .html("\"><figcaption><strong>")
      .text(picture.title)
      .html("</strong> ")
      .text(picture.caption)
      .html("</figcaption></figure>\n");
}

}  // namespace

bool has_pictures(const ResultFile& file) {
  return std::ranges::any_of(file.cases, [](const CaseRecord& c) { return !c.pictures.empty(); });
}

void add_pictures(Page& page, const Report& report) {
  if (!has_pictures(report.file)) return;
  page.heading(2, "What went in and what came out", "pictures");
  page.paragraph(
      "Of each problem that can be seen, the answer of one case of the first process run, after it "
      "was judged right.");
  for (const CaseRecord& c : report.file.cases) {
    if (c.pictures.empty()) continue;
    page.html("<h4><code>").text(c.key).html("</code></h4>\n<div class=\"pictures\">\n");
    for (const PictureRecord& picture : c.pictures) add_picture(page, picture);
    page.html("</div>\n");
  }
}

}  // namespace pontage::plots
