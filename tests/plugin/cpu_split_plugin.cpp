// SPDX-License-Identifier: Apache-2.0
/// cpu_split as a plug-in: the same device behind the C interface, to measure what the seam costs
/// and to see that the ledger does not change.
#include <pontage/plugin.h>

#include <algorithm>
#include <cstdio>
#include <deque>

#include "backends/backend_list.hpp"
#include "kernels/kernel_list.hpp"
#include "libbench/registry.hpp"

using namespace pontage;  // NOLINT(google-build-using-namespace): a test's library

/// Launches need a problem only for its shape.
class ShapeOnly final : public Problem {
 public:
  explicit ShapeOnly(Shape shape) : shape_(std::move(shape)) {}
  std::span<const ValueSpec> values() const override { return {}; }
  const Shape& shape() const override { return shape_; }
  Work work(const Variant&) const override { return {}; }
  void fill(std::size_t, std::span<std::byte>) const override {}
  Verdict judge(const HostValues&) const override { return {}; }

 private:
  Shape shape_;
};

struct pontage_device {
  PlantedDelays delays;  // the device points into it
  std::unique_ptr<Device> device;
  std::deque<ShapeOnly> problems;
  MarkSet marks;
  std::size_t handed_out = 0;
};

namespace {

const Registry& registry() {
  static const Registry all = [] {
    Registry made;
    add_all_kernels(made);
    add_all_backends(made);
    return made;
  }();
  return all;
}
const Backend& split() { return **registry().backend("cpu_split"); }

struct Offer {
  const Kernel* kernel;
  const Variant* variant;
};
/// The variants of all kernels that cpu_split runs.
const std::vector<Offer>& offers() {
  static const std::vector<Offer> all = [] {
    std::vector<Offer> made;
    for (const Kernel* kernel : registry().kernels())
      for (const Variant& variant : kernel->variants())
        if (dialect_of(variant.entry) == "host" || dialect_of(variant.entry) == "serial")
          made.push_back({kernel, &variant});
    return made;
  }();
  return all;
}
const Variant& nothing() {
  static const Variant variant{"empty", SerialFn([](const Args&) {}), ""};
  return variant;
}

pontage_status say(pontage_text to, const Error& error) {
  if (to.room > 0) std::snprintf(to.at, to.room, "%s", error.what.c_str());
  return PONTAGE_REFUSED;
}

pontage_status axis(std::int32_t index, pontage_axis_info* out) {
  const AxisSpec& spec = split().axes()[static_cast<std::size_t>(index)];
  out->name = spec.name.c_str();
  out->unit = spec.unit.c_str();
  out->help = spec.help.c_str();
  if (const auto* word = std::get_if<std::string>(&spec.usual))
    out->usual_word = word->c_str();
  else
    out->usual_number = std::get<std::int64_t>(spec.usual);
  out->least = spec.least;
  out->most = spec.most;
  return PONTAGE_OK;
}

pontage_status variant(std::int32_t index, pontage_variant_info* out) {
  const Offer& offer = offers()[static_cast<std::size_t>(index)];
  out->kernel = offer.kernel->name().data();
  out->name = offer.variant->name.c_str();
  return PONTAGE_OK;
}

/// The struct of the interface back into the kernel's own.
Shape to_shape(const Kernel& kernel, const void* fields) {
  const auto* word = static_cast<const std::uint64_t*>(fields);
  Settings settings;
  for (const AxisSpec& spec : kernel.shape_schema().axes()) {
    if (std::holds_alternative<std::string>(spec.usual))
      settings[spec.name] = std::string(reinterpret_cast<const char*>(*word++));
    else
      settings[spec.name] = static_cast<std::int64_t>(*word++);
  }
  return *kernel.shape_schema().make(settings);
}

pontage_status can_run(std::int32_t index, const void* shape, const char*, pontage_text why) {
  const Offer& offer = offers()[static_cast<std::size_t>(index)];
  if (!offer.variant->refusal) return PONTAGE_OK;
  const std::string refusal = offer.variant->refusal(ShapeOnly(to_shape(*offer.kernel, shape)));
  return refusal.empty() ? pontage_status{PONTAGE_OK} : say(why, {ErrorKind::refused, refusal});
}

pontage_status open(const pontage_open_args* args, pontage_device** out, pontage_text why) {
  Settings settings;
  for (std::int32_t i = 0; i < args->settings_count; ++i) {
    const pontage_setting& s = args->settings[i];
    settings[s.name] = s.word != nullptr ? AxisValue(std::string(s.word)) : AxisValue(s.number);
  }
  auto made = std::make_unique<pontage_device>();
  static_assert(kDelayPoints <= PONTAGE_DELAY_POINTS);
  std::copy_n(args->planted_ticks, kDelayPoints, made->delays.ticks);
  const bool is_planted = std::ranges::any_of(made->delays.ticks, [](Ticks t) { return t != 0; });
  auto device = split().open(settings, is_planted ? &made->delays : nullptr);
  if (!device) return say(why, device.error());
  made->device = std::move(*device);
  *out = made.release();
  return PONTAGE_OK;
}

pontage_status describe(pontage_device* d, pontage_device_info* out) {
  out->name = "split_plugin";
  out->memories = static_cast<std::int32_t>(d->device->memories().size());
  out->engines = static_cast<std::int32_t>(d->device->engines().size());
  for (int m = 0; m < kMemoryModes; ++m) {
    const auto side = d->device->host_side(static_cast<MemoryMode>(m));
    out->memory_of_mode[m] = side ? *side : -1;
  }
  for (int s = 0; s < kSubmissions; ++s)
    if (d->device->accepts(static_cast<Submission>(s)))
      out->submissions |= 1U << static_cast<unsigned>(s);
  out->capabilities = PONTAGE_PLANTS_DELAYS;
  out->clock = PONTAGE_CLOCK_HOST;
  return PONTAGE_OK;
}

pontage_status memory(pontage_device* d, std::int32_t index, pontage_memory_info* out) {
  const Memory& m = *d->device->memories()[static_cast<std::size_t>(index)];
  out->name = m.name().data();
  out->host_reach = static_cast<std::int32_t>(m.host_reach());
  out->device_reach = static_cast<std::int32_t>(d->device->reach(m));
  return PONTAGE_OK;
}

pontage_status engine(pontage_device* d, std::int32_t index, pontage_engine_info* out) {
  const EngineSpec& e = d->device->engines()[static_cast<std::size_t>(index)];
  out->name = e.name.c_str();
  out->can = (e.computes ? PONTAGE_COMPUTES : 0U) | (e.copies_in ? PONTAGE_COPIES_IN : 0U) |
             (e.copies_out ? PONTAGE_COPIES_OUT : 0U);
  return PONTAGE_OK;
}

pontage_status allocate(pontage_device* d, std::int32_t index, std::uint64_t bytes, void** out,
                        pontage_text why) {
  auto at = d->device->memories()[static_cast<std::size_t>(index)]->allocate(
      Bytes{static_cast<std::int64_t>(bytes)});
  if (!at) return say(why, at.error());
  *out = *at;
  return PONTAGE_OK;
}

void release(pontage_device* d, std::int32_t index, void* at, std::uint64_t bytes) {
  d->device->memories()[static_cast<std::size_t>(index)]->release(
      at, Bytes{static_cast<std::int64_t>(bytes)});
}

Command to_command(pontage_device& d, const pontage_command& from) {
  Command to;
  to.kind = from.kind == PONTAGE_COPY ? Command::Kind::copy : Command::Kind::launch;
  to.engine = from.engine;
  to.act = from.act;
  to.is_to_device = from.to_device != 0;
  to.is_staged = from.staged != 0;
  for (std::int32_t slot = 0; slot < from.slots; ++slot)
    to.pointers.emplace_back(from.pointers[slot],
                             from.pointers[slot] + (from.kind == PONTAGE_COPY ? 2 : from.values));
  for (std::int32_t v = 0; v < from.values; ++v)
    to.sizes.push_back(Bytes{static_cast<std::int64_t>(from.sizes[v])});
  to.after.assign(from.after, from.after + from.after_count);
  if (from.kind == PONTAGE_COPY) return to;
  if (from.variant == PONTAGE_NO_VARIANT) {
    to.variant = &nothing();
    to.problem = &d.problems.emplace_back(Shape());
    return to;
  }
  const Offer& offer = offers()[static_cast<std::size_t>(from.variant)];
  to.variant = offer.variant;
  to.problem = &d.problems.emplace_back(to_shape(*offer.kernel, from.shape));
  return to;
}

pontage_status prepare(pontage_device* d, const pontage_command* commands, std::int32_t count,
                       std::int32_t acts, std::int32_t submission, std::int32_t* id,
                       pontage_text why) {
  std::vector<Command> list;
  for (std::int32_t i = 0; i < count; ++i) list.push_back(to_command(*d, commands[i]));
  auto made =
      d->device->queue()->prepare(std::move(list), acts, static_cast<Submission>(submission));
  if (!made) return say(why, made.error());
  *id = *made;
  return PONTAGE_OK;
}

std::int32_t drain(pontage_device* d, pontage_mark* to, std::int32_t room) {
  if (d->handed_out == d->marks.marks.size()) {
    d->marks = MarkSet{};
    d->handed_out = 0;
    d->device->queue()->drain(d->marks);
  }
  std::int32_t got = 0;
  for (; got < room && d->handed_out < d->marks.marks.size(); ++got, ++d->handed_out) {
    const Mark& m = d->marks.marks[d->handed_out];
    to[got] = {m.begin, m.end, m.job, m.act, 0, m.bytes};
  }
  return got;
}

}  // namespace

