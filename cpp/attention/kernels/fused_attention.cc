#include "attention/kernels/fused_attention.h"

#include <algorithm>
#include <array>

#include "attention/core/scratch.h"
#include "attention/kernels/fused_tiles.h"

namespace attention {
namespace {

template <typename Scalar>
bool AllFinite(View<const Scalar> numbers) {
  return ConstArrayMap<Scalar>(numbers.data, numbers.size()).allFinite();
}

/// One query by the single steps, where tiles cannot keep NaN in its place.
template <typename Scalar>
void AttendRow(const fused::Matrix<Scalar>& in, Index query,
               fused::Row<Scalar>& row, Scalar* z) {
  row.Compute(in, query);
  const Index d_v = in.plan.d_v;
  std::fill_n(z, d_v, Scalar{0});
  for (Index j = 0; j < in.plan.keys; ++j) {
    const Scalar weight = row.weights[static_cast<std::size_t>(j)];
    if (weight == Scalar{0}) continue;
    for (Index d = 0; d < d_v; ++d) z[d] += weight * in.v[j * d_v + d];
  }
}

/// What the way back of one matrix needs beside its operands.
template <typename Scalar>
struct MatrixGradients {
  const Scalar* z;  // the gradient that comes in
  Scalar* q;        // those that go out; null where not wanted
  Scalar* k;
  Scalar* v;
  Scalar* bias;
};

/// Adds what one pair's score, after the factor, gives to q and k.
template <typename Scalar>
void AddScoreGradient(const fused::Matrix<Scalar>& in, Index query, Index key,
                      Scalar gradient, const MatrixGradients<Scalar>& out) {
  const Index d_k = in.plan.d_k;
  const Scalar scaled = gradient * in.Factor();
  for (Index d = 0; d < d_k; ++d) {
    if (out.q != nullptr) {
      out.q[query * d_k + d] += scaled * in.k[key * d_k + d];
    }
    if (out.k != nullptr) {
      out.k[key * d_k + d] += scaled * in.q[query * d_k + d];
    }
  }
}

/// One query's way back by the single steps.
template <typename Scalar>
void RowBackward(const fused::Matrix<Scalar>& in, Index query,
                 fused::Row<Scalar>& row, const MatrixGradients<Scalar>& out) {
  row.Compute(in, query);
  const Index keys = in.plan.keys;
  const Index d_v = in.plan.d_v;
  const Scalar* given = out.z + query * d_v;
  Scratch<Scalar> into_weight(static_cast<std::size_t>(keys));
  Scalar mean{0};  // of the weights' gradients, by weight
  for (Index j = 0; j < keys; ++j) {
    const auto at = static_cast<std::size_t>(j);
    if (row.weights[at] == Scalar{0}) continue;
    for (Index d = 0; d < d_v; ++d) {
      into_weight[at] += given[d] * in.v[j * d_v + d];
      if (out.v != nullptr) out.v[j * d_v + d] += row.weights[at] * given[d];
    }
    mean += row.weights[at] * into_weight[at];
  }
  for (Index j = 0; j < keys; ++j) {
    const auto at = static_cast<std::size_t>(j);
    if (row.weights[at] == Scalar{0}) continue;
    const Scalar score = row.weights[at] * (into_weight[at] - mean);
    if (out.bias != nullptr) out.bias[query * keys + j] += score;
    AddScoreGradient(in, query, j, score * in.CapSlope(row.capped[at]), out);
  }
}

/// A tile of queries back through all tiles of keys: dV = P^T dO,
/// dS = P (dO V^T - rowsum(dO O)), dQ = dS K, dK = dS^T Q.
template <typename Scalar>
void TileBackward(const fused::Matrix<Scalar>& in, Index query, Index queries,
                  const fused::OnlineSoftmax<Scalar>& online,
                  const MatrixGradients<Scalar>& out) {
  using Map = ConstMap<RowMatrix<Scalar>>;
  using Stride = Eigen::OuterStride<>;
  const fused::Plan& plan = in.plan;
  const Map given(out.z + query * plan.d_v, queries, plan.d_v,
                  Stride(plan.d_v));
  const auto q = fused::RowsOf(in.q + query * plan.d_k, plan.d_k);
  const auto given_rows = fused::RowsOf(out.z + query * plan.d_v, plan.d_v);
  const Eigen::Array<Scalar, Eigen::Dynamic, 1> mean =
      (given.array() * online.z().array()).rowwise().sum();
  fused::Tile<Scalar> tile(in);
  RowMatrix<Scalar> into_score;
  for (Index key = 0; key < plan.keys; key += fused::kKeyTile) {
    const Index keys = std::min(fused::kKeyTile, plan.keys - key);
    if (tile.Compute(query, queries, key, keys) !=
        fused::Tile<Scalar>::Result::kScores) {
      continue;
    }
    for (Index i = 0; i < queries; ++i) {
      auto row = tile.scores.row(i).array();
      if (online.sum(i) > Scalar{0}) {
        row = fused::Power(row - online.largest(i));
        row /= online.sum(i);
      } else {
        row.setZero();
      }
    }
    const auto weights = fused::RowsOf(tile.scores).Read();
    if (out.v != nullptr) {
      AddProduct<Scalar>({keys, plan.d_v, queries}, weights.Transposed(),
                         given_rows,
                         fused::RowsOf(out.v + key * plan.d_v, plan.d_v));
    }
    into_score.setZero(queries, keys);
    AddProduct<Scalar>(
        {queries, keys, plan.d_v}, given_rows,
        fused::RowsOf(in.v + key * plan.d_v, plan.d_v).Transposed(),
        fused::RowsOf(into_score));
    into_score.array().colwise() -= mean;
    into_score.array() *= tile.scores.array();
    if (out.bias != nullptr) {
      RowMap<Scalar>(out.bias + query * plan.keys + key, queries, keys,
                     Stride(plan.keys)) += into_score;
    }
    if (in.options.softcap > 0) {
      const auto cap = static_cast<Scalar>(in.options.softcap);
      into_score.array() *= Scalar{1} - (tile.capped.array() / cap).square();
    }
    into_score *= in.Factor();
    const auto score_rows = fused::RowsOf(into_score).Read();
    if (out.q != nullptr) {
      AddProduct<Scalar>({queries, plan.d_k, keys}, score_rows,
                         fused::RowsOf(in.k + key * plan.d_k, plan.d_k),
                         fused::RowsOf(out.q + query * plan.d_k, plan.d_k));
    }
    if (out.k != nullptr) {
      AddProduct<Scalar>({keys, plan.d_k, queries}, score_rows.Transposed(), q,
                         fused::RowsOf(out.k + key * plan.d_k, plan.d_k));
    }
  }
}

}  // namespace

template <typename Scalar>
void FusedAttention(const Rule& rule, const FusedOptions& options,
                    const FusedOperands<Scalar>& in, View<Scalar> out) {
  const fused::Plan plan = fused::MakePlan(rule, in, out.shape);
  const bool tame = AllFinite(in.v);
  fused::OnlineSoftmax<Scalar> online;
  fused::Row<Scalar> row;
  fused::ForEachMatrix(
      plan, options, in,
      [&](const std::array<Index, 6>& at, const fused::Matrix<Scalar>& matrix) {
        for (Index q = 0; q < plan.queries; q += fused::kQueryTile) {
          const Index queries = std::min(fused::kQueryTile, plan.queries - q);
          Scalar* z = out.data + at[3] + q * plan.d_v;
          if (tame && online.Attend(matrix, q, queries)) {
            RowMap<Scalar>(z, queries, plan.d_v,
                           Eigen::OuterStride<>(plan.d_v)) = online.z();
            continue;
          }
          for (Index i = 0; i < queries; ++i) {
            AttendRow(matrix, q + i, row, z + i * plan.d_v);
          }
        }
      });
}

template <typename Scalar>
void FusedAttentionBackward(const Rule& rule, const FusedOptions& options,
                            const FusedOperands<Scalar>& in,
                            View<const Scalar> out_gradient,
                            const FusedGradients<Scalar>& gradients) {
  const fused::Plan plan = fused::MakePlan(rule, in, out_gradient.shape);
  const bool tame = AllFinite(in.q) && AllFinite(in.k) && AllFinite(in.v);
  fused::OnlineSoftmax<Scalar> online;
  fused::Row<Scalar> row;
  const auto from = [](View<Scalar> view, Index offset) {
    return view.data == nullptr ? nullptr : view.data + offset;
  };
  fused::ForEachMatrix(
      plan, options, in,
      [&](const std::array<Index, 6>& at, const fused::Matrix<Scalar>& matrix) {
        const MatrixGradients<Scalar> to{
            out_gradient.data + at[3], from(gradients.q, at[0]),
            from(gradients.k, at[1]), from(gradients.v, at[2]),
            from(gradients.bias, at[5])};
        for (Index q = 0; q < plan.queries; q += fused::kQueryTile) {
          const Index queries = std::min(fused::kQueryTile, plan.queries - q);
          if (tame && online.Attend(matrix, q, queries)) {
            TileBackward(matrix, q, queries, online, to);
            continue;
          }
          for (Index i = 0; i < queries; ++i) {
            RowBackward(matrix, q + i, row, to);
          }
        }
      });
}

template void FusedAttention(const Rule&, const FusedOptions&,
                             const FusedOperands<float>&, View<float>);
template void FusedAttention(const Rule&, const FusedOptions&,
                             const FusedOperands<double>&, View<double>);
template void FusedAttentionBackward(const Rule&, const FusedOptions&,
                                     const FusedOperands<float>&,
                                     View<const float>,
                                     const FusedGradients<float>&);
template void FusedAttentionBackward(const Rule&, const FusedOptions&,
                                     const FusedOperands<double>&,
                                     View<const double>,
                                     const FusedGradients<double>&);

}  // namespace attention
