// SPDX-License-Identifier: Apache-2.0
// A key that can stand behind the PinDoor: how its policy goes on from the approval and
// from the person's code, and how it gets into a slot.
#pragma once

#include "appliance/ports/signing_key.h"
#include "tpm/objects.h"
#include "tpm/platform_policy.h"

#include <optional>

namespace tpm {

// A key that TPM commands can name, for as long as this lives.
struct LoadedKey {
    ESYS_TR handle = ESYS_TR_NONE;
    std::optional<Slot> slot;  // none: it is persistent
};

struct DoorKey {
    virtual ~DoorKey() = default;
    virtual ports::KeyAlgorithm algorithm() const = 0;
    virtual const base::Bytes& public_key() const = 0;

    // Takes the session from the approval to the code. Fault: key_missing (destroyed).
    virtual base::Status before_code(ESYS_TR session, const Approval& approval) = 0;
    // Takes it from the code to the key's policy.
    virtual base::Status after_code(ESYS_TR session) = 0;
    virtual base::Result<LoadedKey> load() = 0;
};

// The key the device was born with: approval, code, and nothing else.
class BirthKey final : public DoorKey {
public:
    BirthKey(Context& context, base::Bytes public_key) : m_context(context), m_public_key(std::move(public_key)) {}
    ports::KeyAlgorithm algorithm() const override { return ports::KeyAlgorithm::ecdsa_p256; }
    const base::Bytes& public_key() const override { return m_public_key; }
    base::Status before_code(ESYS_TR, const Approval&) override { return {}; }
    base::Status after_code(ESYS_TR) override { return {}; }
    base::Result<LoadedKey> load() override {
        LoadedKey out;
        out.handle = TRY(m_context.resolve(row_of(KeyId::signing).handle));
        return out;
    }

private:
    Context& m_context;
    base::Bytes m_public_key;
};

}  // namespace tpm
