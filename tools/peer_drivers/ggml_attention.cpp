// SPDX-License-Identifier: Apache-2.0
/// ggml's fused attention on the problem that `pontage problem` wrote; keys and values in f32, or
/// in f16 where the problem has 16 bits (ggml's bf16 is a slow path).
/// Usage: ggml_attention FOLDER THREADS REPETITIONS
#include <ggml-cpu.h>
#include <ggml.h>

#include <bit>
#include <cmath>
#include <cstdint>

#include "files.hpp"

namespace {

std::vector<float> read_floats(const std::string& folder, const char* name, bool is_bf16) {
  if (!is_bf16) return read_values<float>(folder, name);
  std::vector<float> values;
  for (const std::uint16_t half : read_values<std::uint16_t>(folder, name))
    values.push_back(std::bit_cast<float>(std::uint32_t{half} << 16));
  return values;
}

void fill(ggml_tensor* tensor, const std::vector<float>& values) {
  if (tensor->type == GGML_TYPE_F16)
    ggml_fp32_to_fp16_row(values.data(), static_cast<ggml_fp16_t*>(tensor->data),
                          static_cast<std::int64_t>(values.size()));
  else
    std::copy(values.begin(), values.end(), static_cast<float*>(tensor->data));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string folder = argv[1];
  const auto number = [&](const char* name) { return shape_number(folder, name); };
  const long heads = number("heads"), kv_heads = number("kv_heads"), tokens = number("tokens"),
             context = number("context"), head_dim = number("head_dim");
  const bool is_bf16 =
      read_values<char>(folder, "keys").size() == std::size_t(2) * kv_heads * context * head_dim;
  const auto q = read_floats(folder, "queries", is_bf16), k = read_floats(folder, "keys", is_bf16),
             v = read_floats(folder, "values", is_bf16);
  const std::size_t room = (q.size() * 4 + k.size() * 4 + v.size() * 4) * 2 + (64U << 20);
  ggml_context* ggml = ggml_init({room, nullptr, false});
  const ggml_type stored = is_bf16 ? GGML_TYPE_F16 : GGML_TYPE_F32;
  ggml_tensor* tq = ggml_new_tensor_4d(ggml, GGML_TYPE_F32, head_dim, tokens, heads, 1);
  ggml_tensor* tk = ggml_new_tensor_4d(ggml, stored, head_dim, context, kv_heads, 1);
  ggml_tensor* tv = ggml_new_tensor_4d(ggml, stored, head_dim, context, kv_heads, 1);
  fill(tq, q);
  fill(tk, k);
  fill(tv, v);
  ggml_tensor* out = ggml_flash_attn_ext(ggml, tq, tk, tv, nullptr,
                                         1 / std::sqrt(static_cast<float>(head_dim)), 0, 0);
  ggml_cgraph* graph = ggml_new_graph(ggml);
  ggml_build_forward_expand(graph, out);
  const int threads = std::atoi(argv[2]);
  ggml_cplan plan = ggml_graph_plan(graph, threads, nullptr);
  std::vector<std::uint8_t> work(plan.work_size + 64);
  plan.work_data = work.data();
  print_seconds(std::atoi(argv[3]), [&] { ggml_graph_compute(graph, &plan); });
  ggml_free(ggml);
  return 0;
}
