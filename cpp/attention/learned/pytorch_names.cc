#include "attention/learned/pytorch_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "model";

struct Renamed {
  std::string_view theirs;
  std::string_view ours;
};

constexpr std::array<std::string_view, 3> kAround = {"module.", "model.",
                                                     "transformer."};

/// Modules of one Linear, beside a stack.
constexpr std::array<std::string_view, 6> kOutputs = {
    "output.", "head.", "lm_head.", "classifier.", "generator.", "fc."};

constexpr std::array<Renamed, 7> kTables = {
    {{"embedding.weight", "embedding.table"},
     {"embed.weight", "embedding.table"},
     {"token_embedding.weight", "embedding.table"},
     {"source.weight", "source.embedding.table"},
     {"src_embed.weight", "source.embedding.table"},
     {"target.weight", "target.embedding.table"},
     {"tgt_embed.weight", "target.embedding.table"}}};

/// Of a layer: our names of the two halves of a module. Linear's weights are
/// turned, a norm's are not.
struct Module {
  std::string_view theirs;
  std::string_view weight;
  std::string_view bias;
  bool linear;
};

constexpr std::array<Module, 7> kModules = {
    {{"self_attn.out_proj.", "attn.W_o", "attn.b_o", true},
     {"multihead_attn.out_proj.", "cross.W_o", "cross.b_o", true},
     {"linear1.", "ffn.W_1", "ffn.b_1", true},
     {"linear2.", "ffn.W_2", "ffn.b_2", true},
     {"norm1.", "norm1.gamma", "norm1.beta", false},
     {"norm2.", "norm2.gamma", "norm2.beta", false},
     {"norm3.", "norm3.gamma", "norm3.beta", false}}};

bool TakeFront(std::string_view& name, std::string_view front) {
  if (!name.starts_with(front)) return false;
  name.remove_prefix(front.size());
  return true;
}

StoredTensor Transposed(const std::string& name, const StoredTensor& tensor) {
  if (tensor.shape.rank() != 2) {
    Fail(kOp, name, " has shape ", tensor.shape, "; a Linear's is out x in");
  }
  const Index rows = tensor.shape[0];
  const Index columns = tensor.shape[1];
  StoredTensor turned{{columns, rows}, {}};
  turned.data.reserve(tensor.data.size());
  for (Index column = 0; column < columns; ++column) {
    for (Index row = 0; row < rows; ++row) {
      turned.data.push_back(
          tensor.data[static_cast<std::size_t>(row * columns + column)]);
    }
  }
  return turned;
}

/// Cuts an attention's joint input projection into queries, keys and values,
/// and each into heads: rows are outputs, which heads share out in order.
void AddProjections(const std::string& name, const StoredTensor& tensor,
                    const std::string& prefix, Index n_heads, TensorFile& out) {
  const bool weights = name.ends_with("weight");
  const Index width = tensor.shape.rank() > 0 ? tensor.shape[0] / 3 : 0;
  const bool fits = weights ? tensor.shape == Shape{3 * width, width}
                            : tensor.shape == Shape{3 * width};
  if (width == 0 || !fits) {
    Fail(kOp, name, " has shape ", tensor.shape,
         "; 3 d_model x d_model is needed, 3 d_model for a bias");
  }
  if (n_heads < 1 || width % n_heads != 0) {
    Fail(kOp, "the ", n_heads, " heads do not divide ", name, "'s d_model ",
         width);
  }
  const Index d = width / n_heads;
  const Index columns = weights ? width : 1;
  for (Index part = 0; part < 3; ++part) {
    StoredTensor cut{weights ? Shape{n_heads, width, d} : Shape{n_heads, d},
                     {}};
    cut.data.reserve(static_cast<std::size_t>(width * columns));
    for (Index h = 0; h < n_heads; ++h) {
      for (Index m = 0; m < columns; ++m) {
        for (Index i = 0; i < d; ++i) {
          const Index row = part * width + h * d + i;
          cut.data.push_back(
              tensor.data[static_cast<std::size_t>(row * columns + m)]);
        }
      }
    }
    const std::string letter(1, "qkv"[part]);
    out.tensors[prefix + (weights ? "W_" : "b_") + letter] = std::move(cut);
  }
}

