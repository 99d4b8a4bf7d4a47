// SPDX-License-Identifier: Apache-2.0
/// A person goes through folders and files with the keyboard.
#include <algorithm>
#include <string>
#include <utility>

#include "kernels/shared/desktop/file_list.hpp"
#include "kernels/shared/desktop/script.hpp"
#include "kernels/shared/desktop/words.hpp"

namespace pontage::desktop {
namespace {

class ListScript : public Script {
 public:
  ListScript(Scene& scene, Seed seed) : scene_(scene), writer_(seed) {
    auto list = std::make_unique<FileList>(scene.style());
    list_ = list.get();
    for (const char* name : {"Home", "Documents", "Downloads", "Music", "Pictures", "Projects"})
      list_->folders.push_back(
          {name, name == std::string("Home") ? 0 : 1, name == std::string("Home")});
    fill_table();
    scene.add({scene.portion(150, 110, 660, 760), "Files", std::move(list), true});
  }

  void step() override {
    const auto kind = writer_.below(20);
    if (kind == 0) {
      choose_folder();
    } else if (kind == 1) {
      toggle_folder();
    } else if (kind < 4) {
      scroll_table();
    } else {
      choose_next();
    }
  }
  std::string_view state() const override { return "list"; }
  std::int64_t pace_us() const override { return 100'000; }

 private:
  const Rectangle& area() const { return scene_.windows().back().area; }

  void fill_table() {
    list_->files.clear();
    const auto files = 30 + writer_.below(90);
    for (std::uint64_t i = 0; i < files; ++i) {
      // Drawn one by one: the order within a sum is the compiler's.
      const std::string day = std::to_string(1 + writer_.below(28));
      const std::string month = std::to_string(1 + writer_.below(12));
      const std::string number = std::to_string(1 + writer_.below(999));
      const std::string unit = writer_.below(3) == 0 ? " MB" : " kB";
      list_->files.push_back({writer_.file_name(), number + unit, day + "." + month + ".2024"});
    }
    std::ranges::sort(list_->files, {}, &FileList::File::name);
    list_->chosen_file = list_->first_file = 0;
  }
  void choose_folder() {
    scene_.touch(list_->folder_place(area(), list_->chosen_folder));
    list_->chosen_folder = writer_.below(list_->folders.size());
    scene_.touch(list_->folder_place(area(), list_->chosen_folder));
    fill_table();
    scene_.touch(list_->table_place(area()));
  }
  /// Folders within one come and go.
  void toggle_folder() {
    auto& folders = list_->folders;
    const std::size_t at = 1 + writer_.below(folders.size() - 1);
    const auto next = folders.begin() + static_cast<std::ptrdiff_t>(at) + 1;
    if (folders[at].is_open) {
      const auto end = std::find_if(
          next, folders.end(), [&](const auto& other) { return other.depth <= folders[at].depth; });
      folders[at].is_open = false;
      folders.erase(next, end);
    } else if (folders.size() < 40 && folders[at].depth < 5) {
      folders[at].is_open = true;
      const std::int32_t depth = folders[at].depth + 1;
      std::vector<FileList::Folder> inner;
      for (auto i = 1 + writer_.below(4); i > 0; --i)
        inner.push_back({writer_.noun(), depth, false});
      folders.insert(next, inner.begin(), inner.end());
    }
    list_->chosen_folder = std::min(list_->chosen_folder, folders.size() - 1);
    const Rectangle tree = list_->tree_place(area()), from = list_->folder_place(area(), at);
    if (from.is_empty()) return scene_.touch(tree);
    scene_.touch({tree.x, from.y, tree.width, tree.bottom() - from.y});
    scene_.touch(list_->folder_place(area(), list_->chosen_folder));
  }
  void scroll_table() {
    const std::size_t rows = list_->rows(area());
    const std::size_t last = list_->files.size() > rows ? list_->files.size() - rows : 0;
    list_->first_file = std::min(last, list_->first_file + 3);
    scene_.touch(list_->table_place(area()));
  }
  /// The next file; what is out of sight comes into it, and after the last one the first.
  void choose_next() {
    const std::size_t rows = list_->rows(area());
    scene_.touch(list_->file_place(area(), list_->chosen_file));
    list_->chosen_file = (list_->chosen_file + 1) % list_->files.size();
    const std::size_t chosen = list_->chosen_file;
    if (chosen < list_->first_file || chosen >= list_->first_file + rows) {
      list_->first_file = chosen < rows ? 0 : chosen - rows / 2;
      scene_.touch(list_->table_place(area()));
    }
    scene_.touch(list_->file_place(area(), chosen));
  }

  Scene& scene_;
  Writer writer_;
  FileList* list_ = nullptr;
};

}  // namespace

std::unique_ptr<Script> make_list(Scene& scene, Seed seed) {
  return std::make_unique<ListScript>(scene, seed);
}

}  // namespace pontage::desktop
