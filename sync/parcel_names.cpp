// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_names.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace exchange {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> artifact_required{"signed.pdf", "evidence.json", "leaf.json"};
constexpr std::array<std::string_view, 2> artifact_allowed{"signed.pdf.tlog-proof", "ink.p7m"};
constexpr std::array<std::string_view, 2> statement_required{"evidence.json", "leaf.json"};
constexpr std::array<std::string_view, 2> statement_allowed{"evidence.json.tlog-proof", "ink.p7m"};
constexpr std::array<std::string_view, 1> work_order_required{"envelope.json"};

Names required_of(ParcelKind kind) {
    switch (kind) {
        case ParcelKind::artifact: return artifact_required;
        case ParcelKind::statement: return statement_required;
        case ParcelKind::work_order: return work_order_required;
    }
    return {};
}

// NAME.pdf: a document. NAME.code: the digits that guard the signature of signer NAME.
bool is_plain_file(std::string_view name, std::string_view ending) {
    if (!name.ends_with(ending) || name.size() > 64 + ending.size()) return false;
    name.remove_suffix(ending.size());
    const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && is_alphanumeric(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

bool is_allowed(ParcelKind kind, std::string_view name) {
    const auto holds = [name](Names names) { return std::find(names.begin(), names.end(), name) != names.end(); };
    if (holds(required_of(kind))) return true;
    switch (kind) {
        case ParcelKind::artifact: return holds(artifact_allowed);
        case ParcelKind::statement: return holds(statement_allowed);
        case ParcelKind::work_order: return is_plain_file(name, ".pdf") || is_plain_file(name, ".code");
    }
    return false;
}

base::Failure invalid(const char* what, std::string_view name) {
    return {base::Fault::parcel_invalid, std::string(what).append(name.substr(0, 80))};
}

}  // namespace

base::Status check_parcel_names(ParcelKind kind, const std::vector<std::string_view>& names) {
    const std::set<std::string_view> seen(names.begin(), names.end());
    if (seen.size() != names.size()) return invalid("a name stands twice", {});
    for (std::string_view name : names)
        if (!is_allowed(kind, name)) return invalid("no parcel of this kind holds ", name);
    for (std::string_view name : required_of(kind))
        if (!seen.contains(name)) return invalid("missing: ", name);
    return {};
}

}  // namespace exchange
