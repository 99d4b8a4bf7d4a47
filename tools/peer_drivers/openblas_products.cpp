// SPDX-License-Identifier: Apache-2.0
/// The two products of attention by OpenBLAS, head by head, without scale, mask and softmax: what
/// no unfused attention on it can beat. Usage: openblas_products FOLDER THREADS REPETITIONS
#include <cblas.h>

#include <atomic>
#include <thread>

#include "files.hpp"

extern "C" void openblas_set_num_threads(int);

namespace {

struct Attention {
  std::vector<float> q, k, v, out;
  int heads = 0, kv_heads = 0, tokens = 0, context = 0, head_dim = 0;
};

void multiply(Attention& a, int head, float* scores) {
  const int kv = head / (a.heads / a.kv_heads);
  const float* q = a.q.data() + std::size_t(head) * a.tokens * a.head_dim;
  const float* k = a.k.data() + std::size_t(kv) * a.context * a.head_dim;
  const float* v = a.v.data() + std::size_t(kv) * a.context * a.head_dim;
  float* out = a.out.data() + std::size_t(head) * a.tokens * a.head_dim;
  const int d = a.head_dim, n = a.context;
  if (a.tokens == 1) {
    cblas_sgemv(CblasRowMajor, CblasNoTrans, n, d, 1, k, d, q, 1, 0, scores, 1);
    cblas_sgemv(CblasRowMajor, CblasTrans, n, d, 1, v, d, scores, 1, 0, out, 1);
  } else {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, a.tokens, n, d, 1, q, d, k, d, 0, scores,
                n);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, a.tokens, d, n, 1, scores, n, v, d, 0,
                out, d);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string folder = argv[1];
  const int threads = std::atoi(argv[2]);
  Attention a{read_values<float>(folder, "queries"),
              read_values<float>(folder, "keys"),
              read_values<float>(folder, "values"),
              {}};
  const auto number = [&](const char* name) {
    return static_cast<int>(shape_number(folder, name));
  };
  a.heads = number("heads") * number("batch");
  a.kv_heads = number("kv_heads") * number("batch");
  a.tokens = number("tokens");
  a.context = number("context");
  a.head_dim = number("head_dim");
  a.out.resize(a.q.size());
  openblas_set_num_threads(1);  // the heads are the parallelism
  std::vector<std::vector<float>> scores(threads,
                                         std::vector<float>(std::size_t(a.tokens) * a.context));
  print_seconds(std::atoi(argv[3]), [&] {
    std::atomic<int> next{0};
    const auto work = [&](int thread) {
      for (int head = next++; head < a.heads; head = next++)
        multiply(a, head, scores[thread].data());
    };
    std::vector<std::thread> others;
    for (int thread = 1; thread < threads; ++thread) others.emplace_back(work, thread);
    work(0);
    for (std::thread& other : others) other.join();
  });
  return 0;
}
