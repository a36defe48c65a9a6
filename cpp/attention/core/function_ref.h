#ifndef ATTENTION_CORE_FUNCTION_REF_H_
#define ATTENTION_CORE_FUNCTION_REF_H_

#include <memory>
#include <type_traits>
#include <utility>

namespace attention {

/// A function for the length of one call: a loop that takes it is compiled once
/// and not once for each body. It owns nothing, so it must not be kept.
template <typename Signature>
class FunctionRef;

template <typename Result, typename... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  template <typename Body>
    requires(!std::is_same_v<std::remove_cvref_t<Body>, FunctionRef>)
  // A lambda is given as it is.
  FunctionRef(Body&& body)  // NOLINT(google-explicit-constructor)
      : body_(
            const_cast<void*>(static_cast<const void*>(std::addressof(body)))),
        call_([](void* kept, Arguments... arguments) -> Result {
          return (*static_cast<std::remove_reference_t<Body>*>(kept))(
              std::forward<Arguments>(arguments)...);
        }) {}

  Result operator()(Arguments... arguments) const {
    return call_(body_, std::forward<Arguments>(arguments)...);
  }

 private:
  void* body_;
  Result (*call_)(void*, Arguments...);
};

}  // namespace attention

#endif  // ATTENTION_CORE_FUNCTION_REF_H_
