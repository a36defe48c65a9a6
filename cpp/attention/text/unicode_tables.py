"""Writes unicode_tables.cc from Python's own Unicode data.

Usage: python3 unicode_tables.py > unicode_tables.cc && clang-format -i unicode_tables.cc
"""

import sys
import unicodedata

LAST = 0x10FFFF


def ranges(wanted):
    """Inclusive ranges of code points for which wanted(character) holds."""
    found = []
    for point in range(LAST + 1):
        if not wanted(chr(point)):
            continue
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


def category(*prefixes):
    return lambda character: unicodedata.category(character).startswith(prefixes)


def simple_lower(point):
    if point == 0x130:  # the one capital whose full mapping has two characters
        return 0x69
    lower = chr(point).lower()
    return ord(lower) if len(lower) == 1 else point


def case_runs():
    """[first, last, difference, step] of capitals; step 2 where cases alternate."""
    runs = []
    for point in range(LAST + 1):
        difference = simple_lower(point) - point
        if difference == 0:
            continue
        if runs:
            first, last, before, step = runs[-1]
            gap = point - last
            if difference == before and (gap == step or first == last and gap in (1, 2)):
                runs[-1] = [first, point, before, gap]
                continue
        runs.append([point, point, difference, 1])
    return runs


def table(kind, name, rows, write):
    body = ", ".join(write(row) for row in rows)
    return f"constexpr std::array<{kind}, {len(rows)}> {name} = {{{{{body}}}}};\n"


def pair(row):
    return f"{{0x{row[0]:X}, 0x{row[1]:X}}}"


def run(row):
    return f"{{0x{row[0]:X}, 0x{row[1]:X}, {row[2]}, {row[3]}}}"


print(f"""// Unicode {unicodedata.unidata_version}; written by unicode_tables.py.
#include "attention/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace attention {{
namespace {{

struct Range {{
  char32_t first;
  char32_t last;
}};

struct CaseRun {{
  char32_t first;
  char32_t last;
  std::int32_t difference;
  char32_t step;
}};
""")
print(table("Range", "kPunctuation", ranges(category("P")), pair))
print(table("Range", "kMarks", ranges(category("M")), pair))
print(table("Range", "kFormats", ranges(category("Cf")), pair))
print(table("CaseRun", "kCapitals", case_runs(), run))
print("""template <typename Table>
auto Find(const Table& table, char32_t c) {
  const auto found = std::ranges::lower_bound(
      table, c, {}, [](const auto& range) { return range.last; });
  return found != table.end() && found->first <= c ? found : table.end();
}

}  // namespace

bool IsPunctuation(char32_t c) {
  return Find(kPunctuation, c) != kPunctuation.end();
}

bool IsMark(char32_t c) { return Find(kMarks, c) != kMarks.end(); }

bool IsFormat(char32_t c) { return Find(kFormats, c) != kFormats.end(); }

char32_t SimpleLower(char32_t c) {
  const auto run = Find(kCapitals, c);
  if (run == kCapitals.end() || (c - run->first) % run->step != 0) return c;
  return static_cast<char32_t>(static_cast<std::int32_t>(c) + run->difference);
}

}  // namespace attention""")
sys.stdout.flush()
