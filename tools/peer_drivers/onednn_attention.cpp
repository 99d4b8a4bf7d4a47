// SPDX-License-Identifier: Apache-2.0
/// Attention by oneDNN 3's primitives on the problem that `pontage problem` wrote: for a block of a
/// head's queries a product, a softmax and a product; heads and blocks are shared out among the
/// threads, one oneDNN thread each. The block is the fastest of a few. No mask.
/// Usage: onednn_attention FOLDER THREADS REPETITIONS
#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <thread>

#include "files.hpp"

namespace {

using Type = dnnl::memory::data_type;

struct Attention {
  std::vector<char> q, k, v, out;
  long heads = 0, kv_heads = 0, tokens = 0, context = 0, head_dim = 0;
  bool is_bf16 = false;

  Type stored() const { return is_bf16 ? Type::bf16 : Type::f32; }
  long bytes() const { return is_bf16 ? 2 : 4; }
};

/// One thread's primitives for blocks of `rows` queries, and its room for their scores.
class Worker {
 public:
  Worker(const Attention& a, long rows)
      : rows_(rows), scores_(rows * a.context * 4), weights_(a.is_bf16 ? rows * a.context * 2 : 0) {
    omp_set_num_threads(1);
    using Desc = dnnl::memory::desc;
    const Type stored = a.stored();
    const Desc q({rows, a.head_dim}, stored, {a.head_dim, 1});
    const Desc k({a.head_dim, a.context}, stored, {1, a.head_dim});
    const Desc v({a.context, a.head_dim}, stored, {a.head_dim, 1});
    const Desc scores({rows, a.context}, Type::f32, {a.context, 1});
    const Desc weights({rows, a.context}, stored, {a.context, 1});
    dnnl::post_ops scale;
    scale.append_eltwise(dnnl::algorithm::eltwise_linear,
                         1 / std::sqrt(static_cast<float>(a.head_dim)), 0);
    dnnl::primitive_attr scaled;
    scaled.set_post_ops(scale);
    score_ = dnnl::matmul({engine_, q, k, scores, scaled});
    softmax_ = dnnl::softmax_forward({engine_, dnnl::prop_kind::forward_inference,
                                      dnnl::algorithm::softmax_accurate, scores, weights, 1});
    weigh_ = dnnl::matmul({engine_, weights, v, q});
    for (const Desc& desc : {q, k, v, q}) memory_.emplace_back(desc, engine_, nullptr);
    memory_.emplace_back(scores, engine_, scores_.data());
    memory_.emplace_back(weights, engine_, a.is_bf16 ? weights_.data() : scores_.data());
  }

  void attend(Attention& a, long item) {
    const long blocks = a.tokens / rows_, head = item / blocks;
    const long row = (head * a.tokens + item % blocks * rows_) * a.head_dim * a.bytes();
    const long kv = head / (a.heads / a.kv_heads) * a.context * a.head_dim * a.bytes();
    memory_[0].set_data_handle(a.q.data() + row);
    memory_[1].set_data_handle(a.k.data() + kv);
    memory_[2].set_data_handle(a.v.data() + kv);
    memory_[3].set_data_handle(a.out.data() + row);
    score_.execute(
        stream_,
        {{DNNL_ARG_SRC, memory_[0]}, {DNNL_ARG_WEIGHTS, memory_[1]}, {DNNL_ARG_DST, memory_[4]}});
    softmax_.execute(stream_, {{DNNL_ARG_SRC, memory_[4]}, {DNNL_ARG_DST, memory_[5]}});
    weigh_.execute(
        stream_,
        {{DNNL_ARG_SRC, memory_[5]}, {DNNL_ARG_WEIGHTS, memory_[2]}, {DNNL_ARG_DST, memory_[3]}});
    stream_.wait();
  }

 private:
  dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream_{engine_};
  long rows_;
  std::vector<char> scores_, weights_;
  dnnl::matmul score_, weigh_;
  dnnl::softmax_forward softmax_;
  std::vector<dnnl::memory> memory_;  ///< q, k, v, out, scores, weights
};

/// The whole problem, its blocks shared out among the workers.
void attend_all(Attention& a, std::vector<std::unique_ptr<Worker>>& workers, long rows) {
  std::atomic<long> next{0};
  const long items = a.heads * (a.tokens / rows);
  const auto work = [&](std::size_t worker) {
    omp_set_num_threads(1);
    for (long item = next++; item < items; item = next++) workers[worker]->attend(a, item);
  };
  std::vector<std::thread> others;
  for (std::size_t worker = 1; worker < workers.size(); ++worker) others.emplace_back(work, worker);
  work(0);
  for (std::thread& other : others) other.join();
}

double seconds_of(Attention& a, std::vector<std::unique_ptr<Worker>>& workers, long rows) {
  const auto begin = std::chrono::steady_clock::now();
  attend_all(a, workers, rows);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string folder = argv[1];
  const auto number = [&](const char* name) { return shape_number(folder, name); };
  Attention a{.q = read_values<char>(folder, "queries"),
              .k = read_values<char>(folder, "keys"),
              .v = read_values<char>(folder, "values")};
  a.heads = number("heads") * number("batch");
  a.kv_heads = number("kv_heads") * number("batch");
  a.tokens = number("tokens");
  a.context = number("context");
  a.head_dim = number("head_dim");
  a.is_bf16 = a.k.size() == std::size_t(2) * a.kv_heads * a.context * a.head_dim;
  a.out.resize(a.q.size());
  const auto make = [&](long rows) {
    std::vector<std::unique_ptr<Worker>> workers;
    for (int thread = 0; thread < std::atoi(argv[2]); ++thread)
      workers.push_back(std::make_unique<Worker>(a, rows));
    return workers;
  };
  long best = a.tokens;
  double least = std::numeric_limits<double>::infinity();
  for (const long rows : {64L, 128L, 256L, 512L, a.tokens}) {
    if (rows > a.tokens || a.tokens % rows != 0) continue;
    auto workers = make(rows);
    seconds_of(a, workers, rows);
    const double seconds = seconds_of(a, workers, rows);
    if (seconds < least) least = seconds, best = rows;
  }
  std::fprintf(stderr, "blocks of %ld queries\n", best);
  auto workers = make(best);
  print_seconds(std::atoi(argv[3]), [&] { attend_all(a, workers, best); });
  return 0;
}
