// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/key_policies.h"

#include "tpm/esys_memory.h"
#include "tpm/names.h"
#include "tpm/objects.h"

#include <algorithm>
#include <set>

namespace tpm {

using base::ByteView;
using base::Digest;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

namespace {

constexpr std::size_t list_max = 8;  // TPML_DIGEST (part 2, 10.9.3)
constexpr std::size_t custodians_max = 5;
constexpr std::uint8_t needed_max = 3;

// Every choice of `needed` out of `count`, each ascending.
std::vector<std::vector<std::size_t>> combinations(std::size_t count, std::size_t needed) {
    std::vector<std::vector<std::size_t>> out;
    for (std::size_t mask = 0; mask < (std::size_t{1} << count); ++mask) {
        std::vector<std::size_t> chosen;
        for (std::size_t i = 0; i < count; ++i)
            if ((mask >> i & 1U) != 0) chosen.push_back(i);
        if (chosen.size() == needed) out.push_back(std::move(chosen));
    }
    return out;
}

std::vector<std::vector<Digest>> in_lists(const std::vector<Digest>& branches) {
    std::vector<std::vector<Digest>> out;
    for (std::size_t i = 0; i < branches.size(); i += list_max)
        out.emplace_back(branches.begin() + static_cast<std::ptrdiff_t>(i),
                         branches.begin() + static_cast<std::ptrdiff_t>(std::min(branches.size(), i + list_max)));
    return out;
}

std::vector<Digest> tops_of(const std::vector<std::vector<Digest>>& lists) {
    std::vector<Digest> out;
    for (const auto& list : lists) out.push_back(Policy().any_of(list).digest());
    return out;
}

}  // namespace

Digest staying_key_policy(ByteView authority_name, ByteView storage_key_name, std::uint32_t counter, std::uint64_t value) {
    const base::Bytes counter_name = name_of(counter_area(counter, platform_policy(authority_name), true));
    return Policy()
        .authorize(authority_name, signing_reference(storage_key_name))
        .secret(index_name(IndexId::pin, {}))
        .command(TPM2_CC_Sign)
        .index(counter_name, counter_operand(value), TPM2_EO_EQ)
        .digest();
}

Status check_quorum(const ports::Quorum& quorum) {
    const std::set<base::Bytes> different(quorum.custodians.begin(), quorum.custodians.end());
    if (quorum.needed == 0 || quorum.needed > needed_max || quorum.custodians.size() > custodians_max ||
        quorum.needed > quorum.custodians.size() || different.size() != quorum.custodians.size())
        return Failure{Fault::usage_invalid, "1 to 3 of at most 5 different custodians"};
    return {};
}

Result<MovableKeyPolicy> MovableKeyPolicy::of(ByteView authority_name, const ports::Quorum& quorum) {
    TRY(check_quorum(quorum));
    MovableKeyPolicy out;
    for (const base::Bytes& key : quorum.custodians) {
        Authority custodian = TRY(Authority::from(key));
        out.m_custodians.push_back(std::move(custodian));
    }
    out.m_combinations = combinations(quorum.custodians.size(), quorum.needed);
    out.m_branches.push_back(
        Policy().authorize(authority_name, fleet_reference()).secret(index_name(IndexId::pin, {})).command(TPM2_CC_Sign).digest());
    for (const auto& chosen : out.m_combinations) {
        Policy branch;
        branch.command(TPM2_CC_Duplicate);
        for (const std::size_t i : chosen) branch.signed_by(out.m_custodians[i].name());
        out.m_branches.push_back(branch.digest());
    }
    return out;
}

Digest MovableKeyPolicy::digest() const {
    const std::vector<Digest> tops = tops_of(in_lists(m_branches));
    return tops.size() == 1 ? tops.front() : Policy().any_of(tops).digest();
}

std::optional<std::size_t> MovableKeyPolicy::branch_of(const std::vector<std::size_t>& custodians) const {
    const auto found = std::find(m_combinations.begin(), m_combinations.end(), custodians);
    if (found == m_combinations.end()) return std::nullopt;
    return static_cast<std::size_t>(found - m_combinations.begin()) + 1;
}

std::vector<std::vector<Digest>> MovableKeyPolicy::way_up(std::size_t branch) const {
    const auto lists = in_lists(m_branches);
    std::vector<std::vector<Digest>> out{lists.at(branch / list_max)};
    if (lists.size() > 1) out.push_back(tops_of(lists));
    return out;
}

Status assert_way_up(Context& context, ESYS_TR session, const std::vector<std::vector<Digest>>& lists, Errand errand) {
    for (const auto& list : lists) {
        ESYS_CONTEXT* const esys = TRY(context.esys());
        TPML_DIGEST digests{};
        for (const Digest& digest : list) fill(digests.digests[digests.count++], digest);
        TRY(context.check(Esys_PolicyOR(esys, session, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &digests), errand, "Esys_PolicyOR"));
    }
    return {};
}

Status assert_command(Context& context, ESYS_TR session, TPM2_CC command) {
    ESYS_CONTEXT* const esys = TRY(context.esys());
    return context.check(Esys_PolicyCommandCode(esys, session, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, command), Errand::other,
                         "Esys_PolicyCommandCode");
}

}  // namespace tpm
