#ifndef ATTENTION_IO_JSON_H_
#define ATTENTION_IO_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace attention {

/// A string as JSON writes it, with its quotes. Bytes that are not UTF-8 stay
/// as they are.
std::string ToJson(std::string_view text);

/// Reads the little JSON that a file's header has, token by token: objects,
/// arrays, strings and whole numbers. Throws Error(op) where the text is
/// something else, saying at which byte.
class JsonReader {
 public:
  JsonReader(std::string_view op, std::string_view text)
      : op_(op), text_(text) {}

  /// Skips white space; whether `c` is next. Takes it if so.
  bool Take(char c);
  void Expect(char c);
  std::string String();
  /// From 0 to 2^53.
  std::int64_t Whole();
  /// Nothing but white space may be left.
  void ExpectEnd();

  /// Calls body(key) for each entry of an object, which reads the value.
  template <typename Body>
  void Object(Body&& body) {
    Expect('{');
    if (Take('}')) return;
    do {
      std::string key = String();
      Expect(':');
      body(std::move(key));
    } while (Take(','));
    Expect('}');
  }
  /// Calls body() for each entry of an array, which reads it.
  template <typename Body>
  void Array(Body&& body) {
    Expect('[');
    if (Take(']')) return;
    do {
      body();
    } while (Take(','));
    Expect(']');
  }

 private:
  [[noreturn]] void Refuse(std::string_view wanted) const;
  char Next();
  std::uint32_t Hex();

  std::string_view op_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace attention

#endif  // ATTENTION_IO_JSON_H_
