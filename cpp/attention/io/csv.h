#ifndef ATTENTION_IO_CSV_H_
#define ATTENTION_IO_CSV_H_

#include <string>
#include <string_view>

#include "attention/core/view.h"

namespace attention {

/// A table with a line for each row of the last axis: the row's place by its
/// axes' letters, then its numbers. "hqk" of 2 x 3 x 4 begins with the line
/// "h,q,k0,k1,k2,k3" and has six more. Each number is as short as reads back to
/// the same float; nan, inf and -inf are written so.
std::string ToCsv(View<const float> tensor, std::string_view axes);

}  // namespace attention

#endif  // ATTENTION_IO_CSV_H_
