// Attributes of a node, by name, without a type of protobuf.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace onnx {
class GraphProto;
}

namespace dlc::exporter {

class Attrs {
public:
  using Value = std::variant<int64_t, float, std::string, std::vector<int64_t>, std::vector<std::string>,
                             std::shared_ptr<::onnx::GraphProto>>;

  Attrs &i(const char *name, int64_t value) { return add(name, value); }
  Attrs &f(const char *name, double value) { return add(name, static_cast<float>(value)); }
  Attrs &s(const char *name, llvm::StringRef value) { return add(name, value.str()); }
  Attrs &is(const char *name, llvm::ArrayRef<int64_t> values) {
    return add(name, std::vector<int64_t>(values.begin(), values.end()));
  }
  Attrs &ss(const char *name, std::vector<std::string> values) { return add(name, std::move(values)); }
  Attrs &graph(const char *name, std::shared_ptr<::onnx::GraphProto> value) {
    return add(name, std::move(value));
  }

  const std::vector<std::pair<const char *, Value>> &get() const { return list; }

private:
  Attrs &add(const char *name, Value value) {
    list.emplace_back(name, std::move(value));
    return *this;
  }
  std::vector<std::pair<const char *, Value>> list;
};

} // namespace dlc::exporter
