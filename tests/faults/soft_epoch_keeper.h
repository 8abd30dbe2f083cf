// SPDX-License-Identifier: Apache-2.0
// An EpochKeeper whose hardware is two numbers in a test: a secret and a counter. It
// refuses exactly what the TPM's policy refuses: a blob sealed for another value of the
// counter, and a blob of another device.
#pragma once

#include "appliance/base/reader.h"
#include "appliance/crypto/aead.h"
#include "appliance/crypto/random.h"
#include "appliance/ports/epoch_keeper.h"

#include <functional>

namespace faults {

struct SoftHardware {
    base::SecretBytes secret = crypto::random_secret(32);
    std::uint64_t counter = 7;
};

class SoftEpochKeeper final : public ports::EpochKeeper {
public:
    explicit SoftEpochKeeper(SoftHardware& hardware) : m_hardware(&hardware) {}

    base::Result<std::uint64_t> current_epoch() override { return m_hardware->counter; }

    base::Result<base::Bytes> seal(std::uint64_t epoch, const base::SecretBytes& key) override {
        if (epoch != m_hardware->counter && epoch != m_hardware->counter + 1) return base::Fault::epoch_unavailable;
        return crypto::seal(m_hardware->secret, bound(epoch), key.reveal());
    }

    base::Result<base::SecretBytes> open(std::uint64_t epoch, base::ByteView blob) override {
        if (epoch != m_hardware->counter) return base::Fault::epoch_unavailable;
        auto key = crypto::open_secret(m_hardware->secret, bound(epoch), blob);
        if (!key) return base::Fault::epoch_unavailable;
        return key;
    }

    base::Result<std::uint64_t> advance() override {
        if (advances_to_fail > 0) {
            --advances_to_fail;
            return base::Fault::tpm_failed;
        }
        ++m_hardware->counter;
        if (on_advance) on_advance(m_hardware->counter);
        return m_hardware->counter;
    }

    int advances_to_fail = 0;
    std::function<void(std::uint64_t)> on_advance;

private:
    static base::Bytes bound(std::uint64_t epoch) {
        base::Bytes out;
        base::append_number(out, epoch, 8);
        return out;
    }
    SoftHardware* m_hardware;
};

}  // namespace faults