extern "C" const pontage_plugin* pontage_plugin_entry(void) {
  static const pontage_plugin table = [] {
    pontage_plugin t{};
    t.struct_size = sizeof t;
    t.major = PONTAGE_PLUGIN_MAJOR;
    t.axes = static_cast<std::int32_t>(split().axes().size());
    t.variants = static_cast<std::int32_t>(offers().size());
    t.name = "split_plugin";
    t.summary = "cpu_split behind the C interface";
    t.dialect = "split";
    t.axis = axis;
    t.variant = variant;
    t.can_run = can_run;
    t.open = open;
    t.close = [](pontage_device* d) { delete d; };
    t.describe = describe;
    t.memory = memory;
    t.engine = engine;
    t.allocate = allocate;
    t.release = release;
    t.prepare = prepare;
    t.submit = [](pontage_device* d, std::int32_t id, std::int64_t job, std::int32_t slot) {
      d->device->queue()->submit(id, static_cast<JobId>(job), slot);
      return pontage_status{PONTAGE_OK};
    };
    t.await = [](pontage_device* d, std::int32_t act, std::int64_t job, std::int32_t wait) {
      d->device->queue()->await(act, static_cast<JobId>(job), static_cast<Wait>(wait));
      return pontage_status{PONTAGE_OK};
    };
    t.clear = [](pontage_device* d) {
      d->device->queue()->clear();
      d->problems.clear();
    };
    t.trace = [](pontage_device* d, std::int32_t on) { d->device->queue()->trace(on != 0); };
    t.drain = drain;
    t.dropped = [](pontage_device* d) { return d->marks.dropped; };
    return t;
  }();
  return &table;
}