/// Whether `rest` is a Linear's or a norm's weight or bias; adds it if so.
bool AddModule(const std::string& name, const StoredTensor& tensor,
               std::string_view rest, const std::string& prefix,
               const Module& module, TensorFile& out) {
  if (rest == "weight") {
    out.tensors[prefix + std::string(module.weight)] =
        module.linear ? Transposed(name, tensor) : tensor;
    return true;
  }
  if (rest != "bias") return false;
  out.tensors[prefix + std::string(module.bias)] = tensor;
  return true;
}

bool AddOfLayer(const std::string& name, const StoredTensor& tensor,
                std::string_view rest, const std::string& prefix, Index n_heads,
                TensorFile& out) {
  for (const auto& [theirs, ours] :
       {std::pair{"self_attn.in_proj_", "attn."},
        std::pair{"multihead_attn.in_proj_", "cross."}}) {
    std::string_view left = rest;
    if (TakeFront(left, theirs) && (left == "weight" || left == "bias")) {
      AddProjections(name, tensor, prefix + ours, n_heads, out);
      return true;
    }
  }
  for (const Module& module : kModules) {
    std::string_view left = rest;
    if (TakeFront(left, module.theirs) &&
        AddModule(name, tensor, left, prefix, module, out)) {
      return true;
    }
  }
  return false;
}

bool AddOfStack(const std::string& name, const StoredTensor& tensor,
                std::string_view rest, const std::string& stack, Index n_heads,
                TensorFile& out) {
  constexpr Module kNorm{"norm.", "norm.gamma", "norm.beta", false};
  std::string_view left = rest;
  if (TakeFront(left, kNorm.theirs)) {
    return AddModule(name, tensor, left, stack, kNorm, out);
  }
  if (!TakeFront(rest, "layers.")) return false;
  const std::size_t dot = rest.find('.');
  if (dot == std::string_view::npos) return false;
  const std::string prefix = stack + std::string(rest.substr(0, dot + 1));
  return AddOfLayer(name, tensor, rest.substr(dot + 1), prefix, n_heads, out);
}

bool AddBeside(const std::string& name, const StoredTensor& tensor,
               std::string_view rest, TensorFile& out) {
  for (const auto& [theirs, ours] : kTables) {
    if (rest == theirs) {
      out.tensors[std::string(ours)] = tensor;
      return true;
    }
  }
  constexpr Module kOutput{"", "output.W", "output.b", true};
  for (const std::string_view front : kOutputs) {
    std::string_view left = rest;
    if (TakeFront(left, front) &&
        AddModule(name, tensor, left, "", kOutput, out)) {
      return true;
    }
  }
  return false;
}

std::size_t NumbersOf(const TensorFile& file) {
  std::size_t count = 0;
  for (const auto& [name, tensor] : file.tensors) count += tensor.data.size();
  return count;
}

}  // namespace

bool IsPyTorch(const TensorFile& file) {
  return std::ranges::any_of(file.tensors, [](const auto& entry) {
    return entry.first.ends_with("self_attn.in_proj_weight");
  });
}

TensorFile FromPyTorch(TensorFile file, std::string_view model, Index n_heads) {
  TensorFile out;
  out.metadata = std::move(file.metadata);
  const std::string bare = model == "decoder_only" ? "decoder." : "encoder.";
  for (const auto& [name, tensor] : file.tensors) {
    std::string_view rest = name;
    for (const std::string_view around : kAround) TakeFront(rest, around);
    std::string stack = bare;
    if (TakeFront(rest, "encoder.") ||
        TakeFront(rest, "transformer_encoder.")) {
      stack = model == "decoder_only" ? "decoder." : "encoder.";
    } else if (TakeFront(rest, "decoder.")) {
      stack = "decoder.";
    }
    if (AddOfStack(name, tensor, rest, stack, n_heads, out) ||
        AddBeside(name, tensor, rest, out)) {
      continue;
    }
    out.tensors[name] = tensor;
  }
  // Every number has its place, unless two names stood for one.
  if (NumbersOf(out) != NumbersOf(file)) {
    Fail(kOp, "two of the file's tensors stand for the same parameter");
  }
  return out;
}

}  // namespace attention
