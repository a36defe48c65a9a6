#include "attention/kernels/fused_attention.h"

#include <algorithm>
#include <span>

#include "attention/core/matrix.h"
#include "attention/core/scratch.h"
#include "attention/kernels/fused_plan.h"
#include "attention/kernels/fused_rows.h"

namespace attention {
namespace {

using fused::Matrix;
using fused::Offsets;
using fused::Plan;
using fused::Rows;
using fused::RowsOf;

template <typename Scalar>
bool AllFinite(View<const Scalar> numbers) {
  return ConstArrayMap<Scalar>(numbers.data, numbers.size()).allFinite();
}

/// z of one query where values hold NaN or infinity, which a blocked pair must
/// not pass on.
template <typename Scalar>
void AttendRow(const Matrix<Scalar>& in, const Rows<Scalar>& rows, Index i,
               Scalar* z) {
  const Index d_v = in.plan.d_v;
  for (Index j = rows.first(); j < rows.past(); ++j) {
    const Scalar weight = rows.row(i)[j];
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
void AddScoreGradient(const Matrix<Scalar>& in, Index query, Index key,
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

/// One query's way back, pair by pair: what is blocked gets nothing, and gives
/// nothing, whatever it holds.
template <typename Scalar>
void RowBackward(const Matrix<Scalar>& in, const Rows<Scalar>& rows, Index i,
                 Index query, const MatrixGradients<Scalar>& out) {
  const Index d_v = in.plan.d_v;
  const Scalar* weights = rows.row(i);
  const Scalar* given = out.z + query * d_v;
  Scratch<Scalar> into_weight(static_cast<std::size_t>(in.plan.keys));
  Scalar mean{0};  // of the weights' gradients, by weight
  for (Index j = rows.first(); j < rows.past(); ++j) {
    if (weights[j] == Scalar{0}) continue;
    Scalar& into = into_weight[static_cast<std::size_t>(j)];
    for (Index d = 0; d < d_v; ++d) {
      into += given[d] * in.v[j * d_v + d];
      if (out.v != nullptr) out.v[j * d_v + d] += weights[j] * given[d];
    }
    mean += weights[j] * into;
  }
  for (Index j = rows.first(); j < rows.past(); ++j) {
    if (weights[j] == Scalar{0}) continue;
    Scalar score =
        weights[j] * (into_weight[static_cast<std::size_t>(j)] - mean);
    if (out.bias != nullptr) out.bias[query * in.plan.keys + j] += score;
    if (in.options.softcap > 0) score *= in.CapSlope(rows.capped(i)[j]);
    AddScoreGradient(in, query, j, score, out);
  }
}

/// The queries' way back at once: dV = P^T dO, dP = dO V^T,
/// dS = P (dP - rowsum(P dP)), dQ = dS K, dK = dS^T Q.
template <typename Scalar>
void RowsBackward(const Matrix<Scalar>& in, const Rows<Scalar>& rows,
                  Index query, Scratch<Scalar>& into_weights,
                  Scratch<Scalar>& into_scores,
                  const MatrixGradients<Scalar>& out) {
  const Plan& plan = in.plan;
  const Index count = rows.count();
  const auto given = RowsOf(out.z + query * plan.d_v, plan.d_v);
  const auto from = [&](const Scalar* data, Index key) {
    return Strided<const Scalar>{data + key, plan.keys, 1};
  };
  rows.ForEachRun([&](Index key, Index run) {
    if (out.v != nullptr) {
      AddProduct<Scalar>({run, plan.d_v, count},
                         from(rows.row(0), key).Transposed(), given,
                         RowsOf(out.v + key * plan.d_v, plan.d_v));
    }
    for (Index i = 0; i < count; ++i) {
      std::fill_n(into_weights.data() + i * plan.keys + key, run, 0);
    }
    AddProduct<Scalar>({count, run, plan.d_v}, given,
                       RowsOf(in.v + key * plan.d_v, plan.d_v).Transposed(),
                       {into_weights.data() + key, plan.keys, 1});
  });
  for (Index i = 0; i < count; ++i) {
    const Index at = i * plan.keys + rows.first();
    const Index length = rows.past() - rows.first();
    Scalar* scores = into_scores.data() + at;
    std::fill_n(scores, length, 0);
    internal::RowSoftmaxBackward(rows.row(i) + rows.first(),
                                 into_weights.data() + at, length, scores);
    if (out.bias != nullptr) {
      Scalar* bias = out.bias + (query + i) * plan.keys + rows.first();
      for (Index j = 0; j < length; ++j) bias[j] += scores[j];
    }
    if (in.options.softcap > 0) {
      const Scalar* capped = rows.capped(i) + rows.first();
      for (Index j = 0; j < length; ++j) scores[j] *= in.CapSlope(capped[j]);
    }
    for (Index j = 0; j < length; ++j) scores[j] *= in.Factor();
  }
  rows.ForEachRun([&](Index key, Index run) {
    const auto scores = from(into_scores.data(), key);
    if (out.q != nullptr) {
      AddProduct<Scalar>({count, plan.d_k, run}, scores,
                         RowsOf(in.k + key * plan.d_k, plan.d_k),
                         RowsOf(out.q + query * plan.d_k, plan.d_k));
    }
    if (out.k != nullptr) {
      AddProduct<Scalar>({run, plan.d_k, count}, scores.Transposed(),
                         RowsOf(in.q + query * plan.d_k, plan.d_k),
                         RowsOf(out.k + key * plan.d_k, plan.d_k));
    }
  });
}

/// Whether each matrix has a place of its own in an operand.
bool Apart(const Plan& plan, std::size_t slot) {
  return std::ranges::all_of(plan.lead, [&](char letter) {
    return plan.sizes[letter] == 1 || plan.strides[slot][letter] != 0;
  });
}

}  // namespace

template <typename Scalar>
void FusedAttention(const Rule& rule, const FusedOptions& options,
                    const FusedOperands<Scalar>& in, View<Scalar> out) {
  const Plan plan = fused::MakePlan(rule, in, out.shape);
  const bool tame = AllFinite(in.v);
  fused::ForEachPart(plan, true, [&](std::span<const Offsets> part) {
    Rows<Scalar> rows(plan, options);
    for (const Offsets& at : part) {
      const auto matrix = fused::MatrixAt(plan, options, in, at);
      for (Index q = 0; q < plan.queries; q += fused::kQueryTile) {
        rows.Compute(matrix, q);
        Scalar* z = out.data + at[3] + q * plan.d_v;
        std::fill_n(z, rows.count() * plan.d_v, Scalar{0});
        for (Index i = 0; i < rows.count() && !tame; ++i) {
          AttendRow(matrix, rows, i, z + i * plan.d_v);
        }
        if (!tame) continue;
        rows.ForEachRun([&](Index key, Index run) {
          AddProduct<Scalar>(
              {rows.count(), plan.d_v, run}, {rows.row(0) + key, plan.keys, 1},
              RowsOf(matrix.v + key * plan.d_v, plan.d_v), RowsOf(z, plan.d_v));
        });
      }
    }
  });
}

template <typename Scalar>
void FusedAttentionBackward(const Rule& rule, const FusedOptions& options,
                            const FusedOperands<Scalar>& in,
                            View<const Scalar> out_gradient,
                            const FusedGradients<Scalar>& gradients) {
  const Plan plan = fused::MakePlan(rule, in, out_gradient.shape);
  const bool tame = AllFinite(in.q) && AllFinite(in.k) && AllFinite(in.v);
  const auto from = [](View<Scalar> view, Index offset) {
    return view.data == nullptr ? nullptr : view.data + offset;
  };
  const auto apart = [&](View<Scalar> view, std::size_t slot) {
    return view.data == nullptr || Apart(plan, slot);
  };
  const bool all_apart = apart(gradients.q, 0) && apart(gradients.k, 1) &&
                         apart(gradients.v, 2) && apart(gradients.bias, 5);
  const auto room = static_cast<std::size_t>(fused::kQueryTile * plan.keys);
  fused::ForEachPart(plan, all_apart, [&](std::span<const Offsets> part) {
    Rows<Scalar> rows(plan, options);
    Scratch<Scalar> into_weights(room);
    Scratch<Scalar> into_scores(room);
    for (const Offsets& at : part) {
      const auto matrix = fused::MatrixAt(plan, options, in, at);
      const MatrixGradients<Scalar> to{
          out_gradient.data + at[3], from(gradients.q, at[0]),
          from(gradients.k, at[1]), from(gradients.v, at[2]),
          from(gradients.bias, at[5])};
      for (Index q = 0; q < plan.queries; q += fused::kQueryTile) {
        rows.Compute(matrix, q);
        if (tame) {
          RowsBackward(matrix, rows, q, into_weights, into_scores, to);
          continue;
        }
        for (Index i = 0; i < rows.count(); ++i) {
          RowBackward(matrix, rows, i, q + i, to);
        }
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
