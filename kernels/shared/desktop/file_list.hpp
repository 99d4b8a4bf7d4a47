// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/shared/desktop/scene.hpp"

namespace pontage::desktop {

/// A file manager: folders as a tree on the left, the files of one as a table on the right.
class FileList : public Content {
 public:
  struct Folder {
    std::string name;
    std::int32_t depth = 0;
    bool is_open = false;
  };
  struct File {
    std::string name, size, date;
  };
  explicit FileList(const Style& style) : style_(style) {}

  void draw(Canvas&, const Rectangle& area) const override;

  std::vector<Folder> folders;
  std::vector<File> files;
  std::size_t chosen_folder = 0, chosen_file = 0, first_file = 0;

  std::size_t rows(const Rectangle& area) const;
  Rectangle folder_place(const Rectangle& area, std::size_t folder) const;
  Rectangle file_place(const Rectangle& area, std::size_t file) const;
  Rectangle tree_place(const Rectangle& area) const;
  Rectangle table_place(const Rectangle& area) const;

 private:
  std::int32_t row_height() const { return style_.label.cell_height() + 8 * style_.scale; }
  void draw_folder(Canvas&, const Rectangle& place, std::size_t folder) const;
  void draw_file(Canvas&, const Rectangle& place, std::size_t file) const;

  const Style& style_;
};

}  // namespace pontage::desktop
