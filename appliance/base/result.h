// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value, or the Fault that kept us from having it.
//
//   Result<Record> load(RecordId id);
//   Record record = TRY(load(id));          // passes the Failure on
//   if (auto r = load(id); !r) handle(r.fault());
//
// `detail` goes to the service log only: it never holds a secret and is never
// shown to a person, who gets the catalogue's sentence for the fault.
#pragma once

#include "appliance/base/check.h"
#include "appliance/base/fault.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace base {

struct Failure {
    Fault fault;
    std::string detail;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_content(std::in_place_index<0>, std::move(value)) {}
    Result(Failure failure) : m_content(std::in_place_index<1>, std::move(failure)) {}
    Result(Fault fault) : m_content(std::in_place_index<1>, Failure{fault, {}}) {}

    explicit operator bool() const { return m_content.index() == 0; }

    T& value() & { CHECK(*this); return *std::get_if<0>(&m_content); }
    const T& value() const& { CHECK(*this); return *std::get_if<0>(&m_content); }
    T&& value() && { CHECK(*this); return std::move(*std::get_if<0>(&m_content)); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }

    const Failure& failure() const { CHECK(!*this); return *std::get_if<1>(&m_content); }
    Fault fault() const { return failure().fault; }

private:
    std::variant<T, Failure> m_content;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Failure failure) : m_failure(std::move(failure)) {}
    Result(Fault fault) : m_failure(Failure{fault, {}}) {}

    explicit operator bool() const { return !m_failure.has_value(); }
    void value() const { CHECK(*this); }
    const Failure& failure() const { CHECK(!*this); return *m_failure; }
    Fault fault() const { return failure().fault; }

private:
    std::optional<Failure> m_failure;
};

using Status = Result<void>;

}  // namespace base

// Evaluates to the value, or returns the failure from the enclosing function.
// A statement expression: do not nest one TRY inside another.
#define TRY(expression)                                              \
    (__extension__({                                                 \
        auto&& try_result = (expression);                            \
        if (!try_result) return try_result.failure();                \
        std::forward<decltype(try_result)>(try_result).value();      \
    }))
