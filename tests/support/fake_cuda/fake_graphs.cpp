// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "tests/support/fake_cuda/fake_parts.hpp"

namespace pontage::test {

using cuda::Code;
using cuda::kGood;

void FakeCuda::join(FakeStream& stream, std::shared_ptr<FakeGraph> graph) {
  graph->streams.push_back(&stream);
  stream.recording = std::move(graph);
  stream.tail.clear();
}

Code FakeCuda::begin_capture(cuda::Stream s) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  FakeStream& stream = *of(s);
  if (stream.recording != nullptr) return cuda::kInvalidValue;
  join(stream, std::make_shared<FakeGraph>());
  stream.began_recording = true;
  graphs_[stream.recording.get()] = stream.recording;
  ++counts_.graphs;
  return kGood;
}

/// Refused when a stream that joined the recording was not joined again: what it did last is not
/// before the end of the stream that began.
Code FakeCuda::end_capture(cuda::Stream s, cuda::Graph* made) {
  const Lock lock(mutex_);
  FakeStream& stream = *of(s);
  if (!stream.began_recording) return cuda::kInvalidValue;
  const std::shared_ptr<FakeGraph> graph = stream.recording;
  stream.began_recording = false;
  graph->nodes.push_back({{}, nullptr, stream.tail});  // the end
  for (FakeStream* joined : graph->streams) joined->recording = nullptr;
  std::set<std::size_t> reached{graph->nodes.size() - 1};
  for (std::size_t n = graph->nodes.size(); n-- > 0;)
    if (reached.contains(n))
      reached.insert(graph->nodes[n].after.begin(), graph->nodes[n].after.end());
  *made = reinterpret_cast<cuda::Graph>(graph.get());
  if (graph->is_broken || reached.size() != graph->nodes.size()) {
    const Code code = graph->is_broken ? cuda::kCaptureUnsupported : kUnjoined;
    graphs_.erase(graph.get());
    --counts_.graphs;
    *made = nullptr;
    return is_lost_ ? sticky() : code;
  }
  return sticky();
}

Code FakeCuda::instantiate(cuda::Graph graph, cuda::GraphExec* made) {
  const Lock lock(mutex_);
  auto copy = std::make_shared<FakeGraph>(*graphs_.at(graph));
  *made = reinterpret_cast<cuda::GraphExec>(copy.get());
  graphs_[copy.get()] = std::move(copy);
  ++counts_.graphs;
  return sticky();
}

Code FakeCuda::upload(cuda::GraphExec, cuda::Stream) { return kGood; }

Code FakeCuda::launch(cuda::GraphExec exec, cuda::Stream s) {
  const Lock lock(mutex_);
  if (is_lost_) return sticky();
  ++counts_.graph_launches;
  Item item;
  item.graph = graphs_.at(exec);
  of(s)->items.push_back(std::move(item));
  changed_.notify_all();
  return kGood;
}

/// Of all nodes that may run, the one recorded last runs first.
void FakeCuda::run_graph(const FakeGraph& graph) {
  std::set<std::size_t> done;
  while (done.size() < graph.nodes.size())
    for (std::size_t n = graph.nodes.size(); n-- > 0;) {
      const FakeGraph::Node& node = graph.nodes[n];
      if (done.contains(n) || !std::ranges::includes(done, node.after)) continue;
      if (node.body) node.body();
      if (node.event != nullptr) {
        const Lock lock(mutex_);
        stamp(*node.event);
        node.event->done = ++node.event->recorded;
      }
      done.insert(n);
      break;
    }
}

Code FakeCuda::destroy(cuda::Graph graph) {
  const Lock lock(mutex_);
  counts_.graphs -= static_cast<int>(graphs_.erase(graph));
  return kGood;
}
Code FakeCuda::destroy(cuda::GraphExec exec) {
  const Lock lock(mutex_);
  counts_.graphs -= static_cast<int>(graphs_.erase(exec));
  return kGood;
}

}  // namespace pontage::test
