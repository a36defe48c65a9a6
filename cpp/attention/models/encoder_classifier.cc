#include "attention/models/encoder_classifier.h"

#include "attention/models/encoder.h"
#include "attention/models/output.h"
#include "attention/models/pooling.h"
#include "attention/models/sizes.h"

namespace attention {

template <typename Scalar>
void RunEncoderClassifier(const RunSpec& spec, BasicTrace<Scalar>& trace,
                          Parameters& parameters) {
  const Config& config = trace.config;
  const auto classes = static_cast<double>(config.n_classes);
  const Encoded encoded =
      RecordEncoder(spec, trace, parameters, [&](double batch, double length) {
        return batch * (length + static_cast<double>(config.d_model)) +
               OutputNumbers(config, batch, classes);
      });
  const TensorId pooled = RecordPooled(trace, encoded.out, encoded.lengths);
  RecordOutput(trace.tape, pooled, config.n_classes, 'l', parameters);
}

template void RunEncoderClassifier(const RunSpec&, BasicTrace<float>&,
                                   Parameters&);
template void RunEncoderClassifier(const RunSpec&, BasicTrace<double>&,
                                   Parameters&);

}  // namespace attention
