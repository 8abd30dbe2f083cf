// SPDX-License-Identifier: Apache-2.0
// A PIV token as the sign-in of staff knows it: slot 9A answers at the door, slot 9C approves.
#pragma once

#include "appliance/ports/staff_token.h"
#include "usb/piv_token.h"

namespace usb {

class PivStaffToken final : public ports::StaffToken {
public:
    // `name`: what the device calls itself. Reads the certificates. Faults: token_*, and
    // certificate_invalid for one that is there and cannot be read.
    static base::Result<std::unique_ptr<PivStaffToken>> open(std::shared_ptr<PivToken> token, std::string name);

    std::string title() const override;
    bool is_present() override { return m_token->is_there(); }
    base::Result<base::Bytes> certificate() override;
    base::Result<base::Bytes> approval_certificate() override;
    base::Result<std::optional<unsigned>> tries_left() override { return m_token->tries_left(); }
    base::Status present_code(const base::Pin& code) override { return m_token->verify(code); }
    ports::SigningKey& authentication_key() override { return *m_authentication; }
    base::Result<base::Bytes> approve(const base::Pin& code, const base::Digest& digest) override;
    void forget_code() override;

    PivStaffToken(std::shared_ptr<PivToken> token, std::string name, std::unique_ptr<ports::SigningKey> authentication)
        : m_token(std::move(token)), m_name(std::move(name)), m_authentication(std::move(authentication)) {}

private:
    base::Result<base::Bytes> certificate_of(PivSlot slot);

    std::shared_ptr<PivToken> m_token;
    std::string m_name;
    std::unique_ptr<ports::SigningKey> m_authentication;  // key_missing when slot 9A has no certificate
};

}  // namespace usb
